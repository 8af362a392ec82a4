//! `sinergi import`: the official lists, an agency's businesses, the participants of its trainings.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::open;
use crate::app::{App, Tx};
use crate::auth::{Scope, Who};
use crate::config::Storage;
use crate::db::Id;
use crate::http::Problem;
use crate::imports::{
    self, Counters, FileOptions, Import, ImportKind, ImportMode, ImportQuery, OnConflict,
};
use crate::reference::load::{KbliLoad, LoadReport, RegionLoad, load_kbli, load_regions};
use crate::reference::{CodeSystem, KbliVersion};
use crate::text::Lang;

/// What to load, and into which database.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    storage: Storage,
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    /// The official list of regions (CSV: code, name), a new edition over an older one
    Regions {
        /// The file
        file: PathBuf,
        /// The day of the edition: codes it no longer holds are retired from then on [default: today]
        #[arg(long, value_name = "DATE")]
        as_of: Option<NaiveDate>,
        /// The regulation that published it
        #[arg(long, value_name = "TEXT")]
        edition: Option<String>,
        /// A mapping file: code,successor,on,legal_basis; successors are never inferred from names
        #[arg(long, value_name = "FILE")]
        successors: Option<PathBuf>,
        /// Accept that more than a tenth of a province's codes are retired at once
        #[arg(long)]
        many_retired: bool,
        /// Report only
        #[arg(long)]
        dry_run: bool,
    },
    /// The official KBLI codes of one edition (JSON or CSV: code, title)
    Kbli {
        /// The file
        file: PathBuf,
        /// The edition the file holds
        #[arg(long = "kbli-version", value_enum)]
        version: Edition,
        /// Report only
        #[arg(long)]
        dry_run: bool,
    },
    /// An agency's list of businesses (CSV, XLSX or NDJSON)
    Businesses(Box<Spreadsheet>),
    /// The participants of a training batch, their results and attendance (CSV, XLSX or NDJSON)
    ///
    /// Reads the list of alumni and the list downloaded from /v1/training-batches/{id}/roster. A row
    /// finds or enters the woman and her business, enrolls her, brings her to the result of the
    /// column "hasil" (diterima, cadangan, hadir, lulus, tidak lulus, ditolak, mengundurkan diri,
    /// gugur) and records her attendance of the columns "sesi 1", "sesi 2" … (H, I, S, A).
    Enrollments(Box<Enrollments>),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Edition {
    #[value(name = "2020")]
    Kbli2020,
    #[value(name = "2025")]
    Kbli2025,
}

impl From<Edition> for KbliVersion {
    fn from(edition: Edition) -> Self {
        match edition {
            Edition::Kbli2020 => Self::V2020,
            Edition::Kbli2025 => Self::V2025,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Conflict {
    Update,
    Skip,
    Fail,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Codes {
    Kemendagri,
    Bps,
}

#[derive(Debug, Args)]
struct Enrollments {
    /// The training batch, by its id; the agency must own it
    #[arg(long, value_name = "ID")]
    batch: Id,
    #[command(flatten)]
    spreadsheet: Spreadsheet,
}

#[derive(Debug, Args)]
struct Spreadsheet {
    /// The file
    file: PathBuf,
    /// The agency that imports, for example dp3a-kukar
    #[arg(long, value_name = "CODE")]
    agency: String,
    /// The official behind it, an opaque id in the agency's own system
    #[arg(long, value_name = "ID", required_unless_present = "dry_run")]
    actor: Option<String>,
    /// Check every row and store nothing
    #[arg(long)]
    dry_run: bool,
    /// What happens to a row whose business, or enrollment, exists
    #[arg(long, value_enum, default_value = "update")]
    on_conflict: Conflict,
    /// Store all rows or none
    #[arg(long)]
    atomic: bool,
    /// Write the refused rows to this file, to be corrected and sent back
    #[arg(long, value_name = "FILE.csv")]
    errors: Option<PathBuf>,
    /// The system the rows come from, where the file does not say
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// The day the figures are of, where the file does not say
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
    /// The dotted code of the region within which the file's region names lie
    #[arg(long, value_name = "CODE")]
    region: Option<String>,
    /// Whose undotted region codes the file holds
    #[arg(long, value_enum)]
    region_code_system: Option<Codes>,
    /// The edition of the file's KBLI codes
    #[arg(long, value_enum)]
    kbli_version: Option<Edition>,
}

/// Exit 0: all in; 1: some rows refused; 2: nothing done.
pub(super) fn run(options: Options) -> ExitCode {
    let outcome = open(options.storage).and_then(|app| {
        let done = match options.kind {
            Kind::Regions {
                file,
                as_of,
                edition,
                successors,
                many_retired,
                dry_run,
            } => {
                let load = RegionLoad {
                    as_of: as_of.unwrap_or_else(|| chrono::Utc::now().date_naive()),
                    edition,
                    successors: successors.map(|path| read(&path)).transpose()?,
                    many_retired,
                    dry_run,
                };
                let file = source(&file)?;
                list(&app, move |tx| load_regions(tx, file, &load))
            }
            Kind::Kbli {
                file,
                version,
                dry_run,
            } => {
                let load = KbliLoad {
                    version: version.into(),
                    dry_run,
                };
                let file = source(&file)?;
                list(&app, move |tx| load_kbli(tx, file, &load))
            }
            Kind::Businesses(options) => spreadsheet(&app, ImportKind::Businesses, None, &options),
            Kind::Enrollments(options) => {
                let batch = Some(options.batch);
                spreadsheet(&app, ImportKind::Enrollments, batch, &options.spreadsheet)
            }
        };
        app.db().close();
        done
    });
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(sentence) => {
            eprintln!("sinergi: {sentence}");
            ExitCode::from(2)
        }
    }
}

fn source(path: &Path) -> Result<BufReader<File>, String> {
    File::open(path)
        .map(BufReader::new)
        .map_err(|error| format!("{} cannot be opened: {error}", path.display()))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

/// The sentence of a problem, with every field it names.
fn told(problem: Problem) -> String {
    let mut text = problem.text().en.into_owned();
    for error in problem.field_errors() {
        text.push_str(&format!("\n  {}: {}", error.pointer, error.detail.en));
    }
    text
}

fn list(
    app: &App,
    load: impl FnOnce(&mut Tx<'_>) -> Result<LoadReport, Problem> + Send + 'static,
) -> Result<bool, String> {
    let owner = app.clone();
    let report = app
        .db()
        .write_now(move |conn| {
            let request = format!("command-{}", Id::new());
            load(&mut Tx::new(
                conn,
                owner,
                Who::system("command-line"),
                request,
            ))
        })
        .map_err(told)?;
    println!(
        "{} rows: {} new, {} changed, {} unchanged, {} retired, {} refused",
        report.total,
        report.created,
        report.updated,
        report.unchanged,
        report.retired,
        report.refused.len()
    );
    for refused in &report.refused {
        eprintln!(
            "row {}: {}: {}",
            refused.row, refused.code, refused.detail.en
        );
    }
    Ok(report.refused.is_empty())
}

fn spreadsheet(
    app: &App,
    kind: ImportKind,
    batch: Option<Id>,
    options: &Spreadsheet,
) -> Result<bool, String> {
    if let Some(file) = options.errors.as_ref().filter(|file| file.exists()) {
        return Err(format!(
            "{} exists already; name a new file",
            file.display()
        ));
    }
    let who = Who {
        agency: options.agency.clone(),
        scopes: Scope::agency().collect(),
        actor: options.actor.clone(),
        ..Who::system("command-line")
    };
    let query = ImportQuery {
        kind,
        batch,
        mode: Some(if options.dry_run {
            ImportMode::DryRun
        } else {
            ImportMode::Commit
        }),
        on_conflict: Some(match options.on_conflict {
            Conflict::Update => OnConflict::Update,
            Conflict::Skip => OnConflict::Skip,
            Conflict::Fail => OnConflict::Fail,
        }),
        atomic: Some(options.atomic),
        source: options.source.clone(),
        as_of: options.as_of,
        region: options.region.clone(),
        region_code_system: options.region_code_system.map(|codes| match codes {
            Codes::Kemendagri => CodeSystem::Kemendagri,
            Codes::Bps => CodeSystem::Bps,
        }),
        kbli_version: options.kbli_version.map(Into::into),
    };
    let run = FileOptions {
        query,
        lang: Lang::En,
    };
    let bar = bar();
    let job = imports::run_file(app, &who, &options.file, &run, |counters| {
        show(&bar, counters)
    })
    .map_err(told)?;
    bar.finish_and_clear();
    report(&job);
    if let (Some(path), true) = (&options.errors, job.failed + job.skipped > 0) {
        imports::write_errors(app, job.id, path, Lang::En).map_err(told)?;
        println!("the refused rows are in {}", path.display());
    }
    if job.status == imports::ImportStatus::Failed {
        let why = job
            .problem
            .as_ref()
            .map_or_else(String::new, |problem| problem.detail.clone());
        return Err(format!("nothing was stored. {why}"));
    }
    Ok(job.failed == 0)
}

/// Drawn on a terminal only.
fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} rows, {per_sec}, {eta} left");
    let bar = ProgressBar::new(0);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn show(bar: &ProgressBar, counters: &Counters) {
    if let Some(total) = counters.total {
        bar.set_length(u64::try_from(total).unwrap_or_default());
    }
    bar.set_position(u64::try_from(counters.processed).unwrap_or_default());
}

fn report(job: &Import) {
    println!(
        "{} rows: {} created, {} updated, {} unchanged, {} skipped, {} failed; {} warnings; {}",
        job.total_rows.unwrap_or_default(),
        job.created,
        job.updated,
        job.unchanged,
        job.skipped,
        job.failed,
        job.warnings,
        job.status
    );
}
