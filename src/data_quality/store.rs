//! The queries of data-quality flags.

use std::collections::HashMap;

use diesel::prelude::*;

use super::types::{
    DataQualityFlag, Flag, FlagCode, FlagFilter, FlagResource, FlagSeverity, FlagSort, FlagStatus,
    FlagTransition, RowFlags,
};
use crate::app::{App, Tx};
use crate::audit::{Act, difference};
use crate::auth::{Scope, Who};
use crate::changes::{self, Change, Kind};
use crate::db::{Conn, Id, Inserts, Timestamp, insert_rows, insert_with, on, within};
use crate::http::{Code, IfMatch, List, Page, Position, Problem, check_move, etag, keyset};
use crate::schema::{businesses, data_quality_flags as flags, people};

/// The word of the path, in audit and change feed.
const RESOURCE: &str = "data-quality-flags";

/// How many rows one statement takes: SQLite binds at most 32,766 values in it.
const CHUNK: usize = 1_000;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = flags, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
struct Row {
    id: Id,
    resource: String,
    resource_id: Id,
    register_code: String,
    code: FlagCode,
    severity: FlagSeverity,
    field: String,
    status: FlagStatus,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
    resolved_at: Option<Timestamp>,
}

impl Row {
    fn open(row: &RowFlags, flag: &Flag, at: Timestamp) -> Self {
        Self {
            id: Id::new(),
            resource: row.resource.to_owned(),
            resource_id: row.id,
            register_code: row.register.clone(),
            code: flag.code,
            severity: flag.code.severity(),
            field: flag.field.to_owned(),
            status: FlagStatus::Open,
            version: 1,
            created_at: at,
            updated_at: at,
            resolved_at: None,
        }
    }

    fn change(&self, version: i64, kind: Kind, at: Timestamp) -> Change {
        let act = Act {
            register: Some(self.register_code.clone()),
            version: Some(version),
            ..Act::administrative("flagged", RESOURCE, &self.id.to_string())
        };
        Change::of(&act, kind, at)
    }
}

impl TryFrom<Row> for DataQualityFlag {
    type Error = Problem;

    fn try_from(row: Row) -> Result<Self, Problem> {
        let (label_id, label_en) = row.code.labels();
        Ok(Self {
            id: row.id,
            resource: FlagResource::from_word(&row.resource)
                .ok_or_else(|| Problem::internal("a flag on an unknown resource"))?,
            resource_id: row.resource_id,
            register_code: row.register_code,
            code: row.code,
            label_id,
            label_en,
            severity: row.severity,
            field: row.field,
            status: row.status,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            resolved_at: row.resolved_at,
            allowed_transitions: row.status.allowed(),
        })
    }
}

/// Makes the row's open flags equal to `flags`: new doubts open, those gone are resolved.
pub fn set(
    tx: &mut Tx<'_>,
    resource: &'static str,
    id: Id,
    register: &str,
    flags: &[Flag],
) -> Result<(), Problem> {
    let row = RowFlags {
        resource,
        id,
        register: register.to_owned(),
        flags: flags.to_vec(),
    };
    set_all(tx.conn, tx.at, &[row])
}

/// The same for many rows with few statements; a row stands in `rows` at most once.
pub fn set_all(conn: &mut Conn, at: Timestamp, rows: &[RowFlags]) -> Result<(), Problem> {
    for chunk in rows.chunks(CHUNK) {
        set_chunk(conn, at, chunk)?;
    }
    Ok(())
}

/// The flags of rows that are known to be new, hence have none yet, as they are stored.
pub struct NewFlags(Vec<Row>);

impl NewFlags {
    /// The flags of some rows.
    pub fn of(at: Timestamp, rows: &[RowFlags]) -> Self {
        let fresh = rows.iter().flat_map(|row| {
            distinct(row)
                .into_iter()
                .map(move |flag| Row::open(row, flag, at))
        });
        Self(fresh.collect())
    }

    /// Opens them.
    pub fn write(&self, conn: &mut Conn) -> Result<(), Problem> {
        insert(conn, &self.0)
    }

    /// Opens them with the other rows of the write.
    pub fn add(self, rows: &mut Inserts<'_>) {
        changes::add(rows, opened(&self.0));
        insert_with!(rows, flags::table, self.0);
    }
}

/// The flags of a row, each (code, field) once.
fn distinct(row: &RowFlags) -> Vec<&Flag> {
    let mut found: Vec<&Flag> = Vec::with_capacity(row.flags.len());
    for flag in &row.flags {
        if !found.contains(&flag) {
            found.push(flag);
        }
    }
    found
}

fn insert(conn: &mut Conn, fresh: &[Row]) -> Result<(), Problem> {
    insert_rows!(conn, flags, fresh)?;
    changes::append(conn, &opened(fresh))
}

/// What the feed tells of new flags.
fn opened(fresh: &[Row]) -> Vec<Change> {
    let entry = |row: &Row| row.change(1, Kind::Created, row.created_at);
    fresh.iter().map(entry).collect()
}

fn set_chunk(conn: &mut Conn, at: Timestamp, rows: &[RowFlags]) -> Result<(), Problem> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let known: Vec<Row> = on!(conn, |c| flags::table
        .filter(within(flags::resource_id, &ids))
        .select(Row::as_select())
        .load(c))?;
    let mut known_of: HashMap<Id, Vec<Row>> = HashMap::new();
    for row in known {
        known_of.entry(row.resource_id).or_default().push(row);
    }
    let (mut fresh, mut gone, mut again, mut moved) = (vec![], vec![], vec![], vec![]);
    for row in rows {
        let mut wanted = distinct(row);
        for held in known_of.remove(&row.id).unwrap_or_default() {
            let before = wanted.len();
            wanted.retain(|flag| flag.code != held.code || flag.field != held.field);
            let stands = wanted.len() < before;
            if held.register_code != row.register {
                moved.push((held.clone(), row.register.as_str()));
            }
            match (held.status, stands) {
                (FlagStatus::Open, false) => gone.push(held),
                (FlagStatus::Resolved, true) => again.push(held),
                (FlagStatus::Open, true) | (FlagStatus::Resolved, false) => {}
            }
        }
        fresh.extend(wanted.into_iter().map(|flag| Row::open(row, flag, at)));
    }
    insert(conn, &fresh)?;
    turn(conn, at, &gone, FlagStatus::Resolved)?;
    turn(conn, at, &again, FlagStatus::Open)?;
    relocate(conn, at, &moved)
}

/// Moves flags to a state, in few statements.
fn turn(conn: &mut Conn, at: Timestamp, rows: &[Row], to: FlagStatus) -> Result<(), Problem> {
    let resolved_at = (to == FlagStatus::Resolved).then_some(at);
    for chunk in rows.chunks(CHUNK) {
        let ids: Vec<Id> = chunk.iter().map(|row| row.id).collect();
        on!(conn, |c| diesel::update(
            flags::table.filter(flags::id.eq_any(&ids))
        )
        .set((
            flags::status.eq(to),
            flags::version.eq(flags::version + 1),
            flags::updated_at.eq(at),
            flags::resolved_at.eq(resolved_at),
        ))
        .execute(c))?;
        let entries: Vec<Change> = chunk
            .iter()
            .map(|row| row.change(row.version + 1, Kind::Updated, at))
            .collect();
        changes::append(conn, &entries)?;
    }
    Ok(())
}

/// Takes the flags of rows that went to another register along; it is rare, hence one by one.
fn relocate(conn: &mut Conn, at: Timestamp, moved: &[(Row, &str)]) -> Result<(), Problem> {
    for (row, register) in moved {
        on!(conn, |c| diesel::update(flags::table.find(row.id))
            .set((
                flags::register_code.eq(register),
                flags::version.eq(flags::version + 1),
                flags::updated_at.eq(at),
            ))
            .execute(c))?;
        let now = load(conn, row.id)?;
        // Readers of the former register must forget what they can no longer read.
        let entries = [
            row.change(now.version, Kind::Deleted, at),
            now.change(now.version, Kind::Updated, at),
        ];
        changes::append(conn, &entries)?;
    }
    Ok(())
}

fn load(conn: &mut Conn, id: Id) -> Result<Row, Problem> {
    Ok(on!(conn, |c| flags::table
        .find(id)
        .select(Row::as_select())
        .first(c))?)
}

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
                q = q.filter(flags::register_code.between(region, format!("{region}~")));
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
    let after = Row {
        status: wanted.to,
        version: before.version + 1,
        updated_at: tx.at,
        resolved_at: (wanted.to == FlagStatus::Resolved).then_some(tx.at),
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
