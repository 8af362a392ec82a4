//! What came of a load.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Result, bail};
use hdrhistogram::Histogram;

/// What came of a load, within its measured time.
#[derive(Clone, Debug)]
pub struct Figures {
    measured: Duration,
    /// Microseconds from the first byte sent to the last byte received.
    latencies: Histogram<u64>,
    /// Answers of the warm-up and after the end, which are not measured.
    pub beside: u64,
    /// Answers by status.
    pub statuses: BTreeMap<u16, u64>,
    /// Answers that were not as expected, and connections that failed, at any time.
    pub errors: u64,
    /// What the first of them was.
    pub first_error: Option<String>,
}

impl Figures {
    pub(super) fn new(measured: Duration) -> Self {
        let mut latencies = Histogram::new_with_bounds(1, 600_000_000, 3)
            .unwrap_or_else(|_| unreachable!("the bounds are in order"));
        latencies.auto(true);
        Self {
            measured,
            latencies,
            beside: 0,
            statuses: BTreeMap::new(),
            errors: 0,
            first_error: None,
        }
    }

    pub(super) fn answered(&mut self, status: u16, latency: Duration) {
        let micros = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
        self.latencies.saturating_record(micros.max(1));
        *self.statuses.entry(status).or_default() += 1;
    }

    pub(super) fn failed(&mut self, error: &anyhow::Error) {
        self.errors += 1;
        self.first_error.get_or_insert_with(|| format!("{error:#}"));
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.latencies += &other.latencies;
        self.beside += other.beside;
        for (status, count) in &other.statuses {
            *self.statuses.entry(*status).or_default() += count;
        }
        self.errors += other.errors;
        if self.first_error.is_none() {
            self.first_error.clone_from(&other.first_error);
        }
    }

    /// How many answers came.
    pub fn answers(&self) -> u64 {
        self.latencies.len()
    }

    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.answers() as f64 / self.measured.as_secs_f64()
    }

    /// The latency that this share of the answers kept within, in milliseconds.
    pub fn latency(&self, share: f64) -> f64 {
        self.latencies.value_at_quantile(share) as f64 / 1000.0
    }

    /// The longest latency, in milliseconds.
    pub fn longest(&self) -> f64 {
        self.latencies.max() as f64 / 1000.0
    }

    /// These figures, if every answer was as expected.
    pub fn faultless(self) -> Result<Self> {
        match &self.first_error {
            None => Ok(self),
            Some(error) => bail!("{} answers went wrong; the first: {error}", self.errors),
        }
    }
}
