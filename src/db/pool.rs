//! The open database: readers from a pool, writers in order.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::r2d2::{ManageConnection, Pool, PooledConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::writer::{Writer, WriterLoad};
use super::{Conn, DatabaseUrl, DbError};

/// How many connections, and how long a request may wait for one.
#[derive(Clone, Copy, Debug)]
pub struct DbOptions {
    /// The most connections this instance holds.
    pub connections: u32,
    /// How long a request waits for a connection, or for SQLite's writer, before it is refused with
    /// 503.
    pub wait: Duration,
}

impl Default for DbOptions {
    fn default() -> Self {
        Self {
            connections: 10,
            wait: Duration::from_secs(3),
        }
    }
}

/// The open database of this instance; cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    url: DatabaseUrl,
    /// How long a request waits for its turn.
    wait: Duration,
    pool: Pool<Manager>,
    /// As many as connections: who has one finds a connection, unless work in the background has it.
    ///
    /// So requests wait in line without a thread each; threads that wait for a connection wake and
    /// hold up one another.
    turns: Arc<Semaphore>,
    /// Requests that wait for a connection.
    waiting: AtomicUsize,
    /// Requests that got none in time.
    refused: AtomicU64,
    /// Only SQLite: one thread takes waiting writes together.
    writer: Option<Writer>,
}

/// How much there is to do for the connections of this instance.
#[derive(Clone, Debug)]
pub struct DbLoad {
    /// Connections that are open.
    pub open: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
    /// Connections there may be.
    pub most: u32,
    /// Requests that wait for one.
    pub waiting: usize,
    /// Requests that got none in time, since the start.
    pub refused: u64,
    /// Only SQLite: its one writer.
    pub writer: Option<WriterLoad>,
}

impl DbLoad {
    /// Whether one more request would find a connection.
    pub fn has_room(&self) -> bool {
        self.waiting == 0 && (self.idle > 0 || self.open < self.most)
    }
}

struct Manager(DatabaseUrl);

/// A connection of the pool, and when it last answered.
struct Held {
    conn: Conn,
    answered: Option<Instant>,
}

/// So long after its last answer a connection is believed to be there: asking before every request
/// would cost as much as a read by key.
const BELIEVED: Duration = Duration::from_secs(1);

impl Held {
    /// Works with the connection; one that failed is asked before it is used again.
    fn work<T, E>(&mut self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let outcome = work(&mut self.conn);
        self.answered = outcome.is_ok().then(Instant::now);
        outcome
    }
}

impl ManageConnection for Manager {
    type Connection = Held;
    type Error = DbError;

    fn connect(&self) -> Result<Held, DbError> {
        Ok(Held {
            conn: Conn::open(&self.0)?,
            answered: Some(Instant::now()),
        })
    }

    fn is_valid(&self, held: &mut Held) -> Result<(), DbError> {
        if held.answered.is_some_and(|at| at.elapsed() < BELIEVED) {
            return Ok(());
        }
        Ok(held.conn.execute("SELECT 1")?)
    }

    fn has_broken(&self, held: &mut Held) -> bool {
        held.conn.is_broken()
    }
}

impl Db {
    /// Opens the database; SQLite creates its file, PostgreSQL need not be reachable yet.
    pub fn open(url: &DatabaseUrl, options: DbOptions) -> Result<Self, DbError> {
        let sqlite = matches!(url, DatabaseUrl::Sqlite(_));
        // First the writer alone: two connections that switch a new file to WAL at once fail each
        // other, whatever the busy timeout.
        let writer = sqlite
            .then(|| Conn::open(url).map(Writer::start))
            .transpose()?;
        let pool = Pool::builder()
            .max_size(options.connections)
            .min_idle(Some(if sqlite { 1 } else { 0 }))
            .connection_timeout(options.wait)
            // A lost PostgreSQL connection must be noticed before a request is tried on it; a local
            // file cannot be lost that way, and the check would cost more than the read.
            .test_on_check_out(!sqlite)
            .error_handler(Box::new(QuietHandler))
            .build_unchecked(Manager(url.clone()));
        Ok(Self(Arc::new(Inner {
            url: url.clone(),
            wait: options.wait,
            pool,
            turns: Arc::new(Semaphore::new(options.connections as usize)),
            waiting: AtomicUsize::new(0),
            refused: AtomicU64::new(0),
            writer,
        })))
    }

    /// Where it is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.0.url
    }

    /// Whether one connection may write while another does: PostgreSQL; SQLite has one writer.
    pub fn writes_side_by_side(&self) -> bool {
        matches!(self.0.url, DatabaseUrl::Postgres(_))
    }

    /// Reads by key or by page: SQLite answers on the spot (a thread hop costs more than the
    /// read) while a connection is free, PostgreSQL on the blocking pool.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        // Waiting for a connection would hold up all requests of the thread, the service's health too.
        if self.0.writer.is_some()
            && let Some(mut held) = self.0.pool.try_get()
        {
            return held.work(work);
        }
        self.read_long(work).await
    }

    /// Reads that may take long (search, statistics, exports): always on the blocking pool.
    pub async fn read_long<T, E>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.in_turn(move |db| db.read_now(work)).await
    }

    /// Works on the blocking pool, once it is this request's turn.
    async fn in_turn<T, E>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let turn = self.turn().await?;
        let db = self.clone();
        let work = move || {
            let done = work(&db);
            drop(turn);
            done
        };
        actix_web::rt::task::spawn_blocking(work)
            .await
            .map_err(|_| DbError::Unavailable("a database task ended early".to_owned()))?
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, DbError> {
        let Inner { turns, wait, .. } = &*self.0;
        if let Ok(turn) = Arc::clone(turns).try_acquire_owned() {
            return Ok(turn);
        }
        let _waits = Waits::of(&self.0.waiting);
        let turn = actix_web::rt::time::timeout(*wait, Arc::clone(turns).acquire_owned()).await;
        turn.ok().and_then(Result::ok).ok_or_else(|| {
            self.0.refused.fetch_add(1, Ordering::Relaxed);
            DbError::Busy
        })
    }

    /// Reads on this thread.
    pub fn read_now<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        self.connection()?.work(work)
    }

    /// Writes in one transaction; an error rolls back just this work.
    ///
    /// What cannot begin in time is refused as busy and not done.
    pub async fn write<T, E>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
    {
        if let Some(writer) = &self.0.writer {
            return writer.run(self.0.wait, work).await;
        }
        self.in_turn(move |db| db.write_now(work)).await
    }

    /// Writes in one transaction and waits for it on this thread: for work that no request waits for.
    pub fn write_now<T, E>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + From<diesel::result::Error> + Send + 'static,
    {
        match &self.0.writer {
            Some(writer) => writer.run_now(work),
            None => self.connection()?.work(|conn| conn.transaction(work)),
        }
    }

    /// How many writes wait for SQLite's writer; none where connections write side by side.
    pub fn waiting_writes(&self) -> Option<usize> {
        self.0.writer.as_ref().map(Writer::waiting)
    }

    /// Ends the writer after what it has, and folds SQLite's write-ahead log into the file.
    pub fn close(&self) {
        if let Some(writer) = &self.0.writer {
            writer.stop();
        }
    }

    /// How much there is to do.
    pub fn load(&self) -> DbLoad {
        let state = self.0.pool.state();
        DbLoad {
            open: state.connections,
            idle: state.idle_connections,
            most: self.0.pool.max_size(),
            waiting: self.0.waiting.load(Ordering::Relaxed),
            refused: self.0.refused.load(Ordering::Relaxed),
            writer: self.0.writer.as_ref().map(Writer::load),
        }
    }

    fn connection(&self) -> Result<PooledConnection<Manager>, DbError> {
        if let Some(held) = self.0.pool.try_get() {
            return Ok(held);
        }
        let waits = Waits::of(&self.0.waiting);
        let waited = self.0.pool.get();
        drop(waits);
        waited.map_err(|error| {
            let state = self.0.pool.state();
            if state.connections > 0 && state.idle_connections == 0 {
                self.0.refused.fetch_add(1, Ordering::Relaxed);
                DbError::Busy
            } else {
                DbError::Unavailable(error.to_string())
            }
        })
    }
}

/// One who waits, counted as long as it does: a request may be given up meanwhile.
struct Waits<'a>(&'a AtomicUsize);

impl<'a> Waits<'a> {
    fn of(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The request that waits is told; a line for each attempt would flood the log.
#[derive(Debug)]
struct QuietHandler;

impl diesel::r2d2::HandleError<DbError> for QuietHandler {
    fn handle_error(&self, error: DbError) {
        log::debug!("connecting to the database failed: {error}");
    }
}
