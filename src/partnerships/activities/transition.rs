//! Moving an activity in its life cycle.

use serde_json::json;

use super::status::ActivityStatus;
use super::store::{self, ActivityRow, RESOURCE};
use super::types::ActivityTransition;
use crate::app::Tx;
use crate::audit::difference;
use crate::changes::Kind;
use crate::db::Id;
use crate::http::{IfMatch, Problem, Rules, check_move};
use crate::text::Text;

/// Moves an activity that the caller coordinates or leads.
pub fn transition(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    wanted: ActivityTransition,
) -> Result<ActivityRow, Problem> {
    use ActivityStatus as S;
    let (partnership, before, _) = store::own(tx, id, if_match)?;
    check_move(before.status, wanted.to, before.status.allowed())?;
    if wanted.to.has_begun() {
        partnership.must_take_reports()?;
    } else {
        partnership.must_take_work()?;
    }
    let mut rules = Rules::default();
    let reason = wanted
        .reason
        .as_deref()
        .map(|reason| rules.text(reason, "/reason"));
    if wanted.to == S::Canceled && reason.is_none() {
        rules.reason_required();
    }
    rules.not_in_future(wanted.on, "/on");
    let mut row = before.next(tx);
    match (wanted.to, wanted.on) {
        (S::Running, on) => {
            row.actual_from = on.or(row.actual_from);
            if row.actual_from.is_none() {
                required(&mut rules);
            }
        }
        (S::Completed, on) => {
            row.actual_to = on.or(row.actual_to);
            if row.actual_to.is_none() {
                required(&mut rules);
            }
        }
        (_, Some(_)) => rules.broken(
            "/on",
            "not_applicable",
            Text::new(
                "Hanya untuk status running dan completed.",
                "Only for the states running and completed.",
            ),
        ),
        (_, None) => {}
    }
    if let Some((from, to)) = row.actual_from.zip(row.actual_to) {
        rules.in_order(from, to, "/on");
    }
    rules.finish()?;
    row.status = wanted.to;
    row.status_reason = reason;
    store::replace(tx.conn, &row)?;
    let state = |row: &ActivityRow| json!({ "status": row.status, "status_reason": row.status_reason, "actual_from": row.actual_from, "actual_to": row.actual_to });
    let values = difference(&state(&before), &state(&row));
    let act = partnership.act("transitioned", (RESOURCE, id, row.version), values);
    tx.record(act, Kind::Updated)?;
    Ok(row)
}

fn required(rules: &mut Rules) {
    rules.broken(
        "/on",
        "required",
        Text::new("Sebutkan harinya.", "Say the day."),
    );
}
