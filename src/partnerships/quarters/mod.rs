//! Quarters: what was reached in each, and its closing.
//!
//! The coordinator closes a quarter that is over, in its own time zone, once nothing reported in it waits
//! for verification. The closing keeps the figures as they stood, and locks them: a correction is
//! another revision ([`super::realizations`]). A closed quarter does not open again.

mod close;
mod http;
pub(super) mod store;
mod types;

pub use close::close;
pub use store::closed;
pub use types::{QuarterClosing, QuarterStatus};

use crate::routes::Routes;

/// The routes of quarters.
pub(super) fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::close)
        .service(http::get);
}
