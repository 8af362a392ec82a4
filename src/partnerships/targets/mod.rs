//! Targets: what a partnership means to reach, by indicator, year and quarter.
//!
//! The coordinator sets a target for an executing party, of one activity or of the partnership as a
//! whole. Each indicator has its unit; figures of different units are never added. Some indicators
//! are counted from the register besides ([`TargetIndicator::is_computed`]). Once a realization was
//! reported, what the target measures stands; the figure of a closed quarter stands as well.

mod http;
mod lists;
mod rules;
pub(super) mod store;
mod types;

pub use lists::{TargetIndicator, TargetUnit};
pub use store::{TargetRow, create, find, of};
pub use types::{Target, TargetInput};

use crate::routes::Routes;

/// The routes of targets.
pub(super) fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::delete)
        .service(http::history);
}
