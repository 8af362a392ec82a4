//! One connection, to either database.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::{Connection, PgConnection, QueryResult, SqliteConnection};

use super::{DatabaseUrl, DbError};
use crate::keys::create_private;

/// A connection to one of the two databases; [`on!`] runs one query text on whichever it is.
pub enum Conn {
    /// The embedded database.
    Sqlite(SqliteConnection),
    /// The served database.
    Postgres(PgConnection),
}

/// Expands one query text for each concrete connection: `on!(conn, |c| people::table.load(c))`.
macro_rules! on {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::db::Conn::Sqlite($c) => $body,
            $crate::db::Conn::Postgres($c) => $body,
        }
    };
}
pub(crate) use on;

/// Hands each row of one query text on as it comes: however many there are, few are held at once.
macro_rules! each_row {
    ($conn:expr, $query:expr, $type:ty, |$row:pat_param| $body:expr) => {
        match $conn {
            $crate::db::Conn::Sqlite(c) => {
                use diesel::connection::DefaultLoadingMode;
                for row in $query.load_iter::<$type, DefaultLoadingMode>(c)? {
                    let $row = row?;
                    $body;
                }
            }
            $crate::db::Conn::Postgres(c) => {
                // By default libpq holds the whole answer.
                use diesel::pg::PgRowByRowLoadingMode;
                for row in $query.load_iter::<$type, PgRowByRowLoadingMode>(c)? {
                    let $row = row?;
                    $body;
                }
            }
        }
    };
}
pub(crate) use each_row;

impl Conn {
    /// Connects, and makes an SQLite connection safe and fast.
    pub(super) fn open(url: &DatabaseUrl) -> Result<Self, DbError> {
        let failed = |error: diesel::ConnectionError| DbError::Unavailable(error.to_string());
        match url {
            DatabaseUrl::Sqlite(path) => {
                // Names stand in it: only its owner may read it (SQLite gives its log the same rights).
                match create_private(path) {
                    Ok(_) => {}
                    // The file is there already, perhaps since another connection's moment ago.
                    Err(_) if path.exists() => {}
                    Err(error) => return Err(DbError::Unavailable(error.to_string())),
                }
                let path = path.to_string_lossy();
                let mut c = SqliteConnection::establish(&path).map_err(failed)?;
                // busy_timeout first: switching to WAL itself may meet a busy database.
                c.batch_execute(
                    "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; \
                     PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                     PRAGMA cache_size = -8000;",
                )?;
                Ok(Self::Sqlite(c))
            }
            DatabaseUrl::Postgres(url) => {
                let mut c = PgConnection::establish(url).map_err(failed)?;
                c.batch_execute("SET TIME ZONE 'UTC'; SET client_min_messages TO warning;")?;
                Ok(Self::Postgres(c))
            }
        }
    }

    /// Runs statements that return nothing, in the common part of both dialects.
    pub fn execute(&mut self, sql: &str) -> QueryResult<()> {
        on!(self, |c| c.batch_execute(sql))
    }

    /// Runs `work` in a transaction, or in a savepoint inside one; an error rolls it back.
    pub fn transaction<T, E: From<diesel::result::Error>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.begin()?;
        match work(self) {
            Ok(value) => {
                self.commit()?;
                Ok(value)
            }
            Err(error) => {
                self.rollback()?;
                Err(error)
            }
        }
    }

    /// Runs queries that all see the database as it is now, whatever is written meanwhile.
    pub fn snapshot<T, E: From<diesel::result::Error>>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN DEFERRED"),
            Self::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(
                c,
                "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
            ),
        }?;
        let answer = read(self);
        self.rollback()?;
        answer
    }

    pub(super) fn begin(&mut self) -> QueryResult<()> {
        match self {
            // A deferred transaction that reads and then writes fails at once when another writer
            // came between; IMMEDIATE waits its turn instead.
            Self::Sqlite(c) => {
                if depth(c) == 0 {
                    AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")
                } else {
                    AnsiTransactionManager::begin_transaction(c)
                }
            }
            Self::Postgres(c) => AnsiTransactionManager::begin_transaction(c),
        }
    }

    pub(super) fn commit(&mut self) -> QueryResult<()> {
        on!(self, |c| AnsiTransactionManager::commit_transaction(c))
    }

    pub(super) fn rollback(&mut self) -> QueryResult<()> {
        on!(self, |c| AnsiTransactionManager::rollback_transaction(c))
    }

    /// Whether the connection can still be used; asked by the pool.
    pub(super) fn is_broken(&mut self) -> bool {
        on!(self, |c| {
            AnsiTransactionManager::is_broken_transaction_manager(c)
        })
    }
}

fn depth(c: &mut SqliteConnection) -> u32 {
    AnsiTransactionManager::transaction_manager_status_mut(c)
        .transaction_depth()
        .ok()
        .flatten()
        .map_or(0, std::num::NonZeroU32::get)
}
