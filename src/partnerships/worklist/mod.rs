//! The worklist: what is due or overdue for the caller's agency, across its partnerships.
//!
//! Nothing is stored: an item is there as long as the rows say so, and gone once the work is done.
//! It is read by the agency it is due for and by nobody else, also not by agencies above. Days are
//! those of each coordinator's time zone.
//!
//! * A **party** reports the targets it answers for, ends the activities it leads, chairs its
//!   meetings, signs its own row and works on its obstacles and follow-ups.
//! * The **coordinator** closes quarters, signs what an authority issues and for organizations (which
//!   have no callers), and continues what is expiring.
//! * A reported figure is verified by the coordinator or an advising party (`pembina`); where none of
//!   them is other than the one that reported, by each other party.
//!
//! What comes by itself is told [`AHEAD`] days before. An agency that was handed an obstacle works on
//! it without being a party.
//!
//! [`AHEAD`]: due::AHEAD

mod desk;
mod due;
mod http;
mod store;
mod types;

pub use types::WorklistKind;

use crate::routes::Routes;

/// The route of the worklist.
pub(super) fn routes(routes: &mut Routes<'_>) {
    routes.service(http::list);
}
