//! Work that an instance does by itself, in a thread of its own.

mod lease;

pub use lease::Lease;

use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::app::App;
use crate::db::{Conn, DbError};

/// A thread of background work; it is told to stop, woken and waited for when this is dropped.
pub struct Background {
    app: App,
    wake: fn(),
    thread: Option<JoinHandle<()>>,
}

impl Background {
    /// Starts `work`, which ends once [`App::is_stopping`] and waits parked or until `wake`.
    pub fn start(app: &App, name: &str, work: fn(&App), wake: fn()) -> Self {
        let worker = app.clone();
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || work(&worker))
            .map_err(|error| log::error!("{name}: not done by this instance: {error}"))
            .ok();
        Self {
            app: app.clone(),
            wake,
            thread,
        }
    }

    /// Stops the work at its next step and waits for it.
    pub fn join(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.app.stop();
            (self.wake)();
            thread.thread().unpark();
            drop(thread.join());
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.end();
    }
}

/// Writes in one transaction and says how long it was open: the wait for it is not counted, the
/// commit is.
pub fn held<T, E>(
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
    (done, began.get().map(Instant::elapsed).unwrap_or_default())
}
