//! What callers ask and receive of obstacles.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::days::ObstacleAge;
use super::super::follow_ups::FollowUpFigures;
use crate::db::Id;
use crate::db::types::words;
use crate::http::{Column, Columns};
use crate::partnerships::PartnershipScheme;
use crate::partnerships::obstacles::{ObstacleCategory, ObstacleSeverity};
use crate::statistics::envelope::{TableLine, statistic_of};

words! {
    /// By what the figures of obstacles are broken down.
    pub enum ObstacleGroupBy {
        /// By what they are about.
        Category = "category",
        /// By how much they hinder.
        Severity = "severity",
        /// By how long they stood: until today, or until they were closed.
        Age = "age",
        /// By partnership.
        Partnership = "partnership",
        /// By the agency that owns them.
        Agency = "agency",
        /// By region: regency or city; within a regency district, within a district village.
        Region = "region",
        /// By the calendar quarter in which they were raised.
        Quarter = "quarter",
    }
}

/// Which obstacles to count, and broken down by what.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ObstacleStatisticQuery {
    /// Only obstacles in this region, of any level (dotted Kemendagri code); without it, all that
    /// you see.
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$",
        example = "64.02"
    )]
    pub region: Option<String>,
    /// By what the rows are broken down; repeat it for several.
    #[param(inline, max_items = 7)]
    pub group_by: Option<Vec<ObstacleGroupBy>>,
    /// The day the figures shall hold for: only today, because obstacles and their follow-ups keep the
    /// present state.
    #[param(format = "date", min_length = 10, max_length = 10, value_type = Option<String>)]
    pub as_of: Option<NaiveDate>,
    /// Only of this partnership.
    #[param(inline)]
    pub partnership: Option<Id>,
    /// Only of partnerships of this scheme.
    #[param(inline)]
    pub scheme: Option<PartnershipScheme>,
    /// Only owned by this agency, by its code.
    #[param(min_length = 1, max_length = 64, example = "distransnaker-kukar")]
    pub agency: Option<String>,
    /// Only raised in this calendar year.
    #[param(minimum = 2000, maximum = 2100, example = 2024)]
    pub year: Option<i32>,
}

/// What is counted of obstacles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ObstacleFigures {
    /// Obstacles, whatever became of them.
    #[schema(minimum = 0)]
    pub obstacles: i64,
    /// Open, in progress or escalated.
    #[schema(minimum = 0)]
    pub open: i64,
    /// Of these, those with a follow-up past its day.
    #[schema(minimum = 0)]
    pub overdue: i64,
    /// Of the open ones, those escalated and not taken up yet.
    #[schema(minimum = 0)]
    pub escalated: i64,
    /// Resolved.
    #[schema(minimum = 0)]
    pub resolved: i64,
    /// Accepted as a risk.
    #[schema(minimum = 0)]
    pub accepted_risk: i64,
    /// The median of the days from raising to closing; null without one that is closed.
    #[schema(
        required,
        max_length = 10,
        pattern = r"^\d{1,7}\.\d$",
        example = "45.0"
    )]
    pub median_days_to_close: Option<String>,
    /// The follow-ups of these obstacles.
    pub follow_ups: FollowUpFigures,
}

/// The figures of obstacles of one group; what it is not grouped by is null.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ObstacleStatisticRow {
    /// What they are about.
    #[schema(required, inline)]
    pub category: Option<ObstacleCategory>,
    /// How much they hinder.
    #[schema(required, inline)]
    pub severity: Option<ObstacleSeverity>,
    /// How long they stood.
    #[schema(required, inline)]
    pub age: Option<ObstacleAge>,
    /// The partnership.
    #[schema(required)]
    pub partnership_id: Option<Id>,
    /// Its title.
    #[schema(required, max_length = 300)]
    pub partnership_title: Option<String>,
    /// The agency that owns them, by its code.
    #[schema(required, max_length = 64, example = "distransnaker-kukar")]
    pub agency: Option<String>,
    /// The region, a dotted Kemendagri code; null for the whole country too.
    #[schema(required, min_length = 2, max_length = 13, example = "64.02")]
    pub region_code: Option<String>,
    /// The region's official name.
    #[schema(required, max_length = 200, example = "Kabupaten Kutai Kartanegara")]
    pub region_name: Option<String>,
    /// The calendar quarter in which they were raised.
    #[schema(
        required,
        max_length = 7,
        pattern = r"^\d{4}-Q[1-4]$",
        example = "2024-Q2"
    )]
    pub quarter: Option<String>,
    /// The figures.
    #[serde(flatten)]
    pub figures: ObstacleFigures,
}

statistic_of! {
    "Figures of obstacles with all that is needed to read them."
    ObstacleStatistic {
        code: "obstacles", coverage: ObstacleCoverage,
        left_out: ObstaclesLeftOut { obstacles, such as "partnership_canceled" },
        group_by: ObstacleGroupBy, totals: ObstacleFigures, row: ObstacleStatisticRow,
    }
}

impl Columns for TableLine<ObstacleStatisticRow, ObstaclesLeftOut> {
    const COLUMNS: &'static [Column] = &[
        Column("statistic", "/statistic"),
        Column("as_of", "/as_of"),
        Column("category", "/category"),
        Column("severity", "/severity"),
        Column("age", "/age"),
        Column("partnership_id", "/partnership_id"),
        Column("partnership_title", "/partnership_title"),
        Column("agency", "/agency"),
        Column("region_code", "/region_code"),
        Column("region_name", "/region_name"),
        Column("quarter", "/quarter"),
        Column("unmapped_reason", "/reason"),
        Column("obstacles", "/obstacles"),
        Column("open", "/open"),
        Column("overdue", "/overdue"),
        Column("escalated", "/escalated"),
        Column("resolved", "/resolved"),
        Column("accepted_risk", "/accepted_risk"),
        Column("median_days_to_close", "/median_days_to_close"),
        Column("follow_ups", "/follow_ups/total"),
        Column("follow_ups_done", "/follow_ups/done"),
        Column("follow_ups_canceled", "/follow_ups/canceled"),
        Column("follow_ups_open", "/follow_ups/open"),
        Column("follow_ups_overdue", "/follow_ups/overdue"),
        Column(
            "follow_ups_completion_percent",
            "/follow_ups/completion_percent",
        ),
        Column("follow_ups_median_days", "/follow_ups/median_days"),
    ];
}
