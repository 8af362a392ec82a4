//! Making the flags of rows equal to what is in doubt now.

use std::collections::HashMap;

use diesel::prelude::*;

use super::row::{Row, load};
use super::types::{Flag, FlagResolution, FlagStatus, RowFlags};
use crate::app::Tx;
use crate::changes::{self, Change, Kind};
use crate::db::{Conn, Id, Inserts, Timestamp, insert_rows, insert_with, on, within};
use crate::http::Problem;
use crate::schema::data_quality_flags as flags;

/// How many rows one statement takes: SQLite binds at most 32,766 values in it.
const CHUNK: usize = 1_000;

/// Makes the row's open flags equal to what is in doubt: new doubts open, those gone are resolved.
pub fn set(tx: &mut Tx<'_>, row: RowFlags) -> Result<(), Problem> {
    set_all(tx.conn, tx.at, &[row])
}

/// The same for many rows with few statements; a row stands in `rows` at most once.
pub fn set_all(conn: &mut Conn, at: Timestamp, rows: &[RowFlags]) -> Result<(), Problem> {
    for chunk in rows.chunks(CHUNK) {
        steps(conn, at, chunk)?.write(conn, at)?;
    }
    Ok(())
}

/// Which of the rows have flags that do not say what is in doubt now.
pub fn outdated(conn: &mut Conn, rows: Vec<RowFlags>) -> Result<Vec<RowFlags>, Problem> {
    let mut found = Vec::new();
    let mut known = known(conn, &rows)?;
    for row in rows {
        let mut steps = Steps::default();
        // The instant is that of flags that are never written.
        steps.of(
            &row,
            known.remove(&row.id).unwrap_or_default(),
            Timestamp::from_micros(0),
        );
        if !steps.is_empty() {
            found.push(row);
        }
    }
    Ok(found)
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
        let same = |held: &&&Flag| held.code == flag.code && held.field == flag.field;
        if !found.iter().any(|held| same(&held)) {
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

/// The flags that rows have, open or not.
fn known(conn: &mut Conn, rows: &[RowFlags]) -> Result<HashMap<Id, Vec<Row>>, Problem> {
    let mut found: HashMap<Id, Vec<Row>> = HashMap::new();
    for rows in rows.chunks(CHUNK) {
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let known: Vec<Row> = on!(conn, |c| flags::table
            .filter(within(flags::resource_id, &ids))
            .select(Row::as_select())
            .load(c))?;
        for row in known {
            found.entry(row.resource_id).or_default().push(row);
        }
    }
    Ok(found)
}

/// What is to be written so that flags say what is in doubt.
#[derive(Default)]
struct Steps {
    fresh: Vec<Row>,
    /// Open, and their reason is gone.
    gone: Vec<Row>,
    /// Their reason came anew.
    again: Vec<(Row, Option<Vec<u8>>)>,
    /// Settled, and now their reason is gone as well.
    over: Vec<Row>,
    /// About other values than before; nobody settled them.
    rebased: Vec<(Id, Option<Vec<u8>>)>,
    /// Their row is at another place.
    moved: Vec<(Row, String, String)>,
}

impl Steps {
    fn is_empty(&self) -> bool {
        let Self {
            fresh,
            gone,
            again,
            over,
            rebased,
            moved,
        } = self;
        fresh.is_empty()
            && gone.is_empty()
            && again.is_empty()
            && over.is_empty()
            && rebased.is_empty()
            && moved.is_empty()
    }

    /// Adds what one row needs, whose flags are `known`.
    fn of(&mut self, row: &RowFlags, known: Vec<Row>, at: Timestamp) {
        let mut wanted = distinct(row);
        for held in known {
            if held.register_code != row.register || held.region_code != row.region {
                let place = (held.clone(), row.register.clone(), row.region.clone());
                self.moved.push(place);
            }
            let stands = wanted.iter().position(|flag| held.is_of(flag));
            let basis = stands.map(|n| wanted.remove(n).basis.clone());
            let Some(basis) = basis else {
                if !row.leaves(held.code, &held.field) {
                    match (held.status, held.resolution) {
                        (FlagStatus::Open, _) => self.gone.push(held),
                        (_, Some(FlagResolution::Settled)) => self.over.push(held),
                        _ => {}
                    }
                }
                continue;
            };
            // What was settled before reasons were kept counts as settled for the present one.
            let same = held.basis.is_none() || held.basis == basis;
            match (held.status, held.resolution) {
                (FlagStatus::Resolved, Some(FlagResolution::Settled)) if same => {}
                (FlagStatus::Resolved, _) => {
                    self.again.push((held, basis));
                    continue;
                }
                (FlagStatus::Open, _) => {}
            }
            if held.basis != basis {
                self.rebased.push((held.id, basis));
            }
        }
        let fresh = wanted.into_iter().map(|flag| Row::open(row, flag, at));
        self.fresh.extend(fresh);
    }

    fn write(self, conn: &mut Conn, at: Timestamp) -> Result<(), Problem> {
        insert(conn, &self.fresh)?;
        let again: Vec<Row> = self.again.iter().map(|(row, _)| row.clone()).collect();
        turn(conn, at, &self.gone, FlagStatus::Resolved)?;
        turn(conn, at, &again, FlagStatus::Open)?;
        end(conn, at, &self.over)?;
        let again = self.again.into_iter().map(|(row, basis)| (row.id, basis));
        rebase(conn, self.rebased.into_iter().chain(again))?;
        relocate(conn, at, &self.moved)
    }
}

fn steps(conn: &mut Conn, at: Timestamp, rows: &[RowFlags]) -> Result<Steps, Problem> {
    let mut known = known(conn, rows)?;
    let mut steps = Steps::default();
    for row in rows {
        steps.of(row, known.remove(&row.id).unwrap_or_default(), at);
    }
    Ok(steps)
}

/// Moves flags to a state by themselves, in few statements.
fn turn(conn: &mut Conn, at: Timestamp, rows: &[Row], to: FlagStatus) -> Result<(), Problem> {
    let resolved = to == FlagStatus::Resolved;
    for chunk in rows.chunks(CHUNK) {
        let ids: Vec<Id> = chunk.iter().map(|row| row.id).collect();
        on!(conn, |c| diesel::update(
            flags::table.filter(within(flags::id, &ids))
        )
        .set((
            flags::status.eq(to),
            flags::version.eq(flags::version + 1),
            flags::updated_at.eq(at),
            flags::resolved_at.eq(resolved.then_some(at)),
            flags::resolution.eq(resolved.then_some(FlagResolution::Gone)),
        ))
        .execute(c))?;
        tell(conn, at, chunk)?;
    }
    Ok(())
}

/// Ends the settlement of doubts that are gone: they come back when their reason does.
fn end(conn: &mut Conn, at: Timestamp, rows: &[Row]) -> Result<(), Problem> {
    for chunk in rows.chunks(CHUNK) {
        let ids: Vec<Id> = chunk.iter().map(|row| row.id).collect();
        on!(conn, |c| diesel::update(
            flags::table.filter(within(flags::id, &ids))
        )
        .set((
            flags::version.eq(flags::version + 1),
            flags::updated_at.eq(at),
            flags::resolution.eq(FlagResolution::Gone),
        ))
        .execute(c))?;
        tell(conn, at, chunk)?;
    }
    Ok(())
}

fn tell(conn: &mut Conn, at: Timestamp, rows: &[Row]) -> Result<(), Problem> {
    let entries: Vec<Change> = rows
        .iter()
        .map(|row| row.change(row.version + 1, Kind::Updated, at))
        .collect();
    changes::append(conn, &entries)
}

/// Notes the values that flags are about; nobody sees them, hence no new version.
fn rebase(
    conn: &mut Conn,
    rows: impl Iterator<Item = (Id, Option<Vec<u8>>)>,
) -> Result<(), Problem> {
    for (id, basis) in rows {
        on!(conn, |c| diesel::update(flags::table.find(id))
            .set(flags::basis.eq(&basis))
            .execute(c))?;
    }
    Ok(())
}

/// Takes the flags of rows that are at another place along; it is rare, hence one by one.
fn relocate(
    conn: &mut Conn,
    at: Timestamp,
    moved: &[(Row, String, String)],
) -> Result<(), Problem> {
    for (row, register, region) in moved {
        on!(conn, |c| diesel::update(flags::table.find(row.id))
            .set((
                flags::register_code.eq(register),
                flags::region_code.eq(region),
                flags::version.eq(flags::version + 1),
                flags::updated_at.eq(at),
            ))
            .execute(c))?;
        let now = load(conn, row.id)?;
        let mut entries = Vec::with_capacity(2);
        if row.register_code != *register {
            // Readers of the former register must forget what they can no longer read.
            entries.push(row.change(now.version, Kind::Deleted, at));
        }
        entries.push(now.change(now.version, Kind::Updated, at));
        changes::append(conn, &entries)?;
    }
    Ok(())
}
