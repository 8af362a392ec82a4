//! The queries of data-quality flags.

use diesel::prelude::*;

use super::row::{RESOURCE, Row, load};
use super::types::{
    DataQualityFlag, FlagFilter, FlagResolution, FlagResource, FlagSort, FlagStatus, FlagTransition,
};
use crate::app::{App, Tx};
use crate::audit::{Act, difference};
use crate::auth::{Scope, Who};
use crate::changes::Kind;
use crate::db::{Conn, Id, on};
use crate::http::{Code, IfMatch, List, Page, Position, Problem, check_move, etag, keyset};
use crate::reference::Lists;
use crate::schema::{businesses, data_quality_flags as flags, people};

/// The length of a register's code, a regency's or city's.
const REGISTER: usize = 5;

/// One page of the flags in sight.
pub fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    query: &List<FlagFilter>,
) -> Result<Page<DataQualityFlag>, Problem> {
    let filter = &query.filter;
    let sort = filter.sort.unwrap_or(FlagSort::Id);
    let list = format!("{RESOURCE}:{sort}");
    let place = query.page.after(app, &list)?;
    let place = place.map(|place| place.id.parse::<Id>().map(|id| (id, id)));
    let place = place.transpose().map_err(Problem::internal)?;
    let (low, high) = who.registers();
    let people_too = who.has(Scope::PeopleRead);
    macro_rules! filtered {
        () => {{
            let mut q = flags::table
                .filter(flags::register_code.between(&low, &high))
                .into_boxed();
            if !people_too {
                q = q.filter(flags::resource.ne(FlagResource::People.as_str()));
            }
            if let Some(resource) = filter.resource {
                q = q.filter(flags::resource.eq(resource.as_str()));
            }
            if let Some(id) = filter.resource_id {
                q = q.filter(flags::resource_id.eq(id));
            }
            if let Some(code) = filter.code {
                q = q.filter(flags::code.eq(code));
            }
            if let Some(severity) = filter.severity {
                q = q.filter(flags::severity.eq(severity));
            }
            if let Some(status) = filter.status {
                q = q.filter(flags::status.eq(status));
            }
            if let Some(region) = &filter.region {
                // "." is less than every digit and "~" greater, so this is a prefix by range.
                let end = format!("{region}~");
                q = if region.len() > REGISTER {
                    q.filter(flags::region_code.between(region, end))
                } else {
                    q.filter(flags::register_code.between(region, end))
                };
            }
            q
        }};
    }
    let falling = sort == FlagSort::IdFalling;
    let limit = query.page.limit() + 1;
    let rows: Vec<Row> = on!(conn, |c| {
        let q = filtered!().select(Row::as_select()).limit(limit);
        keyset!(q, falling, place, flags::id, flags::id).load(c)
    })?;
    Lists::check_filter(conn, app, filter.region.as_deref(), rows.is_empty())?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let items = rows
        .into_iter()
        .map(DataQualityFlag::try_from)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Page::new(app, &list, &query.page, items, total, |flag| {
        Position {
            key: String::new(),
            id: flag.id.to_string(),
        }
    }))
}

/// One flag, if its row is in sight.
fn visible(conn: &mut Conn, who: &Who, id: Id) -> Result<Row, Problem> {
    let row = load(conn, id)?;
    let hidden = row.resource == FlagResource::People.as_str() && !who.has(Scope::PeopleRead);
    if hidden || !who.sees(&row.register_code) {
        return Err(Problem::not_found());
    }
    Ok(row)
}

/// One flag in sight.
pub fn find(conn: &mut Conn, who: &Who, id: Id) -> Result<DataQualityFlag, Problem> {
    visible(conn, who, id)?.try_into()
}

/// The agency that owns the row in doubt.
fn owner(conn: &mut Conn, row: &Row) -> Result<String, Problem> {
    let id = row.resource_id;
    let owner = if row.resource == FlagResource::People.as_str() {
        on!(conn, |c| people::table
            .find(id)
            .select(people::owner_agency)
            .first(c))
    } else {
        on!(conn, |c| businesses::table
            .find(id)
            .select(businesses::owner_agency)
            .first(c))
    };
    Ok(owner?)
}

/// Settles a doubt by hand, or raises it again.
pub fn transition(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    wanted: FlagTransition,
) -> Result<DataQualityFlag, Problem> {
    let who = tx.who.clone();
    let before = visible(tx.conn, &who, id)?;
    if before.resource == FlagResource::People.as_str() {
        who.must(Scope::PeopleWrite)?;
    }
    let owner = owner(tx.conn, &before)?;
    who.may_change(&before.register_code, &owner)?;
    if_match.check(&etag(before.version, ""))?;
    check_move(before.status, wanted.to, before.status.allowed())?;
    let settled = wanted.to == FlagStatus::Resolved;
    let after = Row {
        status: wanted.to,
        version: before.version + 1,
        updated_at: tx.at,
        resolved_at: settled.then_some(tx.at),
        resolution: settled.then_some(FlagResolution::Settled),
        ..before.clone()
    };
    let changed = on!(tx.conn, |c| diesel::update(
        flags::table
            .find(id)
            .filter(flags::version.eq(before.version))
    )
    .set((
        flags::status.eq(after.status),
        flags::version.eq(after.version),
        flags::updated_at.eq(after.updated_at),
        flags::resolved_at.eq(after.resolved_at),
        flags::resolution.eq(after.resolution),
    ))
    .execute(c))?;
    if changed == 0 {
        return Err(Problem::new(Code::PreconditionFailed));
    }
    let values = difference(
        &serde_json::json!({ "status": before.status }),
        &serde_json::json!({ "status": after.status }),
    );
    let act = Act {
        action: "transitioned",
        resource: RESOURCE,
        resource_id: id.to_string(),
        register: Some(after.register_code.clone()),
        partnership: None,
        version: Some(after.version),
        purpose: Some(wanted.reason),
        values: Some(values),
    };
    tx.record(act, Kind::Updated)?;
    after.try_into()
}
