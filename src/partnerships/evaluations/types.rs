//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of, patch_of};
use crate::values::period::Period;

/// An evaluation to write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluationInput {
    /// What it is of: a period that has begun, within the partnership's days in part or whole.
    pub period: Period,
    /// How much of what was planned was reached, in percent, as the agency judges it.
    #[schema(minimum = 0, maximum = 1000, example = 85)]
    pub achievement_percent: Option<i32>,
    /// What was reached, and why.
    #[schema(
        min_length = 1,
        max_length = 10000,
        example = "Pelatihan terlaksana sesuai rencana; pemasaran digital tertunda."
    )]
    pub analysis: String,
    /// What was learned.
    #[schema(min_length = 1, max_length = 10000)]
    pub lessons: Option<String>,
    /// What should follow.
    #[schema(min_length = 1, max_length = 10000)]
    pub recommendations: Option<String>,
    /// The office that signs it.
    #[schema(min_length = 1, max_length = 200, example = "Kepala Dinas")]
    pub signatory_office: Option<String>,
    /// When it was signed; from then on it stands as it is.
    #[schema(value_type = Option<String>, format = Date, min_length = 10, max_length = 10)]
    pub signed_on: Option<NaiveDate>,
}

patch_of!(
    EvaluationPatch,
    EvaluationInput,
    "A merge patch of an evaluation."
);

/// An evaluation of one party for one period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Evaluation {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    /// The party that wrote it.
    #[schema(max_length = 64)]
    pub agency: String,
    /// What it is of.
    pub period: Period,
    /// How much of what was planned was reached, in percent, as the agency judges it.
    #[schema(required, minimum = 0, maximum = 1000)]
    pub achievement_percent: Option<i32>,
    /// What was reached, and why.
    #[schema(max_length = 10000)]
    pub analysis: String,
    /// What was learned.
    #[schema(required, max_length = 10000)]
    pub lessons: Option<String>,
    /// What should follow.
    #[schema(required, max_length = 10000)]
    pub recommendations: Option<String>,
    /// The office that signs it.
    #[schema(required, max_length = 200)]
    pub signatory_office: Option<String>,
    /// When it was signed.
    #[schema(required)]
    pub signed_on: Option<NaiveDate>,
    /// Rises with each change.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

page_of!(EvaluationPage, Evaluation, "A page of evaluations.");

impl Columns for Evaluation {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("partnership_id", "/partnership_id"),
        Column("agency", "/agency"),
        Column("period", "/period"),
        Column("achievement_percent", "/achievement_percent"),
        Column("analysis", "/analysis"),
        Column("lessons", "/lessons"),
        Column("recommendations", "/recommendations"),
        Column("signatory_office", "/signatory_office"),
        Column("signed_on", "/signed_on"),
    ];
}

/// Which evaluations.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EvaluationFilter {
    /// Of this agency, by its code.
    #[param(min_length = 1, max_length = 64, example = "dp3a-kukar")]
    pub agency: Option<String>,
    /// Of this period.
    #[param(inline)]
    pub period: Option<Period>,
}
