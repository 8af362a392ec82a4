//! Follow-ups (tindak lanjut): what an agency has to do about an obstacle or after a meeting, until
//! when, and what shows that it did.
//!
//! Any party gives one to a party; its agency works on it, and the coordinator and the obstacle's
//! owner may. It is done with evidence only. Whether it is overdue is derived from its day, in the
//! coordinator's time zone, and never stored; none is deleted, one that falls away is canceled.

mod http;
mod list;
mod rules;
mod status;
pub mod store;
mod transition;
mod types;

pub use status::FollowUpStatus;
pub use store::{FollowUpOf, FollowUpRow};
pub use transition::transition;
pub use types::{FollowUp, FollowUpInput, FollowUpTransition};

use crate::routes::Routes;

/// The routes of follow-ups.
pub(super) fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::list_of_obstacle)
        .service(http::list_of_meeting)
        .service(http::create_for_obstacle)
        .service(http::create_for_meeting)
        .service(http::get)
        .service(http::update)
        .service(http::transition)
        .service(http::history);
}
