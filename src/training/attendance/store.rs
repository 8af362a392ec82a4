//! The queries of attendance.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::upsert::excluded;
use serde_json::{Value, json};

use super::types::{
    Attendance, AttendanceFilter, AttendanceInput, AttendanceMark, AttendanceRecorded,
};
use crate::app::{App, Tx};
use crate::audit::Act;
use crate::auth::Who;
use crate::db::{Conn, Id, Timestamp, on};
use crate::http::{Code, List, Page, Position, Problem, Rules, keyset};
use crate::schema::{attendance, enrollments, training_sessions};
use crate::text::Text;
use crate::training::batches::{BatchStatus, store as batches};
use crate::training::enrollments::{self as rooms, EnrollmentRow, EnrollmentStatus};
use crate::training::sessions::{self, SessionRow};

/// Rows of one statement: 4 values each, and SQLite binds at most 32,766.
const CHUNK: usize = 500;

#[derive(Insertable)]
#[diesel(table_name = attendance, treat_none_as_default_value = false)]
struct NewMark {
    session_id: Id,
    enrollment_id: Id,
    mark: AttendanceMark,
    recorded_at: Timestamp,
}

/// One page of the marks of a batch in sight, by session and enrollment.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    batch: Id,
    query: &List<AttendanceFilter>,
) -> Result<Page<Attendance>, Problem> {
    batches::find(conn, who, batch)?;
    let filter = &query.filter;
    let list = format!("attendance:{batch}");
    let place = query.page.after(app, &list)?;
    let place = place
        .map(|place| Ok((place.key.parse::<Id>()?, place.id.parse::<Id>()?)))
        .transpose()
        .map_err(|error: uuid::Error| Problem::internal(error))?;
    let (low, high) = who.registers();
    macro_rules! filtered {
        () => {{
            let mut q = attendance::table
                .inner_join(training_sessions::table)
                .inner_join(enrollments::table)
                .filter(training_sessions::batch_id.eq(batch))
                .filter(enrollments::register_code.between(&low, &high))
                .into_boxed();
            if let Some(session) = filter.session_id {
                q = q.filter(attendance::session_id.eq(session));
            }
            if let Some(enrollment) = filter.enrollment_id {
                q = q.filter(attendance::enrollment_id.eq(enrollment));
            }
            if let Some(mark) = filter.mark {
                q = q.filter(attendance::mark.eq(mark));
            }
            q
        }};
    }
    let limit = query.page.limit() + 1;
    let rows: Vec<(Id, i32, Id, Id, AttendanceMark, Timestamp)> = on!(conn, |c| {
        let q = filtered!()
            .select((
                attendance::session_id,
                training_sessions::number,
                attendance::enrollment_id,
                enrollments::person_id,
                attendance::mark,
                attendance::recorded_at,
            ))
            .limit(limit);
        keyset!(
            q,
            false,
            place,
            attendance::session_id,
            attendance::enrollment_id
        )
        .load(c)
    })?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let page = Page::new(app, &list, &query.page, rows, total, |row| Position {
        key: row.0.to_string(),
        id: row.2.to_string(),
    });
    Ok(page.map(
        |(session_id, session_number, enrollment_id, person_id, mark, recorded_at)| Attendance {
            session_id,
            session_number,
            enrollment_id,
            person_id,
            mark,
            recorded_at,
        },
    ))
}

/// Records marks of one session of a batch of the caller's own, all or none.
pub fn record(
    tx: &mut Tx<'_>,
    batch: Id,
    input: &AttendanceInput,
) -> Result<AttendanceRecorded, Problem> {
    let batch = batches::hold(tx, batch)?;
    if batch.status != BatchStatus::Running {
        return Err(Problem::new(Code::Conflict).detail(
            "Kehadiran hanya dicatat selama angkatan berjalan.",
            "Attendance is recorded only while the batch runs.",
        ));
    }
    let mut rules = Rules::default();
    let session = match sessions::find(tx.conn, &tx.who, batch.id, input.session_id) {
        Ok(session) => {
            if session.starts_at > tx.at {
                rules.broken(
                    "/session_id",
                    "in_the_future",
                    Text::new(
                        "Pertemuan ini belum dimulai.",
                        "This session has not begun yet.",
                    ),
                );
            }
            Some(session)
        }
        Err(problem) if problem.code() == Code::NotFound => {
            rules.broken(
                "/session_id",
                "unknown_reference",
                Text::new(
                    "Pertemuan ini bukan bagian dari angkatan ini.",
                    "This session is not one of this batch.",
                ),
            );
            None
        }
        Err(problem) => return Err(problem),
    };
    let marks = checked(tx.conn, batch.id, input, &mut rules)?;
    rules.finish()?;
    let Some(session) = session else {
        return Err(Problem::new(Code::ValidationFailed));
    };
    mark(tx, &session, &marks)
}

/// The enrollments of the marks; each bad mark is named.
fn checked(
    conn: &mut Conn,
    batch: Id,
    input: &AttendanceInput,
    rules: &mut Rules,
) -> Result<Vec<(EnrollmentRow, AttendanceMark)>, Problem> {
    let ids: Vec<Id> = input.marks.iter().map(|one| one.enrollment_id).collect();
    let mut known: HashMap<Id, EnrollmentRow> = HashMap::new();
    for ids in ids.chunks(CHUNK) {
        let rows: Vec<EnrollmentRow> = on!(conn, |c| enrollments::table
            .filter(enrollments::batch_id.eq(batch))
            .filter(enrollments::id.eq_any(ids))
            .select(EnrollmentRow::as_select())
            .load(c))?;
        known.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    let mut seen = std::collections::HashSet::new();
    let mut marks = Vec::with_capacity(input.marks.len());
    for (n, one) in input.marks.iter().enumerate() {
        let at = format!("/marks/{n}/enrollment_id");
        let Some(row) = known.get(&one.enrollment_id) else {
            rules.broken(
                at,
                "unknown_reference",
                Text::new(
                    "Tidak ada pendaftaran ini di angkatan ini.",
                    "There is no such enrollment in this batch.",
                ),
            );
            continue;
        };
        if !seen.insert(one.enrollment_id) {
            rules.broken(
                at,
                "duplicate",
                Text::new(
                    "Pendaftaran ini disebut dua kali.",
                    "This enrollment is named twice.",
                ),
            );
            continue;
        }
        if !matches!(
            row.status,
            EnrollmentStatus::Accepted | EnrollmentStatus::Attending
        ) {
            let status = row.status;
            rules.broken(
                at,
                "not_attending",
                Text::owned(
                    format!(
                        "Kehadiran dicatat untuk yang diterima atau mengikuti, bukan {status}."
                    ),
                    format!("Attendance is recorded of those accepted or attending, not {status}."),
                ),
            );
            continue;
        }
        marks.push((row.clone(), one.mark));
    }
    Ok(marks)
}

/// Stores marks of a session whose batch is held, under rules that were found to be met.
pub fn mark(
    tx: &mut Tx<'_>,
    session: &SessionRow,
    marks: &[(EnrollmentRow, AttendanceMark)],
) -> Result<AttendanceRecorded, Problem> {
    let ids: Vec<Id> = marks.iter().map(|(row, _)| row.id).collect();
    let stood = standing(tx.conn, session.id, &ids)?;
    let changed: Vec<_> = marks
        .iter()
        .filter(|(row, mark)| stood.get(&row.id) != Some(mark))
        .collect();
    for chunk in changed.chunks(CHUNK) {
        let rows: Vec<NewMark> = chunk
            .iter()
            .map(|(row, mark)| NewMark {
                session_id: session.id,
                enrollment_id: row.id,
                mark: *mark,
                recorded_at: tx.at,
            })
            .collect();
        on!(tx.conn, |c| diesel::insert_into(attendance::table)
            .values(&rows)
            .on_conflict((attendance::session_id, attendance::enrollment_id))
            .do_update()
            .set((
                attendance::mark.eq(excluded(attendance::mark)),
                attendance::recorded_at.eq(excluded(attendance::recorded_at)),
            ))
            .execute(c))?;
        let begins = |row: &EnrollmentRow, mark: AttendanceMark| {
            row.status == EnrollmentStatus::Accepted && mark == AttendanceMark::Hadir
        };
        let ids: Vec<Id> = chunk.iter().map(|(row, _)| row.id).collect();
        let begun: Vec<Id> = chunk
            .iter()
            .filter(|(row, mark)| begins(row, *mark))
            .map(|(row, _)| row.id)
            .collect();
        let none: Option<String> = None;
        on!(tx.conn, |c| {
            diesel::update(enrollments::table.filter(enrollments::id.eq_any(&ids)))
                .set((
                    enrollments::version.eq(enrollments::version + 1_i64),
                    enrollments::updated_at.eq(tx.at),
                ))
                .execute(c)?;
            diesel::update(enrollments::table.filter(enrollments::id.eq_any(&begun)))
                .set((
                    enrollments::status.eq(EnrollmentStatus::Attending),
                    enrollments::status_reason.eq(&none),
                ))
                .execute(c)
        })?;
        let acts: Vec<Act> = chunk
            .iter()
            .map(|(row, mark)| {
                let was = stood.get(&row.id).copied();
                act(tx.at, row, session, was, *mark, begins(row, *mark))
            })
            .collect();
        rooms::record_all(tx, &acts)?;
    }
    Ok(AttendanceRecorded {
        recorded: changed.len(),
        unchanged: marks.len() - changed.len(),
    })
}

/// The marks of some enrollments at a session as they stand.
fn standing(
    conn: &mut Conn,
    session: Id,
    enrollments: &[Id],
) -> Result<HashMap<Id, AttendanceMark>, Problem> {
    let mut stood = HashMap::new();
    for ids in enrollments.chunks(CHUNK) {
        let rows: Vec<(Id, AttendanceMark)> = on!(conn, |c| attendance::table
            .filter(attendance::session_id.eq(session))
            .filter(attendance::enrollment_id.eq_any(ids))
            .select((attendance::enrollment_id, attendance::mark))
            .load(c))?;
        stood.extend(rows);
    }
    Ok(stood)
}

/// The act on the enrollment.
fn act(
    at: Timestamp,
    row: &EnrollmentRow,
    session: &SessionRow,
    was: Option<AttendanceMark>,
    is: AttendanceMark,
    begins: bool,
) -> Act {
    let side = |mark: Option<AttendanceMark>| {
        mark.map_or(Value::Null, |mark| {
            json!({ "session_id": session.id, "session_number": session.number, "mark": mark })
        })
    };
    let mut values = json!({ "attendance": [side(was), side(Some(is))] });
    if begins {
        values["status"] = json!([row.status, EnrollmentStatus::Attending]);
    }
    let next = EnrollmentRow {
        version: row.version + 1,
        updated_at: at,
        ..row.clone()
    };
    next.act("attendance_recorded", Some(values))
}
