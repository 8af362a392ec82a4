//! Realizations: what a party reports of its target each quarter, and another party verifies.
//!
//! Four eyes are those of two agencies: who reported does not verify or return. A figure counts from
//! its report on, until it is returned. Once the coordinator has closed the quarter
//! ([`super::quarters`]) it stands; a correction is the next revision, with its reason, and begins to count
//! when another party verifies it. So the figure as of any instant stays readable: it is that of
//! the highest revision that had begun to count.

mod http;
mod list;
mod rules;
mod status;
pub(super) mod store;
mod transition;
mod types;

pub use status::RealizationStatus;
pub use store::{RealizationRow, create, find, of};
pub use transition::transition;
pub use types::{Realization, RealizationInput, RealizationTransition};

use crate::routes::Routes;

/// The routes of realizations.
pub(super) fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::transition)
        .service(http::history);
}
