//! Workbooks to fill in and send: a sheet for the rows, one that explains its columns in Indonesian,
//! and one with the codes that the drop-down lists offer.
//!
//! The importer finds the sheet of rows by its header; the two others hold none and are left out.
//! Columns of numbers that are none (NIK, NIB, telephone) are formatted as text, since a spreadsheet
//! would round them or take their zeros.

mod book;
mod columns;
mod http;

pub use book::template;
pub(super) use http::get;

/// Whether a sheet of such a workbook explains the one of rows, and so is no sheet to be read.
pub fn explains(sheets: &[String], name: &str) -> bool {
    let is_ours = sheets == book::SHEETS;
    is_ours && name != book::SHEETS[0]
}

#[cfg(test)]
mod tests;
