//! What this instance works on, for `/metrics`.

use std::sync::atomic::{AtomicU64, Ordering};

/// Jobs that run here, and rows that were worked through here since the start.
#[derive(Debug, Default)]
pub struct Progress {
    running: AtomicU64,
    rows: AtomicU64,
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
