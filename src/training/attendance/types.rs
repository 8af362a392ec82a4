//! What callers send and receive.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of};

words! {
    /// Whether somebody was at a session, the code list `attendance_mark`.
    pub enum AttendanceMark {
        /// Present.
        Hadir = "hadir",
        /// Excused.
        Izin = "izin",
        /// Ill.
        Sakit = "sakit",
        /// Absent without a word.
        Alpa = "alpa",
    }
}

/// One mark to record.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttendanceEntry {
    /// The enrollment, in the session's batch.
    pub enrollment_id: Id,
    /// The mark.
    pub mark: AttendanceMark,
}

/// The attendance of one session, for one woman or for many.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttendanceInput {
    /// The session; it has begun.
    pub session_id: Id,
    /// The marks, one for each enrollment.
    #[schema(min_items = 1, max_items = 1000)]
    pub marks: Vec<AttendanceEntry>,
}

/// What became of the marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AttendanceRecorded {
    /// Marks that are new or differ from what stood there.
    #[schema(minimum = 0, maximum = 1000)]
    pub recorded: usize,
    /// Marks that stood there already.
    #[schema(minimum = 0, maximum = 1000)]
    pub unchanged: usize,
}

/// One mark as it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Attendance {
    /// The session.
    pub session_id: Id,
    /// The session's number within the batch.
    #[schema(minimum = 1, maximum = 10_000)]
    pub session_number: i32,
    /// The enrollment.
    pub enrollment_id: Id,
    /// The person.
    pub person_id: Id,
    /// The mark.
    pub mark: AttendanceMark,
    /// When it was last recorded.
    pub recorded_at: Timestamp,
}

page_of!(
    AttendancePage,
    Attendance,
    "A page of a batch's attendance."
);

impl Columns for Attendance {
    const COLUMNS: &'static [Column] = &[
        Column("session_id", "/session_id"),
        Column("session_number", "/session_number"),
        Column("enrollment_id", "/enrollment_id"),
        Column("person_id", "/person_id"),
        Column("mark", "/mark"),
        Column("recorded_at", "/recorded_at"),
    ];
}

/// Which marks.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AttendanceFilter {
    /// Of this session.
    #[param(inline)]
    pub session_id: Option<Id>,
    /// Of this enrollment.
    #[param(inline)]
    pub enrollment_id: Option<Id>,
    /// With this mark.
    #[param(inline)]
    pub mark: Option<AttendanceMark>,
}
