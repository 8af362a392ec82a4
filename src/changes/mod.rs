//! What others must hear of: one stable order without gap or repeat.
//!
//! An entry says which row to read again, never a field's value; a reader keeps the highest
//! version. SQLite's order is that of commits; PostgreSQL's is (transaction id, sequence), served
//! below the horizon under which every transaction has ended. A cursor carries the feed's epoch:
//! after a restore the old ones are refused.

mod http;
mod store;

pub use store::{Change, Kind, add, append};

use crate::routes::Routes;

/// The route of the feed.
pub fn routes(routes: &mut Routes<'_>) {
    routes.service(http::list);
}
