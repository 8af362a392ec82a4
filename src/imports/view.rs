//! A stored job as its agency sees it.

use serde::{Deserialize, Serialize};

use super::sheet::{SheetError, SheetWarning};
use super::status::ImportStatus;
use super::store::JobRow;
use super::types::{
    Import, ImportNotice, ImportParameters, ImportProblem, ImportReport, ImportSheet,
};
use crate::db::Json;
use crate::http::Problem;
use crate::text::{Lang, Text};

/// A sentence in both languages, stored.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Said {
    /// The code.
    pub code: String,
    id: String,
    en: String,
    row: Option<u32>,
}

impl Said {
    /// A code with its sentence.
    pub fn new(code: &str, text: &Text, row: Option<u32>) -> Self {
        Self {
            code: code.to_owned(),
            id: sentence(&text.id),
            en: sentence(&text.en),
            row,
        }
    }

    fn get(&self, lang: Lang) -> String {
        match lang {
            Lang::Id => self.id.clone(),
            Lang::En => self.en.clone(),
        }
    }
}

/// The values' and readers' messages are clauses; people are shown sentences.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let mut out: String = letters
        .next()
        .map(char::to_uppercase)
        .into_iter()
        .flatten()
        .collect();
    out.push_str(letters.as_str());
    if !out.ends_with(['.', '?', '!']) {
        out.push('.');
    }
    out
}

impl From<&SheetWarning> for Said {
    fn from(warning: &SheetWarning) -> Self {
        Self::new(warning.code, &warning.message, warning.row)
    }
}

impl From<&SheetError> for Said {
    fn from(error: &SheetError) -> Self {
        Self::new(error.code, &error.message, error.row)
    }
}

impl From<&Problem> for Said {
    fn from(problem: &Problem) -> Self {
        Self::new(problem.code().entry().slug, &problem.text(), None)
    }
}

/// How the file was understood, stored.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Understood {
    /// Its sheets with a header.
    pub sheets: Vec<ImportSheet>,
    /// What to know about it.
    pub notices: Vec<Said>,
    /// Rows that count nowhere.
    pub ignored_rows: i64,
}

/// What the column `parameters` holds.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Settings {
    /// How the file is imported.
    pub parameters: ImportParameters,
    /// How it was understood, once it was read.
    pub understood: Option<Understood>,
}

impl Settings {
    /// The settings of a job.
    pub fn of(row: &JobRow) -> Result<Self, Problem> {
        serde_json::from_value(row.parameters.0.clone()).map_err(Problem::unreadable)
    }

    /// The form to store.
    pub fn json(&self) -> Result<Json, Problem> {
        serde_json::to_value(self)
            .map(Json)
            .map_err(Problem::internal)
    }
}

/// The representation in one language.
pub fn import(row: &JobRow, lang: Lang) -> Result<Import, Problem> {
    let settings = Settings::of(row)?;
    let problem: Option<Said> = row
        .problem
        .clone()
        .map(|json| serde_json::from_value(json.0))
        .transpose()
        .map_err(Problem::internal)?;
    let report = settings.understood.map(|understood| ImportReport {
        sheets: understood.sheets,
        notices: understood
            .notices
            .iter()
            .map(|said| ImportNotice {
                code: said.code.clone(),
                detail: said.get(lang),
                row: said.row,
            })
            .collect(),
        ignored_rows: understood.ignored_rows,
    });
    Ok(Import {
        id: row.id,
        kind: row.kind,
        mode: row.mode,
        on_conflict: row.on_conflict,
        atomic: row.atomic,
        status: row.status,
        allowed_transitions: row.status.allowed(),
        progress: progress(row),
        total_rows: row.total_rows,
        created: row.created,
        updated: row.updated,
        unchanged: row.unchanged,
        skipped: row.skipped,
        failed: row.failed,
        warnings: row.warnings,
        parameters: settings.parameters,
        report,
        file_sha256: row.file_sha256.clone(),
        size_bytes: row.size_bytes,
        problem: problem.map(|said| ImportProblem {
            detail: said.get(lang),
            row: said.row,
            code: said.code,
        }),
        agency: row.agency.clone(),
        actor: row.actor.clone(),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
        finished_at: row.finished_at,
    })
}

fn progress(row: &JobRow) -> i64 {
    let total = row.total_rows.unwrap_or(0).max(1);
    match row.status {
        ImportStatus::DryRunDone | ImportStatus::Completed | ImportStatus::PartiallyCompleted => {
            100
        }
        // All or nothing goes over the file twice.
        ImportStatus::Validating if row.atomic => (row.processed_rows * 50 / total).min(50),
        ImportStatus::Processing if row.atomic => 50 + (row.processed_rows * 50 / total).min(49),
        _ => (row.processed_rows * 100 / total).min(99),
    }
}
