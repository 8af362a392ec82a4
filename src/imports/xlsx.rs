//! XLSX workbooks, read sheet by sheet and cell by cell.
//!
//! * Only visible worksheets are read; hidden ones are named in a warning.
//! * A formula counts as its stored result; without one the cell says so.
//! * Text of an area merged downwards stands in each of its rows, as a person sees it.
//!   Numbers do not: an amount shared by three rows is not three amounts. An area merged
//!   to the right keeps its text in the first column.
//! * A panic of the workbook reader over a hostile file is a refused file.

use std::io::{Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader};
use chrono::NaiveDate;

use super::cell::Cell;
use super::sheet::{Limits, SheetError, SheetRow, SheetWarning};
use super::zip_guard;
use crate::text::Text;

/// An open workbook.
pub struct XlsxBook<R: Read + Seek> {
    book: Xlsx<R>,
    sheets: Vec<String>,
    warnings: Vec<SheetWarning>,
    limits: Limits,
}

/// Turns a panic or an error of the workbook reader into a refused file.
fn guarded<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<T, SheetError> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) | Err(_) => Err(SheetError::unreadable()),
    }
}

/// Opens a workbook after its container was judged.
pub fn open_xlsx<R: Read + Seek>(mut input: R, limits: &Limits) -> Result<XlsxBook<R>, SheetError> {
    zip_guard::check(&mut input, limits)?;
    let book = guarded(|| Xlsx::new(input))?;
    let mut sheets = Vec::new();
    let mut warnings = Vec::new();
    for sheet in book.sheets_metadata() {
        match (sheet.typ, sheet.visible) {
            (SheetType::WorkSheet, SheetVisible::Visible) => sheets.push(sheet.name.clone()),
            (SheetType::WorkSheet, _) => warnings.push(SheetWarning {
                code: "hidden_sheet_skipped",
                message: Text::owned(
                    format!("lembar tersembunyi \"{}\" tidak dibaca", sheet.name),
                    format!("the hidden sheet \"{}\" was not read", sheet.name),
                ),
                row: None,
            }),
            _ => {}
        }
    }
    Ok(XlsxBook {
        book,
        sheets,
        warnings,
        limits: limits.clone(),
    })
}

impl<R: Read + Seek> XlsxBook<R> {
    /// Gives the names of the visible worksheets in their order.
    pub fn sheets(&self) -> &[String] {
        &self.sheets
    }

    /// Gives the warnings about the workbook.
    pub fn warnings(&self) -> &[SheetWarning] {
        &self.warnings
    }

    /// Tells whether serial numbers of dates count from 1904.
    pub fn uses_1904(&self) -> bool {
        self.book.has_1904_epoch()
    }

    /// Starts to read one worksheet.
    pub fn rows(&mut self, sheet: &str) -> Result<XlsxRows<'_, R>, SheetError> {
        let book = &mut self.book;
        let merged = guarded(|| book.merge_cells_by_sheet_name(sheet))?;
        if merged.len() > self.limits.max_merged_areas {
            return Err(SheetError::new(
                "too_many_merged_cells",
                "lembar memiliki terlalu banyak sel gabungan; pisahkan sel gabungan lalu simpan ulang",
                "the sheet has too many merged cells; unmerge them and save again",
            ));
        }
        let mut merged: Vec<Dimensions> = merged
            .into_iter()
            .filter(|area| area.end.0 > area.start.0)
            .collect();
        merged.sort_by_key(|area| std::cmp::Reverse(area.start));
        let cells = guarded(|| book.worksheet_cells_reader(sheet))?;
        Ok(XlsxRows {
            cells,
            sheet: sheet.to_string(),
            merged,
            filling: Vec::new(),
            pending: None,
            last: None,
            limits: self.limits.clone(),
            ended: false,
            done: false,
        })
    }
}

struct Filling {
    until: u32,
    column: usize,
    text: Cell,
}

/// The rows of one worksheet; ends after the first error.
pub struct XlsxRows<'a, R: Read + Seek> {
    cells: XlsxCellReader<'a, R>,
    sheet: String,
    /// Areas merged downwards, the next one last.
    merged: Vec<Dimensions>,
    filling: Vec<Filling>,
    pending: Option<(u32, u32, Cell)>,
    /// The number of the last row, counted from 0.
    last: Option<u32>,
    limits: Limits,
    /// The last cell was read; the reader must not be asked again.
    ended: bool,
    done: bool,
}

impl<R: Read + Seek> XlsxRows<'_, R> {
    /// Reads the next cell with its row and column, both from 0.
    fn next_cell(&mut self) -> Result<Option<(u32, u32, Cell)>, SheetError> {
        if let Some(cell) = self.pending.take() {
            return Ok(Some(cell));
        }
        if self.ended {
            return Ok(None);
        }
        let cells = &mut self.cells;
        // The variant that expands shared formulas reserves memory by a number in the file.
        let Some(record) = guarded(|| cells.next_cell_with_formula_metadata())? else {
            self.ended = true;
            return Ok(None);
        };
        let value = match (&record.value, &record.formula) {
            (DataRef::Empty, Some(_)) => Cell::Formula,
            (value, _) => convert(value),
        };
        let (row, column) = record.pos;
        if row >= self.limits.max_rows {
            return Err(SheetError::too_many_rows(row.saturating_add(1)));
        }
        if let Cell::Text(text) = &value
            && text.len() > self.limits.max_cell_bytes
        {
            return Err(SheetError::too_long(row + 1));
        }
        Ok(Some((row, column, value)))
    }

    fn next_row(&mut self) -> Result<Option<SheetRow>, SheetError> {
        let Some((row, mut column, mut value)) = self.next_cell()? else {
            return Ok(None);
        };
        // Rows out of order would get wrong numbers in the report.
        if self.last.is_some_and(|last| row <= last) {
            return Err(SheetError::unreadable().at(row + 1));
        }
        self.last = Some(row);
        let mut cells: Vec<Cell> = Vec::new();
        let mut bytes = 0;
        loop {
            if !value.is_empty() {
                let at = column as usize;
                if at >= self.limits.max_columns {
                    return Err(SheetError::too_many_columns(row + 1));
                }
                if let Cell::Text(text) = &value {
                    bytes += text.len();
                    if bytes > self.limits.max_record_bytes {
                        return Err(SheetError::too_long(row + 1));
                    }
                }
                put(&mut cells, at, value);
            }
            match self.next_cell()? {
                Some((next, next_column, next_value)) if next == row => {
                    (column, value) = (next_column, next_value);
                }
                other => {
                    self.pending = other;
                    break;
                }
            }
        }
        if !cells.is_empty() {
            self.fill(row, &mut cells);
        }
        Ok(Some(SheetRow {
            number: row + 1,
            sheet: Some(self.sheet.clone()),
            cells,
        }))
    }

    /// Repeats the text of areas merged downwards.
    fn fill(&mut self, row: u32, cells: &mut Vec<Cell>) {
        self.filling.retain(|filling| filling.until >= row);
        for filling in &self.filling {
            if cells.get(filling.column).is_none_or(Cell::is_empty) {
                put(cells, filling.column, filling.text.clone());
            }
        }
        while let Some(area) = self.merged.pop_if(|area| area.start.0 <= row) {
            let column = area.start.1 as usize;
            if area.start.0 == row
                && let Some(text @ Cell::Text(_)) = cells.get(column)
            {
                self.filling.push(Filling {
                    until: area.end.0,
                    column,
                    text: text.clone(),
                });
            }
        }
    }
}

fn put(cells: &mut Vec<Cell>, at: usize, value: Cell) {
    if cells.len() <= at {
        cells.resize(at + 1, Cell::Empty);
    }
    cells[at] = value;
}

fn convert(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        // Whole numbers above 2^53 do not occur: the reader makes them floats.
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) | DataRef::DurationIso(text) => Cell::from_text(text),
        DataRef::SharedString(text) => Cell::from_text(text),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::Error(_) => Cell::Error,
        DataRef::DateTimeIso(text) => text
            .get(..10)
            .and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok())
            .map_or_else(|| Cell::from_text(text), Cell::Date),
        DataRef::DateTime(moment) if moment.is_duration() || moment.as_f64() < 1.0 => {
            Cell::Number(moment.as_f64())
        }
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
                .map_or(Cell::Error, Cell::Date)
        }
    }
}

impl<R: Read + Seek> Iterator for XlsxRows<'_, R> {
    type Item = Result<SheetRow, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            match self.next_row() {
                Ok(Some(row)) if row.cells.iter().all(Cell::is_empty) => {}
                Ok(Some(row)) => return Some(Ok(row)),
                Ok(None) => self.done = true,
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

#[cfg(test)]
#[path = "xlsx_tests.rs"]
mod tests;
