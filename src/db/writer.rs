//! SQLite's one writer: waiting writes are committed together, each in a savepoint of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use diesel::connection::SimpleConnection;

use super::{Conn, DbError};

/// The most writes one commit takes: more would let the first wait too long.
const GROUP: usize = 128;
/// The most writes that may wait; a further one is refused with 503.
const QUEUE: usize = 1024;

/// Told whether the group was committed, it answers the one who waits.
type Finish = Box<dyn FnOnce(Result<(), DbError>) + Send>;
type Job = Box<dyn FnOnce(&mut Conn) -> Finish + Send>;

pub(super) struct Writer {
    queue: Mutex<Option<SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(conn: Conn) -> Self {
        let (queue, jobs) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || serve(conn, &jobs))
            .ok();
        Self {
            queue: Mutex::new(Some(queue)),
            thread: Mutex::new(thread),
        }
    }

    pub(super) fn run<T, E>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
    {
        let (answer, waiting) = sync_channel(1);
        let job: Job = Box::new(move |conn| {
            // A panic in one write must not end the writer of all others.
            let done = catch_unwind(AssertUnwindSafe(|| conn.transaction(work)))
                .unwrap_or_else(|_| Err(panicked(conn).into()));
            Box::new(move |committed| {
                // A failed work was rolled back by itself: its own error is the answer.
                let result = done.and_then(|value| match committed {
                    Ok(()) => Ok(value),
                    Err(error) => Err(error.into()),
                });
                // The one who waited may be gone; the write stands all the same.
                drop(answer.send(result));
            })
        });
        let queue = self.queue.lock().ok().and_then(|queue| queue.clone());
        let queue = queue.ok_or_else(closed)?;
        queue.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => DbError::Busy,
            TrySendError::Disconnected(_) => closed(),
        })?;
        drop(queue);
        waiting.recv().map_err(|_| closed())?
    }

    pub(super) fn stop(&self) {
        if let Ok(mut queue) = self.queue.lock() {
            queue.take();
        }
        let thread = self.thread.lock().ok().and_then(|mut thread| thread.take());
        if let Some(thread) = thread {
            drop(thread.join());
        }
    }
}

/// Takes back what a panicking write left open: its own savepoint, not the group's transaction.
fn panicked(conn: &mut Conn) -> DbError {
    if let Err(error) = conn.rollback() {
        log::error!("a write panicked and could not be rolled back: {error}");
    }
    DbError::Query(diesel::result::Error::RollbackTransaction)
}

fn closed() -> DbError {
    DbError::Unavailable("the database is closed".to_owned())
}

fn serve(mut conn: Conn, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        commit_group(&mut conn, first, jobs);
    }
    if let Conn::Sqlite(c) = &mut conn
        && let Err(error) = c.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
    {
        log::warn!("the write-ahead log was not folded into the database file: {error}");
    }
}

fn commit_group(conn: &mut Conn, first: Job, jobs: &Receiver<Job>) {
    if let Err(error) = conn.begin() {
        let job = first(conn);
        job(Err(error.into()));
        return;
    }
    let mut finishes = vec![first(conn)];
    while finishes.len() < GROUP
        && let Ok(job) = jobs.try_recv()
    {
        finishes.push(job(conn));
    }
    let committed = conn.commit();
    if committed.is_err() {
        drop(conn.rollback());
    }
    for finish in finishes {
        finish(match &committed {
            Ok(()) => Ok(()),
            Err(error) => Err(DbError::Unavailable(error.to_string())),
        });
    }
}
