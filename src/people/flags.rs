//! What a person leaves in doubt: the one place that says so, for the API, imports and reviews.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::{PersonInput, PersonRow, RESOURCE, parse};
use crate::app::App;
use crate::data_quality::{Due, DueKind, Flag, FlagCode, RowFlags, Undecided, due};
use crate::db::{Conn, Id, fixed, on, within};
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
        undecided: Vec::new(),
    }
}

/// Adds the doubt that somebody else of the register has her first phone to the flags of rows just
/// written, each beside what it was before.
///
/// It stands on both rows: the others with her phone, old and new, are due to be looked at.
pub fn shared_phones<'a>(
    conn: &mut Conn,
    keys: &Keys,
    written: impl IntoIterator<Item = (Option<&'a PersonRow>, &'a PersonRow)>,
    flags: impl IntoIterator<Item = &'a mut RowFlags>,
) -> Result<(), Problem> {
    let mut others = Vec::new();
    let mut look = HashMap::new();
    let mut keep = HashSet::new();
    for (before, row) in written {
        let held = before.and_then(|before| before.phone_hash.as_ref());
        let is_gone = row.deleted_at.is_some();
        if !is_gone && held == row.phone_hash.as_ref() {
            keep.insert(row.id);
            continue;
        }
        others.extend(held.map(|old| Due::person_phone(&row.register_code, old)));
        if let Some(hash) = row.phone_hash.as_ref().filter(|_| !is_gone) {
            look.insert(row.id, (&row.register_code, hash));
        }
    }
    let ids: Vec<Id> = look.keys().copied().collect();
    let shared = sharing(conn, &ids)?;
    for row in flags {
        if keep.contains(&row.id) {
            row.undecided.push(Undecided::Code(FlagCode::SharedPhone));
        } else if let Some((register, hash)) =
            look.get(&row.id).filter(|_| shared.contains(&row.id))
        {
            row.flags.push(phone_flag(keys, hash));
            others.push(Due::person_phone(register, hash));
        }
    }
    due(conn, &others)
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
            .filter(fixed::<Bool>(SAME))
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
    let after = after.unwrap_or(Id::from_bytes([0; 16]));
    macro_rules! live {
        () => {
            people::table
                .filter(people::id.gt(after))
                .filter(people::deleted_at.is_null())
                .select(PersonRow::as_select())
        };
    }
    match (due.kind, due.id()) {
        (DueKind::Person, Some(id)) => {
            Ok(on!(conn, |c| live!().filter(people::id.eq(id)).load(c))?)
        }
        (DueKind::PersonPhone, _) => Ok(on!(conn, |c| live!()
            .filter(people::register_code.eq(&due.register_code))
            .filter(people::phone_hash.eq(&due.key))
            .order(people::id)
            .limit(limit)
            .load(c))?),
        _ => Ok(Vec::new()),
    }
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
