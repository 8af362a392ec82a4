//! The sealer's thread in each instance; only the one with the lease works.

use std::thread::JoinHandle;
use std::time::Duration;

use super::{Sealer, Step};
use crate::app::App;

/// How often an idle sealer looks for events.
const POLL: Duration = Duration::from_millis(500);

/// Seals in the background.
pub struct Worker {
    app: App,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts the background work.
    pub fn start(app: &App) -> Self {
        let worker = app.clone();
        let thread = std::thread::Builder::new()
            .name("audit-sealer".to_owned())
            .spawn(move || work(&worker))
            .map_err(|error| log::error!("this instance does not seal the audit trail: {error}"))
            .ok();
        Self {
            app: app.clone(),
            thread,
        }
    }

    /// Stops the work after the seal at hand and waits for it.
    pub fn join(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.app.stop();
            thread.thread().unpark();
            drop(thread.join());
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}

fn work(app: &App) {
    let mut sealer = Sealer::new(app);
    let mut failing = false;
    while !app.is_stopping() {
        let done = sealer.step();
        match &done {
            Err(error) if !failing => log::warn!("the audit trail waits to be sealed: {error}"),
            Ok(_) if failing => log::info!("the audit trail is sealed again"),
            _ => {}
        }
        failing = done.is_err();
        if !matches!(done, Ok(Step::More)) {
            std::thread::park_timeout(POLL);
        }
    }
    if let Err(error) = sealer.release() {
        log::debug!("the sealer's lease runs out by itself: {error}");
    }
}
