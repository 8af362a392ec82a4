//! Reference data: regions, KBLI, code lists, agencies and organizations.
//!
//! The official lists are published by others and change by decree: what is shipped is enough to
//! start with, [`load`] takes the whole of them, and [`Lists`] holds them in memory for checks and
//! imports.

pub mod agencies;
pub mod code_lists;
pub mod kbli;
mod lists;
pub mod load;
pub mod organizations;
mod public;
pub mod regions;

pub use kbli::KbliVersion;
pub use lists::{KbliMatch, Lists, Region, RegionQuery, Resolved, generation};
pub use regions::CodeSystem;

use crate::db::{Conn, DbError};
use crate::routes::Routes;

/// The most rows of one insert: SQLite takes 32,766 bound values.
pub(crate) const BATCH: usize = 1_000;

/// The routes of the reference data.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .configure(regions::routes)
        .configure(kbli::routes)
        .configure(code_lists::routes)
        .configure(agencies::routes)
        .configure(organizations::routes);
}

/// Loads the shipped lists into an empty database.
pub fn ship(conn: &mut Conn) -> Result<(), DbError> {
    regions::ship(conn)?;
    kbli::ship(conn)?;
    agencies::ship(conn)?;
    organizations::ship(conn)?;
    lists::shipped(conn)
}
