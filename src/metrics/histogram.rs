//! A histogram whose observation is two additions: prometheus-client's own takes a lock.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use prometheus_client::encoding::{MetricEncoder, NoLabelSet};

/// Counts by size, in whole units of which `per` make one of the unit that is told.
#[derive(Debug)]
pub struct Histogram {
    bounds: &'static [u64],
    per: u32,
    /// One more than bounds: the last is for what is above all of them.
    counts: Box<[AtomicU64]>,
    sum: AtomicU64,
}

impl Histogram {
    /// With these upper bounds, ascending.
    pub fn new(bounds: &'static [u64], per: u32) -> Self {
        Self {
            bounds,
            per,
            counts: (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect(),
            sum: AtomicU64::new(0),
        }
    }

    /// Counts a value.
    pub fn observe(&self, value: u64) {
        let bucket = self.bounds.partition_point(|bound| *bound < value);
        self.counts[bucket].fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add(value, Ordering::Relaxed);
    }

    /// Whether nothing was counted yet.
    pub(super) fn is_empty(&self) -> bool {
        self.counts
            .iter()
            .all(|count| count.load(Ordering::Relaxed) == 0)
    }

    /// Writes it down.
    pub(super) fn encode(&self, encoder: &mut MetricEncoder<'_>) -> fmt::Result {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a figure for a diagram, not for an account"
        )]
        let told = |value: u64| value as f64 / f64::from(self.per);
        let bounds = self.bounds.iter().map(|bound| told(*bound));
        let buckets: Vec<(f64, u64)> = bounds
            .chain([f64::INFINITY])
            .zip(
                self.counts
                    .iter()
                    .map(|count| count.load(Ordering::Relaxed)),
            )
            .collect();
        // The sum of what is shown, so that both agree while others count on.
        let count = buckets.iter().map(|(_, count)| count).sum();
        let sum = told(self.sum.load(Ordering::Relaxed));
        encoder.encode_histogram::<NoLabelSet>(sum, count, &buckets, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prometheus_client::collector::Collector;
    use prometheus_client::encoding::DescriptorEncoder;
    use prometheus_client::metrics::MetricType;
    use prometheus_client::registry::Registry;

    #[derive(Debug)]
    struct One(Histogram);

    impl Collector for One {
        fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
            let mut encoder =
                encoder.encode_descriptor("h", "Help.", None, MetricType::Histogram)?;
            self.0.encode(&mut encoder)
        }
    }

    #[test]
    fn a_value_counts_in_every_bucket_it_fits() {
        let histogram = Histogram::new(&[500_000, 1_000_000], 1_000_000_000);
        assert!(histogram.is_empty());
        for value in [0, 500_000, 500_001, 1_000_001] {
            histogram.observe(value);
        }
        assert!(!histogram.is_empty());
        let mut registry = Registry::default();
        registry.register_collector(Box::new(One(histogram)));
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &registry).unwrap();
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(
            lines,
            [
                "h_sum 0.002000002",
                "h_count 4",
                "h_bucket{le=\"0.0005\"} 2",
                "h_bucket{le=\"0.001\"} 3",
                "h_bucket{le=\"+Inf\"} 4",
            ]
        );
    }
}
