//! What callers send and receive.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::status::ProgramStatus;
use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};
use crate::people::Education;
use crate::reference::regions::codes_schema;
use crate::training::{FundSource, TrainingField, TrainingMethod};
use crate::values::gender::Gender;

/// To whom a program is open; a rule that is absent does not hold.
///
/// BLK Paser took applicants of 17 to 40 years in 2022; ages are those on the batch's first day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Eligibility {
    /// The youngest age in years on the first day of the batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 120, example = 17)]
    pub age_min: Option<i32>,
    /// The oldest age in years on the first day of the batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 120, example = 40)]
    pub age_max: Option<i32>,
    /// The gender it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub gender: Option<Gender>,
    /// Where she lives: within one of these regions of any level, dotted Kemendagri codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50, schema_with = region_codes)]
    pub region_codes: Vec<String>,
    /// The lowest education finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub education_min: Option<Education>,
    /// No training in the same field, of any agency, that she attends, passed or failed and that ended
    /// within so many months before the first day of the batch, or goes on at the same time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 120, example = 12)]
    pub similar_within_months: Option<i32>,
}

fn region_codes() -> utoipa::openapi::schema::Array {
    codes_schema(
        "Where she lives: within one of these regions of any level, dotted Kemendagri codes.",
    )
}

/// A training program to plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgramInput {
    /// Its title.
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "Pelatihan Pengolahan Hasil Perikanan"
    )]
    pub title: String,
    /// What is taught.
    pub field: TrainingField,
    /// How it is taught.
    pub method: TrainingMethod,
    /// The length of the curriculum in hours of 45 minutes (jam pelajaran).
    #[schema(minimum = 1, maximum = 5000, example = 40)]
    pub hours: Option<i32>,
    /// The national competence standard (SKKNI) it follows, by the number of its decree.
    #[schema(min_length = 1, max_length = 200)]
    pub skkni_reference: Option<String>,
    /// The level of the national qualification framework (KKNI, Perpres 8/2012), 1 to 9.
    #[schema(minimum = 1, maximum = 9)]
    pub kkni_level: Option<i32>,
    /// To whom it is open; to everybody without rules.
    #[serde(default)]
    pub eligibility: Eligibility,
    /// The fiscal year that pays for it.
    #[schema(minimum = 2000, maximum = 2100, example = 2026)]
    pub fiscal_year: i32,
    /// Who pays.
    pub fund_source: FundSource,
    /// The budget in whole rupiah.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64, example = 75_000_000)]
    pub budget_idr: Option<i64>,
    /// What was spent of it so far, in whole rupiah.
    #[schema(minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub spent_idr: Option<i64>,
    /// How many people it is meant to reach.
    #[schema(minimum = 1, maximum = 1_000_000, example = 25)]
    pub target_participants: Option<i32>,
    /// The policy or agreement it serves.
    #[schema(min_length = 1, max_length = 300)]
    pub policy_reference: Option<String>,
    /// The share of the sessions in percent that must be attended to pass.
    #[serde(default = "usual_share")]
    #[schema(minimum = 0, maximum = 100, default = 80)]
    pub passing_share_percent: i32,
}

/// Eighty percent, the usual bound of the agencies' programs.
const fn usual_share() -> i32 {
    80
}

patch_of!(
    ProgramPatch,
    ProgramInput,
    "A merge patch of a training program."
);

/// A training program.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = TrainingProgram)]
pub struct Program {
    /// Its id.
    pub id: Id,
    /// The agency that owns it, by its code.
    #[schema(max_length = 64, example = "distransnaker-kukar")]
    pub agency: String,
    /// Its title.
    #[schema(max_length = 200)]
    pub title: String,
    /// What is taught.
    pub field: TrainingField,
    /// How it is taught.
    pub method: TrainingMethod,
    /// The length of the curriculum in hours of 45 minutes.
    #[schema(required, minimum = 1, maximum = 5000)]
    pub hours: Option<i32>,
    /// The national competence standard (SKKNI) it follows.
    #[schema(required, max_length = 200)]
    pub skkni_reference: Option<String>,
    /// The level of the national qualification framework (KKNI).
    #[schema(required, minimum = 1, maximum = 9)]
    pub kkni_level: Option<i32>,
    /// To whom it is open.
    pub eligibility: Eligibility,
    /// The fiscal year that pays for it.
    #[schema(minimum = 2000, maximum = 2100)]
    pub fiscal_year: i32,
    /// Who pays.
    pub fund_source: FundSource,
    /// The budget in whole rupiah.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub budget_idr: Option<i64>,
    /// What was spent of it so far, in whole rupiah.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub spent_idr: Option<i64>,
    /// How many people it is meant to reach.
    #[schema(required, minimum = 1, maximum = 1_000_000)]
    pub target_participants: Option<i32>,
    /// The policy or agreement it serves.
    #[schema(required, max_length = 300)]
    pub policy_reference: Option<String>,
    /// The share of the sessions in percent that must be attended to pass.
    #[schema(minimum = 0, maximum = 100)]
    pub passing_share_percent: i32,
    /// Its state.
    pub status: ProgramStatus,
    /// Why it was canceled.
    #[schema(required, max_length = 500)]
    pub status_reason: Option<String>,
    /// The states it may be moved to.
    #[schema(max_items = 2)]
    pub allowed_transitions: &'static [ProgramStatus],
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(ProgramPage, Program, "A page of training programs.");

impl Columns for Program {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("agency", "/agency"),
        Column("title", "/title"),
        Column("field", "/field"),
        Column("method", "/method"),
        Column("hours", "/hours"),
        Column("fiscal_year", "/fiscal_year"),
        Column("fund_source", "/fund_source"),
        Column("budget_idr", "/budget_idr"),
        Column("spent_idr", "/spent_idr"),
        Column("target_participants", "/target_participants"),
        Column("policy_reference", "/policy_reference"),
        Column("status", "/status"),
    ];
}

/// A move in the life cycle of a training program.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgramTransition {
    /// The state to move to.
    pub to: ProgramStatus,
    /// Why; required for `canceled`.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

words! {
    /// The order of training programs.
    pub enum ProgramSort {
        /// By id, that is by the time of entry.
        Id = "id",
        /// Newest first.
        IdFalling = "-id",
        /// By title.
        Title = "title",
        /// By title, falling.
        TitleFalling = "-title",
    }
}

/// Which training programs.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProgramFilter {
    /// Of this agency, by its code.
    #[param(min_length = 1, max_length = 64, example = "distransnaker-kukar")]
    pub agency: Option<String>,
    /// In this field.
    #[param(inline)]
    pub field: Option<TrainingField>,
    /// Of this fiscal year.
    #[param(minimum = 2000, maximum = 2100)]
    pub fiscal_year: Option<i32>,
    /// Paid from this source.
    #[param(inline)]
    pub fund_source: Option<FundSource>,
    /// In this state.
    #[param(inline)]
    pub status: Option<ProgramStatus>,
    /// The order.
    #[param(inline)]
    pub sort: Option<ProgramSort>,
}
