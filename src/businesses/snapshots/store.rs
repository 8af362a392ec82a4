//! The queries of snapshots.

use diesel::prelude::*;

use super::types::{Snapshot, SnapshotInput, SnapshotSort, parse};
use crate::app::{App, Tx};
use crate::auth::{Scope, Who};
use crate::businesses::rows::SnapshotRow;
use crate::businesses::store::find as find_business;
use crate::businesses::{updated_act, with_snapshot, write};
use crate::db::{Conn, Id, on, replace_row};
use crate::http::{IfMatch, Page, PageQuery, Position, Problem, Rules, etag, keyset};
use crate::schema::snapshots;

/// The strong tag of a snapshot as one caller sees it.
pub(super) fn tag(version: i64, who: &Who) -> String {
    let seen = match (who.has(Scope::FinanceRead), who.has(Scope::DisabilityRead)) {
        (true, true) => "fd",
        (true, false) => "f",
        (false, true) => "d",
        (false, false) => "",
    };
    etag(version, seen)
}

/// One page of the snapshots of a business, newest first unless asked otherwise.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    business: Id,
    sort: Option<SnapshotSort>,
    query: &PageQuery,
) -> Result<Page<Snapshot>, Problem> {
    find_business(conn, who, business)?;
    let sort = sort.unwrap_or(SnapshotSort::AsOfFalling);
    let list = format!("snapshots:{business}:{sort}");
    let place = match query.after(app, &list)? {
        Some(place) => {
            let as_of: chrono::NaiveDate = place.key.parse().map_err(Problem::internal)?;
            let id: Id = place.id.parse().map_err(Problem::internal)?;
            Some((as_of, id))
        }
        None => None,
    };
    let falling = sort == SnapshotSort::AsOfFalling;
    macro_rules! filtered {
        () => {
            snapshots::table
                .filter(snapshots::business_id.eq(business))
                .into_boxed()
        };
    }
    let rows: Vec<SnapshotRow> = on!(conn, |c| keyset!(
        filtered!()
            .select(SnapshotRow::as_select())
            .limit(query.limit() + 1),
        falling,
        place,
        snapshots::as_of,
        snapshots::id
    )
    .load(c))?;
    let total = if query.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let page = Page::new(app, &list, query, rows, total, |row| Position {
        key: row.as_of.to_string(),
        id: row.id.to_string(),
    });
    page.try_map(|row| row.seen_by(who))
}

/// One snapshot of a business in the caller's sight.
pub(super) fn find(
    conn: &mut Conn,
    who: &Who,
    business: Id,
    id: Id,
) -> Result<SnapshotRow, Problem> {
    find_business(conn, who, business)?;
    Ok(on!(conn, |c| snapshots::table
        .find(id)
        .filter(snapshots::business_id.eq(business))
        .select(SnapshotRow::as_select())
        .first(c))?)
}

/// Adds a snapshot and derives its business anew.
pub(super) fn create(
    tx: &mut Tx<'_>,
    business: Id,
    input: &SnapshotInput,
) -> Result<SnapshotRow, Problem> {
    let owner = find_business(tx.conn, &tx.who, business)?;
    tx.who
        .may_change(&owner.register_code, &owner.owner_agency)?;
    let mut rules = Rules::default();
    let new = parse(input, "", &mut rules);
    rules.finish()?;
    let new = new.ok_or_else(|| Problem::internal("a snapshot without broken rule was refused"))?;
    let row = new.into_row(Id::new(), business, tx.at);
    on!(tx.conn, |c| diesel::insert_into(snapshots::table)
        .values(&row)
        .execute(c))?;
    let plain = owner.plain()?;
    write::rederive(tx, &owner, |changed| {
        with_snapshot(updated_act(changed, &plain, &plain), None, &row)
    })?;
    Ok(row)
}

/// Changes a snapshot by a merge patch and derives its business anew.
pub(super) fn update(
    tx: &mut Tx<'_>,
    business: Id,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&SnapshotInput) -> Result<SnapshotInput, Problem>,
) -> Result<SnapshotRow, Problem> {
    let owner = find_business(tx.conn, &tx.who, business)?;
    let before = find(tx.conn, &tx.who, business, id)?;
    tx.who
        .may_change(&owner.register_code, &owner.owner_agency)?;
    if_match.check(&tag(before.version, &tx.who))?;
    let was = before.input()?;
    let input = patch(&was)?;
    let mut rules = Rules::default();
    let new = parse(&input, "", &mut rules);
    rules.finish()?;
    let new = new.ok_or_else(|| Problem::internal("a snapshot without broken rule was refused"))?;
    if *new.input() == was {
        return Ok(before);
    }
    let row = SnapshotRow {
        version: before.version + 1,
        created_at: before.created_at,
        ..new.into_row(id, business, tx.at)
    };
    replace_row!(tx.conn, snapshots, &row)?;
    let plain = owner.plain()?;
    write::rederive(tx, &owner, |changed| {
        with_snapshot(updated_act(changed, &plain, &plain), Some(&before), &row)
    })?;
    Ok(row)
}
