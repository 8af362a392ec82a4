//! Meetings: where the parties coordinate, monitor and evaluate, one by one or as a series.
//!
//! Seed 001: "rutin mengadakan pertemuan untuk memantau perkembangan dan hambatan". The coordinator
//! calls meetings, and a party those it chairs itself. A meeting is held once it has begun, and only
//! then its attendance is taken, by party. Its minutes are approved by the coordinator or the chair;
//! from then on the meeting, its minutes, decisions and attendance stand as they are.
//!
//! Meetings may be called after the partnership's last day too: what was achieved in a year is
//! evaluated in the next.

pub mod attendance;
mod http;
mod list;
mod rules;
pub mod series;
mod status;
pub mod store;
mod transition;
mod types;

pub use attendance::{MeetingAttendance, MeetingAttendanceInput, MeetingDelegation, MeetingMark};
pub use series::{MeetingSeriesInput, MeetingWeek, Weekday};
pub use status::MeetingStatus;
pub use store::MeetingRow;
pub use transition::transition;
pub use types::{Meeting, MeetingInput, MeetingKind, MeetingTransition};

use crate::routes::Routes;

/// The routes of meetings.
pub(super) fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::create_series)
        .service(http::get)
        .service(http::update)
        .service(http::delete)
        .service(http::transition)
        .service(http::history)
        .service(http::read_attendance)
        .service(http::record_attendance);
}
