//! The queries of agencies.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::types::{Agency, AgencyChange, AgencyFilter, AgencyFunction, AgencyInput};
use crate::app::{App, Tx};
use crate::audit::{Act, difference};
use crate::auth::Level;
use crate::changes::Kind;
use crate::db::{Conn, DbError, Timestamp, on, replace_row};
use crate::http::{IfMatch, List, Page, Position, Problem, Rules, etag, keyset, known};
use crate::reference::{Lists, regions};
use crate::schema::agencies;
use crate::text::Text;

const RESOURCE: &str = "agencies";

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = agencies, primary_key(code), treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
struct Row {
    code: String,
    name: String,
    short_name: String,
    level: Level,
    region_code: Option<String>,
    functions: String,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

fn join(functions: &[AgencyFunction]) -> String {
    let words: Vec<&str> = functions.iter().map(|one| one.as_str()).collect();
    words.join("|")
}

fn split(functions: &str) -> Vec<AgencyFunction> {
    functions
        .split('|')
        .filter_map(AgencyFunction::from_word)
        .collect()
}

impl Row {
    fn new(input: AgencyInput, at: Timestamp) -> Self {
        Self {
            code: input.code,
            name: input.name,
            short_name: input.short_name,
            level: input.level,
            region_code: input.region_code,
            functions: join(&input.functions),
            valid_from: input.valid_from,
            valid_to: input.valid_to,
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    fn changeable(&self) -> AgencyChange {
        AgencyChange {
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            functions: split(&self.functions),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
        }
    }
}

impl From<Row> for Agency {
    fn from(row: Row) -> Self {
        Self {
            functions: split(&row.functions),
            code: row.code,
            name: row.name,
            short_name: row.short_name,
            level: row.level,
            region_code: row.region_code,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// One page of the list.
pub fn list(
    conn: &mut Conn,
    app: &App,
    query: &List<AgencyFilter>,
) -> Result<Page<Agency>, Problem> {
    const LIST: &str = "agencies:code";
    let filter = &query.filter;
    let after = query.page.after(app, LIST)?;
    let after = after.map(|place| (place.id.clone(), place.id));
    macro_rules! filtered {
        () => {{
            let mut q = agencies::table.into_boxed();
            if let Some(level) = filter.level {
                q = q.filter(agencies::level.eq(level));
            }
            if let Some(region) = &filter.region {
                q = q.filter(agencies::region_code.eq(region));
            }
            if let Some(function) = filter.function {
                // No function's word is part of another's.
                q = q.filter(agencies::functions.like(format!("%{function}%")));
            }
            q
        }};
    }
    let limit = query.page.limit() + 1;
    let rows: Vec<Row> = on!(conn, |c| {
        let q = filtered!().select(Row::as_select()).limit(limit);
        keyset!(q, false, after, agencies::code, agencies::code).load(c)
    })?;
    Lists::check_filter(conn, app, filter.region.as_deref(), rows.is_empty())?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let page = Page::new(app, LIST, &query.page, rows, total, |row| Position {
        key: String::new(),
        id: row.code.clone(),
    });
    Ok(page.map(Agency::from))
}

fn load(conn: &mut Conn, code: &str) -> Result<Row, Problem> {
    Ok(on!(conn, |c| agencies::table
        .find(code)
        .select(Row::as_select())
        .first(c))?)
}

/// One agency.
pub fn find(conn: &mut Conn, code: &str) -> Result<Agency, Problem> {
    load(conn, code).map(Agency::from)
}

/// Notes at `pointer` an agency that does not exist, or that only runs the service.
pub fn check_known(
    conn: &mut Conn,
    code: &str,
    pointer: impl Into<String>,
    rules: &mut Rules,
) -> Result<(), Problem> {
    let found = known(load(conn, code))?;
    if found.is_none_or(|row| row.level == Level::Operator) {
        rules.broken(
            pointer,
            "unknown_reference",
            Text::new(
                "Instansi ini tidak ditemukan; lihat /v1/agencies.",
                "This agency does not exist; see /v1/agencies.",
            ),
        );
    }
    Ok(())
}

/// Creates an agency.
pub fn create(tx: &mut Tx<'_>, input: AgencyInput) -> Result<Agency, Problem> {
    let lists = Lists::current(tx.conn, &tx.app)?;
    check(&lists, &input).finish()?;
    let values = serde_json::to_value(&input).map_err(Problem::internal)?;
    let row = Row::new(input, tx.at);
    on!(tx.conn, |c| diesel::insert_into(agencies::table)
        .values(&row)
        .execute(c))?;
    let act = Act {
        values: Some(difference(&serde_json::Value::Null, &values)),
        version: Some(1),
        ..Act::administrative("created", RESOURCE, &row.code)
    };
    tx.record(act, Kind::Created)?;
    Ok(row.into())
}

/// Changes an agency by a merge patch.
pub fn update(
    tx: &mut Tx<'_>,
    code: &str,
    if_match: &IfMatch,
    patch: impl FnOnce(&AgencyChange) -> Result<AgencyChange, Problem>,
) -> Result<Agency, Problem> {
    let before = load(tx.conn, code)?;
    if_match.check(&etag(before.version, ""))?;
    let change = patch(&before.changeable())?;
    let mut rules = Rules::default();
    check_days(change.valid_from, change.valid_to, &mut rules);
    if before.level == Level::Operator && change.valid_to.is_some() {
        rules.broken(
            "/valid_to",
            "not_allowed",
            Text::new(
                "Operator layanan tidak dapat diakhiri: semua administrator akan terkunci.",
                "The operator of the service cannot end: every administrator would be locked out.",
            ),
        );
    }
    rules.finish()?;
    let was = serde_json::to_value(before.changeable()).map_err(Problem::internal)?;
    let is = serde_json::to_value(&change).map_err(Problem::internal)?;
    let changes = difference(&was, &is);
    if changes.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(before.into());
    }
    let row = Row {
        name: change.name,
        short_name: change.short_name,
        functions: join(&change.functions),
        valid_from: change.valid_from,
        valid_to: change.valid_to,
        version: before.version + 1,
        updated_at: tx.at,
        ..before
    };
    replace_row!(tx.conn, agencies, &row, code)?;
    let act = Act {
        values: Some(changes),
        version: Some(row.version),
        ..Act::administrative("updated", RESOURCE, code)
    };
    tx.record(act, Kind::Updated)?;
    Ok(row.into())
}

/// The rules of a new agency.
pub(super) fn check(lists: &Lists, input: &AgencyInput) -> Rules {
    let mut rules = Rules::default();
    check_days(input.valid_from, input.valid_to, &mut rules);
    if input.level != Level::Nasional && !input.code.contains('-') {
        rules.broken(
            "/code",
            "invalid_format",
            Text::new(
                "Kode instansi daerah berbentuk <nama-pendek>-<daerah>, misalnya dp3a-kukar.",
                "A regional agency's code has the form <short-name>-<region>, for example dp3a-kukar.",
            ),
        );
    }
    let kind = match input.level {
        Level::Provinsi => regions::RegionKind::Provinsi,
        Level::Kabupaten => regions::RegionKind::Kabupaten,
        Level::Kota => regions::RegionKind::Kota,
        Level::Nasional => {
            if input.region_code.is_some() {
                rules.broken(
                    "/region_code",
                    "not_allowed",
                    Text::new(
                        "Instansi nasional tidak memiliki kode wilayah.",
                        "A national agency has no region code.",
                    ),
                );
            }
            return rules;
        }
        Level::Operator => {
            rules.broken(
                "/level",
                "not_allowed",
                Text::new(
                    "Operator layanan sudah ada dan hanya satu.",
                    "The operator of the service exists already and is the only one.",
                ),
            );
            return rules;
        }
    };
    let Some(code) = &input.region_code else {
        rules.broken(
            "/region_code",
            "required",
            Text::new("Isian ini wajib.", "This field is required."),
        );
        return rules;
    };
    let mut flags = Vec::new();
    let region = lists.check_region(code, "/region_code", &mut rules, &mut flags);
    if region.is_some_and(|region| region.kind != kind) {
        rules.broken(
            "/region_code",
            "level_mismatch",
            Text::owned(
                format!("Instansi tingkat {} memerlukan kode {kind}.", input.level),
                format!(
                    "An agency of the level {} needs the code of a {kind}.",
                    input.level
                ),
            ),
        );
    }
    rules
}

fn check_days(from: Option<NaiveDate>, to: Option<NaiveDate>, rules: &mut Rules) {
    if from.zip(to).is_some_and(|(from, to)| to <= from) {
        rules.broken(
            "/valid_to",
            "out_of_order",
            Text::new(
                "Tanggal akhir harus sesudah tanggal awal.",
                "The end must come after the beginning.",
            ),
        );
    }
}

/// The agencies the seeds name, and the operator.
pub fn ship(conn: &mut Conn) -> Result<(), DbError> {
    let at = Timestamp::now();
    let mut reader = csv::Reader::from_reader(include_bytes!("../data/agencies.csv").as_slice());
    let rows: Vec<Row> = reader
        .records()
        .filter_map(Result::ok)
        .filter_map(|record| {
            let input = AgencyInput {
                code: record.get(0)?.to_owned(),
                name: record.get(1)?.to_owned(),
                short_name: record.get(2)?.to_owned(),
                level: Level::from_word(record.get(3)?)?,
                region_code: record
                    .get(4)
                    .filter(|code| !code.is_empty())
                    .map(str::to_owned),
                functions: split(record.get(5)?),
                valid_from: None,
                valid_to: None,
            };
            Some(Row::new(input, at))
        })
        .collect();
    on!(conn, |c| diesel::insert_into(agencies::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}
