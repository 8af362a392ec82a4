//! Reference data: regions, KBLI, code lists, agencies and organizations.

mod lists;
pub mod organizations;

pub use lists::{Lists, Region};

use utoipa_actix_web::service_config::ServiceConfig;

use crate::db::{Conn, DbError};

/// The routes of the reference data.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.configure(organizations::routes);
}

/// Loads the shipped lists into an empty database.
pub fn ship(conn: &mut Conn) -> Result<(), DbError> {
    organizations::ship(conn)
}
