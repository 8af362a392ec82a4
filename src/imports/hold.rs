//! How long the transactions of imports hold what others wait for.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use crate::app::App;
use crate::db::{Conn, DbError};

/// The longest transaction of an import in this process since its start, in microseconds.
static LONGEST: AtomicU64 = AtomicU64::new(0);

/// The longest that an import of this process held SQLite's writer, or on PostgreSQL a transaction
/// that writes; all-or-nothing imports are not in it.
pub fn longest_hold() -> Duration {
    Duration::from_micros(LONGEST.load(Ordering::Relaxed))
}

/// Writes in one transaction and says how long it was open: the wait for it is not counted, the
/// commit is.
pub(super) fn write<T, E>(
    app: &App,
    work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
) -> (Result<T, E>, Duration)
where
    T: Send + 'static,
    E: From<DbError> + From<diesel::result::Error> + Send + 'static,
{
    let began = Arc::new(OnceLock::new());
    let mark = began.clone();
    let done = app.db().write_now(move |conn| {
        mark.get_or_init(Instant::now);
        work(conn)
    });
    let held = began.get().map(Instant::elapsed).unwrap_or_default();
    let micros = u64::try_from(held.as_micros()).unwrap_or(u64::MAX);
    LONGEST.fetch_max(micros, Ordering::Relaxed);
    (done, held)
}
