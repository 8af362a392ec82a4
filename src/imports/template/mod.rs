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

#[cfg(test)]
mod tests;
