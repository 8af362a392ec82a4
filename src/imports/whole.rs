//! A whole file in one transaction: all of it is stored, or tried out and rolled back.

use super::batch::{BATCH, Ready, TRIES, going_on, grew, raced, read};
use super::context::Context;
use super::finding::Outcome;
use super::finish::{self, Ending};
use super::job::Job;
use super::lease::{Heartbeat, Stop};
use super::report::Report;
use super::source::SourceRow;
use super::status::ImportStatus;
use super::store::JobRow;
use super::types::{Counters, ImportKind};
use super::{enrollments, erase, plan};
use crate::app::App;
use crate::db::{Conn, dialect};

impl Job {
    /// Tries a file of enrollments out in one transaction that is rolled back: seats are counted, so
    /// that only what all rows before it did says how a row comes out.
    pub(super) fn rehearse(&mut self, tell: &mut dyn FnMut(&Counters)) -> Result<(), Stop> {
        let mut heart = self.heartbeat();
        let (app, row, context) = (self.app.clone(), self.row.clone(), self.context.clone());
        let tried = self.app.db().write_now(move |conn| {
            let mut results = Vec::new();
            in_batches(&app, &row, &mut |rows| {
                going_on(&app)?;
                results.extend(enrollments::write(conn, &context, rows)?);
                Ok(())
            })?;
            if let Some(heart) = &mut heart {
                heart.stop();
            }
            Err::<(), _>(Stop::Rehearsed(results))
        });
        let results = match tried {
            Ok(()) => Vec::new(),
            Err(Stop::Rehearsed(results)) => results,
            Err(stop) => return Err(stop),
        };
        let counters = self.counters.with(&results);
        let step = self.standing(counters);
        let (context, lease) = (self.context.clone(), self.lease.clone());
        let until = self.app.db().write_now(move |conn| {
            Report::of(context.app.keys(), context.import, &results)?.write(conn)?;
            lease.step(conn, &step)
        })?;
        self.lease.keep(until);
        self.counters = counters;
        tell(&self.counters);
        Ok(())
    }

    /// Stores every row in one transaction.
    pub(super) fn store_all(&mut self, tell: &mut dyn FnMut(&Counters)) -> Result<(), Stop> {
        let mut tries = 0;
        loop {
            // What the check said and remembered is written anew.
            erase::refusals(&self.app, self.row.id)?;
            erase::seen(&self.app, self.row.id)?;
            match self.try_all() {
                Ok(counters) => {
                    tell(&counters);
                    return Ok(());
                }
                Err(Stop::Refused(results)) => {
                    // Nothing is stored; what was refused is said in a transaction of its own.
                    let (context, counters) = (self.context.clone(), self.counters.with(&results));
                    self.app.db().write_now(move |conn| -> Result<(), Stop> {
                        Report::of(context.app.keys(), context.import, &results)?.write(conn)?;
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
        let mut heart = self.heartbeat();
        let (app, row, lease) = (self.app.clone(), self.row.clone(), self.lease.clone());
        let (context, total) = (self.context.clone(), self.counters.total);
        self.app.db().write_now(move |conn| {
            let mut counters = Counters {
                total,
                ..Counters::default()
            };
            in_batches(&app, &row, &mut |rows| {
                store_batch(conn, &context, rows, &mut counters)
            })?;
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

    /// Holds the job through a connection of its own. Where there is one writer nobody else can take
    /// the job, and its heart could not beat either.
    fn heartbeat(&self) -> Option<Heartbeat> {
        self.app
            .db()
            .writes_side_by_side()
            .then(|| Heartbeat::start(&self.app, &self.lease))
    }
}

/// Gives the rows of a file in batches.
fn in_batches(
    app: &App,
    row: &JobRow,
    visit: &mut dyn FnMut(&[SourceRow]) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let mut batch = Vec::with_capacity(BATCH);
    read(app, row, &mut |source| {
        batch.push(source);
        if batch.len() == BATCH {
            visit(&std::mem::take(&mut batch))?;
        }
        Ok(())
    })?;
    visit(&batch)
}

fn store_batch(
    conn: &mut Conn,
    context: &Context,
    rows: &[SourceRow],
    counters: &mut Counters,
) -> Result<(), Stop> {
    if context.kind == ImportKind::Enrollments {
        going_on(&context.app)?;
        let results = enrollments::write(conn, context, rows)?;
        if results.iter().any(|r| r.outcome == Outcome::Failed) {
            return Err(Stop::Refused(results));
        }
        Report::of(context.app.keys(), context.import, &results)?.write(conn)?;
        *counters = counters.with(&results);
        return Ok(());
    }
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
        Ready::of(context, plan, true)?.write(conn, context)?;
        if grew(before, counters.processed) {
            dialect::refresh_statistics(conn)?;
        }
    }
    Ok(())
}
