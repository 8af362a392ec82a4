//! What callers ask and receive of targets and budgets.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::Id;
use crate::db::types::words;
use crate::http::{Column, Columns};
use crate::partnerships::PartnershipScheme;
use crate::partnerships::targets::{TargetIndicator, TargetUnit};
use crate::statistics::envelope::{TableLine, statistic_of};

words! {
    /// By what targets and budgets are broken down, besides indicator and unit.
    pub enum PartnershipGroupBy {
        /// By partnership.
        Partnership = "partnership",
        /// By the agency that answers for the targets, and leads the activities.
        Agency = "agency",
        /// By region: regency or city; within a regency district, within a district village.
        Region = "region",
        /// By calendar quarter; a budget belongs to none.
        Quarter = "quarter",
    }
}

/// Which targets and activities to count, and broken down by what.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PartnershipStatisticQuery {
    /// Only targets and activities in this region, of any level (dotted Kemendagri code); without
    /// it, all that you see.
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$",
        example = "64.02"
    )]
    pub region: Option<String>,
    /// By what the rows are broken down besides indicator and unit; repeat it for several.
    #[param(inline, max_items = 4)]
    pub group_by: Option<Vec<PartnershipGroupBy>>,
    /// The day the figures shall hold for: only today. What was reported as of an earlier day is
    /// read from the realizations of a target.
    #[param(format = "date", min_length = 10, max_length = 10, value_type = Option<String>)]
    pub as_of: Option<NaiveDate>,
    /// Only of this partnership.
    #[param(inline)]
    pub partnership: Option<Id>,
    /// Only of partnerships of this scheme.
    #[param(inline)]
    pub scheme: Option<PartnershipScheme>,
    /// Only targets this agency answers for and activities it leads, by its code.
    #[param(min_length = 1, max_length = 64, example = "distransnaker-kukar")]
    pub agency: Option<String>,
    /// Only targets of this year, and activities planned to begin in it.
    #[param(minimum = 2000, maximum = 2100, example = 2024)]
    pub year: Option<i32>,
}

/// What was to be reached, and what was, in one unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct AchievementFigures {
    /// Quarterly targets with a reported figure that counts.
    #[schema(minimum = 0)]
    pub quarterly_targets: i64,
    /// Quarterly targets whose quarter has ended without such a figure.
    #[schema(minimum = 0)]
    pub unreported: i64,
    /// What was to be reached in all of them; null where nothing was, and for several percentages.
    #[schema(required, minimum = 0)]
    pub target: Option<i64>,
    /// What was reported; null without a report, and for several percentages.
    #[schema(required, minimum = 0)]
    pub realization: Option<i64>,
    /// The realization in percent of the target; null without both.
    #[schema(
        required,
        max_length = 24,
        pattern = r"^\d{1,21}\.\d{2}$",
        example = "83.33"
    )]
    pub percent: Option<String>,
    /// What the register counts; null where it counts nothing of this indicator.
    #[schema(required, minimum = 0)]
    pub computed: Option<i64>,
    /// Quarterly targets that have both a reported and a computed figure.
    #[schema(minimum = 0)]
    pub compared: i64,
    /// The reported figures of these less the computed ones; null without any.
    #[schema(required, minimum = -9_007_199_254_740_991_i64)]
    pub difference: Option<i64>,
}

/// Activities and their money.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct BudgetFigures {
    /// Activities.
    #[schema(minimum = 0)]
    pub activities: i64,
    /// Activities whose budget is recorded.
    #[schema(minimum = 0)]
    pub activities_with_budget: i64,
    /// The budgets of these in whole rupiah; null without one.
    #[schema(required, minimum = 0)]
    pub budget_idr: Option<i64>,
    /// What was spent of these budgets so far, in whole rupiah; null as the budget is.
    #[schema(required, minimum = 0)]
    pub spent_idr: Option<i64>,
    /// The share of the budget that was spent, in percent; null without a budget.
    #[schema(
        required,
        max_length = 6,
        pattern = r"^\d{1,3}\.\d{2}$",
        example = "82.40"
    )]
    pub absorbed_percent: Option<String>,
}

/// The budget of one group; what it is not grouped by is null, and a quarter never splits it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PartnershipBudgetRow {
    /// The partnership.
    #[schema(required)]
    pub partnership_id: Option<Id>,
    /// Its title.
    #[schema(required, max_length = 300)]
    pub partnership_title: Option<String>,
    /// The agency that leads the activities, by its code.
    #[schema(required, max_length = 64, example = "distransnaker-kukar")]
    pub agency: Option<String>,
    /// The smallest region that holds all regions of an activity, a dotted Kemendagri code; null
    /// for the whole country too.
    #[schema(required, min_length = 2, max_length = 13, example = "64.02")]
    pub region_code: Option<String>,
    /// The region's official name.
    #[schema(required, max_length = 200, example = "Kabupaten Kutai Kartanegara")]
    pub region_name: Option<String>,
    /// The figures.
    #[serde(flatten)]
    pub figures: BudgetFigures,
}

/// All that is in the selection; targets of different units are not added.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PartnershipTotals {
    /// Partnerships with a quarterly target or an activity in the selection.
    #[schema(minimum = 0)]
    pub partnerships: i64,
    /// Quarterly targets with a reported figure that counts.
    #[schema(minimum = 0)]
    pub quarterly_targets: i64,
    /// Quarterly targets whose quarter has ended without such a figure.
    #[schema(minimum = 0)]
    pub unreported: i64,
    /// Activities and their money.
    #[serde(flatten)]
    pub budget: BudgetFigures,
    /// The same by partnership, agency and region, as far as the rows are broken down by them.
    #[schema(max_items = 100_000)]
    pub budgets: Vec<PartnershipBudgetRow>,
}

/// Target and realization of one indicator in one group; what it is not grouped by is null.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PartnershipStatisticRow {
    /// The partnership.
    #[schema(required)]
    pub partnership_id: Option<Id>,
    /// Its title.
    #[schema(required, max_length = 300)]
    pub partnership_title: Option<String>,
    /// The agency that answers for the targets, by its code.
    #[schema(required, max_length = 64, example = "distransnaker-kukar")]
    pub agency: Option<String>,
    /// The region, a dotted Kemendagri code; null for the whole country too.
    #[schema(required, min_length = 2, max_length = 13, example = "64.02")]
    pub region_code: Option<String>,
    /// The region's official name.
    #[schema(required, max_length = 200, example = "Kabupaten Kutai Kartanegara")]
    pub region_name: Option<String>,
    /// The calendar quarter.
    #[schema(
        required,
        max_length = 7,
        pattern = r"^\d{4}-Q[1-4]$",
        example = "2024-Q2"
    )]
    pub quarter: Option<String>,
    /// What is measured.
    pub indicator: TargetIndicator,
    /// What exactly, where the indicator is `lainnya`; else null.
    #[schema(required, max_length = 200)]
    pub indicator_name: Option<String>,
    /// The unit.
    pub unit: TargetUnit,
    /// The figures.
    #[serde(flatten)]
    pub figures: AchievementFigures,
}

statistic_of! {
    "Targets, realizations and budgets of partnerships with all that is needed to read them."
    PartnershipStatistic {
        code: "partnerships", coverage: PartnershipCoverage,
        left_out: QuarterlyTargetsLeftOut { quarterly_targets, such as "not_reported" },
        group_by: PartnershipGroupBy, totals: PartnershipTotals, row: PartnershipStatisticRow,
    }
}

/// A line of the statistic as a table: of targets or of a budget.
#[derive(Debug, Serialize)]
pub struct PartnershipLine {
    #[serde(flatten)]
    line: TableLine<PartnershipStatisticRow, QuarterlyTargetsLeftOut>,
    #[serde(flatten)]
    budget: Option<PartnershipBudgetRow>,
}

impl PartnershipStatistic {
    /// The whole statistic as a table: its rows, what stands in none, the budgets.
    pub fn lines(&self) -> Vec<PartnershipLine> {
        let counted = self
            .table()
            .into_iter()
            .map(|line| PartnershipLine { line, budget: None });
        let budgets = self.totals.budgets.iter().map(|one| PartnershipLine {
            line: TableLine {
                statistic: self.code,
                as_of: self.as_of,
                row: None,
                left_out: None,
            },
            budget: Some(one.clone()),
        });
        counted.chain(budgets).collect()
    }
}

impl Columns for PartnershipLine {
    const COLUMNS: &'static [Column] = &[
        Column("statistic", "/statistic"),
        Column("as_of", "/as_of"),
        Column("partnership_id", "/partnership_id"),
        Column("partnership_title", "/partnership_title"),
        Column("agency", "/agency"),
        Column("region_code", "/region_code"),
        Column("region_name", "/region_name"),
        Column("quarter", "/quarter"),
        Column("indicator", "/indicator"),
        Column("indicator_name", "/indicator_name"),
        Column("unit", "/unit"),
        Column("unmapped_reason", "/reason"),
        Column("quarterly_targets", "/quarterly_targets"),
        Column("unreported", "/unreported"),
        Column("target", "/target"),
        Column("realization", "/realization"),
        Column("percent", "/percent"),
        Column("computed", "/computed"),
        Column("compared", "/compared"),
        Column("difference", "/difference"),
        Column("activities", "/activities"),
        Column("activities_with_budget", "/activities_with_budget"),
        Column("budget_idr", "/budget_idr"),
        Column("spent_idr", "/spent_idr"),
        Column("absorbed_percent", "/absorbed_percent"),
    ];
}
