//! What callers ask and receive.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::types::words;
use crate::http::{Column, Columns};
use crate::statistics::envelope::{TableLine, statistic_of};
use crate::training::{FundSource, TrainingField};

words! {
    /// By what the figures of training are broken down.
    pub enum TrainingGroupBy {
        /// By the agency that runs the program.
        Agency = "agency",
        /// By the field of training.
        Field = "field",
        /// By the place of the batch: regency or city; within a regency district,
        /// within a district village.
        Region = "region",
        /// By the calendar quarter of the batch's first day.
        Quarter = "quarter",
        /// By who pays.
        FundSource = "fund_source",
    }
}

/// What training to count, and broken down by what.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TrainingStatisticQuery {
    /// Only batches whose place lies in this region, of any level (dotted Kemendagri code); without
    /// it, your whole jurisdiction.
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$",
        example = "64.02"
    )]
    pub region: Option<String>,
    /// By what the rows are broken down; repeat it for several. Regions are those one level below
    /// the region asked for, and regencies and cities without one; a batch whose place is recorded
    /// less exactly stands in the row of that wider region.
    #[param(inline, max_items = 5)]
    pub group_by: Option<Vec<TrainingGroupBy>>,
    /// The day the figures shall hold for: only today, because the register keeps the present
    /// state.
    #[param(format = "date", min_length = 10, max_length = 10, value_type = Option<String>)]
    pub as_of: Option<NaiveDate>,
    /// Only programs of this agency, by its code.
    #[param(min_length = 1, max_length = 64, example = "distransnaker-kukar")]
    pub agency: Option<String>,
    /// Only programs in this field.
    #[param(inline)]
    pub field: Option<TrainingField>,
    /// Only programs paid from this source.
    #[param(inline)]
    pub fund_source: Option<FundSource>,
    /// Only batches whose first day lies in this calendar year.
    #[param(minimum = 2000, maximum = 2100, example = 2026)]
    pub year: Option<i32>,
}

/// What is counted of training.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct TrainingFigures {
    /// Programs.
    #[schema(minimum = 0)]
    pub programs: i64,
    /// Batches.
    #[schema(minimum = 0)]
    pub batches: i64,
    /// Seats: the quotas of the batches.
    #[schema(minimum = 0)]
    pub seats: i64,
    /// Enrollments, whatever became of them.
    #[schema(minimum = 0)]
    pub applicants: i64,
    /// Enrollments that hold or used a seat.
    #[schema(minimum = 0)]
    pub accepted: i64,
    /// Enrollments that had a seat and lost it by staying away.
    #[schema(minimum = 0)]
    pub dropped: i64,
    /// Accepted enrollments that passed.
    #[schema(minimum = 0)]
    pub graduates: i64,
    /// Certificates issued and not revoked; the record of somebody not yet competent is none.
    #[schema(minimum = 0)]
    pub certificates: i64,
    /// Job placements.
    #[schema(minimum = 0)]
    pub placements: i64,
    /// Graduates with a job placement.
    #[schema(minimum = 0)]
    pub placed_graduates: i64,
    /// The share of graduates with a job placement in percent; null without graduates.
    #[schema(
        required,
        max_length = 6,
        pattern = r"^\d{1,3}\.\d{2}$",
        example = "37.50"
    )]
    pub placed_graduates_percent: Option<String>,
    /// Accepted persons, each counted once.
    #[schema(minimum = 0)]
    pub persons: i64,
    /// Of these, persons whom two or more agencies accepted.
    #[schema(minimum = 0)]
    pub persons_trained_by_two_or_more_agencies: i64,
    /// Programs whose budget is recorded; null where rows split programs.
    #[schema(required, minimum = 0)]
    pub programs_with_budget: Option<i64>,
    /// The budgets of these programs in whole rupiah; null without one and where rows split
    /// programs.
    #[schema(required, minimum = 0)]
    pub budget_idr: Option<i64>,
    /// What was spent of these budgets so far, in whole rupiah; null as the budget is.
    #[schema(required, minimum = 0)]
    pub spent_idr: Option<i64>,
    /// The share of the budget that was spent in percent; null without a budget.
    #[schema(
        required,
        max_length = 6,
        pattern = r"^\d{1,3}\.\d{2}$",
        example = "82.40"
    )]
    pub absorbed_percent: Option<String>,
}

/// The figures of training of one group; what it is not grouped by is null.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TrainingStatisticRow {
    /// The agency that runs the programs, by its code.
    #[schema(required, max_length = 64, example = "distransnaker-kukar")]
    pub agency: Option<String>,
    /// The field of training.
    #[schema(required, inline)]
    pub field: Option<TrainingField>,
    /// The region of the batches' place, a dotted Kemendagri code.
    #[schema(required, min_length = 2, max_length = 13, example = "64.02")]
    pub region_code: Option<String>,
    /// The region's official name.
    #[schema(required, max_length = 200, example = "Kabupaten Kutai Kartanegara")]
    pub region_name: Option<String>,
    /// The calendar quarter of the batches' first day.
    #[schema(
        required,
        max_length = 7,
        pattern = r"^\d{4}-Q[1-4]$",
        example = "2026-Q1"
    )]
    pub quarter: Option<String>,
    /// Who pays.
    #[schema(required, inline)]
    pub fund_source: Option<FundSource>,
    /// The figures.
    #[serde(flatten)]
    pub figures: TrainingFigures,
}

/// How many persons were trained by so many agencies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AgenciesPerPerson {
    /// The number of agencies.
    #[schema(minimum = 1)]
    pub agencies: i64,
    /// The persons whom so many agencies accepted.
    #[schema(minimum = 1)]
    pub persons: i64,
}

/// The figures of all training in the selection.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TrainingTotals {
    /// The figures.
    #[serde(flatten)]
    pub figures: TrainingFigures,
    /// How many agencies trained the same person: accepted persons by the number of agencies that
    /// accepted them, rising; they add up to `persons`.
    #[schema(max_items = 10_000)]
    pub agencies_per_person: Vec<AgenciesPerPerson>,
}

statistic_of! {
    "Figures of training with all that is needed to read them."
    TrainingStatistic {
        code: "training", coverage: TrainingCoverage,
        left_out: BatchesLeftOut { batches, such as "program_canceled" },
        group_by: TrainingGroupBy, totals: TrainingTotals, row: TrainingStatisticRow,
    }
}

impl Columns for TableLine<TrainingStatisticRow, BatchesLeftOut> {
    const COLUMNS: &'static [Column] = &[
        Column("statistic", "/statistic"),
        Column("as_of", "/as_of"),
        Column("region_code", "/region_code"),
        Column("region_name", "/region_name"),
        Column("agency", "/agency"),
        Column("field", "/field"),
        Column("fund_source", "/fund_source"),
        Column("quarter", "/quarter"),
        Column("unmapped_reason", "/reason"),
        Column("programs", "/programs"),
        Column("batches", "/batches"),
        Column("seats", "/seats"),
        Column("applicants", "/applicants"),
        Column("accepted", "/accepted"),
        Column("dropped", "/dropped"),
        Column("graduates", "/graduates"),
        Column("certificates", "/certificates"),
        Column("placements", "/placements"),
        Column("placed_graduates", "/placed_graduates"),
        Column("placed_graduates_percent", "/placed_graduates_percent"),
        Column("persons", "/persons"),
        Column(
            "persons_trained_by_two_or_more_agencies",
            "/persons_trained_by_two_or_more_agencies",
        ),
        Column("programs_with_budget", "/programs_with_budget"),
        Column("budget_idr", "/budget_idr"),
        Column("spent_idr", "/spent_idr"),
        Column("absorbed_percent", "/absorbed_percent"),
    ];
}
