//! The roster: a batch's whole list, for the wall, the report and the next import.
//!
//! One row an enrollment, in the order of entry, with the mark of each session in a column of its
//! own. As CSV or XLSX the same table can be filled in and imported again
//! (`POST /v1/imports?kind=enrollments`): the enrollment's id in the first column finds each row.

mod http;
mod store;
mod types;

use crate::routes::Routes;

/// The route of the roster.
pub fn routes(routes: &mut Routes<'_>) {
    routes.service(http::get);
}
