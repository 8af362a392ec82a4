//! Puts a report together; every section has its file, all read one snapshot.

use chrono::NaiveDate;

use super::agreed::{ReportPartnership, ReportParty};
use super::names::Names;
use super::types::{MOST, PartnershipReport, ReportSummary, ReportTarget};
use super::{achieved, hindered, met, worked};
use crate::app::App;
use crate::auth::Who;
use crate::db::{Conn, Id, Timestamp};
use crate::http::{Code, Problem};
use crate::partnerships::activities::{self, ActivityStatus};
use crate::partnerships::meetings::MeetingStatus;
use crate::partnerships::parties::{self, PartyRow};
use crate::partnerships::{PartnershipRow, find, targets};
use crate::statistics::ratio;
use crate::values::period::Period;
use crate::values::zone::Zone;

/// What the report is about, and when.
pub(super) struct Scope {
    pub partnership: PartnershipRow,
    pub period: Period,
    pub zone: Zone,
    /// The instant the figures hold for.
    pub at: Timestamp,
    /// The day to which ages and delays are counted.
    pub counted_to: NaiveDate,
}

impl Scope {
    fn new(partnership: PartnershipRow, period: Period, at: Timestamp) -> Self {
        let zone = partnership.zone();
        let today = zone.day(at).unwrap_or_default();
        Self {
            partnership,
            period,
            zone,
            at,
            counted_to: period.last_day().min(today),
        }
    }

    /// Whether something that began and ended on these days went on in the period.
    pub fn met(&self, from: NaiveDate, to: Option<NaiveDate>) -> bool {
        from <= self.period.last_day() && to.is_none_or(|to| to >= self.period.first_day())
    }

    /// Whether a day lies in the period.
    pub fn holds(&self, day: NaiveDate) -> bool {
        (self.period.first_day()..=self.period.last_day()).contains(&day)
    }

    /// Whether something that ended on this day was not over on the day counted to.
    pub fn open(&self, ended: Option<NaiveDate>) -> bool {
        ended.is_none_or(|day| day > self.counted_to)
    }
}

/// The report of a partnership in sight.
pub(super) fn report(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    id: Id,
    period: Period,
) -> Result<PartnershipReport, Problem> {
    let partnership = find(conn, who, id)?;
    let scope = Scope::new(partnership, period, Timestamp::now());
    let parties = parties::store::of(conn, &[id])?;
    let names = Names::load(conn, app, &parties)?;
    let activities = at_most(activities::of(conn, &[id])?)?;
    let targets = at_most(targets::of(conn, &[id])?)?;
    let targets = achieved::of(conn, &scope, &names, &activities, &targets)?;
    let activities = worked::of(conn, &scope, &names, &activities)?;
    let (meetings, attendance) = met::of(conn, &scope, &names, &parties)?;
    let (obstacles, follow_ups) = hindered::of(conn, &scope, &names)?;
    let mut report = PartnershipReport {
        partnership: heading(&scope.partnership, &names, &parties)?,
        period,
        period_from: period.first_day(),
        period_to: period.last_day(),
        time_zone: scope.zone,
        printed_at: scope.at,
        counted_to: scope.counted_to,
        summary: ReportSummary::default(),
        indicators: achieved::by_indicator(&targets),
        targets,
        activities,
        meetings,
        attendance,
        obstacle_ages: hindered::ages(&obstacles),
        obstacles,
        follow_ups,
        evaluations: met::evaluations(conn, &scope, &names)?,
    };
    report.summary = summary(&report, &scope);
    Ok(report)
}

/// Refuses more rows than the report may hold.
pub(super) fn at_most<T>(rows: Vec<T>) -> Result<Vec<T>, Problem> {
    if rows.len() <= MOST {
        return Ok(rows);
    }
    Err(Problem::new(Code::Conflict).detail(
        format!(
            "Laporan memuat paling banyak {MOST} baris tiap bagian; pakai daftar kemitraan ini."
        ),
        format!("A report holds at most {MOST} rows a section; use the lists of this partnership."),
    ))
}

fn heading(
    row: &PartnershipRow,
    names: &Names,
    parties: &[PartyRow],
) -> Result<ReportPartnership, Problem> {
    let parties = parties.iter().map(|party| {
        let (name, short_name) = names.party(party);
        ReportParty {
            id: party.id,
            agency: party.agency.clone(),
            organization_id: party.organization_id,
            name,
            short_name,
            role: party.role,
            document_number: party.document_number.clone(),
            signatory_office: party.signatory_office.clone(),
            signed_on: party.signed_on,
        }
    });
    Ok(ReportPartnership {
        id: row.id,
        title: row.title.clone(),
        coordinator: names.agency(&row.owner_agency),
        scheme: row.scheme,
        instrument: row.instrument,
        objectives: row.objectives.clone(),
        fields: row.lines()?,
        regions: row
            .regions()?
            .iter()
            .map(|code| names.region(code))
            .collect(),
        effective_from: row.effective_from,
        effective_to: row.effective_to,
        status: row.shown_status(),
        authority_office: row.authority_office.clone(),
        authority_number: row.authority_number.clone(),
        authority_signed_on: row.authority_signed_on,
        parties: parties.collect(),
    })
}

fn count<T>(rows: &[T], keep: impl Fn(&T) -> bool) -> i64 {
    i64::try_from(rows.iter().filter(|row| keep(row)).count()).unwrap_or(i64::MAX)
}

fn summary(report: &PartnershipReport, scope: &Scope) -> ReportSummary {
    let due = |target: &ReportTarget| target.quarters.iter().any(|q| q.target > Some(0));
    let reported = |target: &ReportTarget| target.quarters.iter().any(|q| q.reported.is_some());
    let kept = || {
        let all = report.activities.iter();
        all.filter(|one| one.status != ActivityStatus::Canceled)
    };
    let budgeted = || kept().filter_map(|one| Some((one.budget_idr?, one.spent_idr.unwrap_or(0))));
    let budget: Option<i64> = budgeted().map(|(budget, _)| budget).reduce(|a, b| a + b);
    let spent: Option<i64> = budgeted().map(|(_, spent)| spent).reduce(|a, b| a + b);
    let activities = &report.activities;
    ReportSummary {
        targets: count(&report.targets, due),
        targets_reached: count(&report.targets, |one| due(one) && one.is_reached()),
        targets_unreported: count(&report.targets, |one| due(one) && !reported(one)),
        activities: count(activities, |one| one.status != ActivityStatus::Canceled),
        activities_completed: count(activities, |one| one.status == ActivityStatus::Completed),
        budget_idr: budget,
        spent_idr: spent,
        absorbed_percent: spent
            .zip(budget)
            .and_then(|(spent, budget)| ratio(spent, budget, 100)),
        meetings_planned: count(&report.meetings, |_| true),
        meetings_held: count(&report.meetings, |one| one.status.was_held()),
        meetings_canceled: count(&report.meetings, |one| {
            one.status == MeetingStatus::Canceled
        }),
        obstacles_open: count(&report.obstacles, |one| one.open),
        obstacles_closed: count(&report.obstacles, |one| {
            one.closed_on.is_some_and(|day| scope.holds(day))
        }),
        follow_ups_open: count(&report.follow_ups, |one| one.open),
        follow_ups_overdue: count(&report.follow_ups, |one| one.days_overdue.is_some()),
        follow_ups_done: count(&report.follow_ups, |one| {
            one.done_on.is_some_and(|day| scope.holds(day))
        }),
    }
}
