//! SQLite's one writer: waiting writes are committed together, each in a savepoint of its own.
//!
//! Work in the background ([`Writer::run_now`]) has a transaction to itself: a savepoint would keep a
//! copy of every page that it changes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use tokio::sync::oneshot;

use super::{Conn, DbError};
use crate::metrics::Histogram;

/// The most writes one commit takes: more would let the first wait too long.
const GROUP: usize = 128;
/// How long a group takes further writes: who came first should not wait for all who come later.
const GROUP_TIME: Duration = Duration::from_millis(10);
/// The most writes that may wait; a further one is refused with 503.
const QUEUE: usize = 1024;

/// Upper bounds of the sizes of groups that are counted apart.
const GROUPS: [u64; 8] = [1, 2, 4, 8, 16, 32, 64, 128];

/// How much SQLite's writer has to do.
#[derive(Clone, Debug)]
pub struct WriterLoad {
    /// Writes that wait for their turn.
    pub waiting: usize,
    /// Writes that were refused because they could not begin in time, since the start.
    pub refused: u64,
    /// Writes that were committed together.
    pub groups: Arc<Histogram>,
}

/// Told whether the group was committed, it answers the one who waits.
type Finish = Box<dyn FnOnce(Result<(), DbError>) + Send>;
type Work = Box<dyn FnOnce(Result<&mut Conn, DbError>) -> Finish + Send>;

/// A write that waits its turn.
struct Job {
    turn: Arc<Turn>,
    company: Company,
    work: Work,
}

/// Whether others are committed together with a write.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Company {
    Group,
    Alone,
}

/// Whose a waiting write is: the writer's, once it has begun, or of the one who no longer waits.
#[derive(Default)]
struct Turn(AtomicBool);

impl Turn {
    /// Takes the write, unless the other side did.
    fn take(&self) -> bool {
        !self.0.swap(true, Ordering::AcqRel)
    }
}

pub(super) struct Writer {
    queue: Mutex<Option<SyncSender<Job>>>,
    waiting: Arc<AtomicUsize>,
    refused: AtomicU64,
    groups: Arc<Histogram>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(conn: Conn) -> Self {
        let (queue, jobs) = sync_channel(QUEUE);
        let waiting = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&waiting);
        let groups = Arc::new(Histogram::new(&GROUPS, 1));
        let sizes = Arc::clone(&groups);
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || serve(conn, Jobs::of(jobs, counted), &sizes))
            .ok();
        Self {
            queue: Mutex::new(Some(queue)),
            waiting,
            refused: AtomicU64::new(0),
            groups,
            thread: Mutex::new(thread),
        }
    }

    /// How many writes wait for their turn.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// How much there is to do.
    pub(super) fn load(&self) -> WriterLoad {
        WriterLoad {
            waiting: self.waiting(),
            refused: self.refused.load(Ordering::Relaxed),
            groups: Arc::clone(&self.groups),
        }
    }

    /// Refuses a write that was not begun.
    fn busy(&self) -> DbError {
        self.refused.fetch_add(1, Ordering::Relaxed);
        DbError::Busy
    }

    /// Waits for a write without holding a thread; one that has not begun after `patience` is
    /// refused and never done.
    pub(super) async fn run<T, E>(
        &self,
        patience: Duration,
        work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
    {
        let (answer, mut told) = oneshot::channel();
        let tell = move |outcome| drop(answer.send(outcome));
        let turn = self.submit(Company::Group, work, tell)?;
        if let Ok(outcome) = actix_web::rt::time::timeout(patience, &mut told).await {
            return outcome.map_err(|_| closed())?;
        }
        if turn.take() {
            return Err(self.busy().into());
        }
        // It has begun: only its outcome says whether it was done.
        told.await.map_err(|_| closed())?
    }

    /// Waits for a write on this thread, as long as it takes.
    pub(super) fn run_now<T, E>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
    {
        let (answer, told) = sync_channel(1);
        let tell = move |outcome| drop(answer.send(outcome));
        self.submit(Company::Alone, work, tell)?;
        told.recv().map_err(|_| closed())?
    }

    /// Puts a write into the queue; `tell` hears of its outcome once its group is committed, even
    /// when nobody waits any more: the write stands all the same.
    fn submit<T, E>(
        &self,
        company: Company,
        work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        tell: impl FnOnce(Result<T, E>) + Send + 'static,
    ) -> Result<Arc<Turn>, DbError>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
    {
        let work: Work = Box::new(move |conn| {
            let done = conn.map_err(E::from).and_then(|conn| {
                // A panic in one write must not end the writer of all others.
                catch_unwind(AssertUnwindSafe(|| conn.transaction(work)))
                    .unwrap_or_else(|_| Err(panicked(conn).into()))
            });
            Box::new(move |committed| {
                // A failed work was rolled back by itself: its own error is the answer.
                tell(done.and_then(|value| match committed {
                    Ok(()) => Ok(value),
                    Err(error) => Err(error.into()),
                }));
            })
        });
        let turn = Arc::<Turn>::default();
        let job = Job {
            turn: Arc::clone(&turn),
            company,
            work,
        };
        let queue = self.queue.lock().ok().and_then(|queue| queue.clone());
        let queue = queue.ok_or_else(closed)?;
        self.waiting.fetch_add(1, Ordering::Relaxed);
        queue.try_send(job).map_err(|error| {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            match error {
                TrySendError::Full(_) => self.busy(),
                TrySendError::Disconnected(_) => closed(),
            }
        })?;
        Ok(turn)
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

/// Takes back what a panicking write left open: in a group its own savepoint, not the transaction.
fn panicked(conn: &mut Conn) -> DbError {
    if let Err(error) = conn.rollback() {
        log::error!("a write panicked and could not be rolled back: {error}");
    }
    DbError::Query(diesel::result::Error::RollbackTransaction)
}

fn closed() -> DbError {
    DbError::Unavailable("the database is closed".to_owned())
}

/// The queue as the writer sees it.
struct Jobs {
    jobs: Receiver<Job>,
    counted: Arc<AtomicUsize>,
    /// The first in the queue, where it did not go with those before it.
    next: Option<Job>,
}

impl Jobs {
    const fn of(jobs: Receiver<Job>, counted: Arc<AtomicUsize>) -> Self {
        Self {
            jobs,
            counted,
            next: None,
        }
    }

    /// Waits for a write; none once the service is on its way out.
    fn next(&mut self) -> Option<(Company, Work)> {
        loop {
            let job = match self.next.take() {
                Some(job) => job,
                None => self.jobs.recv().ok()?,
            };
            let company = job.company;
            if let Some(work) = self.begin(job) {
                return Some((company, work));
            }
        }
    }

    /// A write that waits already and may go with others, when it is its turn.
    fn waiting(&mut self) -> Option<Work> {
        loop {
            let job = match self.next.take() {
                Some(job) => job,
                None => self.jobs.try_recv().ok()?,
            };
            if job.company == Company::Alone {
                self.next = Some(job);
                return None;
            }
            if let Some(work) = self.begin(job) {
                return Some(work);
            }
        }
    }

    fn begin(&self, job: Job) -> Option<Work> {
        self.counted.fetch_sub(1, Ordering::Relaxed);
        job.turn.take().then_some(job.work)
    }
}

fn serve(mut conn: Conn, mut jobs: Jobs, groups: &Histogram) {
    while let Some((company, first)) = jobs.next() {
        let size = match company {
            Company::Group => commit_group(&mut conn, first, &mut jobs),
            Company::Alone => {
                // Outside a transaction it begins, commits and rolls back one of its own.
                first(Ok(&mut conn))(Ok(()));
                1
            }
        };
        groups.observe(size);
    }
    if let Conn::Sqlite(c) = &mut conn
        && let Err(error) = c.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
    {
        log::warn!("the write-ahead log was not folded into the database file: {error}");
    }
}

/// Commits a write together with those that wait already; gives how many they were.
fn commit_group(conn: &mut Conn, first: Work, jobs: &mut Jobs) -> u64 {
    if let Err(error) = conn.begin() {
        // Another process holds the file: nothing of this was begun.
        first(Err(error.into()))(Ok(()));
        return 1;
    }
    let began = Instant::now();
    let mut finishes = vec![first(Ok(conn))];
    while finishes.len() < GROUP
        && began.elapsed() < GROUP_TIME
        && let Some(work) = jobs.waiting()
    {
        finishes.push(work(Ok(conn)));
    }
    let committed = conn.commit();
    let size = finishes.len() as u64;
    for finish in finishes {
        finish(match &committed {
            Ok(()) => Ok(()),
            Err(error) => Err(DbError::Unavailable(error.to_string())),
        });
    }
    size
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::DatabaseUrl;

    fn writer(dir: &tempfile::TempDir) -> Writer {
        let url = DatabaseUrl::Sqlite(dir.path().join("w.db"));
        let mut conn = Conn::open(&url).unwrap();
        conn.execute("CREATE TABLE t (n INTEGER NOT NULL)").unwrap();
        Writer::start(conn)
    }

    fn put(n: i32) -> impl FnOnce(&mut Conn) -> Result<(), DbError> + Send {
        move |conn| Ok(conn.execute(&format!("INSERT INTO t VALUES ({n})"))?)
    }

    /// Fails unless the table holds exactly these many rows.
    fn holds(count: usize) -> impl FnOnce(&mut Conn) -> Result<(), DbError> + Send {
        move |conn| {
            Ok(conn.execute(&format!(
                "CREATE TABLE as_many (n CHECK (n = {count})); \
                 INSERT INTO as_many SELECT count(*) FROM t; DROP TABLE as_many"
            ))?)
        }
    }

    #[actix_web::test]
    async fn what_has_not_begun_in_time_is_refused_and_never_done() {
        let dir = tempfile::tempdir().unwrap();
        let writer = Arc::new(writer(&dir));
        let (free, gate) = sync_channel::<()>(0);
        let (begun, began) = sync_channel::<()>(0);
        let long = Arc::clone(&writer);
        let holder = std::thread::spawn(move || {
            long.run_now(move |conn| {
                begun.send(()).unwrap();
                gate.recv().unwrap();
                put(1)(conn)
            })
        });
        began.recv().unwrap();
        let refused = writer.run(Duration::from_millis(1), put(2)).await;
        assert!(matches!(refused, Err(DbError::Busy)));
        free.send(()).unwrap();
        holder.join().unwrap().unwrap();
        writer.run(Duration::from_secs(60), put(3)).await.unwrap();
        writer.run_now(holds(2)).unwrap();
        assert_eq!(writer.waiting(), 0);
    }

    #[actix_web::test]
    async fn what_has_begun_is_waited_for() {
        const PATIENCE: Duration = Duration::from_millis(20);
        let dir = tempfile::tempdir().unwrap();
        let writer = writer(&dir);
        // On a busy machine a try may not begin in time; then it was not done, and the next counts.
        for _ in 0..500 {
            let submitted = Instant::now();
            let outcome = writer.run(PATIENCE, move |conn| {
                // It outlasts the patience of the one who waits.
                while submitted.elapsed() <= PATIENCE * 2 {
                    std::thread::yield_now();
                }
                put(1)(conn)
            });
            match outcome.await {
                Err(DbError::Busy) => writer.run_now(holds(0)).unwrap(),
                other => {
                    other.unwrap();
                    return writer.run_now(holds(1)).unwrap();
                }
            }
        }
        panic!("no write began");
    }

    fn fails(n: i32) -> impl FnOnce(&mut Conn) -> Result<(), DbError> + Send {
        move |conn| {
            put(n)(conn)?;
            Err(DbError::Busy)
        }
    }

    fn panics(n: i32) -> impl FnOnce(&mut Conn) -> Result<(), DbError> + Send {
        move |conn| {
            put(n)(conn)?;
            panic!("a fault in one write")
        }
    }

    #[actix_web::test]
    async fn one_bad_write_of_a_group_harms_no_other() {
        const PATIENCE: Duration = Duration::from_secs(60);
        let dir = tempfile::tempdir().unwrap();
        let writer = Arc::new(writer(&dir));
        let (free, gate) = sync_channel::<()>(0);
        let long = Arc::clone(&writer);
        let holder = std::thread::spawn(move || {
            long.run_now(move |conn| {
                gate.recv().unwrap();
                put(1)(conn)
            })
        });
        // All wait before the first begins, so they are taken together.
        let (one, failed, panicked, other, ()) = futures_util::join!(
            writer.run(PATIENCE, put(2)),
            writer.run(PATIENCE, fails(3)),
            writer.run(PATIENCE, panics(4)),
            writer.run(PATIENCE, put(5)),
            async { free.send(()).unwrap() },
        );
        holder.join().unwrap().unwrap();
        assert!(one.is_ok() && other.is_ok() && panicked.is_err());
        assert!(matches!(failed, Err(DbError::Busy)));
        writer.run_now(holds(3)).unwrap();
    }

    #[test]
    fn what_goes_wrong_alone_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let writer = writer(&dir);
        writer.run_now(put(1)).unwrap();
        assert!(matches!(writer.run_now(fails(2)), Err(DbError::Busy)));
        assert!(writer.run_now(panics(3)).is_err());
        writer.run_now(put(4)).unwrap();
        writer.run_now(holds(2)).unwrap();
    }
}
