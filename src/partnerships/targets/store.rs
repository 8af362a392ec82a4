//! The queries of targets.

use diesel::prelude::*;

use super::lists::{TargetIndicator, TargetUnit};
use super::rules;
use super::types::{Target, TargetFilter, TargetInput};
use crate::app::{App, Tx};
use crate::audit::changed;
use crate::auth::Who;
use crate::changes::Kind;
use crate::db::{Conn, Id, Timestamp, on, replace_row};
use crate::http::{Code, IfMatch, List, Page, Problem, etag, page_by_id};
use crate::partnerships::{PartnershipRow, find as partnership, hold as hold_partnership};
use crate::schema::{realizations, targets};
use crate::values::quarter::Quarter;

/// The word of the path, in audit and change feed.
pub(super) const RESOURCE: &str = "targets";

/// A target as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = targets, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub struct TargetRow {
    /// Its id.
    pub id: Id,
    /// The partnership.
    pub partnership_id: Id,
    /// The activity it belongs to.
    pub activity_id: Option<Id>,
    /// The party that answers for it.
    pub agency: String,
    /// What it measures.
    pub indicator: TargetIndicator,
    /// What exactly is measured.
    pub name: Option<String>,
    /// The unit.
    pub unit: TargetUnit,
    /// Where it counts.
    pub region_code: Option<String>,
    /// The year.
    pub year: i32,
    /// The figure before.
    pub baseline: Option<i64>,
    q1: Option<i64>,
    q2: Option<i64>,
    q3: Option<i64>,
    q4: Option<i64>,
    /// Rises with each change.
    pub version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl TargetRow {
    /// What is to be reached in a quarter; nothing in one of another year.
    pub fn planned(&self, quarter: Quarter) -> Option<i64> {
        let all = [self.q1, self.q2, self.q3, self.q4];
        let figure = all
            .get(usize::from(quarter.number() - 1))
            .copied()
            .flatten();
        figure.filter(|_| quarter.year() == self.year)
    }

    fn input(&self) -> TargetInput {
        TargetInput {
            activity_id: self.activity_id,
            agency: Some(self.agency.clone()),
            indicator: self.indicator,
            name: self.name.clone(),
            unit: Some(self.unit),
            region_code: self.region_code.clone(),
            year: self.year,
            baseline: self.baseline,
            q1: self.q1,
            q2: self.q2,
            q3: self.q3,
            q4: self.q4,
        }
    }

    /// This row, saying what a checked `input` says, which leaves neither agency nor unit open.
    fn saying(self, input: TargetInput) -> Self {
        Self {
            activity_id: input.activity_id,
            agency: input.agency.unwrap_or(self.agency),
            indicator: input.indicator,
            name: input.name,
            unit: input.unit.unwrap_or(self.unit),
            region_code: input.region_code,
            year: input.year,
            baseline: input.baseline,
            q1: input.q1,
            q2: input.q2,
            q3: input.q3,
            q4: input.q4,
            ..self
        }
    }

    /// What callers see of it.
    pub fn view(&self) -> Target {
        Target {
            id: self.id,
            partnership_id: self.partnership_id,
            activity_id: self.activity_id,
            agency: self.agency.clone(),
            indicator: self.indicator,
            name: self.name.clone(),
            unit: self.unit,
            computed: self.indicator.is_computed(),
            region_code: self.region_code.clone(),
            year: self.year,
            baseline: self.baseline,
            q1: self.q1,
            q2: self.q2,
            q3: self.q3,
            q4: self.q4,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    fn key(&self) -> (&'static str, Id, i64) {
        (RESOURCE, self.id, self.version)
    }
}

/// One page of the targets of a partnership in sight.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    id: Id,
    query: &List<TargetFilter>,
) -> Result<Page<Target>, Problem> {
    partnership(conn, who, id)?;
    let filter = &query.filter;
    macro_rules! filtered {
        () => {{
            let mut q = targets::table
                .filter(targets::partnership_id.eq(id))
                .into_boxed();
            if let Some(activity) = filter.activity_id {
                q = q.filter(targets::activity_id.eq(activity));
            }
            if let Some(agency) = &filter.agency {
                q = q.filter(targets::agency.eq(agency));
            }
            if let Some(indicator) = filter.indicator {
                q = q.filter(targets::indicator.eq(indicator));
            }
            if let Some(year) = filter.year {
                q = q.filter(targets::year.eq(year));
            }
            q
        }};
    }
    let list = format!("targets:{id}");
    let page = page_by_id!(
        conn,
        app,
        &query.page,
        &list,
        targets,
        TargetRow,
        filtered!()
    );
    Ok(page.map(|row| row.view()))
}

/// The targets of partnerships that were found in sight, in the order of their ids.
pub fn of(conn: &mut Conn, partnerships: &[Id]) -> Result<Vec<TargetRow>, Problem> {
    Ok(on!(conn, |c| targets::table
        .filter(targets::partnership_id.eq_any(partnerships))
        .select(TargetRow::as_select())
        .order(targets::id)
        .load(c))?)
}

fn behind(conn: &mut Conn, id: Id) -> Result<TargetRow, Problem> {
    Ok(on!(conn, |c| targets::table
        .find(id)
        .select(TargetRow::as_select())
        .first(c))?)
}

/// One target of a partnership in sight, with its partnership.
pub fn find(conn: &mut Conn, who: &Who, id: Id) -> Result<(PartnershipRow, TargetRow), Problem> {
    let row = behind(conn, id)?;
    Ok((partnership(conn, who, row.partnership_id)?, row))
}

/// The same, its partnership held until the end of the transaction.
pub(in crate::partnerships) fn hold(
    tx: &mut Tx<'_>,
    id: Id,
) -> Result<(PartnershipRow, TargetRow), Problem> {
    let seen = behind(tx.conn, id)?;
    let partnership = hold_partnership(tx, seen.partnership_id)?;
    // What was read before the lock may be old.
    Ok((partnership, behind(tx.conn, id)?))
}

/// Sets a target in a partnership that the caller coordinates.
pub fn create(tx: &mut Tx<'_>, of: Id, input: TargetInput) -> Result<TargetRow, Problem> {
    let partnership = hold_partnership(tx, of)?;
    partnership.must_coordinate(&tx.who)?;
    partnership.must_take_plans()?;
    let input = rules::check(tx, &partnership, input)?;
    rules::check_closed(tx.conn, of, None, Some(&input))?;
    must_be_the_only(tx.conn, of, &input, None)?;
    let row = TargetRow {
        id: Id::new(),
        partnership_id: of,
        activity_id: None,
        agency: String::new(),
        indicator: input.indicator,
        name: None,
        unit: TargetUnit::Lainnya,
        region_code: None,
        year: input.year,
        baseline: None,
        q1: None,
        q2: None,
        q3: None,
        q4: None,
        version: 1,
        created_at: tx.at,
        updated_at: tx.at,
    }
    .saying(input);
    on!(tx.conn, |c| diesel::insert_into(targets::table)
        .values(&row)
        .execute(c))?;
    let values = changed(None, Some(&row.input()))?;
    tx.record(partnership.act("created", row.key(), values), Kind::Created)?;
    Ok(row)
}

/// The target in a partnership of the caller's, held, at the version the caller read.
fn own(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
) -> Result<(PartnershipRow, TargetRow), Problem> {
    let (partnership, row) = hold(tx, id)?;
    partnership.must_coordinate(&tx.who)?;
    if_match.check(&etag(row.version, ""))?;
    Ok((partnership, row))
}

/// Changes a target by a merge patch.
pub(super) fn update(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&TargetInput) -> Result<TargetInput, Problem>,
) -> Result<TargetRow, Problem> {
    let (partnership, before) = own(tx, id, if_match)?;
    let was = before.input();
    let input = rules::check(tx, &partnership, patch(&was)?)?;
    if input == was {
        return Ok(before);
    }
    partnership.must_take_plans()?;
    if has_realizations(tx.conn, id)? {
        rules::check_reported(&was, &input)?;
    }
    rules::check_closed(tx.conn, partnership.id, Some(&was), Some(&input))?;
    must_be_the_only(tx.conn, partnership.id, &input, Some(id))?;
    let row = TargetRow {
        version: before.version + 1,
        updated_at: tx.at,
        ..before
    }
    .saying(input.clone());
    replace_row!(tx.conn, targets, &row)?;
    let values = changed(Some(&was), Some(&input))?;
    tx.record(partnership.act("updated", row.key(), values), Kind::Updated)?;
    Ok(row)
}

/// Refuses a second target of the same measure: both would be added.
fn must_be_the_only(
    conn: &mut Conn,
    partnership: Id,
    input: &TargetInput,
    own: Option<Id>,
) -> Result<(), Problem> {
    let measure = |one: &TargetInput| TargetInput {
        baseline: None,
        q1: None,
        q2: None,
        q3: None,
        q4: None,
        ..one.clone()
    };
    let rows = of(conn, &[partnership])?;
    let twice = |row: &&TargetRow| own != Some(row.id) && measure(&row.input()) == measure(input);
    match rows.iter().find(twice) {
        None => Ok(()),
        Some(same) => Err(Problem::new(Code::AlreadyExists)
            .detail(
                "Target ini sudah ada untuk kegiatan, instansi, indikator, wilayah, dan tahun yang sama; lihat existing_id.",
                "There is a target of the same activity, agency, indicator, region and year; see existing_id.",
            )
            .member("existing_id", same.id.to_string())),
    }
}

/// Removes a target for which nothing was reported and no quarter is closed.
pub(super) fn delete(tx: &mut Tx<'_>, id: Id, if_match: &IfMatch) -> Result<(), Problem> {
    let (partnership, before) = own(tx, id, if_match)?;
    partnership.must_take_plans()?;
    let was = before.input();
    rules::check_closed(tx.conn, partnership.id, Some(&was), None)?;
    on!(tx.conn, |c| diesel::delete(targets::table.find(id))
        .execute(c))?;
    let gone = (RESOURCE, id, before.version + 1);
    let values = changed(Some(&was), None)?;
    tx.record(partnership.act("deleted", gone, values), Kind::Deleted)
}

fn has_realizations(conn: &mut Conn, target: Id) -> Result<bool, Problem> {
    Ok(on!(conn, |c| diesel::select(diesel::dsl::exists(
        realizations::table.filter(realizations::target_id.eq(target))
    ))
    .get_result(c))?)
}
