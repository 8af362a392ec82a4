//! What was refused, skipped or doubted: kept encrypted for seven days, for the importing agency.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::finding::RowResult;
use super::store::JobRow;
use super::types::{ImportError, Severity};
use super::view::{Settings, sentence};
use crate::app::App;
use crate::db::{Conn, Id, on};
use crate::http::{Page, PageQuery, Position, Problem, guarded, keyset};
use crate::keys::Keys;
use crate::schema::import_refusals as refusals;
use crate::text::Lang;

/// The most findings kept about one row; they share the row's place in the order.
const PER_ROW: i64 = 64;

/// What stands sealed beside a finding's code.
#[derive(Deserialize, Serialize)]
struct Sealed {
    sheet: Option<String>,
    column: Option<String>,
    id: String,
    en: String,
    masked: Option<String>,
    suggestion: Option<String>,
    /// The original row, with the first error of a refused one.
    cells: Option<Vec<String>>,
}

#[derive(Insertable)]
#[diesel(table_name = refusals)]
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

/// Stores what is said about rows.
pub fn store(
    conn: &mut Conn,
    keys: &Keys,
    import: Id,
    results: &[RowResult],
) -> Result<(), Problem> {
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
    for part in rows.chunks(1000) {
        on!(conn, |c| diesel::insert_into(refusals::table)
            .values(part)
            .execute(c))?;
    }
    Ok(())
}

/// Forgets what was said: the rows are read once more.
pub fn forget(conn: &mut Conn, import: Id) -> Result<(), Problem> {
    on!(conn, |c| diesel::delete(
        refusals::table.filter(refusals::import_id.eq(import))
    )
    .execute(c))?;
    Ok(())
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

type Stored = (i64, i64, String, String, Vec<u8>);

fn opened(keys: &Keys, import: Id, n: i64, sealed: &[u8]) -> Result<Sealed, Problem> {
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
    .select((
        refusals::n,
        refusals::row_number,
        refusals::severity,
        refusals::code,
        refusals::sealed,
    ))
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

/// Writes the refused rows as the file to send back: the original columns, then row, code, message.
pub struct SendBack {
    app: App,
    import: Id,
    lang: Lang,
    /// The columns of all sheets, each once.
    columns: Vec<String>,
    /// For each sheet, where its columns stand among them.
    places: Vec<(Option<String>, Vec<usize>)>,
    after: i64,
    started: bool,
    ended: bool,
    open: Option<Refused>,
}

/// One refused row while its findings are collected.
struct Refused {
    ordinal: i64,
    number: i64,
    sheet: Option<String>,
    cells: Vec<String>,
    codes: Vec<String>,
    messages: Vec<String>,
}

impl SendBack {
    /// The file of a job.
    pub fn new(app: &App, job: &JobRow, lang: Lang) -> Result<Self, Problem> {
        let understood = Settings::of(job)?.understood.unwrap_or_default();
        let mut columns: Vec<String> = Vec::new();
        let mut places = Vec::new();
        for sheet in understood.sheets {
            let mut taken: Vec<usize> = Vec::new();
            for header in sheet.columns {
                // Two unknown columns of one sheet may have the same header.
                let known = columns
                    .iter()
                    .enumerate()
                    .position(|(at, one)| *one == header && !taken.contains(&at));
                let at = known.unwrap_or_else(|| {
                    columns.push(header);
                    columns.len() - 1
                });
                taken.push(at);
            }
            places.push((sheet.name, taken));
        }
        Ok(Self {
            app: app.clone(),
            import: job.id,
            lang,
            columns,
            places,
            after: -1,
            started: false,
            ended: false,
            open: None,
        })
    }

    /// The next piece of the file; none at its end.
    pub fn next(&mut self, conn: &mut Conn) -> Result<Option<Vec<u8>>, Problem> {
        const PIECE: i64 = 500;
        if self.ended {
            return Ok(None);
        }
        let mut out = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        if !std::mem::replace(&mut self.started, true) {
            let own = ["row", "code", "message"].map(str::to_owned);
            out.write_record(self.columns.iter().chain(&own))
                .map_err(Problem::internal)?;
        }
        let after = self.after;
        let import = self.import;
        let rows: Vec<Stored> = on!(conn, |c| refusals::table
            .filter(refusals::import_id.eq(import))
            .filter(refusals::n.gt(after))
            .filter(refusals::severity.eq(Severity::Error.as_str()))
            .order(refusals::n)
            .limit(PIECE)
            .select((
                refusals::n,
                refusals::row_number,
                refusals::severity,
                refusals::code,
                refusals::sealed,
            ))
            .load(c))?;
        self.ended = rows.len() < usize::try_from(PIECE).unwrap_or(usize::MAX);
        for (n, number, _, code, sealed) in rows {
            self.after = n;
            let said = opened(self.app.keys(), import, n, &sealed)?;
            let message = match self.lang {
                Lang::Id => said.id,
                Lang::En => said.en,
            };
            let ordinal = n / PER_ROW;
            match &mut self.open {
                Some(open) if open.ordinal == ordinal => {
                    open.codes.push(code);
                    open.messages.push(message);
                    if let Some(cells) = said.cells {
                        open.cells = cells;
                    }
                }
                _ => {
                    let refused = Refused {
                        ordinal,
                        number,
                        sheet: said.sheet,
                        cells: said.cells.unwrap_or_default(),
                        codes: vec![code],
                        messages: vec![message],
                    };
                    if let Some(done) = self.open.replace(refused) {
                        self.write(&mut out, &done)?;
                    }
                }
            }
        }
        if self.ended
            && let Some(done) = self.open.take()
        {
            self.write(&mut out, &done)?;
        }
        out.into_inner().map(Some).map_err(Problem::internal)
    }

    fn write(&self, out: &mut csv::Writer<Vec<u8>>, row: &Refused) -> Result<(), Problem> {
        let mut record = vec![String::new(); self.columns.len()];
        let places = self.places.iter().find(|(name, _)| *name == row.sheet);
        for (cell, at) in row.cells.iter().zip(places.iter().flat_map(|(_, p)| p)) {
            record[*at].clone_from(cell);
        }
        record.push(row.number.to_string());
        record.push(row.codes.join("; "));
        record.push(row.messages.join(" "));
        out.write_record(&record).map_err(Problem::internal)
    }
}
