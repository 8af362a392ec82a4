//! Capital, investment, sales and workers of a business as of a day, and what else a survey asks.
//!
//! Money and disability are specific data (UU 27/2022 Pasal 4) and shown to holders of `finance:read`
//! and `disability:read` only. Adding
//! or changing a snapshot derives scale and IKM class of its business anew and raises the
//! business's version; the act stands in the history of the business.

mod http;
mod store;
mod survey;
mod types;

pub use survey::{Guidance, GuidanceOrganizer, GuidanceTheme, WorkersByEducation, Workforce};
pub use types::{
    NewSnapshot, Snapshot, SnapshotInput, SnapshotMethod, SnapshotPage, SnapshotPatch, parse,
    together,
};

use crate::routes::Routes;

/// The routes of snapshots.
pub(super) fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update);
}
