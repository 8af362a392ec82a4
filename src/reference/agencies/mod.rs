//! Agencies: the offices whose systems call this service.
//!
//! Everybody with a token reads them; the operator (`admin`) creates and changes them. The level
//! and region of an agency are its jurisdiction and never change: an agency that moves is another
//! agency, and the old one is retired by `valid_to`. Codes are `<short-name>-<region-slug>`; a
//! national agency needs no slug.

mod http;
mod store;
mod types;

pub use store::{check_known, find, ship};
pub use types::{Agency, AgencyFilter, AgencyFunction, AgencyInput};

use crate::routes::Routes;

/// The routes of agencies.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::history);
}

#[cfg(test)]
mod tests;
