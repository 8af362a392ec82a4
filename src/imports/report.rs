//! What was refused, skipped or doubted: kept encrypted for seven days, for the importing agency.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::finding::RowResult;
use super::types::{ImportError, Severity};
use super::view::sentence;
use crate::app::App;
use crate::db::{Conn, Id, insert_rows, on};
use crate::http::{Page, PageQuery, Position, Problem, guarded, keyset};
use crate::keys::Keys;
use crate::schema::import_refusals as refusals;
use crate::text::Lang;

/// The most findings kept about one row; they share the row's place in the order.
pub(super) const PER_ROW: i64 = 64;

/// What stands sealed beside a finding's code.
#[derive(Deserialize, Serialize)]
pub(super) struct Sealed {
    pub(super) sheet: Option<String>,
    pub(super) column: Option<String>,
    pub(super) id: String,
    pub(super) en: String,
    masked: Option<String>,
    suggestion: Option<String>,
    /// The original row, with the first error of a refused one.
    pub(super) cells: Option<Vec<String>>,
}

#[derive(Insertable)]
#[diesel(table_name = refusals, treat_none_as_default_value = false)]
struct NewRow {
    import_id: Id,
    n: i64,
    row_number: i64,
    severity: &'static str,
    code: &'static str,
    field: Option<&'static str>,
    sealed: Vec<u8>,
}

/// What a sealed finding is bound to.
fn context(import: Id, n: i64) -> String {
    format!("import_refusals:{import}:{n}")
}

/// What is said about rows, sealed before the transaction that stores it holds anything.
pub struct Report(Vec<NewRow>);

impl Report {
    /// What is said about these rows of a job.
    pub fn of(keys: &Keys, import: Id, results: &[RowResult]) -> Result<Self, Problem> {
        let mut rows = Vec::new();
        for result in results {
            let first_error = result
                .findings
                .iter()
                .position(|finding| finding.severity == Severity::Error);
            for (finding, k) in result.findings.iter().zip(0..PER_ROW) {
                let n = result.ordinal * PER_ROW + k;
                let keeps_row = first_error.is_some_and(|at| at as i64 == k);
                let sealed = Sealed {
                    sheet: result.sheet.name.clone(),
                    column: finding
                        .field
                        .and_then(|field| result.sheet.header(field))
                        .map(str::to_owned),
                    id: sentence(&finding.message.id),
                    en: sentence(&finding.message.en),
                    masked: finding.masked.clone(),
                    suggestion: finding.suggestion.clone(),
                    cells: keeps_row.then(|| result.cells.iter().map(sent_back).collect()),
                };
                let plain = serde_json::to_vec(&sealed).map_err(Problem::internal)?;
                rows.push(NewRow {
                    import_id: import,
                    n,
                    row_number: i64::from(result.number),
                    severity: finding.severity.as_str(),
                    code: finding.code,
                    field: finding.field.map(super::header::Field::name),
                    sealed: keys.seal(&context(import, n), &plain),
                });
            }
        }
        Ok(Self(rows))
    }

    /// Stores it.
    pub fn write(&self, conn: &mut Conn) -> Result<(), Problem> {
        Ok(insert_rows!(conn, refusals, self.0.as_slice())?)
    }
}

/// A cell as it goes back; what was refused for its kind must be refused again.
fn sent_back(cell: &Cell) -> String {
    match cell {
        // Written out, the digits of a NIK that went through a number would look sound.
        Cell::Number(number) if number.abs() >= 1e15 => format!("{number:.5E}"),
        Cell::Formula | Cell::Error => "#VALUE!".to_owned(),
        other => guarded(&other.text()),
    }
}

/// A finding as it is read: place, row, severity, code and what is sealed.
pub(super) type Stored = (i64, i64, String, String, Vec<u8>);

/// The columns of [`Stored`].
pub(super) const STORED: (
    refusals::n,
    refusals::row_number,
    refusals::severity,
    refusals::code,
    refusals::sealed,
) = (
    refusals::n,
    refusals::row_number,
    refusals::severity,
    refusals::code,
    refusals::sealed,
);

/// Opens what is said about a row.
pub(super) fn opened(keys: &Keys, import: Id, n: i64, sealed: &[u8]) -> Result<Sealed, Problem> {
    let plain = keys
        .open(&context(import, n), sealed)
        .map_err(Problem::internal)?;
    serde_json::from_slice(&plain).map_err(Problem::unreadable)
}

/// One page of what is said about the rows of a job, in the order of the file.
pub fn page(
    conn: &mut Conn,
    app: &App,
    import: Id,
    severity: Option<Severity>,
    query: &PageQuery,
    lang: Lang,
) -> Result<Page<ImportError>, Problem> {
    let list = format!("import-errors:{import}");
    let place = query
        .after(app, &list)?
        .map(|place| place.id.parse::<i64>())
        .transpose()
        .map_err(Problem::internal)?
        .map(|n| (n, n));
    macro_rules! filtered {
        () => {{
            let mut q = refusals::table
                .filter(refusals::import_id.eq(import))
                .into_boxed();
            if let Some(severity) = severity {
                q = q.filter(refusals::severity.eq(severity.as_str()));
            }
            q
        }};
    }
    let rows: Vec<Stored> = on!(conn, |c| keyset!(
        filtered!().limit(query.limit() + 1),
        false,
        place,
        refusals::n,
        refusals::n
    )
    .select(STORED)
    .load(c))?;
    let total = if query.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let views = rows
        .into_iter()
        .map(|(n, row, severity, code, sealed)| {
            let said = opened(app.keys(), import, n, &sealed)?;
            let view = ImportError {
                row,
                sheet: said.sheet,
                column: said.column,
                code,
                severity: Severity::from_word(&severity).unwrap_or(Severity::Error),
                message: match lang {
                    Lang::Id => said.id,
                    Lang::En => said.en,
                },
                masked_value: said.masked,
                suggestion: said.suggestion,
            };
            Ok((n, view))
        })
        .collect::<Result<Vec<_>, Problem>>()?;
    let page = Page::new(app, &list, query, views, total, |(n, _)| Position {
        key: String::new(),
        id: n.to_string(),
    });
    Ok(page.map(|(_, view)| view))
}
