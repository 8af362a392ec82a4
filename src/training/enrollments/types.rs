//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::eligibility::{EligibilityRule, EligibilityVerdict};
use super::status::EnrollmentStatus;
use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of};
use crate::training::TrainingField;

/// A person to enroll.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrollmentInput {
    /// Who takes part.
    pub person_id: Id,
    /// Her business that the training is for; she is one of its owners or managers.
    pub business_id: Option<Id>,
    /// When she asked to take part, within the registration window; today without it.
    #[schema(value_type = Option<String>, format = Date, min_length = 10, max_length = 10, example = "2026-02-10")]
    pub applied_on: Option<NaiveDate>,
    /// Why she is enrolled although a rule is not met; kept and audited only then.
    #[schema(min_length = 1, max_length = 500)]
    pub override_reason: Option<String>,
}

/// How one rule of the program came out for her.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EligibilityResult {
    /// The rule.
    pub rule: EligibilityRule,
    /// How it came out; `unknown` refuses nobody.
    pub verdict: EligibilityVerdict,
    /// The verdict and why, in the caller's language. The agency and field of a similar training are
    /// named only to those who may see that enrollment.
    #[schema(
        max_length = 500,
        example = "not met: trained in kuliner 4 months ago by disperindag-kukar"
    )]
    pub detail: String,
}

/// Whether a person may be enrolled in a batch, and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EligibilityAnswer {
    /// The batch.
    pub batch_id: Id,
    /// The person.
    pub person_id: Id,
    /// Whether no rule stands against her.
    pub eligible: bool,
    /// How each rule of the program came out.
    #[schema(max_items = 6)]
    pub results: Vec<EligibilityResult>,
}

/// How many of the sessions held so far she attended.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AttendanceSummary {
    /// The sessions of the batch that have begun.
    #[schema(minimum = 0)]
    pub sessions: i64,
    /// Those she was present at.
    #[schema(minimum = 0)]
    pub hadir: i64,
    /// The share in whole percent, rounded down; null while no session has begun.
    #[schema(required, minimum = 0, maximum = 100)]
    pub share_percent: Option<i64>,
}

/// One woman's way through a batch.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Enrollment {
    /// Its id.
    pub id: Id,
    /// The batch.
    pub batch_id: Id,
    /// The batch's first day.
    #[schema(min_length = 10, max_length = 10)]
    pub starts_on: NaiveDate,
    /// The batch's last day.
    #[schema(min_length = 10, max_length = 10)]
    pub ends_on: NaiveDate,
    /// The program.
    pub program_id: Id,
    /// The program's title.
    #[schema(max_length = 200)]
    pub program_title: String,
    /// What is taught.
    pub field: TrainingField,
    /// The agency that trains, by its code.
    #[schema(max_length = 64, example = "distransnaker-kukar")]
    pub agency: String,
    /// Who takes part.
    pub person_id: Id,
    /// Her name; present only for tokens with `people:read`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, nullable = false)]
    pub person_name: Option<String>,
    /// The regency or city in whose register she lies.
    #[schema(max_length = 5, example = "64.02")]
    pub register_code: String,
    /// Her business that the training is for.
    #[schema(required)]
    pub business_id: Option<Id>,
    /// When she asked to take part.
    #[schema(min_length = 10, max_length = 10)]
    pub applied_on: NaiveDate,
    /// Its state.
    pub status: EnrollmentStatus,
    /// Why it is in that state.
    #[schema(required, max_length = 500)]
    pub status_reason: Option<String>,
    /// Her place on the waiting list, 1 is next.
    #[schema(required, minimum = 1)]
    pub waitlist_place: Option<i64>,
    /// How the program's rules came out when she was enrolled.
    #[schema(max_items = 6)]
    pub eligibility: Vec<EligibilityResult>,
    /// Why a rule that is not met was overridden.
    #[schema(required, max_length = 500)]
    pub override_reason: Option<String>,
    /// How many of the sessions held so far she attended.
    pub attendance: AttendanceSummary,
    /// The states it may be moved to.
    #[schema(max_items = 4)]
    pub allowed_transitions: &'static [EnrollmentStatus],
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(EnrollmentPage, Enrollment, "A page of enrollments.");

impl Columns for Enrollment {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("batch_id", "/batch_id"),
        Column("starts_on", "/starts_on"),
        Column("ends_on", "/ends_on"),
        Column("program_title", "/program_title"),
        Column("field", "/field"),
        Column("agency", "/agency"),
        Column("person_id", "/person_id"),
        Column("person_name", "/person_name"),
        Column("register_code", "/register_code"),
        Column("business_id", "/business_id"),
        Column("applied_on", "/applied_on"),
        Column("status", "/status"),
        Column("status_reason", "/status_reason"),
        Column("waitlist_place", "/waitlist_place"),
        Column("override_reason", "/override_reason"),
        Column("sessions", "/attendance/sessions"),
        Column("hadir", "/attendance/hadir"),
        Column("share_percent", "/attendance/share_percent"),
    ];
}

/// A move in the life cycle of an enrollment.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrollmentTransition {
    /// The state to move to.
    pub to: EnrollmentStatus,
    /// Why; required for `rejected` and `dropped`.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

words! {
    /// The order of enrollments.
    pub enum EnrollmentSort {
        /// By id, that is by the time of entry.
        Id = "id",
        /// Newest first.
        IdFalling = "-id",
        /// By the day of application.
        AppliedOn = "applied_on",
        /// By the day of application, latest first.
        AppliedOnFalling = "-applied_on",
    }
}

/// Which enrollments.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EnrollmentFilter {
    /// Of this person.
    #[param(inline)]
    pub person_id: Option<Id>,
    /// In this batch.
    #[param(inline)]
    pub batch_id: Option<Id>,
    /// Trained by this agency, by its code.
    #[param(min_length = 1, max_length = 64, example = "distransnaker-kukar")]
    pub agency: Option<String>,
    /// In this field.
    #[param(inline)]
    pub field: Option<TrainingField>,
    /// In this state.
    #[param(inline)]
    pub status: Option<EnrollmentStatus>,
    /// The order.
    #[param(inline)]
    pub sort: Option<EnrollmentSort>,
}

/// Of whom eligibility is asked.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EligibilityQuery {
    /// The person.
    #[param(inline)]
    pub person_id: Id,
}
