//! Moving a follow-up in its life cycle, and what each move demands.

use super::status::FollowUpStatus;
use super::store::{FollowUpRow, own, step};
use super::types::FollowUpTransition;
use crate::app::Tx;
use crate::db::Id;
use crate::http::{IfMatch, Problem, Rules, check_move};
use crate::partnerships::PartnershipRow;
use crate::text::Text;

/// Moves a follow-up, if the table of moves and the guards of the new state let it.
pub fn transition(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    wanted: &FollowUpTransition,
) -> Result<(PartnershipRow, FollowUpRow), Problem> {
    use FollowUpStatus as S;
    let (partnership, _, before) = own(tx, id, if_match)?;
    check_move(before.status, wanted.to, before.status.allowed())?;
    let mut rules = Rules::default();
    let reason = wanted
        .reason
        .as_deref()
        .map(|reason| rules.text(reason, "/reason"));
    if wanted.to == S::Canceled && reason.is_none() {
        rules.reason_required();
    }
    let done = wanted.to == S::Done;
    if done && before.evidence_note.is_none() && before.evidence_url.is_none() {
        rules.broken(
            "/evidence_note",
            "required",
            Text::new(
                "Bukti belum ada; isi dahulu evidence_note atau evidence_url.",
                "There is no evidence yet; enter evidence_note or evidence_url first.",
            ),
        );
    }
    match wanted.on {
        Some(_) if !done => rules.broken(
            "/on",
            "not_applicable",
            Text::new("Hanya untuk status done.", "Only for the state done."),
        ),
        Some(day) if day < before.assigned_on => rules.broken(
            "/on",
            "out_of_order",
            Text::new(
                "Hari ini sebelum tindak lanjut diberikan.",
                "This day lies before the follow-up was given.",
            ),
        ),
        day => rules.not_in_future(day, "/on"),
    }
    rules.finish()?;
    let today = partnership.zone().today();
    let done_on = done.then(|| wanted.on.unwrap_or(today));
    let row = step(tx, &partnership, &before, (wanted.to, reason, done_on))?;
    Ok((partnership, row))
}
