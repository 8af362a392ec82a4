//! Moving an obstacle in its life cycle, and what each move demands.

use diesel::prelude::*;

use super::status::ObstacleStatus;
use super::store::{ObstacleRow, Step, own, step};
use super::types::ObstacleTransition;
use crate::app::Tx;
use crate::auth::Level;
use crate::db::{Conn, Id, on};
use crate::http::{IfMatch, Problem, Rules, check_move};
use crate::partnerships::{PartnershipRow, follow_ups, seats};
use crate::reference::agencies::check_known;
use crate::schema::agencies;
use crate::text::Text;

/// Moves an obstacle, if the table of moves and the guards of the new state let it.
pub fn transition(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    wanted: ObstacleTransition,
) -> Result<ObstacleRow, Problem> {
    use ObstacleStatus as S;
    let (partnership, before) = own(tx, id, if_match)?;
    check_move(before.status, wanted.to, before.status.allowed())?;
    let mut rules = Rules::default();
    let reason = wanted
        .reason
        .as_deref()
        .map(|reason| rules.text(reason, "/reason"));
    if wanted.to == S::AcceptedRisk && reason.is_none() {
        rules.reason_required();
    }
    let closes = wanted.to.is_closed();
    if closes {
        follow_ups::store::check_none_open(tx.conn, id, &mut rules)?;
    }
    check_day(&before, &wanted, &mut rules);
    let owner = wanted.to_agency;
    match &owner {
        Some(agency) if wanted.to == S::Escalated => {
            check_escalation(tx.conn, &partnership, &before, agency, &mut rules)?;
        }
        Some(_) => rules.broken(
            "/to_agency",
            "not_applicable",
            Text::new(
                "Hanya untuk status escalated.",
                "Only for the state escalated.",
            ),
        ),
        None if wanted.to == S::Escalated => rules.broken(
            "/to_agency",
            "required",
            Text::new(
                "Sebutkan instansi provinsi yang mengambil alih.",
                "Say which agency of the province takes it.",
            ),
        ),
        None => {}
    }
    rules.finish()?;
    let today = partnership.zone().today();
    let changes = Step {
        status: wanted.to,
        reason,
        owner,
        closed_on: closes.then(|| wanted.on.unwrap_or(today)),
    };
    step(tx, &partnership, &before, changes)
}

/// It is closed on a day between the one it was raised on and today.
fn check_day(before: &ObstacleRow, wanted: &ObstacleTransition, rules: &mut Rules) {
    match wanted.on {
        Some(_) if !wanted.to.is_closed() => rules.broken(
            "/on",
            "not_applicable",
            Text::new(
                "Hanya untuk status resolved dan accepted_risk.",
                "Only for the states resolved and accepted_risk.",
            ),
        ),
        Some(day) if day < before.raised_on => rules.broken(
            "/on",
            "out_of_order",
            Text::new(
                "Hari ini sebelum hambatan diangkat.",
                "This day lies before the obstacle was raised.",
            ),
        ),
        day => rules.not_in_future(day, "/on"),
    }
}

/// A regency's agency hands it to an agency of its own province that sees the partnership.
fn check_escalation(
    conn: &mut Conn,
    partnership: &PartnershipRow,
    before: &ObstacleRow,
    to: &str,
    rules: &mut Rules,
) -> Result<(), Problem> {
    let (level, region) = place(conn, &before.owner_agency)?.unwrap_or((Level::Operator, None));
    if !level.is_local() {
        rules.broken(
            "/to",
            "not_local",
            Text::new(
                "Hanya hambatan milik instansi kabupaten/kota yang dieskalasi ke provinsi.",
                "Only an obstacle that a regency's agency owns is escalated to the province.",
            ),
        );
        return Ok(());
    }
    check_known(conn, to, "/to_agency", rules)?;
    let Some((above, province)) = place(conn, to)?.filter(|(level, _)| *level != Level::Operator)
    else {
        return Ok(());
    };
    let province = province.unwrap_or_default();
    let covers = above == Level::Provinsi && in_province(&region.unwrap_or_default(), &province);
    let party = seats(conn, partnership)?
        .iter()
        .any(|seat| seat.agency == to);
    if !covers {
        rules.broken(
            "/to_agency",
            "not_above",
            Text::new(
                "Eskalasi menuju instansi provinsi yang membawahi pemilik hambatan ini.",
                "It is escalated to an agency of the province that the owner's regency lies in.",
            ),
        );
    } else if !party && !in_province(&partnership.area_code, &province) {
        rules.broken(
            "/to_agency",
            "not_a_party",
            Text::new(
                "Instansi ini bukan pihak dan tidak melihat kemitraan ini dari wilayahnya.",
                "This agency is no party, and the partnership lies outside its area.",
            ),
        );
    }
    Ok(())
}

fn in_province(region: &str, province: &str) -> bool {
    region
        .strip_prefix(province)
        .is_some_and(|rest| rest.starts_with('.'))
}

/// The level and region of an agency.
fn place(conn: &mut Conn, agency: &str) -> Result<Option<(Level, Option<String>)>, Problem> {
    Ok(on!(conn, |c| agencies::table
        .find(agency)
        .select((agencies::level, agencies::region_code))
        .first(c)
        .optional())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regency_lies_in_its_province_and_nothing_in_none() {
        assert!(in_province("64.02", "64") && in_province("64.00", "64"));
        for (region, province) in [("62.71", "64"), ("64", "64"), ("", "64"), ("64.02", "")] {
            assert!(!in_province(region, province), "{region} in {province}");
        }
    }
}
