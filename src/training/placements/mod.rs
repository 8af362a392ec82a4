//! Job placements: where a graduate found work after a training.
//!
//! A placement is recorded and changed by the agency that placed her, which need not be the one that
//! trained her: the labor agency of a regency places whom its sister agencies or the province
//! trained, as far as it sees the enrollment.

mod http;
mod rules;
mod store;
mod types;

pub use store::{PlacementRow, create};
pub use types::{Placement, PlacementSector};

use crate::routes::Routes;

/// The routes of job placements.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::delete)
        .service(http::history);
}
