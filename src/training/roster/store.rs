//! The queries of the roster: a few for the whole list, none a row.

use std::collections::HashMap;

use diesel::prelude::*;

use super::types::{MOST, RosterRow, RosterSession, TrainingRoster};
use crate::auth::{Scope, Who};
use crate::db::{Conn, Id, Timestamp, on};
use crate::http::{Code, Problem};
use crate::schema::{attendance, businesses, certificates, enrollments, people, training_sessions};
use crate::training::attendance::{AttendanceMark, shares};
use crate::training::batches::store as batches;
use crate::training::certificates::CertificateStatus;
use crate::training::enrollments::EnrollmentRow;
use crate::training::programs::store as programs;
use crate::training::sessions::store as sessions;
use crate::values::gender::Gender;

type Line = (EnrollmentRow, String, Option<Gender>, Option<String>);

/// The whole list of a batch in sight.
pub fn roster(conn: &mut Conn, who: &Who, batch: Id) -> Result<TrainingRoster, Problem> {
    let batch = batches::find(conn, who, batch)?;
    let program = programs::find(conn, who, batch.program_id)?;
    let sessions = sessions::of_batch(conn, batch.id)?;
    let lines = lines(conn, batch.id)?;
    let rows: Vec<EnrollmentRow> = lines.iter().map(|line| line.0.clone()).collect();
    let shares = shares(conn, &rows, Timestamp::now())?;
    let mut marks = marks(conn, batch.id)?;
    let mut numbers = numbers(conn, batch.id)?;
    let items = (1..)
        .zip(lines)
        .zip(shares)
        .map(
            |((number, (row, name, gender, business)), share)| RosterRow {
                enrollment_id: row.id,
                number,
                person_name: who.has(Scope::PeopleRead).then_some(name),
                gender: who.has(Scope::PeopleRead).then_some(gender),
                register_code: row.register_code,
                business_name: who.has(Scope::BusinessesRead).then_some(business),
                status: row.status,
                applied_on: row.applied_on,
                attendance_share_percent: share.percent(),
                marks: sessions
                    .iter()
                    .map(|session| marks.remove(&(row.id, session.id)))
                    .collect(),
                certificate_numbers: numbers.remove(&row.id).unwrap_or_default(),
            },
        )
        .collect();
    Ok(TrainingRoster {
        batch_id: batch.id,
        program_title: program.title,
        batch_number: batch.number,
        starts_on: batch.starts_on,
        ends_on: batch.ends_on,
        quota: batch.quota,
        sessions: sessions
            .into_iter()
            .map(|session| RosterSession {
                id: session.id,
                number: session.number,
                starts_at: session.starts_at,
            })
            .collect(),
        items,
    })
}

fn lines(conn: &mut Conn, batch: Id) -> Result<Vec<Line>, Problem> {
    let lines: Vec<Line> = on!(conn, |c| enrollments::table
        .inner_join(people::table)
        .left_join(businesses::table.on(enrollments::business_id.eq(businesses::id.nullable())))
        .filter(enrollments::batch_id.eq(batch))
        .order(enrollments::id)
        .limit(i64::try_from(MOST).unwrap_or(i64::MAX) + 1)
        .select((
            EnrollmentRow::as_select(),
            people::full_name,
            people::gender,
            businesses::name.nullable(),
        ))
        .load(c))?;
    if lines.len() > MOST {
        return Err(Problem::new(Code::Conflict).detail(
            format!("Daftar ini memuat lebih dari {MOST} pendaftaran; pakai GET /v1/enrollments."),
            format!("This list has more than {MOST} enrollments; use GET /v1/enrollments."),
        ));
    }
    Ok(lines)
}

/// Every mark of a batch, by enrollment and session.
fn marks(conn: &mut Conn, batch: Id) -> Result<HashMap<(Id, Id), AttendanceMark>, Problem> {
    let rows: Vec<(Id, Id, AttendanceMark)> = on!(conn, |c| attendance::table
        .inner_join(training_sessions::table)
        .filter(training_sessions::batch_id.eq(batch))
        .select((
            attendance::enrollment_id,
            attendance::session_id,
            attendance::mark,
        ))
        .load(c))?;
    Ok(rows
        .into_iter()
        .map(|(enrollment, session, mark)| ((enrollment, session), mark))
        .collect())
}

/// The numbers of a batch's certificates that were not revoked, by enrollment.
fn numbers(conn: &mut Conn, batch: Id) -> Result<HashMap<Id, Vec<String>>, Problem> {
    let rows: Vec<(Id, String)> = on!(conn, |c| certificates::table
        .inner_join(enrollments::table)
        .filter(enrollments::batch_id.eq(batch))
        .filter(certificates::status.eq(CertificateStatus::Issued))
        .order(certificates::id)
        .select((certificates::enrollment_id, certificates::number))
        .load(c))?;
    let mut by_enrollment: HashMap<Id, Vec<String>> = HashMap::new();
    for (enrollment, number) in rows {
        by_enrollment.entry(enrollment).or_default().push(number);
    }
    Ok(by_enrollment)
}
