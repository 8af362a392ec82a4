//! Enrollments as a caller sees them.

use std::collections::HashMap;

use diesel::prelude::*;

use super::eligibility::Finding;
use super::row::EnrollmentRow;
use super::status::EnrollmentStatus;
use super::types::{AttendanceSummary, EligibilityResult, Enrollment};
use crate::app::App;
use crate::auth::{Scope, Who};
use crate::db::{Conn, Id, Timestamp, on};
use crate::http::{Problem, etag};
use crate::schema::{enrollments, people, training_batches as batches};
use crate::text::Lang;
use crate::training::attendance;
use crate::training::batches::BatchRow;
use crate::training::programs::store::{self as programs, ProgramRow};

/// What callers see of rows that were found in their sight, in the same order.
///
/// The batch and program may lie out of sight, in a province's area: what is shown of them tells a
/// regency who trained its women in what, and no more.
pub fn views(
    conn: &mut Conn,
    who: &Who,
    lang: Lang,
    rows: &[EnrollmentRow],
) -> Result<Vec<Enrollment>, Problem> {
    let mut ids: Vec<Id> = rows.iter().map(|row| row.batch_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let of: HashMap<Id, (BatchRow, ProgramRow)> = with_programs(conn, &ids)?;
    let shares = attendance::shares(conn, rows, Timestamp::now())?;
    let names = if who.has(Scope::PeopleRead) {
        names(conn, rows)?
    } else {
        HashMap::new()
    };
    let waiting = waiting(conn, rows)?;
    rows.iter()
        .zip(shares)
        .map(|(row, share)| {
            let (batch, program) = of
                .get(&row.batch_id)
                .ok_or_else(|| Problem::internal("an enrollment without batch"))?;
            Ok(Enrollment {
                id: row.id,
                batch_id: row.batch_id,
                starts_on: batch.starts_on,
                ends_on: batch.ends_on,
                program_id: program.id,
                program_title: program.title.clone(),
                field: program.field,
                agency: row.owner_agency.clone(),
                person_id: row.person_id,
                person_name: names.get(&row.person_id).cloned(),
                register_code: row.register_code.clone(),
                business_id: row.business_id,
                applied_on: row.applied_on,
                status: row.status,
                status_reason: row.status_reason.clone(),
                waitlist_place: place(&waiting, row),
                eligibility: results(&row.findings()?, who, lang),
                override_reason: row.override_reason.clone(),
                attendance: AttendanceSummary {
                    sessions: share.sessions,
                    hadir: share.hadir,
                    share_percent: share.percent(),
                },
                allowed_transitions: row.status.allowed(),
                version: row.version,
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        })
        .collect()
}

/// What a caller sees of one row, and its strong tag.
///
/// Name, place on the waiting list and attendance come from other rows and from the clock, so the
/// tag holds a digest of the whole beside the version. A change is only refused for the version
/// ([`IfMatch::check_version`](crate::http::IfMatch::check_version)).
pub(super) fn view(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    lang: Lang,
    row: &EnrollmentRow,
) -> Result<(Enrollment, String), Problem> {
    let seen = views(conn, who, lang, std::slice::from_ref(row))?.pop();
    let seen = seen.ok_or_else(Problem::not_found)?;
    let text = serde_json::to_vec(&seen).map_err(Problem::internal)?;
    let digest = app.keys().digest("etag", &[&text]);
    let mark: String = digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let tag = etag(row.version, &mark);
    Ok((seen, tag))
}

/// Findings as a caller may be told of them.
pub(super) fn results(found: &[Finding], who: &Who, lang: Lang) -> Vec<EligibilityResult> {
    found
        .iter()
        .map(|one| EligibilityResult {
            rule: one.rule,
            verdict: one.verdict,
            detail: one.detail(who).get(lang).to_owned(),
        })
        .collect()
}

fn with_programs(
    conn: &mut Conn,
    ids: &[Id],
) -> Result<HashMap<Id, (BatchRow, ProgramRow)>, Problem> {
    let rows: Vec<BatchRow> = on!(conn, |c| batches::table
        .filter(batches::id.eq_any(ids))
        .select(BatchRow::as_select())
        .load(c))?;
    let ids: Vec<Id> = rows.iter().map(|row| row.program_id).collect();
    let of: HashMap<Id, ProgramRow> = programs::by_ids(conn, &ids)?
        .into_iter()
        .map(|program| (program.id, program))
        .collect();
    let pairs = rows.into_iter().filter_map(|row| {
        let program = of.get(&row.program_id)?.clone();
        Some((row.id, (row, program)))
    });
    Ok(pairs.collect())
}

fn names(conn: &mut Conn, rows: &[EnrollmentRow]) -> Result<HashMap<Id, String>, Problem> {
    let ids: Vec<Id> = rows.iter().map(|row| row.person_id).collect();
    let pairs: Vec<(Id, String)> = on!(conn, |c| people::table
        .filter(people::id.eq_any(&ids))
        .select((people::id, people::full_name))
        .load(c))?;
    Ok(pairs.into_iter().collect())
}

/// The waiting lists of the batches in which somebody of these rows waits, each in its order.
fn waiting(conn: &mut Conn, rows: &[EnrollmentRow]) -> Result<HashMap<Id, Vec<Id>>, Problem> {
    let mut ids: Vec<Id> = rows
        .iter()
        .filter(|row| row.status == EnrollmentStatus::Waitlisted)
        .map(|row| row.batch_id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let mut lists: HashMap<Id, Vec<Id>> = HashMap::new();
    if ids.is_empty() {
        return Ok(lists);
    }
    let pairs: Vec<(Id, Id)> = on!(conn, |c| enrollments::table
        .filter(enrollments::batch_id.eq_any(&ids))
        .filter(enrollments::status.eq(EnrollmentStatus::Waitlisted))
        .order((enrollments::waitlist_position.asc(), enrollments::id.asc()))
        .select((enrollments::batch_id, enrollments::id))
        .load(c))?;
    for (batch, id) in pairs {
        lists.entry(batch).or_default().push(id);
    }
    Ok(lists)
}

fn place(waiting: &HashMap<Id, Vec<Id>>, row: &EnrollmentRow) -> Option<i64> {
    let list = waiting.get(&row.batch_id)?;
    let place = list.iter().position(|id| *id == row.id)?;
    i64::try_from(place + 1).ok()
}
