//! Moving an enrollment in its life cycle, and what each move demands.

use super::row::EnrollmentRow;
use super::status::EnrollmentStatus;
use super::types::EnrollmentTransition;
use super::{seats, store};
use crate::app::Tx;
use crate::audit::difference;
use crate::changes::Kind;
use crate::db::Id;
use crate::http::{IfMatch, Problem, Rules, check_move};
use crate::text::Text;
use crate::training::attendance::{self, Share};
use crate::training::batches::{BatchRow, BatchStatus};
use crate::training::certificates::store as certificates;
use crate::training::programs::store as programs;

/// Moves an enrollment of the caller's own.
pub(super) fn transition(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    wanted: &EnrollmentTransition,
) -> Result<EnrollmentRow, Problem> {
    let (batch, before) = store::hold(tx, id)?;
    if_match.check_version(before.version)?;
    advance(tx, &batch, &before, wanted.to, wanted.reason.as_deref())
}

/// Moves an enrollment whose batch is held, if the table of moves and the guards let it.
///
/// A seat that is given up goes to the first of the waiting list.
pub fn advance(
    tx: &mut Tx<'_>,
    batch: &BatchRow,
    before: &EnrollmentRow,
    to: EnrollmentStatus,
    reason: Option<&str>,
) -> Result<EnrollmentRow, Problem> {
    use EnrollmentStatus as S;
    check_move(before.status, to, before.status.allowed())?;
    let mut rules = Rules::default();
    let reason = reason.map(|reason| rules.text(reason, "/reason"));
    match to {
        S::Rejected | S::Dropped if reason.is_none() => rules.reason_required(),
        S::Attending if batch.status != BatchStatus::Running => rules.broken(
            "/to",
            "batch_not_running",
            Text::new(
                "Angkatan ini belum atau tidak lagi berjalan.",
                "This batch does not run yet, or no longer.",
            ),
        ),
        S::Passed => passes(tx, batch, before, &mut rules)?,
        S::Certified if !certificates::is_certified(tx.conn, before.id)? => rules.broken(
            "/to",
            "certificate_required",
            Text::new(
                "Terbitkan dahulu sertifikat kelulusan atau kompetensi; statusnya lalu berubah sendiri.",
                "Issue a certificate of completion or competence first; the state then follows by itself.",
            ),
        ),
        _ => {}
    }
    rules.finish()?;
    let mut row = before.moved(to, reason, tx.at);
    match to {
        S::Accepted => seats::may_take(tx.conn, batch, before)?,
        S::Waitlisted => row.waitlist_position = Some(seats::last(tx.conn, batch.id)? + 1),
        _ => {}
    }
    step(tx, before, &row, None)?;
    if before.status.is_seated() && !to.is_seated() {
        seats::give_on(tx, batch, 1)?;
    }
    Ok(row)
}

/// A certificate of completion or competence was issued: `passed` becomes `certified`.
///
/// Other states stay as they are, so that a second certificate changes nothing.
pub fn certify(tx: &mut Tx<'_>, id: Id) -> Result<EnrollmentRow, Problem> {
    let (_, before) = store::hold(tx, id)?;
    if before.status != EnrollmentStatus::Passed {
        return Ok(before);
    }
    let row = before.moved(EnrollmentStatus::Certified, None, tx.at);
    step(tx, &before, &row, None)?;
    Ok(row)
}

/// A certificate was revoked: without another valid one `certified` becomes `passed` again.
pub fn uncertify(tx: &mut Tx<'_>, id: Id) -> Result<EnrollmentRow, Problem> {
    let (_, before) = store::hold(tx, id)?;
    if before.status != EnrollmentStatus::Certified || certificates::is_certified(tx.conn, id)? {
        return Ok(before);
    }
    let row = before.moved(EnrollmentStatus::Passed, None, tx.at);
    step(tx, &before, &row, None)?;
    Ok(row)
}

/// Stores and records a move; `purpose` says why when nobody gave a reason.
pub(super) fn step(
    tx: &mut Tx<'_>,
    before: &EnrollmentRow,
    row: &EnrollmentRow,
    purpose: Option<&str>,
) -> Result<(), Problem> {
    store::replace(tx.conn, row)?;
    let mut act = row.act(
        "transitioned",
        Some(difference(&before.state(), &row.state())),
    );
    act.purpose = purpose.map(str::to_owned);
    tx.record(act, Kind::Updated)
}

/// Whoever passes attended the share of the sessions held; without sessions it is the official's
/// word.
fn passes(
    tx: &mut Tx<'_>,
    batch: &BatchRow,
    row: &EnrollmentRow,
    rules: &mut Rules,
) -> Result<(), Problem> {
    let program = programs::find(tx.conn, &tx.who, batch.program_id)?;
    let needed = i64::from(program.passing_share_percent);
    let share = attendance::share(tx.conn, row, tx.at)?;
    if share.percent().is_none_or(|percent| percent >= needed) {
        return Ok(());
    }
    let Share { hadir, sessions } = share;
    rules.broken(
        "/to",
        "below_passing_share",
        Text::owned(
            format!("Hadir pada {hadir} dari {sessions} pertemuan; lulus memerlukan {needed} %."),
            format!("Present at {hadir} of {sessions} sessions; passing takes {needed} %."),
        ),
    );
    Ok(())
}
