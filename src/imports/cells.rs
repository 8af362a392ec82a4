//! The cells of one row, and everything that is wrong with them.

use super::cell::{Cell, cell_count, cell_money, cell_text};
use super::finding::Finding;
use super::header::Field;
use super::source::SourceRow;
use super::types::Severity;
use crate::text::Text;
use crate::values::{ValueError, name};

/// Reads the cells of one row and collects everything that is wrong.
pub struct Cells<'a> {
    row: &'a SourceRow,
    /// What is said so far.
    pub findings: Vec<Finding>,
}

impl<'a> Cells<'a> {
    /// Begins to read a row.
    pub fn new(row: &'a SourceRow) -> Self {
        Self {
            row,
            findings: Vec::new(),
        }
    }

    /// The row.
    pub fn row(&self) -> &'a SourceRow {
        self.row
    }

    /// Whether nothing is wrong so far.
    pub fn is_sound(&self) -> bool {
        self.findings.iter().all(Finding::is_bearable)
    }

    /// Notes an error of a cell.
    pub fn refuse(&mut self, field: Field, error: ValueError) {
        let cell = self.row.cell(field);
        self.findings
            .push(Finding::of_value(Severity::Error, error, field, cell));
    }

    /// Notes a doubt about a cell.
    pub fn doubt(&mut self, field: Field, code: &'static str, id: &'static str, en: &'static str) {
        let cell = self.row.cell(field);
        self.findings.push(Finding::of_cell(
            Severity::Warning,
            code,
            Text::new(id, en),
            field,
            cell,
        ));
    }

    /// The value of a cell.
    pub fn take<T>(
        &mut self,
        field: Field,
        parse: impl FnOnce(&Cell) -> Result<Option<T>, ValueError>,
    ) -> Option<T> {
        match parse(self.row.cell(field)) {
            Ok(value) => value,
            Err(error) => {
                self.refuse(field, error);
                None
            }
        }
    }

    /// A text of at most so many letters.
    pub fn text(&mut self, field: Field, most: usize) -> Option<String> {
        let text = self.take(field, cell_text)?;
        if text.chars().count() > most {
            self.refuse(
                field,
                ValueError {
                    code: "too_long",
                    message: Text::owned(
                        format!("Paling banyak {most} karakter."),
                        format!("At most {most} characters."),
                    ),
                    suggestion: None,
                },
            );
            return None;
        }
        // Unsaid, what it stands in could be lost in silence.
        if let Err(error) = name::visible(&text) {
            self.refuse(field, error);
            return None;
        }
        Some(text)
    }

    /// A text that must be there.
    pub fn required(&mut self, field: Field, most: usize) -> String {
        let before = self.findings.len();
        let text = self.text(field, most);
        if text.is_none() && self.findings.len() == before {
            self.refuse(
                field,
                ValueError::new("required", "Isian ini wajib.", "This field is required."),
            );
        }
        text.unwrap_or_default()
    }

    /// An amount in whole rupiah.
    pub fn money(&mut self, field: Field) -> Option<i64> {
        const MOST: i64 = 9_000_000_000_000_000;
        let amount = self.take(field, cell_money)?;
        if amount > MOST {
            self.refuse(
                field,
                ValueError::new(
                    "too_large",
                    "Jumlah uang terlalu besar.",
                    "The amount is too large.",
                ),
            );
            return None;
        }
        Some(amount)
    }

    /// A number of workers.
    pub fn workers(&mut self, field: Field) -> Option<i32> {
        let count = self.take(field, cell_count)?;
        match i32::try_from(count) {
            Ok(count) if count <= 1_000_000 => Some(count),
            _ => {
                self.refuse(
                    field,
                    ValueError::new(
                        "too_large",
                        "Jumlah tenaga kerja terlalu besar.",
                        "The number of workers is too large.",
                    ),
                );
                None
            }
        }
    }
}
