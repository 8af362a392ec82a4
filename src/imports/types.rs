//! What callers send and see of an import.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::status::ImportStatus;
use crate::businesses::KbliVersion;
use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Column, Columns, page_of};
use crate::reference::CodeSystem;

words! {
    /// What a file holds, the code list `import_kind`.
    pub enum ImportKind {
        /// Businesses with their owners.
        Businesses = "businesses",
        /// The participants of a training batch, with their results and attendance.
        Enrollments = "enrollments",
    }
}

words! {
    /// Whether the rows are stored, the code list `import_mode`.
    pub enum ImportMode {
        /// Every row is checked and its outcome foretold; nothing is stored.
        DryRun = "dry_run",
        /// Rows are stored.
        Commit = "commit",
    }
}

words! {
    /// What happens to a row whose business, or enrollment, exists; the code list `import_on_conflict`.
    pub enum OnConflict {
        /// It is changed as the row says.
        Update = "update",
        /// The row is skipped.
        Skip = "skip",
        /// The row is refused.
        Fail = "fail",
    }
}

/// How a file is imported, and what holds for rows whose columns do not say.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// What the file holds.
    #[param(inline)]
    pub kind: ImportKind,
    /// The training batch that a file of enrollments belongs to; your agency's own.
    #[param(inline)]
    pub batch: Option<Id>,
    /// Whether the rows are stored; `dry_run` unless named.
    #[param(inline)]
    pub mode: Option<ImportMode>,
    /// What happens to a row whose business, or enrollment, exists; `update` unless named.
    #[param(inline)]
    pub on_conflict: Option<OnConflict>,
    /// Store all rows or none.
    #[param(default = false)]
    pub atomic: Option<bool>,
    /// The system the rows come from; required where the file has no such column.
    #[param(
        min_length = 1,
        max_length = 64,
        pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$"
    )]
    pub source: Option<String>,
    /// The day the figures are of; else the last day of the row's year, else today.
    #[param(format = "date", min_length = 10, max_length = 10)]
    pub as_of: Option<NaiveDate>,
    /// The dotted code of the region within which the file's region names lie; a regency's own by default.
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$"
    )]
    pub region: Option<String>,
    /// Whose undotted region codes the file holds; they are refused without it.
    #[param(inline)]
    pub region_code_system: Option<CodeSystem>,
    /// The edition of the file's KBLI codes; they are refused without it.
    #[param(inline)]
    pub kbli_version: Option<KbliVersion>,
}

/// How a file is imported, every default filled in.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ImportParameters {
    /// The training batch that a file of enrollments belongs to.
    #[serde(default)]
    #[schema(required)]
    pub batch: Option<Id>,
    /// The system the rows come from.
    #[schema(required, max_length = 64)]
    pub source: Option<String>,
    /// The day the figures are of.
    #[schema(required, max_length = 10)]
    pub as_of: Option<NaiveDate>,
    /// The region within which region names lie.
    #[schema(required, max_length = 13)]
    pub region: Option<String>,
    /// Whose undotted region codes the file holds.
    #[schema(required)]
    pub region_code_system: Option<CodeSystem>,
    /// The edition of the file's KBLI codes.
    #[schema(required)]
    pub kbli_version: Option<KbliVersion>,
}

words! {
    /// The kind of file, told by its headers.
    pub enum ImportShape {
        /// The template of this service, or a file with understandable headers of its own.
        Canonical = "canonical",
        /// A list of UMKM with categories and coordinates.
        Umkm = "umkm",
        /// A list of firms.
        FirmList = "firm_list",
        /// A list of training alumni.
        Alumni = "alumni",
    }
}

/// The name of a field, the header of the template.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, max_length = 64, example = "business_name")]
pub struct ImportField(pub String);

/// One sheet of the file as it was understood.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ImportSheet {
    /// Its name; null in a file without sheets (CSV, NDJSON).
    #[schema(required, max_length = 255)]
    pub name: Option<String>,
    /// Its kind.
    pub shape: ImportShape,
    /// The first row below the header, as a person counts rows.
    #[schema(minimum = 1, maximum = 1_048_576)]
    pub first_row: u32,
    /// The headers as written.
    #[schema(max_items = 200)]
    pub columns: Vec<String>,
    /// The field each column was read as; null for unknown ones.
    #[schema(max_items = 200)]
    pub fields: Vec<Option<ImportField>>,
    /// The headers of columns that were not understood.
    #[schema(max_items = 200)]
    pub unknown_columns: Vec<String>,
    /// The headers of columns that were understood, and of which nothing is stored.
    #[serde(default)]
    #[schema(required, max_items = 200)]
    pub unstored_columns: Vec<String>,
}

/// Something to know about the file although it was read.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ImportNotice {
    /// The code; it never changes with the language.
    #[schema(max_length = 64)]
    pub code: String,
    /// In the caller's language.
    #[schema(max_length = 1000)]
    pub detail: String,
    /// The row it was first seen in, as a person counts rows.
    #[schema(required, minimum = 1, maximum = 1_048_576)]
    pub row: Option<u32>,
}

/// How the file was understood.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ImportReport {
    /// Its sheets with a header.
    #[schema(max_items = 1000)]
    pub sheets: Vec<ImportSheet>,
    /// What to know about the file.
    #[schema(max_items = 1000)]
    pub notices: Vec<ImportNotice>,
    /// Rows that are sums, footnotes or repeated headers; they count nowhere.
    #[schema(minimum = 0)]
    pub ignored_rows: i64,
}

/// Why an import failed as a whole.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ImportProblem {
    /// The code; it never changes with the language.
    #[schema(max_length = 64)]
    pub code: String,
    /// The way out, in the caller's language.
    #[schema(max_length = 2000)]
    pub detail: String,
    /// The row where reading stopped, as a person counts rows.
    #[schema(required, minimum = 1, maximum = 1_048_576)]
    pub row: Option<u32>,
}

/// A job that brings a file into the register.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Import {
    /// The job's id.
    pub id: Id,
    /// What the file holds.
    pub kind: ImportKind,
    /// Whether the rows are stored.
    pub mode: ImportMode,
    /// What happens to a row whose business exists.
    pub on_conflict: OnConflict,
    /// Whether all rows are stored or none.
    pub atomic: bool,
    /// Where the job stands.
    pub status: ImportStatus,
    /// The states a caller may move it to.
    #[schema(max_items = 1)]
    pub allowed_transitions: Vec<ImportStatus>,
    /// How much is done, in percent.
    #[schema(minimum = 0, maximum = 100)]
    pub progress: i64,
    /// The rows of the file; null until they were counted.
    #[schema(required, minimum = 0)]
    pub total_rows: Option<i64>,
    /// Rows that made a business, or an enrollment.
    #[schema(minimum = 0)]
    pub created: i64,
    /// Rows that changed one, or what belongs to it: figures, owner, attendance.
    #[schema(minimum = 0)]
    pub updated: i64,
    /// Rows that say what was recorded already.
    #[schema(minimum = 0)]
    pub unchanged: i64,
    /// Rows left out on purpose; when a job stops early, also those it did not come to.
    #[schema(minimum = 0)]
    pub skipped: i64,
    /// Rows that were refused.
    #[schema(minimum = 0)]
    pub failed: i64,
    /// Doubts about rows; they never stop one.
    #[schema(minimum = 0)]
    pub warnings: i64,
    /// How the file is imported.
    pub parameters: ImportParameters,
    /// How the file was understood; null until it was read.
    #[schema(required)]
    pub report: Option<ImportReport>,
    /// The file's SHA-256.
    #[schema(min_length = 64, max_length = 64)]
    pub file_sha256: String,
    /// The file's size in bytes.
    #[schema(minimum = 0)]
    pub size_bytes: i64,
    /// Why the job failed as a whole; else null.
    #[schema(required)]
    pub problem: Option<ImportProblem>,
    /// The agency that imports.
    #[schema(max_length = 64)]
    pub agency: String,
    /// The official behind it, an opaque id in the agency's own system.
    #[schema(required, max_length = 64)]
    pub actor: Option<String>,
    /// Rises with each change of the status.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When the file came.
    pub created_at: Timestamp,
    /// When the job last moved.
    pub updated_at: Timestamp,
    /// When the job ended.
    #[schema(required)]
    pub finished_at: Option<Timestamp>,
}

page_of!(ImportPage, Import, "A page of import jobs.");

impl Columns for Import {
    const COLUMNS: &'static [Column] = &[
        Column("id", "/id"),
        Column("kind", "/kind"),
        Column("mode", "/mode"),
        Column("on_conflict", "/on_conflict"),
        Column("atomic", "/atomic"),
        Column("status", "/status"),
        Column("progress", "/progress"),
        Column("total_rows", "/total_rows"),
        Column("created", "/created"),
        Column("updated", "/updated"),
        Column("unchanged", "/unchanged"),
        Column("skipped", "/skipped"),
        Column("failed", "/failed"),
        Column("warnings", "/warnings"),
        Column("problem", "/problem/code"),
        Column("file_sha256", "/file_sha256"),
        Column("size_bytes", "/size_bytes"),
        Column("agency", "/agency"),
        Column("actor", "/actor"),
        Column("created_at", "/created_at"),
        Column("finished_at", "/finished_at"),
    ];
}

words! {
    /// The order of a list of imports.
    pub enum ImportSort {
        /// Oldest first.
        Id = "id",
        /// Newest first.
        IdFalling = "-id",
    }
}

/// Which imports.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportFilter {
    /// In this state.
    #[param(inline)]
    pub status: Option<ImportStatus>,
    /// Of this kind.
    #[param(inline)]
    pub kind: Option<ImportKind>,
    /// The order; newest first unless named.
    #[param(inline)]
    pub sort: Option<ImportSort>,
}

words! {
    /// What a finding means for its row.
    pub enum Severity {
        /// The row was refused.
        Error = "error",
        /// The row was left out on purpose.
        Skip = "skip",
        /// The row was stored, with a doubt.
        Warning = "warning",
    }
}

/// One finding about one row.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportError {
    /// The row as a person counts rows, the header included.
    #[schema(minimum = 1)]
    pub row: i64,
    /// The sheet; null in a CSV file.
    #[schema(required, max_length = 255)]
    pub sheet: Option<String>,
    /// The header of the column, as written; null when it concerns the row.
    #[schema(required, max_length = 1000)]
    pub column: Option<String>,
    /// The rule; it never changes with the language.
    #[schema(max_length = 64)]
    pub code: String,
    /// What it means for the row.
    pub severity: Severity,
    /// What to change, in the caller's language.
    #[schema(max_length = 2000)]
    pub message: String,
    /// The value, masked where it is personal.
    #[schema(required, max_length = 200)]
    pub masked_value: Option<String>,
    /// What could be meant, where that can be told.
    #[schema(required, max_length = 500)]
    pub suggestion: Option<String>,
}

page_of!(
    ImportErrorPage,
    ImportError,
    "A page of findings about rows."
);

impl Columns for ImportError {
    const COLUMNS: &'static [Column] = &[
        Column("row", "/row"),
        Column("sheet", "/sheet"),
        Column("column", "/column"),
        Column("code", "/code"),
        Column("severity", "/severity"),
        Column("message", "/message"),
        Column("masked_value", "/masked_value"),
        Column("suggestion", "/suggestion"),
    ];
}

/// A move of an import.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportTransition {
    /// The state to move to; only `canceled` is a caller's to choose.
    pub to: ImportStatus,
    /// Why.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

/// How the rows of a file came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Rows of the file, once counted.
    pub total: Option<i64>,
    /// Rows dealt with.
    pub processed: i64,
    /// Rows that made a business, or an enrollment.
    pub created: i64,
    /// Rows that changed one.
    pub updated: i64,
    /// Rows that changed nothing.
    pub unchanged: i64,
    /// Rows left out.
    pub skipped: i64,
    /// Rows refused.
    pub failed: i64,
    /// Doubts about rows.
    pub warnings: i64,
}
