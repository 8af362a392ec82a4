//! What the transactions of a job write, one batch each.
//!
//! A batch goes through two pairs of hands: it is planned and sealed while the one before is being
//! written. What that one writes is known to the plan ([`super::pending`]); if it fails, the plan is
//! thrown away with it.

use std::thread::JoinHandle;
use std::time::Duration;

use super::apply::Finished;
use super::context::Context;
use super::enrollments;
use super::finding::{Outcome, RowResult};
use super::hold;
use super::job::Job;
use super::lease::Stop;
use super::line::Line;
use super::pace::Pace;
use super::pending::Pending;
use super::plan::{self, Plan};
use super::report::Report;
use super::seen::{self, Seen};
use super::source::{Halt, SourceRow, each_row};
use super::store::JobRow;
use super::types::{Counters, ImportKind, Severity};
use super::view::Understood;
use crate::app::{App, Tx};
use crate::db::{Conn, Timestamp, dialect};
use crate::http::{Code, Problem};

/// Rows of one batch where nobody waits for its transaction to end.
pub(super) const BATCH: usize = 500;

/// How often rows are planned anew because others wrote meanwhile; half as many each time, so that
/// the last tries are of one row.
const TRIES: u32 = 15;

impl Job {
    /// Stores enrollments, each decided as it is written.
    fn enroll(&mut self) -> Result<(), Stop> {
        going_on(&self.app)?;
        let count = self.list.len().min(self.pace.rows());
        let rows: Vec<SourceRow> = self.list.drain(..count).collect();
        let mut step = self.standing(self.counters);
        let (context, lease) = (self.context.clone(), self.lease.clone());
        let (written, held) = hold::write(&self.app, move |conn| -> Result<_, Stop> {
            let results = enrollments::write(conn, &context, &rows)?;
            Report::of(context.app.keys(), context.import, &results)?.write(conn)?;
            step.counters = step.counters.with(&results);
            Ok((lease.step(conn, &step)?, step.counters))
        });
        let (until, counters) = written?;
        self.pace.held(count, held);
        self.lease.keep(until);
        self.counters = counters;
        Ok(())
    }

    /// Takes one more row; full batches are stored, or only foretold.
    pub(super) fn take(
        &mut self,
        row: SourceRow,
        stores: bool,
        tell: &mut dyn FnMut(&Counters),
    ) -> Result<(), Stop> {
        if self.row.kind == ImportKind::Enrollments {
            self.list.push(row);
            if self.list.len() >= self.pace.rows() {
                self.enroll()?;
                tell(&self.counters);
            }
            return Ok(());
        }
        self.lines.push(Line::of(&self.context, row));
        while self.lines.len() >= self.pace.rows() {
            self.advance(stores)?;
            tell(&self.counters);
        }
        Ok(())
    }

    /// Stores what is left of the file's rows.
    pub(super) fn finish(
        &mut self,
        stores: bool,
        tell: &mut dyn FnMut(&Counters),
    ) -> Result<(), Stop> {
        while !self.list.is_empty() {
            self.enroll()?;
            tell(&self.counters);
        }
        while !self.lines.is_empty() || self.flight.is_some() {
            if self.lines.is_empty() {
                self.land()?;
            } else {
                self.advance(stores)?;
            }
            tell(&self.counters);
        }
        Ok(())
    }

    /// Plans and seals the next batch while the one before is being written, then sends it after.
    fn advance(&mut self, stores: bool) -> Result<(), Stop> {
        going_on(&self.app)?;
        // The fewer rows, the sooner they are written, and the less others can have changed.
        let count = (self.lines.len().min(self.pace.rows()) >> self.tries).max(1);
        let nothing = Pending::default();
        let (before, pending) = match &self.flight {
            Some(flight) => (flight.counters, &flight.pending),
            None => (self.counters, &nothing),
        };
        let (context, lines) = (&self.context, &self.lines[..count]);
        let mut plan = self
            .app
            .db()
            .read_now(|conn| plan::plan(conn, context, lines, pending))?;
        let planned = plan.results.len();
        if planned == 0 {
            // The next row builds on what is being written.
            return self.land().map(drop);
        }
        let counters = before.with(&plan.results);
        let pending = std::mem::take(&mut plan.pending);
        let ready = Ready::of(context, plan, stores)?;
        if !self.land()? {
            return Ok(());
        }
        let step = self.standing(counters);
        let (app, context, lease) = (self.app.clone(), self.context.clone(), self.lease.clone());
        let write = move || {
            hold::write(&app, move |conn| {
                ready.write(conn, &context)?;
                lease.step(conn, &step)
            })
        };
        let thread = std::thread::Builder::new()
            .name("import-writer".to_owned())
            .spawn(write)
            .map_err(Problem::internal)?;
        self.flight = Some(Flight {
            thread,
            lines: self.lines.drain(..planned).collect(),
            counters,
            pending,
        });
        if std::mem::take(&mut self.grew) {
            let counted =
                |conn: &mut Conn| -> Result<(), Stop> { Ok(dialect::refresh_statistics(conn)?) };
            self.app.db().read_now(counted)?;
        }
        Ok(())
    }

    /// Waits for the batch that is being written; false when others wrote meanwhile what its plan
    /// had not seen, so that its rows are planned anew.
    pub(super) fn land(&mut self) -> Result<bool, Stop> {
        let Some(flight) = self.flight.take() else {
            return Ok(true);
        };
        let joined = flight.thread.join();
        let (written, held) = joined.map_err(|_| Problem::internal("a batch was not written"))?;
        match written {
            Ok(until) => {
                self.lease.keep(until);
                self.pace.held(flight.lines.len(), held);
                self.grew |= grew(self.counters.processed, flight.counters.processed);
                self.counters = flight.counters;
                self.tries = 0;
                Ok(true)
            }
            Err(Stop::Service(problem)) if raced(&problem) && self.tries < TRIES => {
                self.tries += 1;
                self.lines.splice(0..0, flight.lines);
                Ok(false)
            }
            Err(stop) => Err(stop),
        }
    }
}

/// A batch that is being written.
pub(super) struct Flight {
    thread: JoinHandle<(Result<Timestamp, Stop>, Duration)>,
    lines: Vec<Line>,
    /// What is counted once it is written.
    counters: Counters,
    pending: Pending,
}

/// Stops a job of a service on its way out.
pub(super) fn going_on(app: &App) -> Result<(), Stop> {
    if app.is_stopping() {
        return Err(Stop::PutDown);
    }
    Ok(())
}

/// Whether others wrote what the plan had not seen: it is made anew.
pub(super) fn raced(problem: &Problem) -> bool {
    matches!(
        problem.code(),
        Code::AlreadyExists | Code::PreconditionFailed | Code::StillReferenced
    )
}

/// Gives the rows of a file one by one.
pub(super) fn read(
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

/// The sizes of a job's batches: fewer than a hundred businesses cost more by the batch than by the row;
/// each enrollment is written by itself.
pub(super) fn pace(kind: ImportKind) -> Pace {
    match kind {
        ImportKind::Businesses => Pace::new(100, 1_000),
        ImportKind::Enrollments => Pace::new(1, 100),
    }
}

/// Whether the tables are no longer what PostgreSQL's planner takes them for: after 500, 1,000, 2,000,
/// 4,000 … rows.
pub(super) fn grew(before: i64, after: i64) -> bool {
    let doublings = |rows: i64| (rows / 500).checked_ilog2();
    doublings(before) < doublings(after)
}

/// A batch that is planned and sealed: it only has to be written.
pub(super) struct Ready {
    seen: Vec<Seen>,
    report: Report,
    rows: Option<Finished>,
}

impl Ready {
    /// Makes a plan ready to be stored, or only what it foretells.
    pub(super) fn of(context: &Context, plan: Plan, stores: bool) -> Result<Self, Problem> {
        let Context {
            app,
            who,
            request_id,
            ..
        } = context;
        Ok(Self {
            seen: plan.seen,
            report: Report::of(app.keys(), context.import, &plan.results)?,
            rows: stores.then(|| Finished::of(app, who, request_id, Timestamp::now(), plan.work)),
        })
    }

    /// Writes it.
    pub(super) fn write(self, conn: &mut Conn, context: &Context) -> Result<(), Problem> {
        seen::store(conn, context.import, &self.seen)?;
        self.report.write(conn)?;
        match self.rows {
            Some(rows) => rows.write(&mut transaction(conn, context)),
            None => Ok(()),
        }
    }
}

/// A write of this job in the open transaction.
pub(super) fn transaction<'c>(conn: &'c mut Conn, context: &Context) -> Tx<'c> {
    Tx::new(
        conn,
        context.app.clone(),
        context.who.clone(),
        context.request_id.clone(),
    )
}

impl Counters {
    /// These and the rows of one more batch.
    pub(super) fn with(mut self, results: &[RowResult]) -> Self {
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
                .filter(|finding| finding.severity == Severity::Warning);
            self.warnings += i64::try_from(doubts.count()).unwrap_or(0);
        }
        self
    }
}
