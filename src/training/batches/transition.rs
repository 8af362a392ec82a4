//! Moving a batch in its life cycle, and what each move demands.

use super::status::BatchStatus;
use super::store::{self, BatchRow};
use super::types::BatchTransition;
use crate::app::Tx;
use crate::db::Id;
use crate::http::{IfMatch, Problem, Rules, check_move, etag};
use crate::text::Text;
use crate::training::enrollments;
use crate::training::programs::store as programs;
use crate::values::date::today;

/// Moves a batch, if the table of moves and the guards of the new state let it.
pub fn transition(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    wanted: &BatchTransition,
) -> Result<BatchRow, Problem> {
    let before = store::hold(tx, id)?;
    if_match.check(&etag(before.version, ""))?;
    check_move(before.status, wanted.to, before.status.allowed())?;
    let mut rules = Rules::default();
    let reason = wanted
        .reason
        .as_deref()
        .map(|reason| rules.text(reason, "/reason"));
    if wanted.to == BatchStatus::Canceled && reason.is_none() {
        rules.reason_required();
    }
    let program = programs::find(tx.conn, &tx.who, before.program_id)?;
    if wanted.to == BatchStatus::RegistrationOpen && !program.status.is_open() {
        rules.broken(
            "/to",
            "program_not_approved",
            Text::new(
                "Programnya belum disetujui atau sudah berakhir.",
                "Its program is not approved yet or has ended.",
            ),
        );
    }
    let earliest = match wanted.to {
        BatchStatus::Running => before.starts_on,
        BatchStatus::Completed => before.ends_on,
        _ => today(),
    };
    if earliest > today() {
        rules.broken(
            "/to",
            "too_early",
            Text::owned(
                format!(
                    "Paling cepat pada {earliest}; ubah dahulu tanggal angkatannya bila keliru."
                ),
                format!(
                    "Not before {earliest}; change the days of the batch first if they are wrong."
                ),
            ),
        );
    }
    if wanted.to == BatchStatus::Completed {
        enrollments::complete(tx, &before, &program, &mut rules)?;
    }
    rules.finish()?;
    if let (BatchStatus::Canceled, Some(reason)) = (wanted.to, &reason) {
        enrollments::cancel(tx, &before, reason)?;
    }
    if wanted.to == BatchStatus::Running {
        programs::begin(tx, before.program_id)?;
    }
    store::step(tx, &before, wanted.to, reason)
}
