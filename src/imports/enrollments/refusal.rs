//! Why a row is refused: what the functions of the API say, told at the column it comes from.

use crate::http::{Code, FieldError, Problem};
use crate::imports::finding::Finding;
use crate::imports::header::Field;
use crate::imports::source::SourceRow;
use crate::imports::types::Severity;
use crate::text::Text;
use crate::training::enrollments::EnrollmentStatus;

/// Why a row is not written.
pub enum Refusal {
    /// The row is refused.
    Row(Vec<Finding>),
    /// A function of the API refused it, or failed.
    Problem(Problem),
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<diesel::result::Error> for Refusal {
    fn from(error: diesel::result::Error) -> Self {
        Self::Problem(error.into())
    }
}

impl From<Finding> for Refusal {
    fn from(finding: Finding) -> Self {
        Self::Row(vec![finding])
    }
}

/// Whether others wrote what the row had not seen; a rule that refuses names a field.
pub fn is_race(problem: &Problem) -> bool {
    let codes = [Code::AlreadyExists, Code::PreconditionFailed];
    codes.contains(&problem.code()) && problem.field_errors().is_empty()
}

/// What a problem says about a row; a fault of the service is not the row's.
pub fn findings(row: &SourceRow, problem: Problem) -> Result<Vec<Finding>, Problem> {
    if problem.code().entry().status >= 500 {
        return Err(problem);
    }
    if problem.field_errors().is_empty() {
        return Ok(vec![Finding::of_problem(&problem)]);
    }
    let errors = problem.field_errors().iter();
    Ok(errors.map(|error| told(row, error)).collect())
}

fn told(row: &SourceRow, error: &FieldError) -> Finding {
    let field = match (error.pointer.as_str(), error.code) {
        ("/person_id", "age_min" | "age_max") => Field::OwnerBirthDate,
        ("/person_id", "gender") => Field::OwnerGender,
        ("/business_id", _) => Field::BusinessName,
        ("/applied_on", _) => Field::AppliedOn,
        ("/override_reason", _) => Field::OverrideReason,
        ("/to", _) => Field::Result,
        ("/reason", _) => Field::ResultReason,
        _ => Field::OwnerName,
    };
    let text = error.detail.clone();
    Finding::of_cell(Severity::Error, error.code, text, field, row.cell(field))
}

/// What could be meant, as one text.
pub fn listed(words: &[String]) -> Option<String> {
    const SHOWN: usize = 50;
    let shown = &words[..words.len().min(SHOWN)];
    (!shown.is_empty()).then(|| shown.join(", "))
}

/// A second row about the same enrollment.
pub fn duplicate(number: i64) -> Finding {
    Finding::of_row(
        Severity::Skip,
        "duplicate_in_file",
        Text::owned(
            format!("Baris {number} berkas ini menyebut peserta yang sama; baris ini dilewati."),
            format!("Row {number} of this file names the same participant; this row is skipped."),
        ),
    )
}

/// A row whose enrollment exists, where the caller asked to skip or to refuse those.
pub fn exists(severity: Severity) -> Finding {
    let text = Text::new(
        "Orang ini sudah terdaftar di angkatan ini (on_conflict).",
        "This person is enrolled in this batch already (on_conflict).",
    );
    Finding::of_row(severity, "already_enrolled", text)
}

/// The row gives another day of application than the recorded one, which stays.
pub fn applied_before(row: &SourceRow) -> Finding {
    let text = Text::new(
        "Tanggal pendaftaran berbeda dengan yang tercatat; yang tercatat tetap dipakai.",
        "The day of application differs from the recorded one, which stays.",
    );
    let field = Field::AppliedOn;
    let cell = row.cell(field);
    Finding::of_cell(Severity::Warning, "applied_on_differs", text, field, cell)
}

/// The row says less than is recorded.
pub fn further_on(row: &SourceRow, recorded: EnrollmentStatus) -> Finding {
    let text = Text::owned(
        format!("Statusnya sudah lebih lanjut ({recorded}); tidak diubah."),
        format!("She has come further already ({recorded}); this stays as it is."),
    );
    let field = Field::Result;
    Finding::of_cell(
        Severity::Warning,
        "further_on",
        text,
        field,
        row.cell(field),
    )
}

/// The row says what cannot follow from what is recorded.
pub fn unreachable(row: &SourceRow, recorded: EnrollmentStatus) -> Finding {
    let text = Text::owned(
        format!("Yang tercatat adalah {recorded}; hasil ini tidak dapat mengikutinya."),
        format!("She is recorded as {recorded}; this result cannot follow."),
    );
    let allowed: Vec<String> = recorded.allowed().iter().map(|to| to.to_string()).collect();
    let field = Field::Result;
    let cell = row.cell(field);
    Finding {
        suggestion: listed(&allowed),
        ..Finding::of_cell(Severity::Error, "transition_not_allowed", text, field, cell)
    }
}

/// Every seat is taken.
pub fn full(row: &SourceRow, quota: i32) -> Finding {
    let text = Text::owned(
        format!("Kuota {quota} kursi sudah penuh."),
        format!("The quota of {quota} seats is full."),
    );
    let field = Field::Result;
    Finding {
        suggestion: Some("cadangan".to_owned()),
        ..Finding::of_cell(Severity::Error, "quota_full", text, field, row.cell(field))
    }
}
