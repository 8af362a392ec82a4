//! The roster: a batch's whole list, for the wall, the report and the next import.
//!
//! One row an enrollment, in the order of entry, with the mark of each session in a column of its
//! own. As CSV or XLSX the same table can be filled in and imported again
//! (`POST /v1/imports?kind=enrollments`): the enrollment's id in the first column finds each row.

mod http;
mod store;
mod types;

use utoipa_actix_web::service_config::ServiceConfig;

/// The route of the roster.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(http::get);
}
