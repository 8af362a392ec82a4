//! Before and after: the figures of a participant's business before a training and some months
//! after it.
//!
//! What is compared are the snapshots the register holds: the last one up to the batch's first day,
//! and the first one from so many months after its last day on. The service does not say that the
//! training is the cause of a difference.

mod compare;
mod http;
mod store;
mod types;

pub use types::{Outcome, OutcomeGap};

use crate::routes::Routes;

/// The route of the comparison.
pub fn routes(routes: &mut Routes<'_>) {
    routes.service(http::outcome);
}
