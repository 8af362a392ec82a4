//! Runs one job: survey, then rows in batches, or all in one transaction.
//!
//! * The survey reads the whole file without touching the register: a damaged file is refused
//!   before anything of it is stored, and the rows are counted.
//! * Row by row (`atomic=false`), each batch is one transaction that also writes how far the job
//!   is; after a kill the job goes on behind the last batch.
//! * All or nothing (`atomic=true`), the first pass checks every row without holding the writer; only
//!   if none is refused does the second store all of them in one transaction. A kill rolls it back
//!   and the next start does it again from the first row.
//! * A dry run is the first pass alone.
//! * Enrollments are not foretold by reading: each is written, since seats are counted, and a dry run
//!   is rolled back ([`super::whole`]).

use std::sync::Arc;

use super::batch::{Flight, going_on, pace, read};
use super::context::Context;
use super::erase;
use super::finish::{self, Ending};
use super::header::Field;
use super::lease::{Lease, Step, Stop};
use super::line::Line;
use super::pace::Pace;
use super::source::SourceRow;
use super::status::ImportStatus;
use super::store::{self, JobRow};
use super::types::{Counters, ImportKind, ImportMode, ImportSheet};
use super::view::{Said, Settings};
use crate::app::App;
use crate::db::Timestamp;
use crate::http::{Code, Problem};
use crate::text::Text;

/// The most enrollments of one file, which a dry run tries out in one transaction.
const MOST_ENROLLMENTS: i64 = 10_000;

/// Rows of the survey between two signs of life.
const SURVEY: i64 = 10_000;

/// Runs a claimed job as far as it goes.
pub fn run(app: &App, row: JobRow, tell: &mut dyn FnMut(&Counters)) {
    let lease = Lease::new(row.id, row.lease_until.unwrap_or_else(Timestamp::now));
    let id = row.id;
    let outcome = Job::new(app, row, lease.clone()).and_then(|mut job| {
        let worked = job.work(tell);
        match worked {
            Err(Stop::Service(problem)) if !is_passing(&problem) => job.fail(Said::from(&problem)),
            other => other,
        }?;
        Ok(job.pace.longest())
    });
    if matches!(outcome, Ok(_) | Err(Stop::Lost))
        && let Err(problem) = erase::ended(app, id)
    {
        log::warn!("import {id}: its file waits for the sweeper: {problem}");
    }
    match outcome {
        Ok(longest) => log::info!(
            "import {id}: ended; its longest transaction took {} ms",
            longest.as_millis()
        ),
        Err(Stop::PutDown) => {
            log::info!("import {id}: put down; it goes on after the next start");
            lease.release(app);
        }
        Err(Stop::Lost) => log::info!("import {id}: canceled, or taken over by another instance"),
        // The lease runs out first: a short rest for a database that is away.
        Err(Stop::Service(problem)) => log::warn!("import {id}: waits: {problem}"),
        Err(Stop::File(error)) => log::warn!("import {id}: {}", error.code),
        Err(Stop::Refused(_) | Stop::Rehearsed(_)) => {}
    }
}

/// Whether the same work may succeed a little later.
fn is_passing(problem: &Problem) -> bool {
    matches!(problem.code(), Code::DatabaseUnavailable | Code::Busy)
}

/// A job at work.
pub(super) struct Job {
    pub(super) app: App,
    pub(super) row: JobRow,
    pub(super) lease: Lease,
    pub(super) context: Arc<Context>,
    settings: Settings,
    pub(super) counters: Counters,
    pub(super) pace: Pace,
    /// Rows to be stored, in the order of the file.
    pub(super) lines: Vec<Line>,
    /// Enrollments to be stored.
    pub(super) list: Vec<SourceRow>,
    pub(super) flight: Option<Flight>,
    /// How often the batch at hand was planned anew.
    pub(super) tries: u32,
    /// Whether the tables are larger than PostgreSQL's planner knows.
    pub(super) grew: bool,
    status: ImportStatus,
}

impl Job {
    fn new(app: &App, row: JobRow, lease: Lease) -> Result<Self, Stop> {
        let settings = Settings::of(&row)?;
        let context = app
            .db()
            .read_now(|conn| Context::load(conn, app, &row, &settings.parameters))?;
        Ok(Self {
            app: app.clone(),
            counters: row.counters(),
            status: row.status,
            context: Arc::new(context),
            pace: pace(row.kind),
            lines: Vec::new(),
            list: Vec::new(),
            flight: None,
            tries: 0,
            grew: false,
            settings,
            lease,
            row,
        })
    }

    fn work(&mut self, tell: &mut dyn FnMut(&Counters)) -> Result<(), Stop> {
        if self.settings.understood.is_none() {
            match self.survey() {
                Err(Stop::File(error)) => return self.fail(Said::from(&error)),
                other => other?,
            }
            if let Some(said) = self.unusable() {
                return self.fail(said);
            }
        } else if self.counters.processed > 0 || self.status == ImportStatus::Processing {
            let id = self.row.id;
            if self.row.atomic && self.status == ImportStatus::Processing {
                log::info!("import {id}: was rolled back when its instance stopped; started again");
            } else {
                log::info!(
                    "import {id}: goes on behind row {} of {}",
                    self.counters.processed,
                    self.counters.total.unwrap_or(0)
                );
            }
        }
        tell(&self.counters);
        let dry = self.row.mode == ImportMode::DryRun;
        if dry {
            self.foretell(tell)?;
            return self.end(ImportStatus::DryRunDone, None);
        }
        if !self.row.atomic {
            self.step(ImportStatus::Processing, None)?;
            self.pass(true, tell)?;
            return self.end_rows();
        }
        if self.status != ImportStatus::Processing {
            self.foretell(tell)?;
            if self.counters.failed > 0 {
                return self.refuse_all();
            }
            self.counters = Counters {
                total: self.counters.total,
                ..Counters::default()
            };
            self.step(ImportStatus::Processing, None)?;
        }
        self.store_all(tell)
    }

    /// Reads the file once: is it sound, what are its columns, how many rows has it?
    fn survey(&mut self) -> Result<(), Stop> {
        self.step(ImportStatus::Validating, None)?;
        let mut rows = 0;
        let (app, lease) = (self.app.clone(), self.lease.clone());
        let understood = read(&self.app, &self.row, &mut |_| {
            rows += 1;
            if rows % SURVEY == 0 {
                going_on(&app)?;
                lease.renew(&app)?;
            }
            Ok(())
        })?;
        self.counters.total = Some(rows);
        self.settings.understood = Some(understood);
        let json = self.settings.json()?;
        self.step(ImportStatus::Validating, Some(json))
    }

    /// Why the file as a whole is of no use, if so.
    fn unusable(&self) -> Option<Said> {
        let understood = self.settings.understood.as_ref()?;
        if self.counters.total == Some(0) {
            let text = Text::new(
                "Berkas tidak memuat satu baris data pun di bawah judul kolom.",
                "The file has not a single row of data below its header.",
            );
            return Some(Said::new("no_rows", &text, None));
        }
        let enrolls = self.row.kind == ImportKind::Enrollments;
        if enrolls && self.counters.total > Some(MOST_ENROLLMENTS) {
            let text = Text::owned(
                format!("Berkas pendaftaran memuat paling banyak {MOST_ENROLLMENTS} baris."),
                format!("A file of enrollments has at most {MOST_ENROLLMENTS} rows."),
            );
            return Some(Said::new("too_many_rows", &text, None));
        }
        let has = |sheet: &ImportSheet, field: Field| {
            let name = field.name();
            sheet.fields.iter().flatten().any(|held| held.0 == name)
        };
        let untold = understood.sheets.iter().any(|sheet| {
            // Only a business comes from a source; a row with an enrollment's id enters none.
            let enters =
                !enrolls || (has(sheet, Field::BusinessName) && !has(sheet, Field::EnrollmentId));
            enters && !has(sheet, Field::SourceSystem) && !has(sheet, Field::BusinessId)
        });
        (self.settings.parameters.source.is_none() && untold).then(|| {
            let text = Text::new(
                "Berkas ini tidak memiliki kolom sistem sumber; kirim lagi dengan parameter source, misalnya source=simikm.",
                "The file has no column for the source system; send it again with the parameter source, for example source=simikm.",
            );
            Said::new("source_required", &text, None)
        })
    }

    /// Goes over the rows in batches; stores them, or only foretells what would be.
    fn pass(&mut self, stores: bool, tell: &mut dyn FnMut(&Counters)) -> Result<(), Stop> {
        let done = self.counters.processed;
        let (app, row) = (self.app.clone(), self.row.clone());
        let walked = read(&app, &row, &mut |source| {
            if source.ordinal < done {
                return Ok(());
            }
            self.take(source, stores, tell)
        });
        let gone = walked.and_then(|_| self.finish(stores, tell));
        // Whatever stopped the rest: what is being written counts, if it can be written.
        gone.inspect_err(|_| drop(self.land()))
    }

    /// Goes over the rows without storing any.
    fn foretell(&mut self, tell: &mut dyn FnMut(&Counters)) -> Result<(), Stop> {
        match self.row.kind {
            ImportKind::Businesses => self.pass(false, tell),
            ImportKind::Enrollments => self.rehearse(tell),
        }
    }

    /// A step that counts on.
    pub(super) fn standing(&self, counters: Counters) -> Step {
        Step {
            from: self.status,
            to: self.status,
            counters,
            settings: None,
        }
    }

    /// Ends a job whose rows were stored one by one.
    fn end_rows(&mut self) -> Result<(), Stop> {
        let c = &self.counters;
        let stored = c.created + c.updated + c.unchanged + c.skipped;
        match (c.failed, stored) {
            (0, _) => self.end(ImportStatus::Completed, None),
            (_, 0) => {
                let text = Text::new(
                    "Semua baris ditolak; lihat daftar kesalahannya.",
                    "Every row was refused; see the list of errors.",
                );
                self.end(
                    ImportStatus::Failed,
                    Some(Said::new("all_rows_refused", &text, None)),
                )
            }
            _ => self.end(ImportStatus::PartiallyCompleted, None),
        }
    }

    /// Ends an all-or-nothing job of which a row was refused: nothing was stored.
    pub(super) fn refuse_all(&mut self) -> Result<(), Stop> {
        let text = Text::new(
            "Ada baris yang ditolak, jadi tidak satu baris pun disimpan (atomic=true). Perbaiki baris itu, atau kirim dengan atomic=false.",
            "A row was refused, so none was stored (atomic=true). Correct it, or send the file with atomic=false.",
        );
        self.fail(Said::new("atomic_refused", &text, None))
    }

    fn fail(&mut self, said: Said) -> Result<(), Stop> {
        let stored = !self.row.atomic && self.row.mode == ImportMode::Commit;
        self.counters = finish::unfinished(self.counters, stored);
        self.end(ImportStatus::Failed, Some(said))
    }

    fn end(&mut self, to: ImportStatus, problem: Option<Said>) -> Result<(), Stop> {
        let ending = Ending {
            from: self.status,
            to,
            counters: self.counters,
            problem,
        };
        let (context, lease) = (self.context.clone(), self.lease.clone());
        self.app
            .db()
            .write_now(move |conn| finish::end(conn, &context, &lease, ending))
    }

    fn step(&mut self, to: ImportStatus, settings: Option<crate::db::Json>) -> Result<(), Stop> {
        let step = Step {
            from: self.status,
            to,
            counters: self.counters,
            settings,
        };
        let lease = self.lease.clone();
        let until = self
            .app
            .db()
            .write_now(move |conn| lease.step(conn, &step))?;
        self.lease.keep(until);
        self.status = to;
        Ok(())
    }
}

/// Claims and runs one job in this process, for the command line.
pub fn run_own(app: &App, row: JobRow, tell: &mut dyn FnMut(&Counters)) -> Result<JobRow, Problem> {
    let id = row.id;
    run(app, row, tell);
    app.db().read_now(|conn| store::load(conn, id))
}
