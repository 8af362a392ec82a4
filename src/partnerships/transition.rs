//! Moving a partnership in its life cycle, and what each move demands.

use chrono::NaiveDate;
use serde_json::json;

use super::sight::hold;
use super::signing;
use super::status::PartnershipStatus;
use super::store::{PartnershipRow, next, own, record, replace};
use super::types::PartnershipTransition;
use crate::app::Tx;
use crate::audit::difference;
use crate::db::Id;
use crate::http::{Code, IfMatch, Problem, Rules, check_move};
use crate::text::Text;

/// Moves a partnership in its life cycle.
pub fn transition(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    wanted: PartnershipTransition,
) -> Result<PartnershipRow, Problem> {
    use PartnershipStatus as S;
    let before = own(tx, id, if_match)?;
    let from = before.shown_status();
    check_move(from, wanted.to, from.allowed())?;
    let mut rules = Rules::default();
    let reason = wanted
        .reason
        .as_deref()
        .map(|reason| rules.text(reason, "/reason"));
    if matches!(wanted.to, S::EndedEarly | S::Canceled) && reason.is_none() {
        rules.reason_required();
    }
    check_end(&before, wanted.to, wanted.on, &mut rules);
    if wanted.to == S::Signed {
        signing::check(tx.conn, &before, &mut rules)?;
    }
    rules.finish()?;
    let row = step(tx, &before, wanted.to, reason, wanted.on)?;
    if let (S::Signed, Some(continued)) = (wanted.to, row.extension_of) {
        let before = hold(tx, continued)?;
        if before.status == S::Extended {
            return Err(Problem::new(Code::Conflict).detail(
                "Kemitraan yang dilanjutkan sudah dilanjutkan oleh kemitraan lain; ubah extension_of.",
                "Another partnership continues that one already; change extension_of.",
            ));
        }
        step(tx, &before, S::Extended, None, None)?;
    }
    Ok(row)
}

/// The last day of what ends early lies within its days.
fn check_end(
    row: &PartnershipRow,
    to: PartnershipStatus,
    on: Option<NaiveDate>,
    rules: &mut Rules,
) {
    match on {
        None if to == PartnershipStatus::EndedEarly => rules.broken(
            "/on",
            "required",
            Text::new("Sebutkan hari terakhirnya.", "Say its last day."),
        ),
        Some(_) if to != PartnershipStatus::EndedEarly => rules.broken(
            "/on",
            "not_applicable",
            Text::new(
                "Hanya untuk status ended_early.",
                "Only for the state ended_early.",
            ),
        ),
        Some(day) if day > row.effective_to => rules.broken(
            "/on",
            "out_of_order",
            Text::new(
                "Hari ini sesudah hari terakhir kemitraan.",
                "This day lies after the partnership's last day.",
            ),
        ),
        Some(day)
            if day < row.effective_from && row.shown_status() != PartnershipStatus::Signed =>
        {
            rules.broken(
                "/on",
                "out_of_order",
                Text::new(
                    "Hari ini sebelum hari pertama kemitraan.",
                    "This day lies before the partnership's first day.",
                ),
            );
        }
        _ => rules.not_in_future(on, "/on"),
    }
}

/// Moves a held partnership whose move has been found allowed.
fn step(
    tx: &mut Tx<'_>,
    before: &PartnershipRow,
    to: PartnershipStatus,
    reason: Option<String>,
    on: Option<NaiveDate>,
) -> Result<PartnershipRow, Problem> {
    let row = PartnershipRow {
        status: to,
        status_reason: reason,
        ended_on: on,
        ..next(tx, before)
    };
    replace(tx.conn, &row)?;
    let state = |row: &PartnershipRow| json!({ "status": row.status, "status_reason": row.status_reason, "ended_on": row.ended_on });
    record(
        tx,
        &row,
        "transitioned",
        difference(&state(before), &state(&row)),
    )?;
    Ok(row)
}
