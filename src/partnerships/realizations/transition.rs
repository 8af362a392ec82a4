//! Verifying and returning a realization.

use serde_json::json;

use super::rules;
use super::status::RealizationStatus;
use super::store::{self, Found, RESOURCE, RealizationRow};
use super::types::RealizationTransition;
use crate::app::Tx;
use crate::audit::difference;
use crate::changes::Kind;
use crate::db::Id;
use crate::http::{Code, IfMatch, Problem, Rules, check_move};
use crate::partnerships::seat;

/// Verifies or returns what another party reported.
pub fn transition(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    wanted: RealizationTransition,
) -> Result<Found, Problem> {
    use RealizationStatus as S;
    let found = store::hold(tx, id, if_match)?;
    seat(tx.conn, &tx.who, &found.partnership)?;
    let before = &found.row;
    if found.is_locked() {
        return Err(rules::locked(found.quarter));
    }
    check_move(before.status, wanted.to, before.status.allowed())?;
    if before.reported_by == tx.who.agency {
        return Err(Problem::new(Code::FourEyesRequired).detail(
            "Realisasi diperiksa oleh pihak lain, bukan oleh instansi yang melaporkannya.",
            "A realization is verified by another party than the agency that reported it.",
        ));
    }
    found.partnership.must_take_reports()?;
    let mut rules = Rules::default();
    let reason = wanted
        .reason
        .as_deref()
        .map(|reason| rules.text(reason, "/reason"));
    if wanted.to == S::Returned && reason.is_none() {
        rules.reason_required();
    }
    rules.finish()?;
    let mut row = before.next(tx);
    row.status = wanted.to;
    row.status_reason = reason;
    if wanted.to == S::Verified {
        row.verified_by = Some(tx.who.agency.clone());
        row.verified_at = Some(tx.at);
        row.counts_from = row.counts_from.or(Some(tx.at));
    } else {
        row.verified_by = None;
        row.verified_at = None;
        row.counts_from = None;
    }
    store::replace(tx.conn, &row)?;
    let state = |row: &RealizationRow| json!({ "status": row.status, "status_reason": row.status_reason, "verified_by": row.verified_by });
    let values = difference(&state(before), &state(&row));
    let act = found
        .partnership
        .act("transitioned", (RESOURCE, id, row.version), values);
    tx.record(act, Kind::Updated)?;
    Ok(found.with(row))
}
