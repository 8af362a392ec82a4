//! Obstacles (hambatan): what keeps the parties from what they agreed, and who removes it.
//!
//! Any party raises one; its owner works on it, and the coordinator may. What a regency cannot remove
//! it escalates to an agency of its province, which then owns the obstacle, whether or not it is a
//! party: it sees the partnership by its area. An obstacle is closed, as resolved or as a risk the
//! parties accept, only after everything that was to follow from it is done or canceled.

mod http;
mod rules;
mod status;
pub mod store;
mod transition;
mod types;

pub use status::ObstacleStatus;
pub use store::ObstacleRow;
pub use transition::transition;
pub use types::{Obstacle, ObstacleCategory, ObstacleInput, ObstacleSeverity, ObstacleTransition};

use crate::routes::Routes;

/// The routes of obstacles.
pub(super) fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::transition)
        .service(http::history);
}
