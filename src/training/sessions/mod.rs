//! Sessions: the meetings of a batch, in each of which attendance is taken.
//!
//! A session lies within its batch's days and overlaps no other of them: a woman cannot sit in two
//! at once, and her share of attendance counts them all. Once attendance is recorded for it, it
//! stays as it is, since the record says who was there at that time.

mod http;
mod rules;
pub mod store;
mod times;
mod types;

pub(in crate::training) use rules::check_still_within;
pub use store::{SessionRow, create, find, of_batch};
pub use types::{Session, SessionInput};

use crate::routes::Routes;

/// The routes of sessions.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::delete);
}
