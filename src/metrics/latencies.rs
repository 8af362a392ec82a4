//! How long each operation takes to answer.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use prometheus_client::encoding::MetricEncoder;

use super::histogram::Histogram;
use crate::routes;

/// Upper bounds in nanoseconds: half a millisecond to ten seconds.
const BOUNDS: [u64; 14] = [
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    100_000_000,
    250_000_000,
    500_000_000,
    1_000_000_000,
    2_500_000_000,
    5_000_000_000,
    10_000_000_000,
];

/// The label of a status, by its first digit.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// The label of requests that no documented operation takes.
const NONE: &str = "none";

/// The answers of one operation, by class of status.
#[derive(Debug)]
struct Operation {
    id: String,
    classes: [Histogram; CLASSES.len()],
}

/// One histogram for each documented operation and class of status: the labels are as many as the
/// document has operations, whatever callers send.
#[derive(Debug)]
pub struct Latencies {
    operations: Vec<Operation>,
    /// By the path's pattern, then by method.
    places: HashMap<String, Vec<(Method, usize)>>,
}

impl Latencies {
    /// With nothing counted, for the operations of the document.
    pub fn of(operations: &[routes::Operation]) -> Self {
        let mut latencies = Self {
            operations: vec![Operation::new(NONE)],
            places: HashMap::new(),
        };
        for operation in operations {
            let place = (operation.method.clone(), latencies.operations.len());
            latencies
                .places
                .entry(operation.path.clone())
                .or_default()
                .push(place);
            latencies.operations.push(Operation::new(&operation.id));
        }
        latencies
    }

    /// Counts an answer.
    pub fn observe(
        &self,
        pattern: Option<&str>,
        method: &Method,
        status: StatusCode,
        elapsed: Duration,
    ) {
        let places = pattern.and_then(|pattern| self.places.get(pattern));
        let place = places
            .and_then(|places| places.iter().find(|(known, _)| known == method))
            .map_or(0, |(_, place)| *place);
        let class = usize::from(status.as_u16() / 100).clamp(1, CLASSES.len()) - 1;
        let nanoseconds = u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX);
        self.operations[place].classes[class].observe(nanoseconds);
    }

    /// Writes down what has been counted.
    pub(super) fn encode(&self, encoder: &mut MetricEncoder<'_>) -> fmt::Result {
        for operation in &self.operations {
            for (class, histogram) in CLASSES.iter().zip(&operation.classes) {
                if histogram.is_empty() {
                    continue;
                }
                let labels = [("operation", operation.id.as_str()), ("status", class)];
                histogram.encode(&mut encoder.encode_family(&labels)?)?;
            }
        }
        Ok(())
    }
}

impl Operation {
    fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            classes: std::array::from_fn(|_| Histogram::new(&BOUNDS, 1_000_000_000)),
        }
    }
}
