//! The rows of the report besides the targets.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::agreed::{ReportAgency, ReportRegion};
use crate::db::{Id, Timestamp};
use crate::partnerships::activities::ActivityStatus;
use crate::partnerships::follow_ups::FollowUpStatus;
use crate::partnerships::meetings::{MeetingKind, MeetingStatus};
use crate::partnerships::obstacles::{ObstacleCategory, ObstacleSeverity, ObstacleStatus};
use crate::statistics::ObstacleAge;
use crate::values::period::Period;

/// One activity.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportActivity {
    /// Its id.
    pub id: Id,
    /// Its code within the partnership.
    #[schema(max_length = 50)]
    pub code: String,
    /// Its name.
    #[schema(max_length = 300)]
    pub name: String,
    /// The agency that leads it.
    pub lead: ReportAgency,
    /// The agencies that support it.
    #[schema(max_items = 100)]
    pub support: Vec<ReportAgency>,
    /// Its planned first day.
    pub planned_from: NaiveDate,
    /// Its planned last day.
    pub planned_to: NaiveDate,
    /// The day on which it began.
    #[schema(required)]
    pub actual_from: Option<NaiveDate>,
    /// The day on which it ended.
    #[schema(required)]
    pub actual_to: Option<NaiveDate>,
    /// Its state.
    pub status: ActivityStatus,
    /// Its whole budget in rupiah, of which the period is no part of its own.
    #[schema(required, minimum = 0)]
    pub budget_idr: Option<i64>,
    /// What was spent of it so far.
    #[schema(required, minimum = 0)]
    pub spent_idr: Option<i64>,
    /// The share that was spent, in percent.
    #[schema(
        required,
        max_length = 20,
        pattern = r"^\d{1,16}\.\d{2}$",
        example = "82.40"
    )]
    pub absorbed_percent: Option<String>,
    /// How many training batches it consists of.
    #[schema(minimum = 0)]
    pub batches: i64,
}

/// One meeting.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportMeeting {
    /// Its id.
    pub id: Id,
    /// Its kind.
    pub kind: MeetingKind,
    /// Its title.
    #[schema(required, max_length = 300)]
    pub title: Option<String>,
    /// When it begins.
    pub starts_at: Timestamp,
    /// The day on which it begins in the coordinator's time zone.
    pub day: NaiveDate,
    /// Where.
    #[schema(required, max_length = 300)]
    pub place: Option<String>,
    /// The agency that chairs it.
    pub chair: ReportAgency,
    /// Its state.
    pub status: MeetingStatus,
    /// Parties present, where attendance is recorded.
    #[schema(required, minimum = 0)]
    pub present: Option<i64>,
    /// What was decided.
    #[schema(max_items = 100)]
    pub decisions: Vec<String>,
}

/// One party at the meetings held in the period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportAttendance {
    /// The party.
    pub party_id: Id,
    /// What it is called in short.
    #[schema(max_length = 200)]
    pub name: String,
    /// Meetings held in the period.
    #[schema(minimum = 0)]
    pub held: i64,
    /// Meetings it was at.
    #[schema(minimum = 0)]
    pub present: i64,
    /// Meetings it was excused from.
    #[schema(minimum = 0)]
    pub excused: i64,
    /// Meetings it was absent from.
    #[schema(minimum = 0)]
    pub absent: i64,
    /// Meetings it was at in percent of those where it has a mark; null without a mark.
    #[schema(
        required,
        max_length = 6,
        pattern = r"^\d{1,3}\.\d{2}$",
        example = "75.00"
    )]
    pub percent: Option<String>,
}

/// One obstacle.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportObstacle {
    /// Its id.
    pub id: Id,
    /// What it is about.
    pub category: ObstacleCategory,
    /// How much it hinders.
    pub severity: ObstacleSeverity,
    /// Its title.
    #[schema(max_length = 300)]
    pub title: String,
    /// The agency that owns it now.
    pub owner: ReportAgency,
    /// The agency that escalated it.
    #[schema(required)]
    pub escalated_by: Option<ReportAgency>,
    /// Where.
    #[schema(required)]
    pub region: Option<ReportRegion>,
    /// When it was raised.
    pub raised_on: NaiveDate,
    /// When it was closed.
    #[schema(required)]
    pub closed_on: Option<NaiveDate>,
    /// Its state.
    pub status: ObstacleStatus,
    /// Whether it is open on the day counted to.
    pub open: bool,
    /// Its age in days, to its closing or to the day counted to.
    #[schema(minimum = 0)]
    pub age_days: i64,
    /// Its follow-ups.
    #[schema(minimum = 0)]
    pub follow_ups: i64,
    /// Of these, those neither done nor canceled.
    #[schema(minimum = 0)]
    pub follow_ups_open: i64,
}

/// The open obstacles of one age.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportObstacleAge {
    /// The age.
    pub age: ObstacleAge,
    /// Obstacles of this age.
    #[schema(minimum = 0)]
    pub obstacles: i64,
    /// Of these, high and critical ones.
    #[schema(minimum = 0)]
    pub severe: i64,
}

/// One follow-up.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportFollowUp {
    /// Its id.
    pub id: Id,
    /// The obstacle it follows from.
    #[schema(required)]
    pub obstacle_id: Option<Id>,
    /// The meeting it follows from.
    #[schema(required)]
    pub meeting_id: Option<Id>,
    /// What is to be done.
    #[schema(max_length = 1000)]
    pub action: String,
    /// The agency that does it.
    pub agency: ReportAgency,
    /// The office in it.
    #[schema(required, max_length = 200)]
    pub office: Option<String>,
    /// By when.
    pub due_on: NaiveDate,
    /// When it was done.
    #[schema(required)]
    pub done_on: Option<NaiveDate>,
    /// Its state.
    pub status: FollowUpStatus,
    /// Whether it is open on the day counted to.
    pub open: bool,
    /// Days past its day, on the day counted to; null while it is not overdue.
    #[schema(required, minimum = 1)]
    pub days_overdue: Option<i64>,
}

/// One evaluation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportEvaluation {
    /// Its id.
    pub id: Id,
    /// The agency that evaluates.
    pub agency: ReportAgency,
    /// The period it evaluates.
    pub period: Period,
    /// How much was achieved by its own judgment, in percent.
    #[schema(required, minimum = 0, maximum = 1000)]
    pub achievement_percent: Option<i32>,
    /// Its analysis.
    #[schema(max_length = 10_000)]
    pub analysis: String,
    /// What was learned.
    #[schema(required, max_length = 10_000)]
    pub lessons: Option<String>,
    /// What it recommends.
    #[schema(required, max_length = 10_000)]
    pub recommendations: Option<String>,
    /// The office that signed it.
    #[schema(required, max_length = 200)]
    pub signatory_office: Option<String>,
    /// When it was signed.
    #[schema(required)]
    pub signed_on: Option<NaiveDate>,
}
