//! Rows of a spreadsheet file, whatever its format, and the limits every file keeps.
//!
//! Rows come one at a time and empty rows are left out, but the number of a row is the
//! one a person sees in the spreadsheet.

use crate::imports::cell::Cell;
use crate::text::Text;

pub use crate::imports::csv::{CsvRows, open_csv};
pub use crate::imports::xlsx::{XlsxBook, XlsxRows, open_xlsx};

/// What a file may be at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all members of a workbook once unpacked.
    pub max_uncompressed: u64,
    /// How many times larger than packed one member of a workbook may be.
    pub max_ratio: u64,
    /// Bytes of the shared texts of a workbook, which are held in memory.
    pub max_shared_strings: u64,
    /// Merged areas of one sheet, which are held in memory.
    pub max_merged_areas: usize,
    /// Columns of a row.
    pub max_columns: usize,
    /// Rows of a sheet.
    pub max_rows: u32,
    /// Bytes of one cell.
    pub max_cell_bytes: usize,
    /// Bytes of one row.
    pub max_record_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_uncompressed: 200 * 1024 * 1024,
            max_ratio: 200,
            max_shared_strings: 64 * 1024 * 1024,
            max_merged_areas: 50_000,
            max_columns: 200,
            max_rows: 1_048_576,
            max_cell_bytes: 64 * 1024,
            max_record_bytes: 1024 * 1024,
        }
    }
}

/// One row with something in it.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetRow {
    /// The number of the row as a person sees it, from 1.
    pub number: u32,
    /// The name of the sheet, where the format has sheets.
    pub sheet: Option<String>,
    /// The cells from the first column on; trailing empty ones may be missing.
    pub cells: Vec<Cell>,
}

impl SheetRow {
    /// Gives the cell of a column; a missing one is empty.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }
}

/// Why a file or the rest of it was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetError {
    /// The code of the reason, the same in every language.
    pub code: &'static str,
    /// The reason for people; it never holds a value of the file.
    pub message: Text,
    /// The row where reading stopped, where there is one.
    pub row: Option<u32>,
}

impl SheetError {
    pub(crate) const fn new(code: &'static str, id: &'static str, en: &'static str) -> Self {
        Self {
            code,
            message: Text::new(id, en),
            row: None,
        }
    }

    pub(crate) const fn at(mut self, row: u32) -> Self {
        self.row = Some(row);
        self
    }

    pub(crate) const fn unreadable() -> Self {
        Self::new(
            "unreadable_file",
            "berkas tidak dapat dibaca: rusak, terkunci kata sandi, atau bukan format yang diterima (CSV, XLSX, atau NDJSON)",
            "the file cannot be read: damaged, protected by a password, or not a CSV, XLSX or NDJSON file",
        )
    }

    pub(crate) const fn too_long(row: u32) -> Self {
        Self::new(
            "line_too_long",
            "baris atau sel terlalu panjang; periksa tanda kutip yang tidak ditutup",
            "the row or a cell is too long; look for a quotation mark that is not closed",
        )
        .at(row)
    }

    pub(crate) const fn too_many_columns(row: u32) -> Self {
        Self::new(
            "too_many_columns",
            "baris memiliki terlalu banyak kolom",
            "the row has too many columns",
        )
        .at(row)
    }

    pub(crate) const fn too_many_rows(row: u32) -> Self {
        Self::new(
            "too_many_rows",
            "berkas memiliki terlalu banyak baris; bagi menjadi beberapa berkas",
            "the file has too many rows; split it into several files",
        )
        .at(row)
    }
}

/// Something the sender should know although the file was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetWarning {
    /// The code of the warning, the same in every language.
    pub code: &'static str,
    /// The warning for people.
    pub message: Text,
    /// The row it was first seen in, where there is one.
    pub row: Option<u32>,
}
