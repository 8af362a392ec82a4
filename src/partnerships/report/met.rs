//! The meetings of a report, who came to them, and the evaluations.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::names::Names;
use super::rows::{ReportAttendance, ReportEvaluation, ReportMeeting};
use super::store::{Scope, at_most};
use crate::db::{Conn, Id, Json, Timestamp, on};
use crate::http::Problem;
use crate::partnerships::meetings::{MeetingKind, MeetingMark, MeetingStatus};
use crate::partnerships::parties::PartyRow;
use crate::schema::{evaluations, meeting_attendance, meetings};
use crate::statistics::ratio;
use crate::values::period::Period;

#[derive(Queryable, Selectable)]
#[diesel(table_name = meetings)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
struct MeetingLine {
    id: Id,
    kind: MeetingKind,
    title: Option<String>,
    starts_at: Timestamp,
    place: Option<String>,
    chair_agency: String,
    decisions: Json,
    status: MeetingStatus,
}

/// The meetings of the period, and each party's attendance at those that were held.
pub(super) fn of(
    conn: &mut Conn,
    scope: &Scope,
    names: &Names,
    parties: &[PartyRow],
) -> Result<(Vec<ReportMeeting>, Vec<ReportAttendance>), Problem> {
    let (from, before) = scope.period.instants(scope.zone);
    let rows: Vec<MeetingLine> = on!(conn, |c| meetings::table
        .filter(meetings::partnership_id.eq(scope.partnership.id))
        .filter(meetings::starts_at.ge(from))
        .filter(meetings::starts_at.lt(before))
        .order((meetings::starts_at, meetings::id))
        .select(MeetingLine::as_select())
        .load(c))?;
    let rows = at_most(rows)?;
    let marks: Vec<(Id, Id, MeetingMark)> = on!(conn, |c| meeting_attendance::table
        .inner_join(meetings::table.on(meetings::id.eq(meeting_attendance::meeting_id)))
        .filter(meetings::partnership_id.eq(scope.partnership.id))
        .filter(meetings::starts_at.ge(from))
        .filter(meetings::starts_at.lt(before))
        .select((
            meeting_attendance::meeting_id,
            meeting_attendance::party_id,
            meeting_attendance::mark,
        ))
        .load(c))?;
    let mut present: HashMap<Id, i64> = HashMap::new();
    for (meeting, _, mark) in &marks {
        *present.entry(*meeting).or_default() += i64::from(*mark == MeetingMark::Hadir);
    }
    let held = rows.iter().filter(|row| row.status.was_held()).count();
    let held = i64::try_from(held).unwrap_or(i64::MAX);
    let view = |row: MeetingLine| {
        let decisions = serde_json::from_value(row.decisions.0).map_err(Problem::unreadable)?;
        Ok(ReportMeeting {
            id: row.id,
            kind: row.kind,
            title: row.title,
            starts_at: row.starts_at,
            day: scope.zone.day(row.starts_at).unwrap_or_default(),
            place: row.place,
            chair: names.agency(&row.chair_agency),
            status: row.status,
            present: present.get(&row.id).copied(),
            decisions,
        })
    };
    let attendance = parties.iter().map(|party| {
        let own = |wanted: MeetingMark| {
            let count = marks
                .iter()
                .filter(|(_, of, mark)| *of == party.id && *mark == wanted)
                .count();
            i64::try_from(count).unwrap_or(i64::MAX)
        };
        let [present, excused, absent] = [
            MeetingMark::Hadir,
            MeetingMark::Izin,
            MeetingMark::TidakHadir,
        ]
        .map(own);
        ReportAttendance {
            party_id: party.id,
            name: names.party(party).1,
            held,
            present,
            excused,
            absent,
            percent: ratio(present, present + excused + absent, 100),
        }
    });
    let attendance = attendance.collect();
    let rows: Result<_, Problem> = rows.into_iter().map(view).collect();
    Ok((rows?, attendance))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = evaluations)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
struct EvaluationLine {
    id: Id,
    agency: String,
    period: Period,
    achievement_percent: Option<i32>,
    analysis: String,
    lessons: Option<String>,
    recommendations: Option<String>,
    signatory_office: Option<String>,
    signed_on: Option<NaiveDate>,
}

/// The evaluations of the period and of what lies in it, by period and then in the order of entry.
pub(super) fn evaluations(
    conn: &mut Conn,
    scope: &Scope,
    names: &Names,
) -> Result<Vec<ReportEvaluation>, Problem> {
    let rows: Vec<EvaluationLine> = on!(conn, |c| evaluations::table
        .filter(evaluations::partnership_id.eq(scope.partnership.id))
        .order(evaluations::id)
        .select(EvaluationLine::as_select())
        .load(c))?;
    let within = |period: Period| scope.holds(period.first_day()) && scope.holds(period.last_day());
    let mut rows: Vec<EvaluationLine> = rows.into_iter().filter(|row| within(row.period)).collect();
    rows.sort_by_key(|row| row.period);
    let view = |row: EvaluationLine| ReportEvaluation {
        id: row.id,
        agency: names.agency(&row.agency),
        period: row.period,
        achievement_percent: row.achievement_percent,
        analysis: row.analysis,
        lessons: row.lessons,
        recommendations: row.recommendations,
        signatory_office: row.signatory_office,
        signed_on: row.signed_on,
    };
    Ok(rows.into_iter().map(view).collect())
}
