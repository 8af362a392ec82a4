//! The rules of a follow-up.

use super::store::FollowUpRow;
use super::types::FollowUpInput;
use crate::app::Tx;
use crate::http::{Problem, Rules};
use crate::partnerships::obstacles::ObstacleRow;
use crate::partnerships::{PartnershipRow, check_party, seats};
use crate::text::Text;

/// The rules of a follow-up of a held partnership.
pub(super) fn check(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
    mut input: FollowUpInput,
    obstacle: Option<&ObstacleRow>,
    before: Option<&FollowUpRow>,
) -> Result<FollowUpInput, Problem> {
    let mut rules = Rules::default();
    input.action = rules.prose(&input.action, "/action");
    input.office = input.office.map(|text| rules.text(&text, "/office"));
    let note = input.evidence_note;
    input.evidence_note = note.map(|text| rules.prose(&text, "/evidence_note"));
    let owner = obstacle.is_some_and(|row| row.owner_agency == input.agency);
    let stays = before.is_some_and(|row| row.agency == input.agency);
    if !owner && !stays {
        let parties = seats(tx.conn, partnership)?;
        check_party(&parties, &input.agency, false, "/agency", &mut rules);
    }
    rules.not_in_future(input.assigned_on, "/assigned_on");
    let today = partnership.zone().today();
    let assigned = *input.assigned_on.get_or_insert(today);
    rules.in_order(assigned, input.due_on, "/due_on");
    if obstacle.is_some_and(|row| assigned < row.raised_on) {
        rules.broken(
            "/assigned_on",
            "out_of_order",
            Text::new(
                "Tindak lanjut tidak mungkin sebelum hambatannya diangkat.",
                "A follow-up cannot lie before the day its obstacle was raised.",
            ),
        );
    }
    if input.evidence_sha256.is_some() && input.evidence_url.is_none() {
        rules.broken(
            "/evidence_url",
            "required",
            Text::new(
                "Sebutkan alamat bukti yang memiliki SHA-256 ini.",
                "Say where the evidence of this SHA-256 lies.",
            ),
        );
    }
    rules.finish()?;
    Ok(input)
}
