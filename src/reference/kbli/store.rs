//! The queries of KBLI codes.

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::types::{KbliCodeView, KbliFilter, KbliVersion};
use crate::app::App;
use crate::db::{Conn, DbError, on};
use crate::http::{List, Page, Position, Problem, keyset};
use crate::reference::BATCH;
use crate::schema::kbli_codes;

/// A KBLI code as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = kbli_codes, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub(crate) struct Row {
    pub version: KbliVersion,
    pub code: String,
    pub level: i32,
    pub parent_code: Option<String>,
    pub section: String,
    pub title_id: String,
    pub title_en: Option<String>,
}

impl From<Row> for KbliCodeView {
    fn from(row: Row) -> Self {
        Self {
            version: row.version,
            code: row.code,
            level: row.level,
            parent_code: row.parent_code,
            section: row.section,
            title_id: row.title_id,
            title_en: row.title_en,
        }
    }
}

/// Text between wildcards; what the pattern language means is taken as itself.
fn pattern(text: &str, before: &str) -> String {
    let mut out = before.to_owned();
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('%');
    out
}

diesel::define_sql_function! {
    /// Lower case; the official titles are ASCII, which both databases fold alike.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// One page of the list.
pub fn list(
    conn: &mut Conn,
    app: &App,
    query: &List<KbliFilter>,
) -> Result<Page<KbliCodeView>, Problem> {
    const LIST: &str = "kbli:version,code";
    let filter = &query.filter;
    let place = query.page.after(app, LIST)?;
    let version = place
        .as_ref()
        .and_then(|place| KbliVersion::from_word(&place.key));
    let after = version.zip(place.map(|place| place.id));
    let patterns = filter.q.as_deref().map(|q| {
        let folded = q.to_lowercase();
        (pattern(&q.to_uppercase(), ""), pattern(&folded, "%"))
    });
    macro_rules! filtered {
        () => {{
            let mut q = kbli_codes::table.into_boxed();
            if let Some(version) = filter.version {
                q = q.filter(kbli_codes::version.eq(version));
            }
            if let Some(level) = filter.level {
                q = q.filter(kbli_codes::level.eq(level));
            }
            if let Some(section) = &filter.section {
                q = q.filter(kbli_codes::section.eq(section));
            }
            if let Some(parent) = &filter.parent {
                q = q.filter(kbli_codes::parent_code.eq(parent));
            }
            if let Some((code, title)) = &patterns {
                q = q.filter(
                    kbli_codes::code
                        .like(code)
                        .escape('\\')
                        .or(lower(kbli_codes::title_id).like(title).escape('\\')),
                );
            }
            q
        }};
    }
    let limit = query.page.limit() + 1;
    let rows: Vec<Row> = on!(conn, |c| {
        let q = filtered!().select(Row::as_select()).limit(limit);
        keyset!(q, false, after, kbli_codes::version, kbli_codes::code).load(c)
    })?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let page = Page::new(app, LIST, &query.page, rows, total, |row| Position {
        key: row.version.to_string(),
        id: row.code.clone(),
    });
    Ok(page.map(KbliCodeView::from))
}

/// One code.
pub fn find(conn: &mut Conn, version: KbliVersion, code: &str) -> Result<KbliCodeView, Problem> {
    let row: Row = on!(conn, |c| kbli_codes::table
        .find((version, code))
        .select(Row::as_select())
        .first(c))?;
    Ok(row.into())
}

/// Every code.
pub(crate) fn all(conn: &mut Conn) -> Result<Vec<Row>, DbError> {
    Ok(on!(conn, |c| kbli_codes::table
        .select(Row::as_select())
        .order((kbli_codes::version, kbli_codes::code))
        .load(c))?)
}

/// Writes codes, each new or in the place of the same one.
pub(crate) fn put(conn: &mut Conn, rows: &[Row]) -> Result<(), DbError> {
    for batch in rows.chunks(BATCH) {
        on!(conn, |c| diesel::insert_into(kbli_codes::table)
            .values(batch)
            .on_conflict((kbli_codes::version, kbli_codes::code))
            .do_update()
            .set((
                kbli_codes::parent_code.eq(excluded(kbli_codes::parent_code)),
                kbli_codes::section.eq(excluded(kbli_codes::section)),
                kbli_codes::title_id.eq(excluded(kbli_codes::title_id)),
                kbli_codes::title_en.eq(excluded(kbli_codes::title_en)),
            ))
            .execute(c))?;
    }
    Ok(())
}

/// The shipped codes, as the file holds them.
pub(crate) fn shipped() -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(include_bytes!("../data/kbli.csv").as_slice());
    let text = |cell: Option<&str>| cell.filter(|text| !text.is_empty()).map(str::to_owned);
    reader
        .records()
        .filter_map(Result::ok)
        .filter_map(|record| {
            Some(Row {
                version: KbliVersion::from_word(record.get(0)?)?,
                code: record.get(1)?.to_owned(),
                level: record.get(2)?.parse().ok()?,
                parent_code: text(record.get(3)),
                section: record.get(4)?.to_owned(),
                title_id: record.get(5)?.to_owned(),
                title_en: text(record.get(6)),
            })
        })
        .collect()
}

/// Loads the shipped codes.
pub fn ship(conn: &mut Conn) -> Result<(), DbError> {
    for batch in shipped().chunks(BATCH) {
        on!(conn, |c| diesel::insert_into(kbli_codes::table)
            .values(batch)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}
