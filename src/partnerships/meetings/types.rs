//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{Array, ArrayBuilder, ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::attendance::MeetingDelegation;
use super::status::MeetingStatus;
use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};

words! {
    /// What a meeting is for, the code list `meeting_kind`.
    pub enum MeetingKind {
        /// Coordination.
        Koordinasi = "koordinasi",
        /// Monitoring of progress and obstacles.
        Monitoring = "monitoring",
        /// Evaluation of what was achieved.
        Evaluasi = "evaluasi",
    }
}

/// A meeting to call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingInput {
    /// What it is for.
    pub kind: MeetingKind,
    /// Its title.
    #[schema(
        min_length = 1,
        max_length = 300,
        example = "Rapat koordinasi triwulan II"
    )]
    pub title: Option<String>,
    /// When it begins.
    #[schema(example = "2024-04-03T01:00:00Z")]
    pub starts_at: Timestamp,
    /// When it ends, after it begins.
    #[schema(example = "2024-04-03T03:00:00Z")]
    pub ends_at: Option<Timestamp>,
    /// Where it is held.
    #[schema(
        min_length = 1,
        max_length = 300,
        example = "Ruang rapat DP3A Kutai Kartanegara"
    )]
    pub place: Option<String>,
    /// The party that chairs it, by its agency's code; the coordinator unless named.
    #[schema(min_length = 1, max_length = 64, example = "dp3a-kukar")]
    pub chair_agency: Option<String>,
    /// What will be discussed.
    #[schema(
        min_length = 1,
        max_length = 4000,
        example = "Capaian triwulan I dan hambatan pelatihan."
    )]
    pub agenda: Option<String>,
    /// What was discussed (notulen).
    #[schema(min_length = 1, max_length = 20000)]
    pub minutes: Option<String>,
    /// What was decided, one text each.
    #[serde(default)]
    #[schema(schema_with = decisions)]
    pub decisions: Vec<String>,
}

fn decisions() -> Array {
    ArrayBuilder::new()
        .description(Some("What was decided, one text each."))
        .items(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .min_length(Some(1))
                .max_length(Some(1000)),
        )
        .max_items(Some(100))
        .build()
}

patch_of!(MeetingPatch, MeetingInput, "A merge patch of a meeting.");

/// A meeting of a partnership.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Meeting {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    /// The series it was called in.
    #[schema(required)]
    pub series_id: Option<Id>,
    /// What it is for.
    pub kind: MeetingKind,
    /// Its title.
    #[schema(required, max_length = 300)]
    pub title: Option<String>,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    #[schema(required)]
    pub ends_at: Option<Timestamp>,
    /// Where it is held.
    #[schema(required, max_length = 300)]
    pub place: Option<String>,
    /// The party that chairs it.
    #[schema(max_length = 64)]
    pub chair_agency: String,
    /// What will be discussed.
    #[schema(required, max_length = 4000)]
    pub agenda: Option<String>,
    /// What was discussed (notulen).
    #[schema(required, max_length = 20000)]
    pub minutes: Option<String>,
    /// What was decided, one text each.
    #[schema(schema_with = decisions)]
    pub decisions: Vec<String>,
    /// Who was there, by party; empty until it is recorded.
    #[schema(max_items = 100)]
    pub attendance: Vec<MeetingDelegation>,
    /// Its state.
    pub status: MeetingStatus,
    /// Why it was canceled.
    #[schema(required, max_length = 500)]
    pub status_reason: Option<String>,
    /// The states it may be moved to.
    #[schema(max_items = 2)]
    pub allowed_transitions: &'static [MeetingStatus],
    /// Rises with each change of it or of its attendance.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(MeetingPage, Meeting, "A page of meetings.");

impl Columns for Meeting {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("partnership_id", "/partnership_id"),
        Column("series_id", "/series_id"),
        Column("kind", "/kind"),
        Column("title", "/title"),
        Column("starts_at", "/starts_at"),
        Column("ends_at", "/ends_at"),
        Column("place", "/place"),
        Column("chair_agency", "/chair_agency"),
        Column("decisions", "/decisions"),
        Column("status", "/status"),
    ];
}

/// A move in the life cycle of a meeting.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingTransition {
    /// The state to move to.
    pub to: MeetingStatus,
    /// Why; required for `canceled`.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

words! {
    /// The order of meetings.
    pub enum MeetingSort {
        /// Earliest first.
        StartsAt = "starts_at",
        /// Latest first.
        StartsAtFalling = "-starts_at",
    }
}

/// Which meetings.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MeetingFilter {
    /// For this purpose.
    #[param(inline)]
    pub kind: Option<MeetingKind>,
    /// In this state.
    #[param(inline)]
    pub status: Option<MeetingStatus>,
    /// Of this series.
    #[param(inline)]
    pub series_id: Option<Id>,
    /// Beginning on this day or later, in the coordinator's time zone.
    #[param(value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub from: Option<NaiveDate>,
    /// Beginning on this day or earlier, in the coordinator's time zone.
    #[param(value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub to: Option<NaiveDate>,
    /// The order; earliest first unless named.
    #[param(inline)]
    pub sort: Option<MeetingSort>,
}
