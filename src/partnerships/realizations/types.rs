//! What callers send and receive.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::status::RealizationStatus;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};
use crate::values::quarter::Quarter;

/// A realization to report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RealizationInput {
    /// The quarter, of the target's year; one that has begun.
    pub quarter: Quarter,
    /// The figure reached in this quarter alone, in the target's unit.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64, example = 24)]
    pub value: i64,
    /// How it came about.
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
    /// Where the evidence lies.
    #[schema(
        min_length = 9,
        max_length = 2000,
        pattern = "^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][^\\s]*)?$",
        example = "https://bukti.example.go.id/2024/tw2.pdf"
    )]
    pub evidence_url: Option<String>,
    /// Why a closed quarter is corrected; required for one, and only then.
    #[schema(min_length = 1, max_length = 1000)]
    pub correction_reason: Option<String>,
}

/// What a merge patch of a realization changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RealizationChange {
    /// The figure reached in this quarter alone, in the target's unit.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64, example = 24)]
    pub value: i64,
    /// How it came about.
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
    /// Where the evidence lies.
    #[schema(
        min_length = 9,
        max_length = 2000,
        pattern = "^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][^\\s]*)?$"
    )]
    pub evidence_url: Option<String>,
}

patch_of!(
    RealizationPatch,
    RealizationChange,
    "A merge patch of a realization."
);

/// A realization: one revision of what was reported of a target in a quarter.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Realization {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    /// The target.
    pub target_id: Id,
    /// The quarter.
    pub quarter: Quarter,
    /// The first is 1; a correction of a closed quarter is the next.
    #[schema(minimum = 1, maximum = 1000)]
    pub revision: i32,
    /// The figure reached in this quarter alone, in the target's unit.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub value: i64,
    /// How it came about.
    #[schema(required, max_length = 2000)]
    pub note: Option<String>,
    /// Where the evidence lies.
    #[schema(required, max_length = 2000)]
    pub evidence_url: Option<String>,
    /// Why the closed quarter is corrected.
    #[schema(required, max_length = 1000)]
    pub correction_reason: Option<String>,
    /// Its state.
    pub status: RealizationStatus,
    /// Why it was returned.
    #[schema(required, max_length = 500)]
    pub status_reason: Option<String>,
    /// Whether the closed quarter locks it.
    pub locked: bool,
    /// The states another party may move it to.
    #[schema(max_items = 2)]
    pub allowed_transitions: &'static [RealizationStatus],
    /// The agency that reported it.
    #[schema(max_length = 64)]
    pub reported_by: String,
    /// The agency that verified it.
    #[schema(required, max_length = 64)]
    pub verified_by: Option<String>,
    /// When it was verified.
    #[schema(required)]
    pub verified_at: Option<Timestamp>,
    /// Since when it counts; null while it was returned, and for a correction that nobody has verified.
    #[schema(required)]
    pub counts_from: Option<Timestamp>,
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(RealizationPage, Realization, "A page of realizations.");

impl Columns for Realization {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("target_id", "/target_id"),
        Column("quarter", "/quarter"),
        Column("revision", "/revision"),
        Column("value", "/value"),
        Column("note", "/note"),
        Column("evidence_url", "/evidence_url"),
        Column("correction_reason", "/correction_reason"),
        Column("status", "/status"),
        Column("locked", "/locked"),
        Column("reported_by", "/reported_by"),
        Column("verified_by", "/verified_by"),
        Column("verified_at", "/verified_at"),
        Column("counts_from", "/counts_from"),
    ];
}

/// A move in the life cycle of a realization.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RealizationTransition {
    /// The state to move to.
    pub to: RealizationStatus,
    /// Why; required for `returned`.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// Which realizations.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RealizationFilter {
    /// Of this quarter.
    #[param(inline)]
    pub quarter: Option<Quarter>,
    /// The figures as of this instant: of each quarter the revision that counted then. All revisions
    /// without it.
    #[param(inline)]
    pub as_of: Option<Timestamp>,
}
