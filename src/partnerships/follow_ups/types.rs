//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::status::FollowUpStatus;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};

/// A follow-up to give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUpInput {
    /// What is to be done.
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "Menyusun daftar pemasok ikan pipih"
    )]
    pub action: String,
    /// The agency that does it, by its code: a party, or the owner of the obstacle.
    #[schema(min_length = 1, max_length = 64, example = "disperindag-kukar")]
    pub agency: String,
    /// The office in charge within the agency; an office, not a person.
    #[schema(min_length = 1, max_length = 200, example = "Kepala Bidang Industri")]
    pub office: Option<String>,
    /// When it was given; today unless named.
    #[schema(value_type = Option<String>, format = Date, min_length = 10, max_length = 10, example = "2024-04-03")]
    pub assigned_on: Option<NaiveDate>,
    /// The last day on which it is in time.
    #[schema(value_type = String, format = Date, min_length = 10, max_length = 10, example = "2024-05-31")]
    pub due_on: NaiveDate,
    /// What shows that it was done.
    #[schema(min_length = 1, max_length = 2000)]
    pub evidence_note: Option<String>,
    /// Where the evidence lies.
    #[schema(
        min_length = 9,
        max_length = 2000,
        pattern = "^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][^\\s]*)?$",
        example = "https://arsip.example.go.id/daftar-pemasok.pdf"
    )]
    pub evidence_url: Option<String>,
    /// The SHA-256 of the evidence, in lowercase hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub evidence_sha256: Option<String>,
}

patch_of!(
    FollowUpPatch,
    FollowUpInput,
    "A merge patch of a follow-up."
);

/// A follow-up.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FollowUp {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    /// The obstacle it is of, or null for one of a meeting.
    #[schema(required)]
    pub obstacle_id: Option<Id>,
    /// The meeting it is of, or null for one of an obstacle.
    #[schema(required)]
    pub meeting_id: Option<Id>,
    /// What is to be done.
    #[schema(max_length = 1000)]
    pub action: String,
    /// The agency that does it.
    #[schema(max_length = 64)]
    pub agency: String,
    /// The office in charge within the agency.
    #[schema(required, max_length = 200)]
    pub office: Option<String>,
    /// When it was given.
    pub assigned_on: NaiveDate,
    /// The last day on which it is in time.
    pub due_on: NaiveDate,
    /// When it was done.
    #[schema(required)]
    pub done_on: Option<NaiveDate>,
    /// Whether it is left to do after its last day; derived, in the coordinator's time zone.
    pub overdue: bool,
    /// By how many days.
    #[schema(minimum = 0)]
    pub days_overdue: i64,
    /// What shows that it was done.
    #[schema(required, max_length = 2000)]
    pub evidence_note: Option<String>,
    /// Where the evidence lies.
    #[schema(required, max_length = 2000)]
    pub evidence_url: Option<String>,
    /// The SHA-256 of the evidence.
    #[schema(required, max_length = 64)]
    pub evidence_sha256: Option<String>,
    /// Its state.
    pub status: FollowUpStatus,
    /// Why it was canceled.
    #[schema(required, max_length = 500)]
    pub status_reason: Option<String>,
    /// The states it may be moved to.
    #[schema(max_items = 2)]
    pub allowed_transitions: &'static [FollowUpStatus],
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(FollowUpPage, FollowUp, "A page of follow-ups.");

impl Columns for FollowUp {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("partnership_id", "/partnership_id"),
        Column("obstacle_id", "/obstacle_id"),
        Column("meeting_id", "/meeting_id"),
        Column("action", "/action"),
        Column("agency", "/agency"),
        Column("office", "/office"),
        Column("assigned_on", "/assigned_on"),
        Column("due_on", "/due_on"),
        Column("done_on", "/done_on"),
        Column("days_overdue", "/days_overdue"),
        Column("status", "/status"),
    ];
}

/// A move in the life cycle of a follow-up.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUpTransition {
    /// The state to move to.
    pub to: FollowUpStatus,
    /// Why; required for `canceled`.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
    /// The day it was done, for `done`; today unless named.
    #[schema(value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub on: Option<NaiveDate>,
}

/// Which follow-ups.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FollowUpFilter {
    /// In this state.
    #[param(inline)]
    pub status: Option<FollowUpStatus>,
    /// Left to do after their last day (`true`), or not (`false`).
    pub overdue: Option<bool>,
    /// Of this agency, by its code.
    #[param(min_length = 1, max_length = 64, example = "disperindag-kukar")]
    pub agency: Option<String>,
}
