//! Attendance: who was at which session, and the share that decides who passes.
//!
//! Marks are recorded while the batch runs, for sessions that have begun and for women with a seat:
//! one or a thousand at a time, all or none. A mark that stands is corrected by recording it again.
//! The first `hadir` moves `accepted` to `attending`. Each changed mark is a change of its
//! enrollment: it raises the version there and stands in its history.
//!
//! `hadir` counts as present, the excuses do not: the share is that of the sessions she was at, as
//! the agencies' programs count it.

mod http;
mod share;
pub mod store;
mod types;

pub use share::{Share, share, shares};
pub use store::record;
pub use types::{AttendanceEntry, AttendanceInput, AttendanceMark};

use crate::routes::Routes;

/// The routes of attendance.
pub fn routes(routes: &mut Routes<'_>) {
    routes.service(http::list).service(http::record);
}
