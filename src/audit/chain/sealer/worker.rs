//! The sealer's thread in each instance; only the one with the lease works.

use std::time::Duration;

use super::{Sealer, Step};
use crate::app::App;
use crate::background::Background;

/// How often an idle sealer looks for events.
const POLL: Duration = Duration::from_millis(500);

/// Seals in the background.
pub fn start(app: &App) -> Background {
    Background::start(app, "audit-sealer", work, || {})
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
