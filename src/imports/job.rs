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

use std::sync::Arc;

use super::context::Context;
use super::finding::{Outcome, RowResult};
use super::finish::{self, Ending};
use super::header::Field;
use super::lease::{Heartbeat, Lease, Step, Stop};
use super::plan::{self, Plan};
use super::source::{Halt, SourceRow, each_row};
use super::status::ImportStatus;
use super::store::{self, JobRow};
use super::types::{Counters, ImportMode};
use super::view::{Said, Settings, Understood};
use super::{apply, report, seen};
use crate::app::{App, Tx};
use crate::db::{Conn, DatabaseUrl, Timestamp, dialect};
use crate::http::{Code, Problem};
use crate::text::Text;

/// Rows of one transaction.
const BATCH: usize = 500;

/// Rows of the survey between two signs of life.
const SURVEY: i64 = 10_000;

/// How often a batch is planned anew because others wrote meanwhile.
const TRIES: u32 = 5;

/// Runs a claimed job as far as it goes.
pub fn run(app: &App, row: JobRow, tell: &mut dyn FnMut(&Counters)) {
    let lease = Lease::new(row.id, row.lease_until.unwrap_or_else(Timestamp::now));
    let id = row.id;
    let outcome = Job::new(app, row, lease.clone()).and_then(|mut job| {
        let worked = job.work(tell);
        match worked {
            Err(Stop::Service(problem)) if !is_passing(&problem) => job.fail(Said::from(&problem)),
            other => other,
        }
    });
    match outcome {
        Ok(()) => log::info!("import {id}: ended"),
        Err(Stop::PutDown) => {
            log::info!("import {id}: put down; it goes on after the next start");
            lease.release(app);
        }
        Err(Stop::Lost) => log::info!("import {id}: canceled, or taken over by another instance"),
        // The lease runs out first: a short rest for a database that is away.
        Err(Stop::Service(problem)) => log::warn!("import {id}: waits: {problem}"),
        Err(Stop::File(error)) => log::warn!("import {id}: {}", error.code),
        Err(Stop::Refused(_)) => {}
    }
}

/// Whether the same work may succeed a little later.
fn is_passing(problem: &Problem) -> bool {
    matches!(problem.code(), Code::DatabaseUnavailable | Code::Busy)
}

struct Job {
    app: App,
    row: JobRow,
    lease: Lease,
    context: Arc<Context>,
    settings: Settings,
    counters: Counters,
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
            self.pass(false, tell)?;
            return self.end(ImportStatus::DryRunDone, None);
        }
        if !self.row.atomic {
            self.step(ImportStatus::Processing, None)?;
            self.pass(true, tell)?;
            return self.end_rows();
        }
        if self.status != ImportStatus::Processing {
            self.pass(false, tell)?;
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
        let named = |understood: &Understood| {
            let name = Field::SourceSystem.name();
            understood
                .sheets
                .iter()
                .all(|sheet| sheet.fields.iter().flatten().any(|field| field.0 == name))
        };
        (self.settings.parameters.source.is_none() && !named(understood)).then(|| {
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
        let mut batch = Vec::with_capacity(BATCH);
        read(&app, &row, &mut |source| {
            if source.ordinal < done {
                return Ok(());
            }
            batch.push(source);
            if batch.len() == BATCH {
                self.batch(std::mem::take(&mut batch), stores)?;
                tell(&self.counters);
            }
            Ok(())
        })?;
        if !batch.is_empty() {
            self.batch(batch, stores)?;
            tell(&self.counters);
        }
        Ok(())
    }

    fn batch(&mut self, mut rows: Vec<SourceRow>, stores: bool) -> Result<(), Stop> {
        let mut tries = 0;
        while !rows.is_empty() {
            going_on(&self.app)?;
            let context = &self.context;
            let plan = self
                .app
                .db()
                .read_now(|conn| plan::plan(conn, context, &rows))?;
            let planned = plan.results.len();
            let before = self.counters.processed;
            let counters = self.counters.with(&plan.results);
            let step = Step {
                from: self.status,
                to: self.status,
                counters,
                settings: None,
            };
            let (context, lease) = (self.context.clone(), self.lease.clone());
            let written = self.app.db().write_now(move |conn| {
                settle(conn, &context, plan, stores)?;
                grown(conn, before, counters.processed)?;
                lease.step(conn, &step)
            });
            match written {
                Ok(until) => {
                    self.lease.keep(until);
                    self.counters = counters;
                    rows.drain(..planned);
                    tries = 0;
                }
                Err(Stop::Service(problem)) if raced(&problem) && tries < TRIES => tries += 1,
                Err(stop) => return Err(stop),
            }
        }
        Ok(())
    }

    /// Stores every row in one transaction.
    fn store_all(&mut self, tell: &mut dyn FnMut(&Counters)) -> Result<(), Stop> {
        let mut tries = 0;
        loop {
            match self.try_all() {
                Ok(counters) => {
                    tell(&counters);
                    return Ok(());
                }
                Err(Stop::Refused(results)) => {
                    // Nothing is stored; what was refused is said in a transaction of its own.
                    let (context, counters) = (self.context.clone(), self.counters.with(&results));
                    self.app.db().write_now(move |conn| -> Result<(), Stop> {
                        report::store(conn, context.app.keys(), context.import, &results)?;
                        Ok(())
                    })?;
                    self.counters = counters;
                    return self.refuse_all();
                }
                Err(Stop::Service(problem)) if raced(&problem) && tries < TRIES => tries += 1,
                Err(stop) => return Err(stop),
            }
        }
    }

    fn try_all(&self) -> Result<Counters, Stop> {
        // SQLite has one writer, so nobody else can take the job; its heart could not beat either.
        let served = matches!(self.app.db().url(), DatabaseUrl::Postgres(_));
        let mut heart = served.then(|| Heartbeat::start(&self.app, &self.lease));
        let (app, row, lease) = (self.app.clone(), self.row.clone(), self.lease.clone());
        let (context, total) = (self.context.clone(), self.counters.total);
        self.app.db().write_now(move |conn| {
            let id = row.id;
            report::forget(conn, id)?;
            seen::forget(conn, id)?;
            let mut counters = Counters {
                total,
                ..Counters::default()
            };
            let mut batch = Vec::with_capacity(BATCH);
            read(&app, &row, &mut |source| {
                batch.push(source);
                if batch.len() == BATCH {
                    let rows = std::mem::take(&mut batch);
                    store_batch(conn, &context, &rows, &mut counters)?;
                }
                Ok(())
            })?;
            store_batch(conn, &context, &batch, &mut counters)?;
            if let Some(heart) = &mut heart {
                heart.stop();
            }
            let ending = Ending {
                from: ImportStatus::Processing,
                to: ImportStatus::Completed,
                counters,
                problem: None,
            };
            finish::end(conn, &context, &lease, ending)?;
            Ok(counters)
        })
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
    fn refuse_all(&mut self) -> Result<(), Stop> {
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

/// Stops a job of a service on its way out.
fn going_on(app: &App) -> Result<(), Stop> {
    if app.is_stopping() {
        return Err(Stop::PutDown);
    }
    Ok(())
}

/// Whether others wrote what the plan had not seen: it is made anew.
fn raced(problem: &Problem) -> bool {
    matches!(
        problem.code(),
        Code::AlreadyExists | Code::PreconditionFailed | Code::StillReferenced
    )
}

fn read(
    app: &App,
    row: &JobRow,
    visit: &mut dyn FnMut(SourceRow) -> Result<(), Stop>,
) -> Result<Understood, Stop> {
    each_row(app, row, visit).map_err(|halt| match halt {
        Halt::File(error) => Stop::File(error),
        Halt::Service(problem) => Stop::Service(problem),
        Halt::Visitor(stop) => stop,
    })
}

fn store_batch(
    conn: &mut Conn,
    context: &Context,
    rows: &[SourceRow],
    counters: &mut Counters,
) -> Result<(), Stop> {
    let mut rows = rows;
    while !rows.is_empty() {
        going_on(&context.app)?;
        let plan = plan::plan(conn, context, rows)?;
        if plan.results.iter().any(|r| r.outcome == Outcome::Failed) {
            return Err(Stop::Refused(plan.results));
        }
        let before = counters.processed;
        *counters = counters.with(&plan.results);
        rows = &rows[plan.results.len()..];
        settle(conn, context, plan, true)?;
        grown(conn, before, counters.processed)?;
    }
    Ok(())
}

/// After 1, 2, 4, 8 … batches the tables are no longer what the planner takes them for.
fn grown(conn: &mut Conn, before: i64, after: i64) -> Result<(), Problem> {
    let doublings = |rows: i64| (rows / BATCH as i64).checked_ilog2();
    if doublings(before) < doublings(after) {
        dialect::refresh_statistics(conn)?;
    }
    Ok(())
}

/// Writes what a batch comes to.
fn settle(conn: &mut Conn, context: &Context, plan: Plan, stores: bool) -> Result<(), Stop> {
    seen::store(conn, context.import, &plan.seen)?;
    report::store(conn, context.app.keys(), context.import, &plan.results)?;
    if stores {
        let mut tx = Tx::new(
            conn,
            context.app.clone(),
            context.who.clone(),
            context.request_id.clone(),
        );
        apply::apply(&mut tx, plan.work)?;
    }
    Ok(())
}

impl Counters {
    /// These and the rows of one more batch.
    fn with(mut self, results: &[RowResult]) -> Self {
        for result in results {
            self.processed += 1;
            match result.outcome {
                Outcome::Created => self.created += 1,
                Outcome::Updated => self.updated += 1,
                Outcome::Unchanged => self.unchanged += 1,
                Outcome::Skipped => self.skipped += 1,
                Outcome::Failed => self.failed += 1,
            }
            let doubts = result
                .findings
                .iter()
                .filter(|finding| finding.severity == super::types::Severity::Warning);
            self.warnings += i64::try_from(doubts.count()).unwrap_or(0);
        }
        self
    }
}

/// Claims and runs one job in this process, for the command line.
pub fn run_own(app: &App, row: JobRow, tell: &mut dyn FnMut(&Counters)) -> Result<JobRow, Problem> {
    let id = row.id;
    run(app, row, tell);
    app.db().read_now(|conn| store::load(conn, id))
}
