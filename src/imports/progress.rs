//! What this instance works on, for `/metrics`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Jobs that run here, rows that were worked through here since the start, and how long they held
/// others up.
#[derive(Debug, Default)]
pub struct Progress {
    running: AtomicU64,
    rows: AtomicU64,
    /// In microseconds.
    longest_hold: AtomicU64,
}

/// A job that runs until it is dropped.
pub(super) struct Running<'p> {
    progress: &'p Progress,
    seen: i64,
}

impl Progress {
    /// Counts a job that begins, or goes on, with so many rows dealt with.
    pub(super) fn begin(&self, seen: i64) -> Running<'_> {
        self.running.fetch_add(1, Ordering::Relaxed);
        Running {
            progress: self,
            seen,
        }
    }

    /// How many jobs run.
    pub fn running(&self) -> u64 {
        self.running.load(Ordering::Relaxed)
    }

    /// Hears how long a transaction of rows held what others wait for.
    pub(super) fn held(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        self.longest_hold.fetch_max(micros, Ordering::Relaxed);
    }

    /// The longest that an import held SQLite's writer, or on PostgreSQL a transaction that writes;
    /// all-or-nothing imports are not in it.
    pub fn longest_hold(&self) -> Duration {
        Duration::from_micros(self.longest_hold.load(Ordering::Relaxed))
    }

    /// How many rows were worked through.
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }
}

impl Running<'_> {
    /// Hears how many rows of the job have been dealt with.
    pub(super) fn at(&mut self, processed: i64) {
        let more = u64::try_from(processed - self.seen).unwrap_or_default();
        self.progress.rows.fetch_add(more, Ordering::Relaxed);
        self.seen = processed;
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.progress.running.fetch_sub(1, Ordering::Relaxed);
    }
}
