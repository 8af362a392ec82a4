//! How long the transactions of imports hold what others wait for.

use std::time::Duration;

use crate::app::App;
use crate::background;
use crate::db::{Conn, DbError};

/// Writes in one transaction and says how long it was open.
pub(super) fn write<T, E>(
    app: &App,
    work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
) -> (Result<T, E>, Duration)
where
    T: Send + 'static,
    E: From<DbError> + From<diesel::result::Error> + Send + 'static,
{
    let (done, held) = background::held(app, work);
    app.import_progress().held(held);
    (done, held)
}
