//! The refused rows of a job as the file to correct and send back.

use diesel::prelude::*;

use super::report::{PER_ROW, STORED, Stored, opened};
use super::store::JobRow;
use super::types::Severity;
use super::view::Settings;
use crate::app::App;
use crate::db::{Conn, Id, on};
use crate::http::Problem;
use crate::schema::import_refusals as refusals;
use crate::text::Lang;

/// The columns that say why a row was refused; a file that comes back with them means nothing by them.
pub const OWN: [&str; 3] = ["row", "code", "message"];

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
            let own = OWN.map(str::to_owned);
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
            .select(STORED)
            .load(c))?;
        self.ended = rows.len() < usize::try_from(PIECE).unwrap_or(usize::MAX);
        for (n, number, _, code, sealed) in rows {
            self.after = n;
            let said = opened(self.app.keys(), import, n, &sealed)?;
            let message = match self.lang {
                Lang::Id => said.id,
                Lang::En => said.en,
            };
            let message = match said.column {
                Some(column) => format!("{column}: {message}"),
                None => message,
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
