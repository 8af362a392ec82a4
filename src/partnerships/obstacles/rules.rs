//! The rules of an obstacle.

use super::status::ObstacleStatus;
use super::store::ObstacleRow;
use super::types::ObstacleInput;
use crate::app::Tx;
use crate::http::{Problem, Rules};
use crate::partnerships::{PartnershipRow, activities, check_party, meetings, seats};
use crate::reference::Lists;
use crate::text::Text;

/// The rules of an obstacle of a held partnership.
pub(super) fn check(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
    mut input: ObstacleInput,
    before: Option<&ObstacleRow>,
) -> Result<ObstacleInput, Problem> {
    let mut rules = Rules::default();
    input.title = rules.text(&input.title, "/title");
    let mut clean =
        |text: Option<String>, pointer: &str| text.map(|text| rules.prose(&text, pointer));
    input.description = clean(input.description, "/description");
    input.root_cause = clean(input.root_cause, "/root_cause");
    rules.not_in_future(input.raised_on, "/raised_on");
    let owner = input.owner_agency.unwrap_or_else(|| tx.who.agency.clone());
    check_owner(tx, partnership, &owner, before, &mut rules)?;
    input.owner_agency = Some(owner);
    if let Some(code) = &input.region_code {
        let lists = Lists::current(tx.conn, &tx.app)?;
        lists.check_region(code, "/region_code", &mut rules, &mut Vec::new());
    }
    let of = partnership.id;
    activities::store::check_known(tx.conn, of, input.activity_id, &mut rules)?;
    meetings::store::check_known(tx.conn, of, input.meeting_id, &mut rules)?;
    rules.finish()?;
    Ok(input)
}

/// Who has to remove it is a party; only an escalation hands it to an agency that is none.
fn check_owner(
    tx: &mut Tx<'_>,
    partnership: &PartnershipRow,
    owner: &str,
    before: Option<&ObstacleRow>,
    rules: &mut Rules,
) -> Result<(), Problem> {
    if before.is_some_and(|row| row.owner_agency == owner) {
        return Ok(());
    }
    check_party(
        &seats(tx.conn, partnership)?,
        owner,
        false,
        "/owner_agency",
        rules,
    );
    if before.is_some_and(|row| row.status == ObstacleStatus::Escalated) {
        rules.broken(
            "/owner_agency",
            "escalated",
            Text::new(
                "Hambatan ini dieskalasi; tindak lanjuti dahulu (in_progress) sebelum diserahkan.",
                "This obstacle was escalated; take it up (in_progress) before handing it on.",
            ),
        );
    }
    Ok(())
}
