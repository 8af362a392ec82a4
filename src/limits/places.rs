//! So many at once: who finds no place is refused, and nobody waits for one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// The places for one kind of work.
#[derive(Debug)]
pub struct Places {
    most: usize,
    taken: AtomicUsize,
    refused: AtomicU64,
}

/// A place that is taken until it is dropped.
#[derive(Debug)]
pub struct Place(Arc<Places>);

impl Places {
    pub(super) fn new(most: u32) -> Arc<Self> {
        Arc::new(Self {
            most: usize::try_from(most).unwrap_or(usize::MAX),
            taken: AtomicUsize::new(0),
            refused: AtomicU64::new(0),
        })
    }

    /// Takes a place, unless all are taken.
    pub fn enter(self: &Arc<Self>) -> Option<Place> {
        if self.taken.fetch_add(1, Ordering::Relaxed) < self.most {
            return Some(Place(Arc::clone(self)));
        }
        self.taken.fetch_sub(1, Ordering::Relaxed);
        self.refused.fetch_add(1, Ordering::Relaxed);
        None
    }

    /// How many are taken.
    pub fn taken(&self) -> usize {
        // One who is being refused counts for a moment.
        self.taken.load(Ordering::Relaxed).min(self.most)
    }

    /// How many there are.
    pub fn most(&self) -> usize {
        self.most
    }

    /// How many were refused since the start.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Ordering::Relaxed);
    }
}
