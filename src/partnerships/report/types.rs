//! What callers receive: the report as data, of which the page and the workbook are made.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::agreed::{ReportAgency, ReportPartnership, ReportRegion};
use super::rows::{
    ReportActivity, ReportAttendance, ReportEvaluation, ReportFollowUp, ReportMeeting,
    ReportObstacle, ReportObstacleAge,
};
use crate::db::{Id, Timestamp};
use crate::partnerships::realizations::RealizationStatus;
use crate::partnerships::targets::{TargetIndicator, TargetUnit};
use crate::values::period::Period;
use crate::values::quarter::Quarter;
use crate::values::zone::Zone;

/// The most rows of one section; a partnership with more is read through its lists.
pub const MOST: usize = 10_000;

/// Which period.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// The quarter, semester or year.
    #[param(value_type = String, min_length = 4, max_length = 7,
        pattern = "^(20[0-9]{2}|2100)(-(Q[1-4]|S[12]))?$", example = "2024-Q2")]
    pub period: Period,
}

/// A partnership in one period: planned, done, met about, in the way, achieved.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PartnershipReport {
    /// What was agreed, and between whom.
    pub partnership: ReportPartnership,
    /// The period.
    pub period: Period,
    /// Its first day.
    pub period_from: NaiveDate,
    /// Its last day.
    pub period_to: NaiveDate,
    /// The coordinator's time zone, in which days and quarters begin.
    #[schema(value_type = String, min_length = 3, max_length = 4, example = "WITA")]
    pub time_zone: Zone,
    /// When it was made; states and figures hold for this instant.
    pub printed_at: Timestamp,
    /// The day to which ages and delays are counted: the period's last, or today before it.
    pub counted_to: NaiveDate,
    /// The figures to begin with.
    pub summary: ReportSummary,
    /// Target against realization per indicator, name and unit; values of different units are never
    /// added.
    #[schema(max_items = 10_000)]
    pub indicators: Vec<ReportIndicator>,
    /// The targets of the period's year.
    #[schema(max_items = 10_000)]
    pub targets: Vec<ReportTarget>,
    /// The activities whose planned or actual days touch the period, and those unfinished until the
    /// partnership ends.
    #[schema(max_items = 10_000)]
    pub activities: Vec<ReportActivity>,
    /// The meetings of the period.
    #[schema(max_items = 10_000)]
    pub meetings: Vec<ReportMeeting>,
    /// Who was at the meetings held in the period, in the order of the parties.
    #[schema(max_items = 100)]
    pub attendance: Vec<ReportAttendance>,
    /// The obstacles open in the period or closed in it.
    #[schema(max_items = 10_000)]
    pub obstacles: Vec<ReportObstacle>,
    /// The obstacles still open on the day counted to, by age.
    #[schema(max_items = 4)]
    pub obstacle_ages: Vec<ReportObstacleAge>,
    /// The follow-ups open in the period or done in it.
    #[schema(max_items = 10_000)]
    pub follow_ups: Vec<ReportFollowUp>,
    /// The evaluations of the period and of the quarters and semesters in it.
    #[schema(max_items = 700)]
    pub evaluations: Vec<ReportEvaluation>,
}

/// The figures to begin with.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct ReportSummary {
    /// Targets with something to reach in the period.
    #[schema(minimum = 0)]
    pub targets: i64,
    /// Of these, those whose realization is at or above the target.
    #[schema(minimum = 0)]
    pub targets_reached: i64,
    /// Of these, those of which nothing is reported.
    #[schema(minimum = 0)]
    pub targets_unreported: i64,
    /// Activities of the report that were not canceled.
    #[schema(minimum = 0)]
    pub activities: i64,
    /// Of these, completed ones.
    #[schema(minimum = 0)]
    pub activities_completed: i64,
    /// The budgets of these activities in whole rupiah; null where none is recorded.
    #[schema(required, minimum = 0)]
    pub budget_idr: Option<i64>,
    /// What was spent of these budgets so far; null as the budget is.
    #[schema(required, minimum = 0)]
    pub spent_idr: Option<i64>,
    /// The share of the budgets that was spent, in percent; null without a budget.
    #[schema(
        required,
        max_length = 20,
        pattern = r"^\d{1,16}\.\d{2}$",
        example = "82.40"
    )]
    pub absorbed_percent: Option<String>,
    /// Meetings planned in the period, canceled ones among them.
    #[schema(minimum = 0)]
    pub meetings_planned: i64,
    /// Of these, held ones.
    #[schema(minimum = 0)]
    pub meetings_held: i64,
    /// Of these, canceled ones.
    #[schema(minimum = 0)]
    pub meetings_canceled: i64,
    /// Obstacles open on the day counted to.
    #[schema(minimum = 0)]
    pub obstacles_open: i64,
    /// Obstacles closed in the period.
    #[schema(minimum = 0)]
    pub obstacles_closed: i64,
    /// Follow-ups open on the day counted to.
    #[schema(minimum = 0)]
    pub follow_ups_open: i64,
    /// Of these, those past their day.
    #[schema(minimum = 0)]
    pub follow_ups_overdue: i64,
    /// Follow-ups done in the period.
    #[schema(minimum = 0)]
    pub follow_ups_done: i64,
}

/// Target against realization over several quarters.
///
/// Percentages (unit `persen`) are never added: over more than one quarter everything is null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportSum {
    /// The sum of the targets of the quarters; null where none has one.
    #[schema(required, minimum = 0)]
    pub target: Option<i64>,
    /// The sum of what was reported; null where nothing was.
    #[schema(required, minimum = 0)]
    pub reported: Option<i64>,
    /// The sum of what the register computes; null where the indicator is not computed.
    #[schema(required, minimum = 0)]
    pub computed: Option<i64>,
    /// Reported less computed, over the quarters that have both.
    #[schema(
        required,
        minimum = -9_000_000_000_000_000_000_i64,
        maximum = 9_000_000_000_000_000_000_i64
    )]
    pub difference: Option<i64>,
    /// Reported in percent of the target; null without either.
    #[schema(
        required,
        max_length = 25,
        pattern = r"^\d{1,21}\.\d{2}$",
        example = "80.00"
    )]
    pub percent: Option<String>,
}

/// One indicator over all targets that have it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportIndicator {
    /// The indicator.
    pub indicator: TargetIndicator,
    /// Its name, of `lainnya` only.
    #[schema(required, max_length = 200)]
    pub name: Option<String>,
    /// Its unit.
    pub unit: TargetUnit,
    /// How many targets have it.
    #[schema(minimum = 1)]
    pub targets: i64,
    /// Over the quarters of the period.
    pub period: ReportSum,
    /// From the first quarter of the year to the last of the period.
    pub year_to_date: ReportSum,
}

/// One target with its quarters.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportTarget {
    /// Its id.
    pub id: Id,
    /// The indicator.
    pub indicator: TargetIndicator,
    /// Its name, of `lainnya` only.
    #[schema(required, max_length = 200)]
    pub name: Option<String>,
    /// Its unit.
    pub unit: TargetUnit,
    /// The agency that reports it.
    pub agency: ReportAgency,
    /// Where it counts; null for everywhere the partnership works.
    #[schema(required)]
    pub region: Option<ReportRegion>,
    /// The activity it belongs to.
    #[schema(required)]
    pub activity_id: Option<Id>,
    /// That activity's code.
    #[schema(required, max_length = 50)]
    pub activity_code: Option<String>,
    /// The value before the partnership.
    #[schema(required, minimum = 0)]
    pub baseline: Option<i64>,
    /// The quarters of the period, in their order.
    #[schema(max_items = 4)]
    pub quarters: Vec<ReportQuarter>,
    /// Over the quarters of the period.
    pub period: ReportSum,
    /// From the first quarter of the year to the last of the period.
    pub year_to_date: ReportSum,
}

/// One quarter of a target.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportQuarter {
    /// The quarter.
    pub quarter: Quarter,
    /// What is to be reached.
    #[schema(required, minimum = 0)]
    pub target: Option<i64>,
    /// What counts as reported.
    #[schema(required, minimum = 0)]
    pub reported: Option<i64>,
    /// The state of the revision that counts.
    #[schema(required)]
    pub status: Option<RealizationStatus>,
    /// The state of a later revision that does not count: returned, or a correction that nobody has
    /// verified.
    #[schema(required)]
    pub pending: Option<RealizationStatus>,
    /// Which revision counts; 2 and later ones are corrections after the closing.
    #[schema(required, minimum = 1, maximum = 1000)]
    pub revision: Option<i32>,
    /// What the register computes.
    #[schema(required, minimum = 0)]
    pub computed: Option<i64>,
    /// Reported less computed.
    #[schema(
        required,
        minimum = -9_000_000_000_000_000_i64,
        maximum = 9_000_000_000_000_000_i64
    )]
    pub difference: Option<i64>,
    /// Reported in percent of the target.
    #[schema(
        required,
        max_length = 25,
        pattern = r"^\d{1,21}\.\d{2}$",
        example = "80.00"
    )]
    pub percent: Option<String>,
    /// Whether the coordinator closed the quarter.
    pub closed: bool,
    /// What was reported when it was closed.
    #[schema(required, minimum = 0)]
    pub reported_at_closing: Option<i64>,
}

impl PartnershipReport {
    /// Whether its period begins after the year does, so that the year to date is longer.
    pub(super) fn starts_late(&self) -> bool {
        let first = self.period.quarters().next();
        first.is_some_and(|quarter| quarter.number() > 1)
    }
}

impl ReportQuarter {
    /// Whether it was corrected after the coordinator had closed it.
    pub(super) fn is_corrected(&self) -> bool {
        self.closed && self.reported_at_closing != self.reported
    }
}
