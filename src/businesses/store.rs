//! The queries that API and imports share; every one keeps to SQLite's bind limit by chunks.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::derive::PersonFacts;
use super::milestones;
use super::rows::{BusinessRow, OwnershipRow, SnapshotRow};
use crate::auth::Who;
use crate::db::{Conn, Id, Inserts, insert_rows, insert_with, on, replace_row, within};
use crate::http::Problem;
use crate::schema::{businesses, ownerships, people, snapshots};
use crate::values::gender::Gender;

/// SQLite binds at most 32,766 values in one statement; so many keys leave room for the rest.
const KEYS: usize = 5_000;
/// 14 columns each.
const SNAPSHOTS: usize = 2_300;

/// One business in the caller's sight.
pub fn find(conn: &mut Conn, who: &Who, id: Id) -> Result<BusinessRow, Problem> {
    let (low, high) = who.registers();
    Ok(on!(conn, |c| businesses::table
        .find(id)
        .filter(businesses::register_code.between(low, high))
        .filter(businesses::deleted_at.is_null())
        .select(BusinessRow::as_select())
        .first(c))?)
}

/// One business in the caller's sight, with its owners: in one round trip, since it is what is read
/// most.
pub fn find_with_owners(
    conn: &mut Conn,
    who: &Who,
    id: Id,
) -> Result<(BusinessRow, Vec<OwnershipRow>), Problem> {
    let (low, high) = who.registers();
    let rows: Vec<(BusinessRow, Option<OwnershipRow>)> = on!(conn, |c| businesses::table
        .left_join(ownerships::table.on(ownerships::business_id.eq(businesses::id)))
        .filter(businesses::id.eq(id))
        .filter(businesses::register_code.between(low, high))
        .filter(businesses::deleted_at.is_null())
        .select((
            BusinessRow::as_select(),
            Option::<OwnershipRow>::as_select()
        ))
        .order((ownerships::person_id, ownerships::role))
        .load(c))?;
    let mut found = None;
    let mut owners = Vec::with_capacity(rows.len());
    for (row, owner) in rows {
        found.get_or_insert(row);
        owners.extend(owner);
    }
    Ok((found.ok_or_else(Problem::not_found)?, owners))
}

/// Adds a new business with its owners, and what it has reached already, to the rows of its write.
pub fn add_new<'r>(rows: &mut Inserts<'r>, row: &'r BusinessRow, owners: &'r [OwnershipRow]) {
    insert_with!(rows, businesses::table, std::slice::from_ref(row));
    insert_with!(rows, ownerships::table, owners);
    milestones::add_new(rows, row);
}

/// Inserts new businesses, and what they have reached already.
pub fn insert_all(conn: &mut Conn, rows: &[BusinessRow]) -> Result<(), Problem> {
    insert_rows!(conn, businesses, rows)?;
    milestones::record_new(conn, rows)
}

/// Inserts ownerships.
pub fn insert_ownerships(conn: &mut Conn, rows: &[OwnershipRow]) -> Result<(), Problem> {
    Ok(insert_rows!(conn, ownerships, rows)?)
}

/// Makes the ownerships of businesses equal to `rows`.
pub fn replace_ownerships(
    conn: &mut Conn,
    of: &[Id],
    rows: &[OwnershipRow],
) -> Result<(), Problem> {
    for ids in of.chunks(KEYS) {
        on!(conn, |c| diesel::delete(
            ownerships::table.filter(within(ownerships::business_id, ids))
        )
        .execute(c))?;
    }
    insert_ownerships(conn, rows)
}

/// Inserts the snapshots of new businesses.
pub fn insert_snapshots(conn: &mut Conn, rows: &[SnapshotRow]) -> Result<(), Problem> {
    Ok(insert_rows!(conn, snapshots, rows)?)
}

/// Inserts snapshots; one of the same business and day takes the new figures and a new version.
pub fn upsert_snapshots(conn: &mut Conn, rows: &[SnapshotRow]) -> Result<(), Problem> {
    for rows in rows.chunks(SNAPSHOTS) {
        on!(conn, |c| diesel::insert_into(snapshots::table)
            .values(rows)
            .on_conflict((snapshots::business_id, snapshots::as_of))
            .do_update()
            .set((
                snapshots::capital_own_idr.eq(excluded(snapshots::capital_own_idr)),
                snapshots::capital_loan_idr.eq(excluded(snapshots::capital_loan_idr)),
                snapshots::investment_idr.eq(excluded(snapshots::investment_idr)),
                snapshots::annual_sales_idr.eq(excluded(snapshots::annual_sales_idr)),
                snapshots::workers_male.eq(excluded(snapshots::workers_male)),
                snapshots::workers_female.eq(excluded(snapshots::workers_female)),
                snapshots::method.eq(excluded(snapshots::method)),
                snapshots::survey.eq(excluded(snapshots::survey)),
                snapshots::version.eq(snapshots::version + 1_i64),
                snapshots::updated_at.eq(excluded(snapshots::updated_at)),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// Writes the next version of a row, and what the business reached by it; 412 when another write
/// came first.
pub fn replace(conn: &mut Conn, before: &BusinessRow, row: &BusinessRow) -> Result<(), Problem> {
    replace_row!(conn, businesses, row)?;
    milestones::record(conn, [(Some(before), row)])
}

/// Writes the next versions of rows as [`replace`] does; each stands beside the row before it.
pub fn replace_all(conn: &mut Conn, rows: &[(BusinessRow, BusinessRow)]) -> Result<(), Problem> {
    for (_, row) in rows {
        replace_row!(conn, businesses, row)?;
    }
    let rows = rows.iter().map(|(before, row)| (Some(before), row));
    milestones::record(conn, rows)
}

macro_rules! live {
    () => {
        businesses::table
            .filter(businesses::deleted_at.is_null())
            .select(BusinessRow::as_select())
    };
}

/// The businesses with these ids.
pub fn by_ids(conn: &mut Conn, ids: &[Id]) -> Result<Vec<BusinessRow>, Problem> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(KEYS) {
        found.extend(on!(conn, |c| live!()
            .filter(within(businesses::id, ids))
            .load(c))?);
    }
    Ok(found)
}

/// The businesses an agency entered from these records of a source system, in any register.
pub fn by_sources(
    conn: &mut Conn,
    owner_agency: &str,
    source_system: &str,
    record_ids: &[String],
) -> Result<Vec<BusinessRow>, Problem> {
    let mut found = Vec::with_capacity(record_ids.len());
    for ids in record_ids.chunks(KEYS) {
        found.extend(on!(conn, |c| live!()
            .filter(businesses::owner_agency.eq(owner_agency))
            .filter(businesses::source_system.eq(source_system))
            .filter(within(businesses::source_record_id, ids))
            .load(c))?);
    }
    Ok(found)
}

/// The businesses of a register that an agency entered with these match hashes.
pub fn by_match_hashes(
    conn: &mut Conn,
    register: &str,
    owner_agency: &str,
    hashes: &[[u8; 32]],
) -> Result<Vec<BusinessRow>, Problem> {
    let hashes: Vec<Vec<u8>> = hashes.iter().map(|hash| hash.to_vec()).collect();
    let mut found = Vec::with_capacity(hashes.len());
    for hashes in hashes.chunks(KEYS) {
        found.extend(on!(conn, |c| live!()
            .filter(businesses::register_code.eq(register))
            .filter(businesses::owner_agency.eq(owner_agency))
            .filter(within(businesses::match_hash, hashes))
            .load(c))?);
    }
    Ok(found)
}

/// The businesses of a register with these NIBs.
pub fn by_nibs(
    conn: &mut Conn,
    register: &str,
    nibs: &[String],
) -> Result<Vec<BusinessRow>, Problem> {
    let mut found = Vec::with_capacity(nibs.len());
    for nibs in nibs.chunks(KEYS) {
        found.extend(on!(conn, |c| live!()
            .filter(businesses::register_code.eq(register))
            .filter(within(businesses::nib, nibs))
            .load(c))?);
    }
    Ok(found)
}

/// The businesses of a register that these people own or run, each with the person.
///
/// The caller compares names by `values::name::business_match_key`. Two queries: joined in one,
/// SQLite reads the whole register to find the few.
pub fn by_owner_and_names(
    conn: &mut Conn,
    register: &str,
    people: &[Id],
) -> Result<Vec<(Id, BusinessRow)>, Problem> {
    let mut pairs: Vec<(Id, Id)> = Vec::with_capacity(people.len());
    for people in people.chunks(KEYS) {
        pairs.extend(on!(conn, |c| ownerships::table
            .filter(within(ownerships::person_id, people))
            .select((ownerships::person_id, ownerships::business_id))
            .load::<(Id, Id)>(c))?);
    }
    let mut ids: Vec<Id> = pairs.iter().map(|(_, business)| *business).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows: HashMap<Id, BusinessRow> = by_ids(conn, &ids)?
        .into_iter()
        .filter(|row| row.register_code == register)
        .map(|row| (row.id, row))
        .collect();
    Ok(pairs
        .into_iter()
        .filter_map(|(person, business)| Some((person, rows.get(&business)?.clone())))
        .collect())
}

/// The ownerships of businesses.
pub fn ownerships_of(
    conn: &mut Conn,
    ids: &[Id],
) -> Result<HashMap<Id, Vec<OwnershipRow>>, Problem> {
    let mut found: HashMap<Id, Vec<OwnershipRow>> = HashMap::new();
    for ids in ids.chunks(KEYS) {
        let rows: Vec<OwnershipRow> = on!(conn, |c| ownerships::table
            .filter(within(ownerships::business_id, ids))
            .select(OwnershipRow::as_select())
            .order((
                ownerships::business_id,
                ownerships::person_id,
                ownerships::role
            ))
            .load(c))?;
        for row in rows {
            found.entry(row.business_id).or_default().push(row);
        }
    }
    Ok(found)
}

/// The snapshots of businesses.
pub fn snapshots_of(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Vec<SnapshotRow>>, Problem> {
    let mut found: HashMap<Id, Vec<SnapshotRow>> = HashMap::new();
    for ids in ids.chunks(KEYS) {
        let rows: Vec<SnapshotRow> = on!(conn, |c| snapshots::table
            .filter(within(snapshots::business_id, ids))
            .select(SnapshotRow::as_select())
            .load(c))?;
        for row in rows {
            found.entry(row.business_id).or_default().push(row);
        }
    }
    Ok(found)
}

/// What the rules need of people of one register; who lies elsewhere or is gone is not in it.
pub fn people_facts(
    conn: &mut Conn,
    register: &str,
    ids: &[Id],
) -> Result<HashMap<Id, PersonFacts>, Problem> {
    let mut found = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(KEYS) {
        let rows: Vec<(Id, Option<Gender>, bool)> = on!(conn, |c| people::table
            .filter(within(people::id, ids))
            .filter(people::register_code.eq(register))
            .filter(people::deleted_at.is_null())
            .select((people::id, people::gender, people::nik_hash.is_not_null()))
            .load(c))?;
        for (id, gender, has_nik) in rows {
            found.insert(id, PersonFacts { gender, has_nik });
        }
    }
    Ok(found)
}
