//! What callers ask and receive of meetings.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::follow_ups::FollowUpFigures;
use crate::db::Id;
use crate::db::types::words;
use crate::http::{Column, Columns};
use crate::partnerships::PartnershipScheme;
use crate::partnerships::meetings::MeetingKind;
use crate::statistics::envelope::{TableLine, statistic_of};

words! {
    /// By what the figures of meetings are broken down.
    pub enum MeetingGroupBy {
        /// By what they are for.
        Kind = "kind",
        /// By partnership.
        Partnership = "partnership",
        /// By the agency that chairs them.
        Agency = "agency",
        /// By the partnership's region: regency or city; within a regency district, within a
        /// district village.
        Region = "region",
        /// By calendar quarter, in the coordinator's time zone.
        Quarter = "quarter",
    }
}

/// Which meetings to count, and broken down by what.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MeetingStatisticQuery {
    /// Only meetings of partnerships in this region, of any level (dotted Kemendagri code); without
    /// it, all that you see.
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$",
        example = "64.02"
    )]
    pub region: Option<String>,
    /// By what the rows are broken down; repeat it for several.
    #[param(inline, max_items = 5)]
    pub group_by: Option<Vec<MeetingGroupBy>>,
    /// The day the figures shall hold for: only today, because meetings keep the present state.
    #[param(format = "date", min_length = 10, max_length = 10, value_type = Option<String>)]
    pub as_of: Option<NaiveDate>,
    /// Only of this partnership.
    #[param(inline)]
    pub partnership: Option<Id>,
    /// Only of partnerships of this scheme.
    #[param(inline)]
    pub scheme: Option<PartnershipScheme>,
    /// Only chaired by this agency, by its code.
    #[param(min_length = 1, max_length = 64, example = "dp3a-kukar")]
    pub agency: Option<String>,
    /// Only in this calendar year, in the coordinator's time zone.
    #[param(minimum = 2000, maximum = 2100, example = 2024)]
    pub year: Option<i32>,
}

/// What is counted of meetings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct MeetingFigures {
    /// Meetings called, whatever became of them: `held + canceled + upcoming + unreported`.
    #[schema(minimum = 0)]
    pub planned: i64,
    /// Held.
    #[schema(minimum = 0)]
    pub held: i64,
    /// Of these, those whose minutes are approved.
    #[schema(minimum = 0)]
    pub minutes_approved: i64,
    /// Canceled.
    #[schema(minimum = 0)]
    pub canceled: i64,
    /// Called, and not begun yet.
    #[schema(minimum = 0)]
    pub upcoming: i64,
    /// Their time has come, and nobody said whether they were held.
    #[schema(minimum = 0)]
    pub unreported: i64,
    /// The share held of those that are not upcoming, in percent; null without any.
    #[schema(
        required,
        max_length = 6,
        pattern = r"^\d{1,3}\.\d{2}$",
        example = "83.33"
    )]
    pub held_percent: Option<String>,
    /// Marks of parties at meetings held.
    #[schema(minimum = 0)]
    pub marks: i64,
    /// Of these, marks of parties that came.
    #[schema(minimum = 0)]
    pub present: i64,
    /// The share of marks of parties that came, in percent; null without a mark.
    #[schema(
        required,
        max_length = 6,
        pattern = r"^\d{1,3}\.\d{2}$",
        example = "91.67"
    )]
    pub attendance_percent: Option<String>,
    /// The follow-ups of these meetings that follow from no obstacle.
    pub follow_ups: FollowUpFigures,
}

/// One party at the meetings held; an organization's id stands where the party is none of the agencies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MeetingAttendanceRow {
    /// The agency, by its code.
    #[schema(required, max_length = 64, example = "distransnaker-kukar")]
    pub agency: Option<String>,
    /// The organization.
    #[schema(required)]
    pub organization_id: Option<Id>,
    /// Meetings held where it has a mark.
    #[schema(minimum = 1)]
    pub marks: i64,
    /// It came.
    #[schema(minimum = 0)]
    pub present: i64,
    /// It excused itself.
    #[schema(minimum = 0)]
    pub excused: i64,
    /// It did not come.
    #[schema(minimum = 0)]
    pub absent: i64,
    /// The share of its marks with which it came, in percent.
    #[schema(
        required,
        max_length = 6,
        pattern = r"^\d{1,3}\.\d{2}$",
        example = "75.00"
    )]
    pub attendance_percent: Option<String>,
}

/// The figures of all meetings in the selection.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeetingTotals {
    /// The figures.
    #[serde(flatten)]
    pub figures: MeetingFigures,
    /// The attendance of each party; its marks add up to `marks`.
    #[schema(max_items = 10_000)]
    pub attendance: Vec<MeetingAttendanceRow>,
}

/// The figures of meetings of one group; what it is not grouped by is null.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeetingStatisticRow {
    /// What they are for.
    #[schema(required, inline)]
    pub kind: Option<MeetingKind>,
    /// The partnership.
    #[schema(required)]
    pub partnership_id: Option<Id>,
    /// Its title.
    #[schema(required, max_length = 300)]
    pub partnership_title: Option<String>,
    /// The agency that chairs them, by its code.
    #[schema(required, max_length = 64, example = "dp3a-kukar")]
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
    /// The figures.
    #[serde(flatten)]
    pub figures: MeetingFigures,
}

statistic_of! {
    "Figures of meetings with all that is needed to read them."
    MeetingStatistic {
        code: "meetings", coverage: MeetingCoverage,
        left_out: MeetingsLeftOut { meetings, such as "partnership_canceled" },
        group_by: MeetingGroupBy, totals: MeetingTotals, row: MeetingStatisticRow,
    }
}

/// A line of the statistic as a table: of meetings, or of one party's attendance.
#[derive(Debug, Serialize)]
pub struct MeetingLine {
    #[serde(flatten)]
    line: TableLine<MeetingStatisticRow, MeetingsLeftOut>,
    attendance: Option<MeetingAttendanceRow>,
}

impl MeetingStatistic {
    /// The whole statistic as a table: its rows, what stands in none, the attendance of each party.
    pub fn lines(&self) -> Vec<MeetingLine> {
        let counted = self.table().into_iter().map(|line| MeetingLine {
            line,
            attendance: None,
        });
        let attended = self.totals.attendance.iter().map(|one| MeetingLine {
            line: TableLine {
                statistic: self.code,
                as_of: self.as_of,
                row: None,
                left_out: None,
            },
            attendance: Some(one.clone()),
        });
        counted.chain(attended).collect()
    }
}

impl Columns for MeetingLine {
    const COLUMNS: &'static [Column] = &[
        Column("statistic", "/statistic"),
        Column("as_of", "/as_of"),
        Column("kind", "/kind"),
        Column("partnership_id", "/partnership_id"),
        Column("partnership_title", "/partnership_title"),
        Column("agency", "/agency"),
        Column("region_code", "/region_code"),
        Column("region_name", "/region_name"),
        Column("quarter", "/quarter"),
        Column("unmapped_reason", "/reason"),
        Column("planned", "/planned"),
        Column("held", "/held"),
        Column("minutes_approved", "/minutes_approved"),
        Column("canceled", "/canceled"),
        Column("upcoming", "/upcoming"),
        Column("unreported", "/unreported"),
        Column("held_percent", "/held_percent"),
        Column("marks", "/marks"),
        Column("present", "/present"),
        Column("attendance_percent", "/attendance_percent"),
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
        Column("attending_agency", "/attendance/agency"),
        Column("attending_organization_id", "/attendance/organization_id"),
        Column("attending_marks", "/attendance/marks"),
        Column("attending_present", "/attendance/present"),
        Column("attending_excused", "/attendance/excused"),
        Column("attending_absent", "/attendance/absent"),
        Column("attending_percent", "/attendance/attendance_percent"),
    ];
}
