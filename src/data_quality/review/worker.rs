//! The reviewer's thread in each instance; only the one with the lease works.

use std::time::{Duration, Instant};

use super::{Reviewer, Step};
use crate::app::App;
use crate::background::Background;
use crate::db::Timestamp;

/// How often an idle reviewer looks for work.
const POLL: Duration = Duration::from_millis(500);

/// Looks at rows again in the background.
pub fn start(app: &App) -> Background {
    Background::start(app, "data-quality", work, || {})
}

fn work(app: &App) {
    let mut reviewer = Reviewer::new(app);
    let mut failing = false;
    while !app.is_stopping() {
        let began = Instant::now();
        let done = reviewer.step(Timestamp::now());
        match &done {
            Err(problem) if !failing => log::warn!("data-quality flags wait: {problem}"),
            Ok(_) if failing => log::info!("data-quality flags are looked at again"),
            _ => {}
        }
        failing = done.is_err();
        // Callers come first: it never takes more than half of a processor's time.
        let pause = match done {
            Ok(Step::More) => began.elapsed(),
            _ => POLL,
        };
        std::thread::park_timeout(pause);
    }
    if let Err(problem) = reviewer.release() {
        log::debug!("the reviewer's lease runs out by itself: {problem}");
    }
}
