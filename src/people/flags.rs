//! What a person leaves in doubt: the one place that says so, for the API, imports and reviews.

use std::collections::{HashMap, HashSet};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::{PersonInput, PersonRow, RESOURCE, parse};
use crate::app::App;
use crate::data_quality::{Due, DueKind, Flag, FlagCode, RowFlags, due};
use crate::db::{Conn, Id, on, within};
use crate::http::Problem;
use crate::keys::Keys;
use crate::reference::Lists;
use crate::schema::people;

/// Keys of one query.
const CHUNK: usize = 500;

/// The doubts that reading her values found, each with the values it is about.
pub fn doubts(keys: &Keys, input: &PersonInput, values: Vec<Flag>) -> Vec<Flag> {
    let nik = input.nik.as_deref().unwrap_or_default();
    let about = |flag: Flag| match flag.code {
        FlagCode::NikBirthDateMismatch => {
            let day = input
                .birth_date
                .map(|day| day.to_string())
                .unwrap_or_default();
            flag.about(keys, &[nik.as_bytes(), day.as_bytes()])
        }
        FlagCode::NikGenderMismatch => {
            let gender = input.gender.map_or("", |gender| gender.as_str());
            flag.about(keys, &[nik.as_bytes(), gender.as_bytes()])
        }
        FlagCode::RegionRetired => {
            let region = input.region_code.as_deref().unwrap_or_default();
            flag.about(keys, &[region.as_bytes()])
        }
        _ => flag,
    };
    values.into_iter().map(about).collect()
}

/// The flags of a person as they are kept.
pub fn row_flags(row: &PersonRow, flags: Vec<Flag>) -> RowFlags {
    let region = row.region_code.as_ref().unwrap_or(&row.register_code);
    RowFlags {
        resource: RESOURCE,
        id: row.id,
        register: row.register_code.clone(),
        region: region.clone(),
        flags,
        undecided: &[],
    }
}

/// The doubt that somebody else of the register has her first phone, after her row is written.
///
/// It stands on both rows: the others with her phone, old and new, are due to be looked at.
pub fn shared_phone(
    conn: &mut Conn,
    keys: &Keys,
    before: Option<&PersonRow>,
    row: &PersonRow,
) -> Result<Option<Flag>, Problem> {
    let held = before.and_then(|before| before.phone_hash.as_ref());
    let is_shared = row.phone_hash.is_some() && !sharing(conn, &[row.id])?.is_empty();
    let mut others = Vec::new();
    if let Some(old) =
        held.filter(|old| row.deleted_at.is_some() || Some(*old) != row.phone_hash.as_ref())
    {
        others.push(Due::person_phone(&row.register_code, old));
    }
    if let Some(hash) = row.phone_hash.as_ref().filter(|_| is_shared) {
        others.push(Due::person_phone(&row.register_code, hash));
    }
    due(conn, &others)?;
    Ok(row
        .phone_hash
        .as_ref()
        .filter(|_| is_shared)
        .map(|hash| phone_flag(keys, hash)))
}

fn phone_flag(keys: &Keys, hash: &[u8]) -> Flag {
    Flag::new(FlagCode::SharedPhone, "phones").about(keys, &[hash])
}

/// Which of these people have the first phone of somebody else of their register.
fn sharing(conn: &mut Conn, ids: &[Id]) -> Result<HashSet<Id>, Problem> {
    // A subquery with a limit is run for each row by its index, never as a join of the register.
    const SAME: &str = "COALESCE((SELECT 1 = 1 FROM people AS other \
         WHERE other.register_code = people.register_code AND other.phone_hash = people.phone_hash \
         AND other.id <> people.id AND other.deleted_at IS NULL LIMIT 1), 1 = 0)";
    let mut found = HashSet::new();
    for ids in ids.chunks(CHUNK) {
        let shared: Vec<Id> = on!(conn, |c| people::table
            .filter(within(people::id, ids))
            .filter(people::phone_hash.is_not_null())
            .filter(people::deleted_at.is_null())
            .filter(sql::<Bool>(SAME))
            .select(people::id)
            .load(c))?;
        found.extend(shared);
    }
    Ok(found)
}

/// The next people in the order of their ids.
pub fn rows_after(
    conn: &mut Conn,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<PersonRow>, Problem> {
    let after = after.unwrap_or(Id::from_bytes([0; 16]));
    Ok(on!(conn, |c| people::table
        .filter(people::id.gt(after))
        .filter(people::deleted_at.is_null())
        .select(PersonRow::as_select())
        .order(people::id)
        .limit(limit)
        .load(c))?)
}

/// The next people that an entry names, in the order of their ids.
pub fn due_rows(
    conn: &mut Conn,
    due: &Due,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<PersonRow>, Problem> {
    if due.kind != DueKind::PersonPhone {
        return Ok(Vec::new());
    }
    let after = after.unwrap_or(Id::from_bytes([0; 16]));
    Ok(on!(conn, |c| people::table
        .filter(people::register_code.eq(&due.register_code))
        .filter(people::phone_hash.eq(&due.key))
        .filter(people::id.gt(after))
        .filter(people::deleted_at.is_null())
        .select(PersonRow::as_select())
        .order(people::id)
        .limit(limit)
        .load(c))?)
}

/// Says what people leave in doubt now, with the versions that were looked at. A row that cannot be
/// read is passed over.
pub fn review(
    conn: &mut Conn,
    app: &App,
    rows: &[PersonRow],
) -> Result<(Vec<RowFlags>, HashMap<Id, i64>), Problem> {
    let lists = Lists::current(conn, app)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let shared = sharing(conn, &ids)?;
    let mut found = Vec::with_capacity(rows.len());
    let mut versions = HashMap::with_capacity(rows.len());
    let mut unread = 0;
    for row in rows {
        let Ok(input) = row.input(app) else {
            unread += 1;
            continue;
        };
        let mut flags = doubts(app.keys(), &input, parse::doubts(&input, &lists));
        let phone = row.phone_hash.as_ref().filter(|_| shared.contains(&row.id));
        flags.extend(phone.map(|hash| phone_flag(app.keys(), hash)));
        found.push(row_flags(row, flags));
        versions.insert(row.id, row.version);
    }
    if unread > 0 {
        log::warn!("{unread} people cannot be read; the doubts about them are left as they are");
    }
    Ok((found, versions))
}
