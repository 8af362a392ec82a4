//! Parties and partners that are no agencies: TP-PKK, Kadin, banks, associations …
//!
//! Everybody with a token reads them; the operator (`admin`) creates and changes them.

mod http;
mod store;
mod types;

pub use store::{check_known, find, named, ship};
pub use types::{OrganizationLevel, OrganizationType};

use crate::routes::Routes;

/// The routes of organizations.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::history);
}
