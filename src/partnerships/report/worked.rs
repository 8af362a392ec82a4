//! The activities of a report.

use std::collections::HashMap;

use super::names::Names;
use super::rows::ReportActivity;
use super::store::Scope;
use crate::db::{Conn, Id};
use crate::http::Problem;
use crate::partnerships::activities::{ActivityResource, ActivityRow, links_of};
use crate::statistics::ratio;

/// Those that went on in the period: by their planned or actual days, and until they are over.
pub(super) fn of(
    conn: &mut Conn,
    scope: &Scope,
    names: &Names,
    all: &[ActivityRow],
) -> Result<Vec<ReportActivity>, Problem> {
    let mut rows: Vec<&ActivityRow> = all.iter().filter(|row| went_on(scope, row)).collect();
    rows.sort_by(|a, b| (a.planned_from, &a.code).cmp(&(b.planned_from, &b.code)));
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let mut batches: HashMap<Id, i64> = HashMap::new();
    for (activity, link) in links_of(conn, &ids)? {
        if link.resource == ActivityResource::TrainingBatches {
            *batches.entry(activity).or_default() += 1;
        }
    }
    let view = |row: &ActivityRow| {
        let support = row.supporters()?;
        Ok(ReportActivity {
            id: row.id,
            code: row.code.clone(),
            name: row.name.clone(),
            lead: names.agency(&row.lead_agency),
            support: support.iter().map(|code| names.agency(code)).collect(),
            planned_from: row.planned_from,
            planned_to: row.planned_to,
            actual_from: row.actual_from,
            actual_to: row.actual_to,
            status: row.status,
            budget_idr: row.budget_idr,
            spent_idr: row.spent_idr,
            absorbed_percent: row
                .budget_idr
                .zip(row.spent_idr)
                .and_then(|(budget, spent)| ratio(spent, budget, 100)),
            batches: batches.get(&row.id).copied().unwrap_or_default(),
        })
    };
    rows.into_iter().map(view).collect()
}

/// What was never finished goes on until the partnership ends.
fn went_on(scope: &Scope, row: &ActivityRow) -> bool {
    let from = row.actual_from.unwrap_or(row.planned_from);
    let last = if row.status.is_over() {
        row.actual_to.unwrap_or(row.planned_to)
    } else {
        scope.partnership.effective_to
    };
    let to = last.max(row.planned_to);
    scope.met(from.min(row.planned_from), Some(to))
}
