//! The queries of the comparison.

use chrono::{Months, NaiveDate};
use diesel::prelude::*;

use super::compare::figures;
use super::types::{Outcome, OutcomeGap, OutcomeSnapshot};
use crate::auth::{Scope, Who};
use crate::businesses::SnapshotRow;
use crate::businesses::store as businesses;
use crate::db::{Conn, Id, on};
use crate::http::{Code, Problem};
use crate::schema::snapshots;
use crate::training::batches::store as batches;
use crate::training::enrollments;

/// Compares the business of an enrollment before its batch and so many months after it.
pub(super) fn compare(
    conn: &mut Conn,
    who: &Who,
    enrollment: Id,
    months: u32,
) -> Result<Outcome, Problem> {
    let enrollment = enrollments::store::find(conn, who, enrollment)?;
    let batch = batches::behind(conn, enrollment.batch_id)?;
    let after_from = batch
        .ends_on
        .checked_add_months(Months::new(months))
        .unwrap_or(NaiveDate::MAX);
    let (mut before, mut after, mut missing) = (None, None, Vec::new());
    match enrollment.business_id {
        None => missing.push(OutcomeGap::NoBusiness),
        Some(id) if !is_visible(conn, who, id)? => missing.push(OutcomeGap::BusinessNotVisible),
        Some(id) => {
            before = until(conn, id, batch.starts_on)?;
            after = from(conn, id, after_from)?;
            if before.is_none() {
                missing.push(OutcomeGap::NoSnapshotBefore);
            }
            if after.is_none() {
                missing.push(OutcomeGap::NoSnapshotAfter);
            }
        }
    }
    let money = who.has(Scope::FinanceRead);
    Ok(Outcome {
        enrollment_id: enrollment.id,
        business_id: enrollment.business_id,
        starts_on: batch.starts_on,
        ends_on: batch.ends_on,
        months,
        after_from,
        figures: figures(before.as_ref(), after.as_ref(), money),
        before: before.as_ref().map(side),
        after: after.as_ref().map(side),
        missing,
    })
}

fn side(row: &SnapshotRow) -> OutcomeSnapshot {
    OutcomeSnapshot {
        snapshot_id: row.id,
        as_of: row.as_of,
        method: row.method,
    }
}

/// Whether the caller may read the business: in its jurisdiction, and with the scope for it.
fn is_visible(conn: &mut Conn, who: &Who, id: Id) -> Result<bool, Problem> {
    if !who.has(Scope::BusinessesRead) {
        return Ok(false);
    }
    match businesses::find(conn, who, id) {
        Ok(_) => Ok(true),
        Err(problem) if problem.code() == Code::NotFound => Ok(false),
        Err(problem) => Err(problem),
    }
}

/// The last snapshot of a business up to a day.
fn until(conn: &mut Conn, business: Id, day: NaiveDate) -> Result<Option<SnapshotRow>, Problem> {
    Ok(on!(conn, |c| snapshots::table
        .filter(snapshots::business_id.eq(business))
        .filter(snapshots::as_of.le(day))
        .order((snapshots::as_of.desc(), snapshots::id.desc()))
        .select(SnapshotRow::as_select())
        .first(c)
        .optional())?)
}

/// The first snapshot of a business from a day on.
fn from(conn: &mut Conn, business: Id, day: NaiveDate) -> Result<Option<SnapshotRow>, Problem> {
    Ok(on!(conn, |c| snapshots::table
        .filter(snapshots::business_id.eq(business))
        .filter(snapshots::as_of.ge(day))
        .order((snapshots::as_of.asc(), snapshots::id.asc()))
        .select(SnapshotRow::as_select())
        .first(c)
        .optional())?)
}
