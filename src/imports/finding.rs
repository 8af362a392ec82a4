//! What is said about rows, and how each row came out.

use std::sync::Arc;

use super::cell::Cell;
use super::header::Field;
use super::sheet::SheetError;
use super::source::{SheetContext, SourceRow};
use super::types::Severity;
use crate::http::Problem;
use crate::text::Text;
use crate::values::ValueError;

/// How a row came out, the code list `import_row_outcome`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It made a business.
    Created,
    /// It changed a business or its figures.
    Updated,
    /// Its business was already as it says.
    Unchanged,
    /// It was left out on purpose.
    Skipped,
    /// It was refused.
    Failed,
}

/// One thing to say about a row.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What it means for the row.
    pub severity: Severity,
    /// The rule.
    pub code: &'static str,
    /// The field it concerns.
    pub field: Option<Field>,
    /// What to change.
    pub message: Text,
    /// The value, masked where it is personal.
    pub masked: Option<String>,
    /// What could be meant.
    pub suggestion: Option<String>,
}

impl Finding {
    /// A finding about a whole row.
    pub fn of_row(severity: Severity, code: &'static str, message: Text) -> Self {
        Self {
            severity,
            code,
            field: None,
            message,
            masked: None,
            suggestion: None,
        }
    }

    /// A row that cannot be read at all.
    pub fn of_fault(fault: &SheetError) -> Self {
        Self::of_row(Severity::Error, fault.code, fault.message.clone())
    }

    /// Whether the row is stored all the same.
    pub fn is_bearable(&self) -> bool {
        self.severity != Severity::Error
    }

    /// What a problem says about a whole row.
    pub fn of_problem(problem: &Problem) -> Self {
        Self::of_row(Severity::Error, problem.code().entry().slug, problem.text())
    }

    /// A finding about one cell.
    pub fn of_cell(
        severity: Severity,
        code: &'static str,
        message: Text,
        field: Field,
        cell: &Cell,
    ) -> Self {
        Self {
            field: Some(field),
            masked: masked(field, cell),
            ..Self::of_row(severity, code, message)
        }
    }

    /// A value that was not read.
    pub fn of_value(severity: Severity, error: ValueError, field: Field, cell: &Cell) -> Self {
        Self {
            suggestion: error.suggestion,
            ..Self::of_cell(severity, error.code, error.message, field, cell)
        }
    }
}

/// A row with its outcome and what is said about it.
#[derive(Clone, Debug)]
pub struct RowResult {
    /// The row's place among those that count.
    pub ordinal: i64,
    /// The row's number as a person sees it.
    pub number: u32,
    /// The row's sheet.
    pub sheet: Arc<SheetContext>,
    /// How it came out.
    pub outcome: Outcome,
    /// What is said about it.
    pub findings: Vec<Finding>,
    /// Its cells, kept only when it was refused.
    pub cells: Vec<Cell>,
}

impl RowResult {
    /// The result of a row; a refused one keeps its cells for the file to send back.
    pub fn new(row: &SourceRow, outcome: Outcome, findings: Vec<Finding>) -> Self {
        Self {
            ordinal: row.ordinal,
            number: row.number,
            sheet: row.sheet.clone(),
            outcome,
            findings,
            cells: if outcome == Outcome::Failed {
                row.cells.clone()
            } else {
                Vec::new()
            },
        }
    }
}

/// The value as it may be shown: personal ones keep no more than their last digits.
fn masked(field: Field, cell: &Cell) -> Option<String> {
    const SHOWN: usize = 60;
    let text = cell.text();
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    Some(match field {
        Field::OwnerNik
        | Field::OwnerNpwp
        | Field::Phone
        | Field::OwnerPhone
        | Field::OwnerWhatsapp => {
            let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
            match digits.get(digits.len().saturating_sub(4)..) {
                // A number's digits are not the person's: none is shown.
                Some(last) if digits.len() >= 10 && !matches!(cell, Cell::Number(_)) => {
                    format!("***{}", last.iter().collect::<String>())
                }
                _ => "***".to_owned(),
            }
        }
        Field::OwnerName
        | Field::OwnerBirthDate
        | Field::OwnerDisability
        | Field::OwnerMaritalStatus
        | Field::OwnerOccupation
        | Field::ContactPerson
        | Field::Email
        | Field::Address
        | Field::OwnerAddress
        | Field::Rt
        | Field::Rw
        | Field::Latitude
        | Field::Longitude => "***".to_owned(),
        _ if text.chars().count() > SHOWN => text.chars().take(SHOWN).chain(['…']).collect(),
        // Whatever column it stands in: sixteen digits are a NIK.
        _ if has_nik(text) => "***".to_owned(),
        // Where columns are shifted a telephone number stands where another number belongs.
        _ if field != Field::Nib && has_phone(text) => "***".to_owned(),
        _ => text.to_owned(),
    })
}

fn has_nik(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 15
}

fn has_phone(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let local = ["62", "0"]
        .iter()
        .find_map(|prefix| digits.strip_prefix(prefix));
    local.is_some_and(|rest| rest.starts_with('8') && (8..=12).contains(&rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_values_are_masked() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let shown = |field, cell: Cell| masked(field, &cell).unwrap_or_default();
        assert_eq!(
            shown(Field::OwnerNik, text("64020141 0780 0001")),
            "***0001"
        );
        assert_eq!(
            shown(Field::OwnerNik, Cell::Number(6.402_014_107_8e15)),
            "***"
        );
        assert_eq!(shown(Field::Phone, text("0812")), "***");
        assert_eq!(shown(Field::OwnerName, text("Contoh Melati")), "***");
        assert_eq!(shown(Field::Village, text("Tani Bhakti")), "Tani Bhakti");
        assert_eq!(shown(Field::Village, text("6402014107800001")), "***");
        assert_eq!(shown(Field::MonthsWorked, text("0812 9999 8888")), "***");
        assert_eq!(
            shown(Field::BusinessNpwp, text("Contoh +6281299998888")),
            "***"
        );
        assert_eq!(shown(Field::MonthsWorked, text("13")), "13");
        assert_eq!(shown(Field::Nib, text("0812345678901")), "0812345678901");
        assert_eq!(masked(Field::Village, &text("  ")), None);
    }
}
