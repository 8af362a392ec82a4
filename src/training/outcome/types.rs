//! What callers send and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::businesses::SnapshotMethod;
use crate::db::Id;
use crate::db::types::words;

words! {
    /// Why something cannot be compared, the code list `outcome_gap`.
    pub enum OutcomeGap {
        /// The enrollment names no business.
        NoBusiness = "no_business",
        /// The business lies outside the jurisdiction, or the token lacks `businesses:read`.
        BusinessNotVisible = "business_not_visible",
        /// No snapshot up to the first day of the batch.
        NoSnapshotBefore = "no_snapshot_before",
        /// No snapshot so many months after the batch or later.
        NoSnapshotAfter = "no_snapshot_after",
    }
}

/// Which span is compared.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OutcomeQuery {
    /// How many months after the batch's last day.
    #[param(minimum = 1, maximum = 60, default = 12)]
    pub months: Option<u32>,
}

/// One side of the comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OutcomeSnapshot {
    /// The snapshot.
    pub snapshot_id: Id,
    /// The day its figures describe.
    #[schema(min_length = 10, max_length = 10)]
    pub as_of: NaiveDate,
    /// How they were found out.
    pub method: SnapshotMethod,
}

/// One figure before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct OutcomeFigure {
    /// Before the training.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub before: Option<i64>,
    /// After it.
    #[schema(required, minimum = 0, maximum = 9_000_000_000_000_000_i64)]
    pub after: Option<i64>,
    /// After less before; null unless both are known.
    #[schema(required, minimum = -9_000_000_000_000_000_i64, maximum = 9_000_000_000_000_000_i64)]
    pub difference: Option<i64>,
    /// The difference in percent of what was before; null unless both are known and the first is
    /// above zero.
    #[schema(
        required,
        max_length = 24,
        pattern = r"^-?\d{1,20}\.\d{2}$",
        example = "25.00"
    )]
    pub percent: Option<String>,
}

/// Every figure of a snapshot before and after; money is null without `finance:read`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct OutcomeFigures {
    /// Own capital in whole rupiah.
    pub capital_own_idr: OutcomeFigure,
    /// Loan capital in whole rupiah.
    pub capital_loan_idr: OutcomeFigure,
    /// Investment in whole rupiah.
    pub investment_idr: OutcomeFigure,
    /// Sales of one year in whole rupiah.
    pub annual_sales_idr: OutcomeFigure,
    /// Men at work.
    pub workers_male: OutcomeFigure,
    /// Women at work.
    pub workers_female: OutcomeFigure,
}

/// A participant's business before a training and some months after it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Outcome {
    /// The enrollment.
    pub enrollment_id: Id,
    /// The business it is for.
    #[schema(required)]
    pub business_id: Option<Id>,
    /// The batch's first day: what is before is as of this day or earlier.
    #[schema(min_length = 10, max_length = 10)]
    pub starts_on: NaiveDate,
    /// The batch's last day.
    #[schema(min_length = 10, max_length = 10)]
    pub ends_on: NaiveDate,
    /// How many months after it.
    #[schema(minimum = 1, maximum = 60)]
    pub months: u32,
    /// What is after is as of this day or later.
    #[schema(min_length = 10, max_length = 10)]
    pub after_from: NaiveDate,
    /// The snapshot before.
    #[schema(required)]
    pub before: Option<OutcomeSnapshot>,
    /// The snapshot after.
    #[schema(required)]
    pub after: Option<OutcomeSnapshot>,
    /// The figures.
    pub figures: OutcomeFigures,
    /// What is missing for the comparison.
    #[schema(max_items = 2)]
    pub missing: Vec<OutcomeGap>,
}
