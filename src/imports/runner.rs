//! The background work of one instance: runs waiting jobs, one after the other, and erases what
//! is over.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{erase, job, store};
use crate::app::App;
use crate::background::Background;
use crate::db::Timestamp;
use crate::http::Problem;

/// How often other instances' jobs are looked for.
const POLL: Duration = Duration::from_secs(1);

/// How often what is over is erased.
const SWEEP: Duration = Duration::from_secs(60);

/// Wakes the runners of this process; a needless look costs one read.
static NEWS: (Mutex<u64>, Condvar) = (Mutex::new(0), Condvar::new());

/// Tells the runner that a job waits or that the service stops.
pub(super) fn wake() {
    let mut count = NEWS.0.lock().unwrap_or_else(PoisonError::into_inner);
    *count = count.wrapping_add(1);
    NEWS.1.notify_all();
}

/// Waits for news, at most until the next look is due; gives the count of news seen.
fn wait(seen: u64) -> u64 {
    let count = NEWS.0.lock().unwrap_or_else(PoisonError::into_inner);
    let (count, _) = NEWS
        .1
        .wait_timeout_while(count, POLL, |count| *count == seen)
        .unwrap_or_else(PoisonError::into_inner);
    *count
}

/// Runs the import jobs of this instance in the background.
pub fn start(app: &App) -> Background {
    Background::start(app, "imports", work, wake)
}

fn work(app: &App) {
    let mut seen = 0;
    let mut swept: Option<Instant> = None;
    while !app.is_stopping() {
        if swept.is_none_or(|at| at.elapsed() >= SWEEP) {
            swept = Some(Instant::now());
            if let Err(problem) = erase::sweep(app, Timestamp::now()) {
                log::warn!("what is over could not be erased: {problem}");
            }
        }
        match run_next(app) {
            Ok(true) => {}
            Ok(false) => seen = wait(seen),
            Err(problem) => {
                log::warn!("imports wait: {problem}");
                seen = wait(seen);
            }
        }
    }
}

/// Runs a waiting job; says whether there was one.
fn run_next(app: &App) -> Result<bool, Problem> {
    let now = Timestamp::now();
    let Some(id) = app.db().read_now(|conn| store::waiting(conn, now))? else {
        return Ok(false);
    };
    let claimed: Option<store::JobRow> = app
        .db()
        .write_now(move |conn| store::claim(conn, id, now))?;
    if let Some(row) = claimed {
        let mut running = app.import_progress().begin(row.processed_rows);
        job::run(app, row, &mut |counters| running.at(counters.processed));
    }
    Ok(true)
}
