//! The queries of regions.

use std::collections::HashMap;

use chrono::{NaiveDate, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;

use super::types::{CodeSystem, RegionFilter, RegionKind, RegionView, Validity, level_of};
use crate::app::App;
use crate::db::{Conn, DbError, on};
use crate::http::{List, Page, Position, Problem, keyset};
use crate::reference::BATCH;
use crate::schema::{region_successors, regions};
use crate::values::region_name::{match_key, parse_name};

/// A region as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = regions, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub(crate) struct Row {
    pub code: String,
    pub name: String,
    /// The match keys of name and aliases, each between two `|`.
    pub match_name: String,
    pub level: i32,
    pub kind: RegionKind,
    pub parent_code: Option<String>,
    pub bps_code: Option<String>,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    /// Separated by `|`.
    pub aliases: String,
    pub legal_basis: Option<String>,
}

/// What took a code's place, by decree.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = region_successors, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub(crate) struct Successor {
    pub code: String,
    pub successor_code: String,
    pub since: NaiveDate,
    pub legal_basis: Option<String>,
}

impl Row {
    /// The row of a code in use, its kind, level and parent read from the code.
    pub fn new(code: &str, name: &str) -> Self {
        let mut row = Self {
            code: code.to_owned(),
            name: name.to_owned(),
            match_name: String::new(),
            level: i32::from(level_of(code)),
            kind: RegionKind::of(code),
            parent_code: code.rsplit_once('.').map(|(parent, _)| parent.to_owned()),
            bps_code: None,
            valid_from: None,
            valid_to: None,
            aliases: String::new(),
            legal_basis: None,
        };
        row.index();
        row
    }

    /// The other names.
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        self.aliases.split('|').filter(|alias| !alias.is_empty())
    }

    /// Writes `match_name` after a change of name or aliases.
    pub fn index(&mut self) {
        let keys = self.keys();
        self.match_name = format!("|{}|", keys.join("|"));
    }

    /// The keys it is found by: name and aliases as they are, and without the word for the kind.
    pub fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        for name in std::iter::once(self.name.as_str()).chain(self.aliases()) {
            for key in [Some(match_key(name)), bare_key(name, self.kind)]
                .into_iter()
                .flatten()
            {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        keys
    }

    fn is_current(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day < to)
    }

    fn view(self, successors: &mut HashMap<String, Vec<String>>) -> RegionView {
        RegionView {
            successor_codes: successors.remove(&self.code).unwrap_or_default(),
            aliases: self.aliases().map(str::to_owned).collect(),
            code: self.code,
            name: self.name,
            level: self.level,
            kind: self.kind,
            parent_code: self.parent_code,
            bps_code: self.bps_code,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            legal_basis: self.legal_basis,
            code_system: CodeSystem::Kemendagri,
        }
    }
}

/// The key of a regency's or city's name without its kind; districts keep theirs, because "Kota
/// Bangun" is one.
fn bare_key(name: &str, kind: RegionKind) -> Option<String> {
    use crate::values::region_name::RegionKind as Said;
    let parsed = parse_name(name);
    let same = matches!(
        (kind, parsed.kind),
        (RegionKind::Kabupaten, Some(Said::Kabupaten)) | (RegionKind::Kota, Some(Said::Kota))
    );
    same.then(|| parsed.key())
}

/// One page of the list.
pub fn list(
    conn: &mut Conn,
    app: &App,
    query: &List<RegionFilter>,
) -> Result<Page<RegionView>, Problem> {
    const LIST: &str = "regions:code";
    let filter = &query.filter;
    let after = query
        .page
        .after(app, LIST)?
        .map(|place| (place.id.clone(), place.id));
    let day = filter.as_of.unwrap_or_else(|| Utc::now().date_naive());
    let part = filter.q.as_deref().map(|q| format!("%{}%", match_key(q)));
    let whole = filter.name.as_deref().map(|name| {
        let name = parse_name(name);
        (
            format!("%|{}|%", name.full_key()),
            format!("%|{}|%", name.key()),
        )
    });
    macro_rules! filtered {
        () => {{
            let mut q = regions::table.into_boxed();
            if let Some(parent) = &filter.parent {
                q = q.filter(regions::parent_code.eq(parent));
            }
            if let Some(level) = filter.level {
                q = q.filter(regions::level.eq(level));
            }
            if let Some(kind) = filter.kind {
                q = q.filter(regions::kind.eq(kind));
            }
            if let Some(part) = &part {
                q = q.filter(regions::match_name.like(part));
            }
            if let Some((full, bare)) = &whole {
                q = q.filter(
                    regions::match_name
                        .like(full)
                        .or(regions::match_name.like(bare)),
                );
            }
            if let Some(code) = &filter.bps_code {
                q = q.filter(regions::bps_code.eq(code));
            }
            let begun = regions::valid_from
                .is_null()
                .or(regions::valid_from.le(day));
            let ended = regions::valid_to.le(day);
            let goes_on = regions::valid_to.is_null().or(regions::valid_to.gt(day));
            match filter.valid.unwrap_or(Validity::Current) {
                Validity::Current => q.filter(begun).filter(goes_on),
                Validity::Retired => q.filter(ended),
                Validity::All => q,
            }
        }};
    }
    let limit = query.page.limit() + 1;
    let rows: Vec<Row> = on!(conn, |c| {
        let q = filtered!().select(Row::as_select()).limit(limit);
        keyset!(q, false, after, regions::code, regions::code).load(c)
    })?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let page = Page::new(app, LIST, &query.page, rows, total, |row| Position {
        key: String::new(),
        id: row.code.clone(),
    });
    let codes: Vec<String> = page.items.iter().map(|row| row.code.clone()).collect();
    let mut successors = successors_of(conn, &codes)?;
    Ok(page.map(|row| row.view(&mut successors)))
}

/// One region by its code; of several with one BPS code, the one in use.
pub fn find(conn: &mut Conn, code: &str, system: CodeSystem) -> Result<RegionView, Problem> {
    let rows: Vec<Row> = match system {
        CodeSystem::Kemendagri => on!(conn, |c| regions::table
            .find(code)
            .select(Row::as_select())
            .load(c)),
        CodeSystem::Bps => on!(conn, |c| regions::table
            .filter(regions::bps_code.eq(code))
            .order(regions::code)
            .select(Row::as_select())
            .load(c)),
    }?;
    let today = Utc::now().date_naive();
    let current = rows.iter().position(|row| row.is_current(today));
    let row = rows
        .into_iter()
        .nth(current.unwrap_or(0))
        .ok_or_else(Problem::not_found)?;
    let mut successors = successors_of(conn, std::slice::from_ref(&row.code))?;
    Ok(row.view(&mut successors))
}

fn successors_of(
    conn: &mut Conn,
    codes: &[String],
) -> Result<HashMap<String, Vec<String>>, DbError> {
    let pairs: Vec<(String, String)> = on!(conn, |c| region_successors::table
        .filter(region_successors::code.eq_any(codes))
        .order((region_successors::code, region_successors::successor_code))
        .select((region_successors::code, region_successors::successor_code))
        .load(c))?;
    let mut by_code: HashMap<String, Vec<String>> = HashMap::new();
    for (code, successor) in pairs {
        by_code.entry(code).or_default().push(successor);
    }
    Ok(by_code)
}

/// Every region.
pub(crate) fn all(conn: &mut Conn) -> Result<Vec<Row>, DbError> {
    Ok(on!(conn, |c| regions::table
        .order(regions::code)
        .select(Row::as_select())
        .load(c))?)
}

/// Every successor.
pub(crate) fn all_successors(conn: &mut Conn) -> Result<Vec<Successor>, DbError> {
    Ok(on!(conn, |c| region_successors::table
        .order((region_successors::code, region_successors::successor_code))
        .select(Successor::as_select())
        .load(c))?)
}

/// Writes regions, each new or in the place of the one with its code.
pub(crate) fn put(conn: &mut Conn, rows: &[Row]) -> Result<(), DbError> {
    for batch in rows.chunks(BATCH) {
        on!(conn, |c| diesel::insert_into(regions::table)
            .values(batch)
            .on_conflict(regions::code)
            .do_update()
            .set((
                regions::name.eq(excluded(regions::name)),
                regions::match_name.eq(excluded(regions::match_name)),
                regions::bps_code.eq(excluded(regions::bps_code)),
                regions::valid_from.eq(excluded(regions::valid_from)),
                regions::valid_to.eq(excluded(regions::valid_to)),
                regions::aliases.eq(excluded(regions::aliases)),
                regions::legal_basis.eq(excluded(regions::legal_basis)),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// Writes successors, each new or in the place of the same pair.
pub(crate) fn put_successors(conn: &mut Conn, rows: &[Successor]) -> Result<(), DbError> {
    for batch in rows.chunks(BATCH) {
        on!(conn, |c| diesel::insert_into(region_successors::table)
            .values(batch)
            .on_conflict((region_successors::code, region_successors::successor_code))
            .do_update()
            .set((
                region_successors::since.eq(excluded(region_successors::since)),
                region_successors::legal_basis.eq(excluded(region_successors::legal_basis)),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// The shipped regions, as the file holds them.
pub(crate) fn shipped() -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(include_bytes!("../data/regions.csv").as_slice());
    let text = |cell: Option<&str>| cell.filter(|text| !text.is_empty()).map(str::to_owned);
    let date = |cell: Option<&str>| cell.and_then(|text| text.parse().ok());
    reader
        .records()
        .filter_map(Result::ok)
        .filter_map(|record| {
            let mut row = Row::new(record.get(0)?, record.get(1)?);
            row.bps_code = text(record.get(4));
            row.valid_from = date(record.get(5));
            row.valid_to = date(record.get(6));
            row.aliases = record.get(7)?.to_owned();
            row.legal_basis = text(record.get(8));
            row.index();
            Some(row)
        })
        .collect()
}

/// The shipped successors, as the file holds them.
pub(crate) fn shipped_successors() -> Vec<Successor> {
    let file = include_bytes!("../data/region_successors.csv").as_slice();
    csv::Reader::from_reader(file)
        .records()
        .filter_map(Result::ok)
        .filter_map(|record| {
            Some(Successor {
                code: record.get(0)?.to_owned(),
                successor_code: record.get(1)?.to_owned(),
                since: record.get(2)?.parse().ok()?,
                legal_basis: record.get(3).map(str::to_owned),
            })
        })
        .collect()
}

/// Loads the shipped regions.
pub fn ship(conn: &mut Conn) -> Result<(), DbError> {
    for batch in shipped().chunks(BATCH) {
        on!(conn, |c| diesel::insert_into(regions::table)
            .values(batch)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    let successors = shipped_successors();
    on!(conn, |c| diesel::insert_into(region_successors::table)
        .values(&successors)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}
