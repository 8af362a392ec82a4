//! When a batch ends, every enrollment that is still open is decided with it.

use diesel::prelude::*;

use super::row::EnrollmentRow;
use super::status::EnrollmentStatus as S;
use crate::app::Tx;
use crate::audit::{self, difference};
use crate::changes::{self, Change, Kind};
use crate::db::{Conn, Id, on};
use crate::http::{Problem, Rules};
use crate::schema::enrollments;
use crate::text::Text;
use crate::training::attendance;
use crate::training::batches::BatchRow;
use crate::training::programs::store::ProgramRow;

/// Why she was not taken: nobody had decided when the batch ended.
const UNDECIDED: &str = "Angkatan selesai sebelum ada keputusan. · The batch ended undecided.";
/// Why she lost her seat: she never came.
const NEVER_CAME: &str = "Diterima tetapi tidak pernah hadir. · Accepted, but never came.";

/// Rows of one statement: 13 values each in the audit trail, and SQLite binds at most 32,766.
const CHUNK: usize = 500;

/// The new state of one enrollment, and why.
type Decision = (S, Option<String>);

/// Decides what is open in a batch that is completed.
///
/// Who took part passes or fails by her share of the sessions held; without sessions the officials
/// must have decided, and the batch is not completed before they did. Who was accepted and never
/// came is dropped, who still asked for a seat is rejected.
pub fn complete(
    tx: &mut Tx<'_>,
    batch: &BatchRow,
    program: &ProgramRow,
    rules: &mut Rules,
) -> Result<(), Problem> {
    let open = open(tx.conn, batch.id)?;
    let shares = attendance::shares(tx.conn, &open, tx.at)?;
    let needed = i64::from(program.passing_share_percent);
    let mut undecided = 0;
    let mut decided: Vec<(EnrollmentRow, Decision)> = Vec::with_capacity(open.len());
    for (row, share) in open.into_iter().zip(shares) {
        let decision = match row.status {
            S::Attending => match share.percent() {
                Some(percent) if percent >= needed => (S::Passed, None),
                Some(_) => (S::Failed, Some(below(share, needed))),
                None => {
                    undecided += 1;
                    continue;
                }
            },
            S::Accepted => (S::Dropped, Some(NEVER_CAME.to_owned())),
            _ => (S::Rejected, Some(UNDECIDED.to_owned())),
        };
        decided.push((row, decision));
    }
    if undecided > 0 {
        rules.broken(
            "/to",
            "results_missing",
            Text::owned(
                format!("Tanpa pertemuan, tetapkan dahulu lulus atau tidaknya {undecided} peserta."),
                format!(
                    "Without sessions, decide first whether {undecided} participant(s) passed or failed."
                ),
            ),
        );
    }
    if !rules.is_clean() {
        return Ok(());
    }
    decide(tx, decided)
}

/// Closes what is open in a batch that is canceled, for the batch's reason: those with a seat are
/// dropped, those who asked for one rejected. Results that were given stay.
pub fn cancel(tx: &mut Tx<'_>, batch: &BatchRow, reason: &str) -> Result<(), Problem> {
    let decided = open(tx.conn, batch.id)?.into_iter().map(|row| {
        let to = if row.status.is_seated() {
            S::Dropped
        } else {
            S::Rejected
        };
        (row, (to, Some(reason.to_owned())))
    });
    decide(tx, decided.collect())
}

fn below(share: attendance::Share, needed: i64) -> String {
    let attendance::Share { hadir, sessions } = share;
    format!("Hadir {hadir}/{sessions} < {needed} %. · Present {hadir}/{sessions} < {needed} %.")
}

/// The enrollments of a batch that nothing final was said of.
fn open(conn: &mut Conn, batch: Id) -> Result<Vec<EnrollmentRow>, Problem> {
    let states = S::ASKING.into_iter().chain([S::Accepted, S::Attending]);
    Ok(on!(conn, |c| enrollments::table
        .filter(enrollments::batch_id.eq(batch))
        .filter(enrollments::status.eq_any(states))
        .order(enrollments::id)
        .select(EnrollmentRow::as_select())
        .load(c))?)
}

/// Stores and records many moves with few statements: one for each state and reason.
fn decide(tx: &mut Tx<'_>, decided: Vec<(EnrollmentRow, Decision)>) -> Result<(), Problem> {
    let mut rest = decided;
    while let Some((_, first)) = rest.first().cloned() {
        let (same, other): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(_, one)| *one == first);
        rest = other;
        let (to, reason) = first;
        for chunk in same.chunks(CHUNK) {
            let ids: Vec<Id> = chunk.iter().map(|(row, _)| row.id).collect();
            let none: Option<i64> = None;
            on!(tx.conn, |c| diesel::update(
                enrollments::table.filter(enrollments::id.eq_any(&ids))
            )
            .set((
                enrollments::status.eq(to),
                enrollments::status_reason.eq(&reason),
                enrollments::waitlist_position.eq(none),
                enrollments::version.eq(enrollments::version + 1_i64),
                enrollments::updated_at.eq(tx.at),
            ))
            .execute(c))?;
            let acts: Vec<_> = chunk
                .iter()
                .map(|(before, _)| {
                    let row = before.moved(to, reason.clone(), tx.at);
                    row.act(
                        "transitioned",
                        Some(difference(&before.state(), &row.state())),
                    )
                })
                .collect();
            record_all(tx, &acts)?;
        }
    }
    Ok(())
}

/// Records updates of many enrollments with few statements.
pub fn record_all(tx: &mut Tx<'_>, acts: &[audit::Act]) -> Result<(), Problem> {
    for acts in acts.chunks(CHUNK) {
        audit::record_all(tx.conn, &tx.app, &tx.who, &tx.request_id, tx.at, acts)?;
        let entries: Vec<_> = acts
            .iter()
            .map(|act| Change::of(act, Kind::Updated, tx.at))
            .collect();
        changes::append(tx.conn, &entries)?;
    }
    Ok(())
}
