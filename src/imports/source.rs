//! An uploaded file read back from its chunks, row by row, in constant memory.

use std::collections::VecDeque;
use std::io::{Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex};

use super::cell::Cell;
use super::header::{Field, Layout, Shape, recognize};
use super::ndjson::open_ndjson;
use super::sheet::{Limits, SheetError, SheetRow, open_csv, open_xlsx};
use super::store::{self, CHUNK, JobRow};
use super::template;
use super::types::{ImportField, ImportKind, ImportShape, ImportSheet};
use super::view::{Said, Understood};
use crate::app::App;
use crate::db::Id;
use crate::http::{NDJSON, Problem};
use crate::text::Text;

/// The media type of CSV.
pub const CSV: &str = "text/csv";

/// Chunks held in memory: a workbook is read here and there.
const HELD: usize = 8;

/// How many rows may stand above a header.
const HEAD: usize = 20;

/// Why reading stopped.
#[derive(Debug)]
pub enum Halt<E> {
    /// The file cannot be read.
    File(SheetError),
    /// The service cannot go on.
    Service(Problem),
    /// The visitor stopped it.
    Visitor(E),
}

/// What all rows of a sheet share.
#[derive(Debug)]
pub struct SheetContext {
    /// The sheet's name; only a workbook has sheets.
    pub name: Option<String>,
    /// What its columns hold.
    pub layout: Layout,
    /// Whether serial numbers of dates count from 1904.
    pub epoch_1904: bool,
}

impl SheetContext {
    /// The header of a field's column as written.
    pub fn header(&self, field: Field) -> Option<&str> {
        let at = self.layout.column(field)?;
        self.layout.headers().get(at).map(String::as_str)
    }
}

/// One row that can hold data.
#[derive(Clone, Debug)]
pub struct SourceRow {
    /// Its place among the rows of the file that count, from 0.
    pub ordinal: i64,
    /// Its number as a person sees it.
    pub number: u32,
    /// Its sheet.
    pub sheet: Arc<SheetContext>,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Why it cannot be read at all.
    pub fault: Option<SheetError>,
}

impl SourceRow {
    /// The cell of a field; empty where the sheet has no such column.
    pub fn cell(&self, field: Field) -> &Cell {
        self.sheet
            .layout
            .column(field)
            .and_then(|at| self.cells.get(at))
            .unwrap_or(&Cell::Empty)
    }
}

/// The bytes of an uploaded file.
struct StoredFile {
    app: App,
    id: Id,
    size: u64,
    at: u64,
    held: VecDeque<(i32, Vec<u8>)>,
    /// What the database said when a chunk did not come: no fault of the file.
    fault: Arc<Mutex<Option<Problem>>>,
}

impl StoredFile {
    fn chunk(&mut self, n: i32) -> std::io::Result<&[u8]> {
        if let Some(at) = self.held.iter().position(|(held, _)| *held == n) {
            return Ok(&self.held[at].1);
        }
        let (id, keys) = (self.id, self.app.keys());
        let read = self
            .app
            .db()
            .read_now(|conn| store::chunk(conn, keys, id, n))
            .and_then(|chunk| {
                chunk.ok_or_else(|| Problem::internal("a chunk of an upload is missing"))
            });
        let plain = read.map_err(|problem| {
            if let Ok(mut fault) = self.fault.lock() {
                *fault = Some(problem);
            }
            std::io::Error::other("a chunk cannot be read")
        })?;
        if self.held.len() >= HELD {
            self.held.pop_front();
        }
        self.held.push_back((n, plain));
        let newest = self.held.len() - 1;
        Ok(&self.held[newest].1)
    }
}

impl Read for StoredFile {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.at >= self.size {
            return Ok(0);
        }
        let n = i32::try_from(self.at / CHUNK as u64).map_err(std::io::Error::other)?;
        let within = usize::try_from(self.at % CHUNK as u64).map_err(std::io::Error::other)?;
        let rest = self.chunk(n)?.get(within..).unwrap_or_default();
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for StoredFile {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

/// Reads every row of a job's file that can hold data.
pub fn each_row<E>(
    app: &App,
    job: &JobRow,
    visit: &mut dyn FnMut(SourceRow) -> Result<(), E>,
) -> Result<Understood, Halt<E>> {
    let fault = Arc::new(Mutex::new(None));
    let file = StoredFile {
        app: app.clone(),
        id: job.id,
        size: u64::try_from(job.size_bytes).unwrap_or(0),
        at: 0,
        held: VecDeque::new(),
        fault: fault.clone(),
    };
    let mut walk = Walk {
        understood: Understood::default(),
        ordinal: 0,
        kind: job.kind,
        visit,
    };
    let read = match job.media_type.as_str() {
        CSV => walk.csv(file),
        NDJSON => walk.ndjson(file),
        _ => walk.xlsx(file),
    };
    // A chunk that did not come looks like a damaged file to the reader.
    if let Some(problem) = fault.lock().ok().and_then(|mut fault| fault.take()) {
        return Err(Halt::Service(problem));
    }
    read?;
    Ok(walk.understood)
}

struct Walk<'v, E> {
    understood: Understood,
    ordinal: i64,
    kind: ImportKind,
    visit: &'v mut dyn FnMut(SourceRow) -> Result<(), E>,
}

impl<E> Walk<'_, E> {
    fn csv(&mut self, file: StoredFile) -> Result<(), Halt<E>> {
        let mut rows = open_csv(file, &Limits::default()).map_err(Halt::File)?;
        let read = self.sheet(None, false, &mut rows);
        self.understood
            .notices
            .extend(rows.warnings().iter().map(Said::from));
        read
    }

    fn xlsx(&mut self, file: StoredFile) -> Result<(), Halt<E>> {
        let mut book = open_xlsx(file, &Limits::default()).map_err(Halt::File)?;
        self.understood
            .notices
            .extend(book.warnings().iter().map(Said::from));
        let epoch_1904 = book.uses_1904();
        let names = book.sheets().to_vec();
        let mut refused: Option<SheetError> = None;
        for name in &names {
            // The sheets of our own workbook beside its data say what they are themselves.
            if template::explains(&names, name) {
                continue;
            }
            let mut rows = book.rows(name).map_err(Halt::File)?.peekable();
            if rows.peek().is_none() {
                continue;
            }
            match self.sheet(Some(name), epoch_1904, &mut rows) {
                // A cover sheet or a summary beside the lists is no reason to refuse them.
                Err(Halt::File(error))
                    if matches!(error.code, "header_not_found" | "missing_column") =>
                {
                    self.understood.notices.push(Said::new(
                        "sheet_skipped",
                        &Text::owned(
                            format!("Lembar \"{name}\" tidak dibaca: {}", error.message.id),
                            format!("The sheet \"{name}\" was not read: {}", error.message.en),
                        ),
                        error.row,
                    ));
                    refused.get_or_insert(error);
                }
                other => other?,
            }
        }
        if self.understood.sheets.is_empty() {
            return Err(Halt::File(refused.unwrap_or_else(|| {
                recognize(&[], self.kind)
                    .err()
                    .unwrap_or_else(SheetError::unreadable)
            })));
        }
        Ok(())
    }

    fn sheet(
        &mut self,
        name: Option<&str>,
        epoch_1904: bool,
        rows: &mut dyn Iterator<Item = Result<SheetRow, SheetError>>,
    ) -> Result<(), Halt<E>> {
        let head = rows
            .take(HEAD)
            .collect::<Result<Vec<_>, _>>()
            .map_err(Halt::File)?;
        let layout = recognize(&head, self.kind).map_err(Halt::File)?;
        self.understood.sheets.push(described(name, &layout));
        let context = Arc::new(SheetContext {
            name: name.map(str::to_owned),
            layout,
            epoch_1904,
        });
        for row in head.into_iter().map(Ok).chain(rows) {
            let row = row.map_err(Halt::File)?;
            if row.number < context.layout.first_data_row {
                continue;
            }
            if context.layout.is_footer(&row) {
                self.understood.ignored_rows += 1;
                continue;
            }
            let ordinal = self.ordinal;
            self.ordinal += 1;
            (self.visit)(SourceRow {
                ordinal,
                number: row.number,
                sheet: context.clone(),
                cells: row.cells,
                fault: None,
            })
            .map_err(Halt::Visitor)?;
        }
        Ok(())
    }

    fn ndjson(&mut self, file: StoredFile) -> Result<(), Halt<E>> {
        let rows = open_ndjson(file, self.kind, &Limits::default()).map_err(Halt::File)?;
        let layout = rows.layout().clone();
        self.understood.sheets.push(described(None, &layout));
        let context = Arc::new(SheetContext {
            name: None,
            layout,
            epoch_1904: false,
        });
        for (ordinal, row) in (0..).zip(rows) {
            let row = row.map_err(Halt::File)?;
            (self.visit)(SourceRow {
                ordinal,
                number: row.number,
                sheet: context.clone(),
                cells: row.cells,
                fault: row.fault,
            })
            .map_err(Halt::Visitor)?;
        }
        Ok(())
    }
}

fn described(name: Option<&str>, layout: &Layout) -> ImportSheet {
    ImportSheet {
        name: name.map(str::to_owned),
        shape: match layout.shape {
            Shape::Canonical => ImportShape::Canonical,
            Shape::Umkm => ImportShape::Umkm,
            Shape::FirmList => ImportShape::FirmList,
            Shape::Alumni => ImportShape::Alumni,
        },
        first_row: layout.first_data_row,
        columns: layout.headers().to_vec(),
        fields: layout
            .columns
            .iter()
            .map(|field| field.map(|field| ImportField(field.header().into_owned())))
            .collect(),
        unknown_columns: layout.unknown_columns.clone(),
        unstored_columns: layout.unstored_columns(),
    }
}
