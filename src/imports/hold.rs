//! How long the transactions of imports hold what others wait for.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use crate::app::App;
use crate::db::{Conn, DbError};

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
    app.import_progress().held(held);
    (done, held)
}
