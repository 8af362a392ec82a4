//! NDJSON files: one JSON object a line, read in constant memory.
//!
//! * A row's number is that of its line. LF and CR LF end a line; empty lines and objects without a
//!   value count and are left out.
//! * Keys are the headers: what the columns of a CSV file may be called, a key may be. Lines may hold
//!   different keys, in any order; the file is read twice, first for its keys.
//! * A value is a text, a number, a logical value or null. A number means what a numeric cell of a
//!   spreadsheet means, with two differences: whole numbers of sixteen digits and more are taken
//!   digit by digit as they are written, and a number in a column of dates is never a serial.
//! * A line that cannot be read is a refused row, and the file goes on.

mod lines;
mod object;

use std::collections::HashMap;
use std::io::{Read, Seek};

use self::lines::Lines;
use self::object::{Object, parse};
use super::aliases::{field_of, plain};
use super::cell::Cell;
use super::header::{Field, Layout};
use super::sheet::{Limits, SheetError};
use super::types::ImportKind;
use crate::text::Text;

/// One line that is not empty.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonRow {
    /// The number of the line, from 1.
    pub number: u32,
    /// The cells by the columns of the file, as far as they could be read.
    pub cells: Vec<Cell>,
    /// Why the row is refused.
    pub fault: Option<SheetError>,
}

/// Opens an NDJSON file: reads its keys, and begins anew.
pub fn open_ndjson<R: Read + Seek>(
    input: R,
    kind: ImportKind,
    limits: &Limits,
) -> Result<JsonRows<R>, SheetError> {
    let mut lines = Lines::new(input, limits);
    let mut columns = Columns::new(kind);
    let mut first = true;
    while let Some(number) = lines.next_line()? {
        if std::mem::take(&mut first) && lines.held.trim_ascii_start().starts_with(b"[") {
            return Err(an_array(number));
        }
        let Ok(object) = parse(&lines, number) else {
            continue;
        };
        for (key, _) in object.members {
            if columns.at(&key).is_none() && columns.add(key) > limits.max_columns {
                return Err(SheetError::too_many_columns(number));
            }
        }
    }
    let layout = columns.layout()?;
    lines.rewind()?;
    Ok(JsonRows {
        lines,
        columns,
        layout,
        done: false,
    })
}

/// The rows of an NDJSON file; ends after the first error of the file.
pub struct JsonRows<R> {
    lines: Lines<R>,
    columns: Columns,
    layout: Layout,
    done: bool,
}

impl<R: Read> JsonRows<R> {
    /// Gives what the keys of the file mean.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    fn row(&mut self) -> Result<Option<JsonRow>, SheetError> {
        while let Some(number) = self.lines.next_line()? {
            let row = match parse(&self.lines, number) {
                Ok(object) => self.columns.row(object, number),
                Err(fault) => JsonRow {
                    number,
                    cells: Vec::new(),
                    fault: Some(fault),
                },
            };
            if row.fault.is_some() || !row.cells.iter().all(Cell::is_empty) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }
}

impl<R: Read> Iterator for JsonRows<R> {
    type Item = Result<JsonRow, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let row = self.row().transpose();
        self.done = !matches!(row, Some(Ok(_)));
        row
    }
}

/// What the keys of a file mean.
struct Columns {
    kind: ImportKind,
    /// Where the values of a key stand.
    places: HashMap<String, usize>,
    /// The field of each column, and its key as it was first written.
    columns: Vec<(Option<Field>, String)>,
}

impl Columns {
    fn new(kind: ImportKind) -> Self {
        Self {
            kind,
            places: HashMap::new(),
            columns: Vec::new(),
        }
    }

    fn at(&self, key: &str) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// Adds a key and gives how many there are; two names of one field share its column.
    fn add(&mut self, key: String) -> usize {
        let field = field_of(&plain(&key), self.kind);
        let shared = self
            .columns
            .iter()
            .position(|(held, _)| field.is_some() && *held == field);
        let at = shared.unwrap_or(self.columns.len());
        if shared.is_none() {
            self.columns.push((field, key.clone()));
        }
        self.places.insert(key, at);
        self.places.len()
    }

    fn layout(&self) -> Result<Layout, SheetError> {
        if self.columns.is_empty() {
            return Err(SheetError::new(
                "no_objects",
                "tidak ada baris berisi objek JSON; tulis satu objek {…} per baris",
                "no line holds a JSON object; write one object {…} a line",
            ));
        }
        Layout::of_keys(&self.columns, self.kind)
    }

    fn row(&self, object: Object, number: u32) -> JsonRow {
        let mut cells: Vec<Option<Cell>> = Vec::new();
        let mut fault = object
            .too_wide
            .then(|| SheetError::too_many_columns(number));
        for (key, value) in object.members {
            // Every key was seen when the file was opened.
            let Some(at) = self.at(&key) else { continue };
            if cells.len() <= at {
                cells.resize(at + 1, None);
            }
            let field = self.columns[at].0;
            if cells[at].is_some() {
                fault.get_or_insert_with(|| twice(&key, number));
                continue;
            }
            cells[at] = Some(match value.cell(field) {
                Ok(cell) => cell,
                Err(why) => {
                    fault.get_or_insert_with(|| why.told(&key, number));
                    Cell::Empty
                }
            });
        }
        JsonRow {
            number,
            cells: cells.into_iter().map(Option::unwrap_or_default).collect(),
            fault,
        }
    }
}

fn named(code: &'static str, id: String, en: String, number: u32) -> SheetError {
    SheetError {
        code,
        message: Text::owned(id, en),
        row: Some(number),
    }
}

fn an_array(number: u32) -> SheetError {
    SheetError::new(
        "json_array",
        "berkas ini sebuah daftar JSON; tulis satu objek {…} per baris, tanpa kurung siku dan koma di antaranya",
        "the file is a JSON array; write one object {…} a line, without brackets and commas between them",
    )
    .at(number)
}

fn twice(key: &str, number: u32) -> SheetError {
    named(
        "duplicate_key",
        format!("baris ini mengisi kolom \"{key}\" dua kali; hapus salah satunya"),
        format!("the line gives the column \"{key}\" twice; remove one of them"),
        number,
    )
}

fn too_long(number: u32) -> SheetError {
    SheetError::new(
        "line_too_long",
        "baris atau salah satu nilainya terlalu panjang; tulis satu objek per baris",
        "the line or one of its values is too long; write one object a line",
    )
    .at(number)
}

fn invalid_encoding(number: u32) -> SheetError {
    SheetError::new(
        "invalid_encoding",
        "baris ini bukan teks UTF-8 yang dapat disimpan",
        "the line is no UTF-8 text that can be stored",
    )
    .at(number)
}

#[cfg(test)]
#[path = "ndjson_tests.rs"]
mod tests;
