//! Brings an enrollment to where a row says it is, with the attendance recorded on the way.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::moves::{self, Way};
use super::read::ReadEnrollment;
use super::refusal::{self, Refusal};
use crate::app::Tx;
use crate::db::{Conn, Id, on};
use crate::http::{Code, Problem};
use crate::imports::finding::Finding;
use crate::imports::header::Field;
use crate::imports::source::SourceRow;
use crate::imports::types::Severity;
use crate::schema::attendance as marks;
use crate::training::attendance::{self, AttendanceEntry, AttendanceInput, AttendanceMark};
use crate::training::batches::BatchRow;
use crate::training::enrollments::{
    EnrollmentRow, EnrollmentStatus as S, advance, seats, store as enrollments,
};
use crate::training::sessions::SessionRow;

/// Moves the enrollment step by step and records what is new of its attendance.
///
/// Attendance is recorded of those with a seat whose result is open, so it comes as soon as she has
/// one and before the result, which depends on it.
pub fn bring(
    tx: &mut Tx<'_>,
    batch: &BatchRow,
    sessions: &BTreeMap<i32, SessionRow>,
    row: &SourceRow,
    read: &ReadEnrollment,
    mut now: EnrollmentRow,
    findings: &mut Vec<Finding>,
) -> Result<EnrollmentRow, Refusal> {
    let mut new = new_marks(tx.conn, now.id, sessions, read)?;
    let way = match read.result {
        None => Vec::new(),
        Some(to) => match moves::way(now.status, to) {
            Way::Steps(steps) => steps,
            Way::Behind => {
                findings.push(refusal::further_on(row, now.status));
                Vec::new()
            }
            Way::None => return Err(refusal::unreachable(row, now.status).into()),
        },
    };
    for to in way {
        if takes_attendance(now.status) && !new.is_empty() {
            now = record(tx, batch, row, std::mem::take(&mut new), now)?;
        }
        // Being present already made her one who attends.
        if now.status != to {
            now = step(tx, batch, row, read, &now, to)?;
        }
    }
    if !new.is_empty() {
        now = record(tx, batch, row, new, now)?;
    }
    Ok(now)
}

fn takes_attendance(status: S) -> bool {
    matches!(status, S::Accepted | S::Attending)
}

fn step(
    tx: &mut Tx<'_>,
    batch: &BatchRow,
    row: &SourceRow,
    read: &ReadEnrollment,
    now: &EnrollmentRow,
    to: S,
) -> Result<EnrollmentRow, Refusal> {
    // Without a reason of its own the list says with its very word why somebody left.
    let reason = read.reason.as_ref().or(read.written.as_ref());
    let reason = reason.filter(|_| to.is_gone()).map(String::as_str);
    if to == S::Accepted && seats::free(tx.conn, batch)? <= 0 {
        return Err(refusal::full(row, batch.quota).into());
    }
    Ok(advance(tx, batch, now, to, reason)?)
}

/// What the row says of her attendance and is not recorded yet.
fn new_marks(
    conn: &mut Conn,
    enrollment: Id,
    sessions: &BTreeMap<i32, SessionRow>,
    read: &ReadEnrollment,
) -> Result<Vec<(u16, Id, AttendanceMark)>, Problem> {
    if read.marks.is_empty() {
        return Ok(Vec::new());
    }
    let held: Vec<(Id, AttendanceMark)> = on!(conn, |c| marks::table
        .filter(marks::enrollment_id.eq(enrollment))
        .select((marks::session_id, marks::mark))
        .load(c))?;
    Ok(read
        .marks
        .iter()
        .filter_map(|(number, mark)| {
            let session = sessions.get(&i32::from(*number))?.id;
            (!held.contains(&(session, *mark))).then_some((*number, session, *mark))
        })
        .collect())
}

/// Records marks by the function of the API; a refusal is told at the column of its session.
fn record(
    tx: &mut Tx<'_>,
    batch: &BatchRow,
    row: &SourceRow,
    new: Vec<(u16, Id, AttendanceMark)>,
    now: EnrollmentRow,
) -> Result<EnrollmentRow, Refusal> {
    for (number, session_id, mark) in new {
        let input = AttendanceInput {
            session_id,
            marks: vec![AttendanceEntry {
                enrollment_id: now.id,
                mark,
            }],
        };
        match attendance::record(tx, batch.id, &input) {
            Ok(_) => {}
            Err(problem)
                if problem.code() == Code::ValidationFailed || problem.code() == Code::Conflict =>
            {
                let field = Field::Session(number);
                let found = refusal::findings(row, problem)?.into_iter();
                let told = found.map(|finding| {
                    Finding::of_cell(
                        Severity::Error,
                        finding.code,
                        finding.message,
                        field,
                        row.cell(field),
                    )
                });
                return Err(Refusal::Row(told.collect()));
            }
            Err(problem) => return Err(problem.into()),
        }
    }
    Ok(enrollments::find(tx.conn, &tx.who, now.id)?)
}
