//! The queries of people.

use diesel::prelude::*;

use super::types::{PersonFilter, PersonSort};
use super::{
    NewPerson, Person, PersonInput, PersonRow, created_act, deleted_act, doubts, parse, row_flags,
    shared_phones, updated_act,
};
use crate::app::{App, Tx};
use crate::auth::{Level, Who};
use crate::businesses::person_changed;
use crate::changes::Kind;
use crate::data_quality::{self, Flag};
use crate::db::{Conn, Id, dialect, insert_rows, on, replace_row, within};
use crate::http::{Code, IfMatch, List, Page, Position, Problem, Rules, keyset};
use crate::reference::Lists;
use crate::schema::{businesses, ownerships, people};
use crate::text::Text;
use crate::training::enrollments::store as enrollments;

/// Keys of one query.
const KEYS: usize = 500;

/// Inserts people.
pub fn insert_all(conn: &mut Conn, rows: &[PersonRow]) -> Result<(), Problem> {
    Ok(insert_rows!(conn, people, rows)?)
}

/// The people of one register with these NIKs (keyed hashes).
pub fn by_nik_hashes(
    conn: &mut Conn,
    register: &str,
    hashes: &[Vec<u8>],
) -> Result<Vec<PersonRow>, Problem> {
    let mut rows = Vec::new();
    for chunk in hashes.chunks(KEYS) {
        let found: Vec<PersonRow> = on!(conn, |c| people::table
            .filter(people::register_code.eq(register))
            .filter(within(people::nik_hash, chunk))
            .filter(people::deleted_at.is_null())
            .select(PersonRow::as_select())
            .load(c))?;
        rows.extend(found);
    }
    Ok(rows)
}

/// The people with these ids, in no order; deleted ones are left out.
pub fn by_ids(conn: &mut Conn, ids: &[Id]) -> Result<Vec<PersonRow>, Problem> {
    let mut rows = Vec::new();
    for chunk in ids.chunks(KEYS) {
        let found: Vec<PersonRow> = on!(conn, |c| people::table
            .filter(within(people::id, chunk))
            .filter(people::deleted_at.is_null())
            .select(PersonRow::as_select())
            .load(c))?;
        rows.extend(found);
    }
    Ok(rows)
}

/// Writes the next version of a row; 412 when another write came first.
pub fn replace(conn: &mut Conn, row: &PersonRow) -> Result<(), Problem> {
    replace_row!(conn, people, row)
}

/// One person the caller may see; anybody else does not exist.
pub fn scoped(conn: &mut Conn, who: &Who, id: Id) -> Result<PersonRow, Problem> {
    let (low, high) = who.registers();
    Ok(on!(conn, |c| people::table
        .find(id)
        .filter(people::register_code.between(low, high))
        .filter(people::deleted_at.is_null())
        .select(PersonRow::as_select())
        .first(c))?)
}

/// One page of the list.
pub(super) fn list(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    query: &List<PersonFilter>,
) -> Result<Page<Person>, Problem> {
    let filter = &query.filter;
    let sort = filter.sort.unwrap_or(PersonSort::Id);
    let list = format!("people:{sort}");
    let after = query.page.after(app, &list)?;
    let (low, high) = who.registers();
    let below = filter.region.as_ref().map(|region| format!("{region}.%"));
    macro_rules! filtered {
        () => {{
            let mut q = people::table
                .filter(people::register_code.between(&low, &high))
                .filter(people::deleted_at.is_null())
                .into_boxed();
            if let (Some(region), Some(below)) = (&filter.region, &below) {
                q = q.filter(
                    people::region_code
                        .eq(region)
                        .or(people::region_code.like(below)),
                );
            }
            if let Some(gender) = filter.gender {
                q = q.filter(people::gender.eq(gender));
            }
            if let Some(status) = filter.status {
                q = q.filter(people::status.eq(status));
            }
            q
        }};
    }
    let falling = matches!(sort, PersonSort::IdFalling | PersonSort::NameFalling);
    let by_name = matches!(sort, PersonSort::Name | PersonSort::NameFalling);
    let place = after.map(|place| place.id.parse::<Id>().map(|id| (place.key, id)));
    let place = place.transpose().map_err(Problem::internal)?;
    let limit = query.page.limit() + 1;
    let rows: Vec<PersonRow> = on!(conn, |c| {
        let q = filtered!().select(PersonRow::as_select()).limit(limit);
        if by_name {
            keyset!(q, falling, place, people::name_key, people::id).load(c)
        } else {
            let place = place.map(|(_, id)| (id, id));
            keyset!(q, falling, place, people::id, people::id).load(c)
        }
    })?;
    Lists::check_filter(conn, app, filter.region.as_deref(), rows.is_empty())?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let page = Page::new(app, &list, &query.page, rows, total, |row| Position {
        key: if by_name {
            row.name_key.clone()
        } else {
            String::new()
        },
        id: row.id.to_string(),
    });
    seen(page, app, who)
}

/// A page of rows as the caller sees them.
pub(super) fn seen(page: Page<PersonRow>, app: &App, who: &Who) -> Result<Page<Person>, Problem> {
    Ok(Page {
        items: page
            .items
            .iter()
            .map(|row| row.view(app, who))
            .collect::<Result<_, _>>()?,
        next_cursor: page.next_cursor,
        total: page.total,
    })
}

/// Enters a person.
pub fn create(tx: &mut Tx<'_>, input: &PersonInput) -> Result<PersonRow, Problem> {
    let lists = Lists::current(tx.conn, &tx.app)?;
    let mut rules = Rules::default();
    let register = register_for(&tx.who, input, &lists, &mut rules);
    let read = parse(input, &lists, &mut rules, "");
    rules.finish()?;
    // No broken rule, so both were read.
    let (Some(register), Some((person, flags))) = (register, read) else {
        return Err(Problem::new(Code::ValidationFailed));
    };
    must_be_new(tx, &register, &person, None)?;
    let input = person.input(&register);
    let row = person.into_row(&tx.app, Id::new(), &register, &tx.who.agency, tx.at);
    insert_all(tx.conn, std::slice::from_ref(&row))?;
    doubt(tx, None, &row, &input, flags)?;
    tx.record(created_act(&row, &input), Kind::Created)?;
    Ok(row)
}

/// Changes a person by a merge patch.
pub(super) fn update(
    tx: &mut Tx<'_>,
    id: Id,
    if_match: &IfMatch,
    patch: impl FnOnce(&PersonInput) -> Result<PersonInput, Problem>,
) -> Result<PersonRow, Problem> {
    let before = scoped(tx.conn, &tx.who, id)?;
    tx.who
        .may_change(&before.register_code, &before.owner_agency)?;
    if_match.check(&before.etag(&tx.who))?;
    let was = before.input(&tx.app)?;
    let wanted = patch(&was)?;
    let lists = Lists::current(tx.conn, &tx.app)?;
    let mut rules = Rules::default();
    if wanted.register_code.as_ref() != Some(&before.register_code) {
        rules.broken(
            "/register_code",
            "immutable",
            Text::new(
                "Register seseorang tidak dapat diubah.",
                "A person's register cannot change.",
            ),
        );
    }
    let read = parse(&wanted, &lists, &mut rules, "");
    rules.finish()?;
    let Some((person, flags)) = read else {
        return Err(Problem::new(Code::ValidationFailed));
    };
    if person.equals(&tx.app, &before) {
        return Ok(before);
    }
    must_be_new(tx, &before.register_code, &person, Some(id))?;
    let is = person.input(&before.register_code);
    let row = before.next(&tx.app, person, tx.at);
    replace(tx.conn, &row)?;
    doubt(tx, Some(&before), &row, &is, flags)?;
    tx.record(updated_act(&was, &row, &is), Kind::Updated)?;
    if before.gender != row.gender {
        person_changed(tx, &row.register_code, id)?;
    }
    Ok(row)
}

/// Deletes a person who owns no business and was never enrolled; readers of the change feed hear of it.
pub(super) fn delete(tx: &mut Tx<'_>, id: Id, if_match: &IfMatch) -> Result<(), Problem> {
    // Nobody enrolls her meanwhile.
    dialect::lock(tx.conn, id.lock_number())?;
    let before = scoped(tx.conn, &tx.who, id)?;
    tx.who
        .may_change(&before.register_code, &before.owner_agency)?;
    if_match.check(&before.etag(&tx.who))?;
    let businesses: i64 = on!(tx.conn, |c| ownerships::table
        .inner_join(businesses::table)
        .filter(ownerships::person_id.eq(id))
        .filter(businesses::deleted_at.is_null())
        .count()
        .get_result(c))?;
    if businesses > 0 {
        return Err(Problem::new(Code::StillReferenced).detail(
            format!("Orang ini masih tercatat pada {businesses} usaha; lepaskan dahulu."),
            format!(
                "This person still belongs to {businesses} business(es); remove her there first."
            ),
        ));
    }
    let enrolled = enrollments::of_person(tx.conn, id)?;
    if enrolled > 0 {
        return Err(Problem::new(Code::StillReferenced).detail(
            format!("Orang ini tercatat pada {enrolled} pendaftaran pelatihan."),
            format!("This person stands in {enrolled} training enrollment(s)."),
        ));
    }
    let row = PersonRow {
        version: before.version + 1,
        updated_at: tx.at,
        deleted_at: Some(tx.at),
        ..before.clone()
    };
    replace(tx.conn, &row)?;
    leave(tx, Some(&before), &row, Vec::new())?;
    tx.record(deleted_act(&row), Kind::Deleted)
}

fn doubt(
    tx: &mut Tx<'_>,
    before: Option<&PersonRow>,
    row: &PersonRow,
    input: &PersonInput,
    values: Vec<Flag>,
) -> Result<(), Problem> {
    let flags = doubts(tx.app.keys(), input, values);
    leave(tx, before, row, flags)
}

/// Keeps what a row just written leaves in doubt.
fn leave(
    tx: &mut Tx<'_>,
    before: Option<&PersonRow>,
    row: &PersonRow,
    flags: Vec<Flag>,
) -> Result<(), Problem> {
    let mut flags = row_flags(row, flags);
    shared_phones(tx.conn, tx.app.keys(), [(before, row)], [&mut flags])?;
    data_quality::set(tx, flags)
}

/// The register a new person lies in.
fn register_for(
    who: &Who,
    input: &PersonInput,
    lists: &Lists,
    rules: &mut Rules,
) -> Option<String> {
    const AT: &str = "/register_code";
    let own = who.region.as_ref().filter(|_| who.is_local());
    let Some(code) = input.register_code.as_ref().or(own) else {
        rules.broken(
            AT,
            "required",
            Text::new(
                "Sebutkan kabupaten atau kota yang mendaftarkan orang ini.",
                "Name the regency or city in whose register this person lies.",
            ),
        );
        return None;
    };
    if let Err(problem) = who.may_enter(code, AT) {
        for error in problem.field_errors() {
            rules.broken(error.pointer.clone(), error.code, error.detail.clone());
        }
        return None;
    }
    // A regency's own code is known to be one.
    if who.level == Level::Provinsi || who.level == Level::Nasional {
        lists.check_region(code, AT, rules, &mut Vec::new())?;
    }
    Some(code.clone())
}

/// Refuses a NIK that somebody else of the register has; other registers are not looked at.
fn must_be_new(
    tx: &mut Tx<'_>,
    register: &str,
    person: &NewPerson,
    own: Option<Id>,
) -> Result<(), Problem> {
    let Some(hash) = person.nik_hash(&tx.app) else {
        return Ok(());
    };
    let holders = by_nik_hashes(tx.conn, register, &[hash])?;
    match holders.iter().find(|holder| Some(holder.id) != own) {
        None => Ok(()),
        Some(holder) => Err(Problem::new(Code::AlreadyExists)
            .at(
                "/nik",
                "nik_exists",
                Text::new(
                    "NIK ini sudah ada di register yang sama; lihat existing_id.",
                    "This NIK is in the same register already; see existing_id.",
                ),
            )
            .member("existing_id", holder.id.to_string())),
    }
}
