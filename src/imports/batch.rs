//! What one transaction of a job writes.

use super::context::Context;
use super::finding::{Outcome, RowResult};
use super::job::Job;
use super::lease::Stop;
use super::plan::{self, Plan};
use super::source::{Halt, SourceRow, each_row};
use super::store::JobRow;
use super::types::{Counters, ImportKind, Severity};
use super::view::Understood;
use super::{apply, enrollments, report, seen};
use crate::app::{App, Tx};
use crate::db::{Conn, dialect};
use crate::http::{Code, Problem};

/// Rows of one transaction.
const BATCH: usize = 500;

/// Enrollments of one transaction: each is written by itself, and others wait meanwhile.
const ENROLLMENTS: usize = 100;

/// How often a batch is planned anew because others wrote meanwhile.
pub(super) const TRIES: u32 = 5;

impl Job {
    /// Stores enrollments, each decided as it is written.
    fn enroll(&mut self, rows: Vec<SourceRow>) -> Result<(), Stop> {
        going_on(&self.app)?;
        let mut step = self.standing(self.counters);
        let (context, lease) = (self.context.clone(), self.lease.clone());
        let (until, counters) = self.app.db().write_now(move |conn| -> Result<_, Stop> {
            let results = enrollments::write(conn, &context, &rows)?;
            report::store(conn, context.app.keys(), context.import, &results)?;
            step.counters = step.counters.with(&results);
            Ok((lease.step(conn, &step)?, step.counters))
        })?;
        self.lease.keep(until);
        self.counters = counters;
        Ok(())
    }

    /// Stores a batch of rows, or only foretells what would be.
    pub(super) fn batch(&mut self, mut rows: Vec<SourceRow>, stores: bool) -> Result<(), Stop> {
        if self.row.kind == ImportKind::Enrollments {
            return self.enroll(rows);
        }
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
            let step = self.standing(counters);
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

/// Rows of one transaction.
pub(super) fn size(kind: ImportKind) -> usize {
    match kind {
        ImportKind::Businesses => BATCH,
        ImportKind::Enrollments => ENROLLMENTS,
    }
}

/// After 1, 2, 4, 8 … batches the tables are no longer what the planner takes them for.
pub(super) fn grown(conn: &mut Conn, before: i64, after: i64) -> Result<(), Problem> {
    let doublings = |rows: i64| (rows / BATCH as i64).checked_ilog2();
    if doublings(before) < doublings(after) {
        dialect::refresh_statistics(conn)?;
    }
    Ok(())
}

/// Writes what a batch comes to.
pub(super) fn settle(
    conn: &mut Conn,
    context: &Context,
    plan: Plan,
    stores: bool,
) -> Result<(), Stop> {
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
