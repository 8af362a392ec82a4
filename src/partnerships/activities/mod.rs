//! Activities: what the parties of a partnership do, who leads it, with which money, and which
//! training batches it consists of.
//!
//! The coordinator plans activities for every executing party, and an executing party for itself.
//! Its lead changes it as well, but hands the lead to nobody; that is the coordinator's. The plan
//! changes while the partnership takes plans; days, money and links are reported after its end too.
//! What an activity consists of is linked by the word of a path and an id ([`ActivityResource`]):
//! figures are then counted from the real rows.

mod http;
mod links;
mod list;
mod rules;
mod status;
pub(super) mod store;
mod transition;
mod types;

pub(crate) use links::is_linked;
pub(super) use links::of as links_of;
pub use links::{ActivityLink, ActivityResource};
pub use status::ActivityStatus;
pub use store::{ActivityRow, create, find, of, update};
pub use transition::transition;
pub use types::{Activity, ActivityInput, ActivityTransition};

use crate::routes::Routes;

/// The routes of activities.
pub(super) fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::delete)
        .service(http::transition)
        .service(http::history);
}
