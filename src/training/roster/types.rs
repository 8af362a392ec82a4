//! What callers receive.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, FreeColumn};
use crate::training::attendance::AttendanceMark;
use crate::training::enrollments::EnrollmentStatus;
use crate::values::gender::Gender;

/// The most enrollments of one roster: ten for each of the most seats a batch can have.
pub const MOST: usize = 100_000;

/// A batch's whole list.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrainingRoster {
    /// The batch.
    pub batch_id: Id,
    /// The program's title.
    #[schema(max_length = 200)]
    pub program_title: String,
    /// The batch's number within the program.
    #[schema(minimum = 1, maximum = 10_000)]
    pub batch_number: i32,
    /// The batch's first day.
    #[schema(min_length = 10, max_length = 10)]
    pub starts_on: NaiveDate,
    /// The batch's last day.
    #[schema(min_length = 10, max_length = 10)]
    pub ends_on: NaiveDate,
    /// The seats.
    #[schema(minimum = 1, maximum = 10_000)]
    pub quota: i32,
    /// The sessions, in their order.
    #[schema(max_items = 10_000)]
    pub sessions: Vec<RosterSession>,
    /// Everybody who ever enrolled, in the order of entry.
    #[schema(max_items = 100_000)]
    pub items: Vec<RosterRow>,
}

/// One session of the batch.
#[derive(Debug, Serialize, ToSchema)]
pub struct RosterSession {
    /// Its id.
    pub id: Id,
    /// Its number, which the column `session_{number}` of the table has.
    #[schema(minimum = 1, maximum = 10_000)]
    pub number: i32,
    /// When it begins.
    pub starts_at: Timestamp,
}

/// One enrollment of the batch.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RosterRow {
    /// The enrollment.
    pub enrollment_id: Id,
    /// Her place in this list.
    #[schema(minimum = 1, maximum = 100_000)]
    pub number: i64,
    /// Her name; present only for tokens with `people:read`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, nullable = false)]
    pub person_name: Option<String>,
    /// Her gender as recorded; present only for tokens with `people:read`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Gender>)]
    pub gender: Option<Option<Gender>>,
    /// The regency or city in whose register she lies.
    #[schema(max_length = 5, example = "64.02")]
    pub register_code: String,
    /// Her business that the training is for; present only for tokens with `businesses:read`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 200)]
    pub business_name: Option<Option<String>>,
    /// How far she is, or how it ended.
    pub status: EnrollmentStatus,
    /// When she asked to take part.
    #[schema(min_length = 10, max_length = 10)]
    pub applied_on: NaiveDate,
    /// The share of the sessions held so far that she was at, in whole percent; null while none has
    /// begun.
    #[schema(required, minimum = 0, maximum = 100)]
    pub attendance_share_percent: Option<i64>,
    /// Her mark at each session, in the order of `sessions`; null where none is recorded.
    #[schema(max_items = 10_000)]
    pub marks: Vec<Option<AttendanceMark>>,
    /// The numbers of her certificates that were not revoked.
    #[schema(max_items = 100, max_length = 120)]
    pub certificate_numbers: Vec<String>,
}

impl Columns for RosterRow {
    const COLUMNS: &'static [Column] = &[
        Column("enrollment_id", "/enrollment_id"),
        Column("number", "/number"),
        Column("person_name", "/person_name"),
        Column("gender", "/gender"),
        Column("register_code", "/register_code"),
        Column("business_name", "/business_name"),
        Column("status", "/status"),
        Column("applied_on", "/applied_on"),
        Column("attendance_share_percent", "/attendance_share_percent"),
        Column("certificate_numbers", "/certificate_numbers"),
    ];
}

impl TrainingRoster {
    /// The columns of the table: those of every roster, then one a session.
    pub fn columns(&self) -> Vec<FreeColumn> {
        let sessions = self.sessions.iter().enumerate().map(|(at, session)| {
            let header = format!("session_{}", session.number);
            (header.into(), format!("/marks/{at}").into())
        });
        crate::http::columns::<RosterRow>()
            .into_iter()
            .chain(sessions)
            .collect()
    }
}
