//! Who runs a job: one instance at a time, for as long as it gives signs.
//!
//! The moment until which a job is held names its holder: every step of the job is written under
//! the condition that the moment is still the one this instance wrote. Whoever lost the job finds
//! out with the very transaction that would have stored something.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::prelude::*;

use super::finding::RowResult;
use super::sheet::SheetError;
use super::status::ImportStatus;
use super::store::LEASE_SECONDS;
use super::types::Counters;
use crate::app::App;
use crate::db::{Conn, DbError, Id, Json, Timestamp, on};
use crate::http::Problem;
use crate::schema::imports;

/// Why a job stands still.
#[derive(Debug)]
pub enum Stop {
    /// The service is on its way out; the job goes on after its next start.
    PutDown,
    /// The job was canceled, or another instance has it.
    Lost,
    /// The service cannot go on.
    Service(Problem),
    /// The file cannot be read.
    File(SheetError),
    /// A row of an all-or-nothing job was refused.
    Refused(Vec<RowResult>),
    /// All rows were tried out, and what they did is rolled back.
    Rehearsed(Vec<RowResult>),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Service(problem)
    }
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Self {
        Self::Service(error.into())
    }
}

impl From<diesel::result::Error> for Stop {
    fn from(error: diesel::result::Error) -> Self {
        Self::Service(error.into())
    }
}

/// A job held by this instance.
#[derive(Clone, Debug)]
pub struct Lease {
    /// The job.
    pub id: Id,
    until: Arc<Mutex<Timestamp>>,
}

/// A step of a job.
#[derive(Clone, Debug)]
pub struct Step {
    /// The state the job must be in.
    pub from: ImportStatus,
    /// The state it is in afterwards.
    pub to: ImportStatus,
    /// What has been counted.
    pub counters: Counters,
    /// New settings, where the step learned something.
    pub settings: Option<Json>,
}

impl Lease {
    /// The lease of a job just claimed.
    pub fn new(id: Id, until: Timestamp) -> Self {
        Self {
            id,
            until: Arc::new(Mutex::new(until)),
        }
    }

    /// Until when the job is held.
    pub fn until(&self) -> Timestamp {
        *self.until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers the moment a committed step wrote.
    pub fn keep(&self, until: Timestamp) {
        *self.until.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }

    /// Writes a step, unless the job is no longer this instance's; [`Self::keep`] what it gives
    /// once the transaction is committed.
    pub fn step(&self, conn: &mut Conn, step: &Step) -> Result<Timestamp, Stop> {
        let now = Timestamp::now();
        let until = now.plus_seconds(LEASE_SECONDS);
        let counters = &step.counters;
        let moved = i64::from(step.from != step.to);
        let target = imports::table
            .find(self.id)
            .filter(imports::status.eq(step.from))
            .filter(imports::lease_until.eq(self.until()));
        let changed = on!(conn, |c| diesel::update(target)
            .set((
                imports::status.eq(step.to),
                imports::total_rows.eq(counters.total),
                imports::processed_rows.eq(counters.processed),
                imports::created.eq(counters.created),
                imports::updated.eq(counters.updated),
                imports::unchanged.eq(counters.unchanged),
                imports::skipped.eq(counters.skipped),
                imports::failed.eq(counters.failed),
                imports::warnings.eq(counters.warnings),
                imports::version.eq(imports::version + moved),
                imports::lease_until.eq(until),
                imports::updated_at.eq(now),
            ))
            .execute(c))?;
        if changed == 0 {
            return Err(Stop::Lost);
        }
        if let Some(settings) = &step.settings {
            on!(conn, |c| diesel::update(imports::table.find(self.id))
                .set(imports::parameters.eq(settings))
                .execute(c))?;
        }
        Ok(until)
    }

    /// Holds the job longer while nothing else is written.
    pub fn renew(&self, app: &App) -> Result<(), Stop> {
        let lease = self.clone();
        let until = app.db().write_now(move |conn| lease.renewed(conn))?;
        self.keep(until);
        Ok(())
    }

    fn renewed(&self, conn: &mut Conn) -> Result<Timestamp, Stop> {
        let until = Timestamp::now().plus_seconds(LEASE_SECONDS);
        let changed = on!(conn, |c| diesel::update(
            imports::table
                .find(self.id)
                .filter(imports::status.eq_any(ImportStatus::OPEN))
                .filter(imports::lease_until.eq(self.until()))
        )
        .set(imports::lease_until.eq(until))
        .execute(c))?;
        if changed == 0 {
            return Err(Stop::Lost);
        }
        Ok(until)
    }

    /// Lets another instance have the job at once.
    pub fn release(&self, app: &App) {
        let lease = self.clone();
        let released: Result<(), Stop> = app.db().write_now(move |conn| {
            on!(conn, |c| diesel::update(
                imports::table
                    .find(lease.id)
                    .filter(imports::lease_until.eq(lease.until()))
            )
            .set(imports::lease_until.eq(None::<Timestamp>))
            .execute(c))?;
            Ok(())
        });
        if let Err(stop) = released {
            log::debug!("a lease runs out by itself: {stop:?}");
        }
    }
}

/// Holds a job while one long transaction runs, through a connection of its own.
pub struct Heartbeat {
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Heartbeat {
    /// Starts to beat.
    pub fn start(app: &App, lease: &Lease) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let (app, lease, stop) = (app.clone(), lease.clone(), ended.clone());
        let thread = std::thread::Builder::new()
            .name("import-heartbeat".to_owned())
            .spawn(move || {
                let pause = Duration::from_secs(LEASE_SECONDS.unsigned_abs() / 3);
                while !stop.load(Ordering::Relaxed) {
                    // A lost lease shows in the long transaction's last step.
                    drop(lease.renew(&app));
                    std::thread::park_timeout(pause);
                }
            })
            .ok();
        Self { ended, thread }
    }

    /// Stops to beat and waits for the last one.
    pub fn stop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            drop(thread.join());
        }
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        self.stop();
    }
}
