//! Moving a meeting in its life cycle, and what each move demands.

use super::status::MeetingStatus;
use super::store::{MeetingRow, own, step};
use super::types::MeetingTransition;
use crate::app::Tx;
use crate::db::Id;
use crate::http::{IfMatch, Problem, Rules, check_move};
use crate::text::Text;

/// Moves a meeting in its life cycle.
pub fn transition(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    wanted: &MeetingTransition,
) -> Result<MeetingRow, Problem> {
    use MeetingStatus as S;
    let (partnership, before) = own(tx, id, if_match)?;
    check_move(before.status, wanted.to, before.status.allowed())?;
    if wanted.to != S::Canceled {
        partnership.must_take_reports()?;
    }
    let mut rules = Rules::default();
    let reason = wanted
        .reason
        .as_deref()
        .map(|reason| rules.text(reason, "/reason"));
    if wanted.to == S::Canceled && reason.is_none() {
        rules.reason_required();
    }
    if wanted.to == S::Held && before.starts_at > tx.at {
        rules.broken(
            "/to",
            "too_early",
            Text::new(
                "Pertemuan ini belum dimulai; ubah dahulu waktunya bila keliru.",
                "This meeting has not begun; change its time first if it is wrong.",
            ),
        );
    }
    if wanted.to == S::MinutesApproved && before.minutes.is_none() {
        rules.broken(
            "/minutes",
            "required",
            Text::new(
                "Notulen belum ada; isi dahulu pada pertemuan ini.",
                "There are no minutes yet; enter them in the meeting first.",
            ),
        );
    }
    rules.finish()?;
    step(tx, &partnership, &before, wanted.to, reason)
}
