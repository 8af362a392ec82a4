//! A whole file in one transaction: all of it is stored, or tried out and rolled back.

use std::sync::mpsc::sync_channel;
use std::thread::{Scope, ScopedJoinHandle};
use std::time::Instant;

use super::batch::{BATCH, Ready, going_on, grew, raced, read};
use super::context::Context;
use super::finding::Outcome;
use super::finish::{self, Ending};
use super::hold;
use super::job::Job;
use super::lease::{Heartbeat, Stop};
use super::line::Line;
use super::pending::Pending;
use super::report::Report;
use super::source::SourceRow;
use super::status::ImportStatus;
use super::store::JobRow;
use super::types::{Counters, ImportKind};
use super::{enrollments, erase, plan};
use crate::app::App;
use crate::db::{Conn, dialect};
use crate::http::Problem;

/// How often a whole file is planned anew because others wrote meanwhile.
const TRIES: u32 = 5;

impl Job {
    /// Tries a file of enrollments out in one transaction that is rolled back: seats are counted, so
    /// that only what all rows before it did says how a row comes out.
    pub(super) fn rehearse(&mut self, tell: &mut dyn FnMut(&Counters)) -> Result<(), Stop> {
        // A kill may have left half of what was said.
        erase::refusals(&self.app, self.row.id)?;
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
        for part in results.chunks(BATCH) {
            let said = Report::of(self.context.app.keys(), self.context.import, part)?;
            let (written, _) = hold::write(&self.app, move |conn| said.write(conn));
            written?;
        }
        let (step, lease) = (self.standing(counters), self.lease.clone());
        let until = self
            .app
            .db()
            .write_now(move |conn| lease.step(conn, &step))?;
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
        let (row, lease) = (self.row.clone(), self.lease.clone());
        let (context, total) = (self.context.clone(), self.counters.total);
        self.app.db().write_now(move |conn| {
            let began = Instant::now();
            let counters = Counters {
                total,
                ..Counters::default()
            };
            let counters = match row.kind {
                ImportKind::Businesses => all_businesses(conn, &context, &row, counters)?,
                ImportKind::Enrollments => all_enrollments(conn, &context, &row, counters)?,
            };
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
            let held = began.elapsed().as_millis();
            log::info!(
                "import {}: all rows in one transaction of {held} ms",
                row.id
            );
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

/// Stores a list of enrollments; each is decided as it is written.
fn all_enrollments(
    conn: &mut Conn,
    context: &Context,
    row: &JobRow,
    mut counters: Counters,
) -> Result<Counters, Stop> {
    in_batches(&context.app, row, &mut |rows| {
        going_on(&context.app)?;
        let results = enrollments::write(conn, context, rows)?;
        if results.iter().any(|r| r.outcome == Outcome::Failed) {
            return Err(Stop::Refused(results));
        }
        Report::of(context.app.keys(), context.import, &results)?.write(conn)?;
        counters = counters.with(&results);
        Ok(())
    })?;
    Ok(counters)
}

/// Stores a file of businesses. Others wait meanwhile, so a second thread reads the rows ahead and a
/// third seals a batch while the next is planned.
fn all_businesses(
    conn: &mut Conn,
    context: &Context,
    row: &JobRow,
    counters: Counters,
) -> Result<Counters, Stop> {
    std::thread::scope(|scope| {
        let (give, take) = sync_channel(2);
        let reader = scope.spawn(move || {
            let mut batch = Vec::with_capacity(BATCH);
            read(&context.app, row, &mut |source| {
                batch.push(Line::of(context, source));
                if batch.len() < BATCH {
                    return Ok(());
                }
                // Nobody takes it any more: the other side has its reason.
                let full = std::mem::take(&mut batch);
                give.send(full).map_err(|_| Stop::PutDown)
            })?;
            give.send(batch).map_err(|_| Stop::PutDown)
        });
        let mut whole = Whole {
            context,
            conn,
            counters,
            sealing: None,
        };
        for lines in take {
            whole.store(scope, &lines)?;
        }
        whole.settle()?;
        let read = reader.join();
        read.map_err(|_| Problem::internal("the file was not read to its end"))??;
        Ok(whole.counters)
    })
}

/// An all-or-nothing import inside its transaction.
struct Whole<'scope, 'c> {
    context: &'scope Context,
    conn: &'c mut Conn,
    counters: Counters,
    sealing: Option<Sealing<'scope>>,
}

/// A batch that is being sealed, and what it will write.
type Sealing<'scope> = (ScopedJoinHandle<'scope, Result<Ready, Problem>>, Pending);

impl<'scope> Whole<'scope, '_> {
    fn store<'env>(
        &mut self,
        scope: &'scope Scope<'scope, 'env>,
        mut lines: &[Line],
    ) -> Result<(), Stop> {
        let nothing = Pending::default();
        while !lines.is_empty() {
            let context = self.context;
            going_on(&context.app)?;
            let pending = self
                .sealing
                .as_ref()
                .map_or(&nothing, |(_, pending)| pending);
            let mut plan = plan::plan(self.conn, context, lines, pending)?;
            if plan.results.iter().any(|r| r.outcome == Outcome::Failed) {
                return Err(Stop::Refused(plan.results));
            }
            let before = self.counters.processed;
            self.counters = self.counters.with(&plan.results);
            lines = &lines[plan.results.len()..];
            let sealing = (!plan.results.is_empty()).then(|| {
                let pending = std::mem::take(&mut plan.pending);
                (scope.spawn(move || Ready::of(context, plan, true)), pending)
            });
            // One is written while the next is sealed.
            let sealed = std::mem::replace(&mut self.sealing, sealing);
            self.write(sealed)?;
            if grew(before, self.counters.processed) {
                dialect::refresh_statistics(self.conn)?;
            }
        }
        Ok(())
    }

    /// Writes the last batch.
    fn settle(&mut self) -> Result<(), Stop> {
        let sealed = self.sealing.take();
        self.write(sealed)
    }

    fn write(&mut self, sealing: Option<Sealing<'scope>>) -> Result<(), Stop> {
        if let Some((sealing, _)) = sealing {
            let sealed = sealing.join();
            let ready = sealed.map_err(|_| Problem::internal("a batch was not sealed"))??;
            ready.write(self.conn, self.context)?;
        }
        Ok(())
    }
}
