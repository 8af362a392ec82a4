//! All figures, as they are at the moment of asking.

use std::fmt;

use actix_web::web;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeGaugeValue, NoLabelSet};
use prometheus_client::metrics::MetricType;

use super::Latencies;
use super::process::Process;
use crate::app::App;
use crate::audit::sealer;

/// What is told in one answer.
pub(super) struct Exposition {
    pub(super) app: App,
    pub(super) latencies: web::Data<Latencies>,
    /// How far the sealer is behind, unless the database has no time to say.
    pub(super) unsealed: Option<sealer::Lag>,
}

impl fmt::Debug for Exposition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Exposition")
    }
}

/// Figures by the value of one label.
type ByLabel<'a> = &'a [((&'static str, &'static str), u64)];

fn gauge(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    value: impl EncodeGaugeValue,
) -> fmt::Result {
    encoder
        .encode_descriptor(name, help, None, MetricType::Gauge)?
        .encode_gauge(&value)
}

fn gauges(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    values: ByLabel<'_>,
) -> fmt::Result {
    let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
    values
        .iter()
        .try_for_each(|(label, value)| metric.encode_family(&[*label])?.encode_gauge(value))
}

fn counter(encoder: &mut DescriptorEncoder<'_>, name: &str, help: &str, value: u64) -> fmt::Result {
    encoder
        .encode_descriptor(name, help, None, MetricType::Counter)?
        .encode_counter::<NoLabelSet, u64, u64>(&value, None)
}

fn counters(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    values: ByLabel<'_>,
) -> fmt::Result {
    let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
    values.iter().try_for_each(|(label, value)| {
        let labels = [*label];
        let mut one = metric.encode_family(&labels)?;
        one.encode_counter::<NoLabelSet, u64, u64>(value, None)
    })
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

impl Collector for Exposition {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let encoder = &mut encoder;
        self.requests(encoder)?;
        self.database(encoder)?;
        self.imports(encoder)?;
        self.audit(encoder)?;
        process(encoder)
    }
}

impl Exposition {
    fn requests(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let limits = self.app.limits();
        let mut latencies = encoder.encode_descriptor(
            "sinergi_http_request_duration_seconds",
            "Time to the head of an answer, by operation of the OpenAPI document and class of status.",
            None,
            MetricType::Histogram,
        )?;
        self.latencies.encode(&mut latencies)?;
        let [requests, uploads] = [limits.requests_at_once(), limits.uploads_at_once()];
        let kinds = [("request", requests), ("upload", uploads)];
        let by_kind = |figure: fn(&crate::limits::Places) -> u64| {
            kinds.map(|(kind, places)| (("kind", kind), figure(places)))
        };
        gauges(
            encoder,
            "sinergi_in_flight",
            "Requests and uploads that are worked on now.",
            &by_kind(|places| count(places.taken())),
        )?;
        gauges(
            encoder,
            "sinergi_in_flight_limit",
            "Requests and uploads that are worked on at once, at most.",
            &by_kind(|places| count(places.most())),
        )?;
        counters(
            encoder,
            "sinergi_shed",
            "Requests and uploads refused with 503 because all places were taken.",
            &by_kind(|places| places.refused()),
        )?;
        counters(
            encoder,
            "sinergi_rate_limited",
            "Requests refused with 429, by quota.",
            &limits
                .refused()
                .map(|(quota, refused)| (("quota", quota), refused)),
        )
    }

    fn database(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let load = self.app.db().load();
        let idle = load.idle.min(load.open);
        gauges(
            encoder,
            "sinergi_database_connections",
            "Connections of the pool, by state.",
            &[
                (("state", "idle"), u64::from(idle)),
                (("state", "in_use"), u64::from(load.open - idle)),
            ],
        )?;
        gauge(
            encoder,
            "sinergi_database_connections_limit",
            "Connections the pool holds at most.",
            u64::from(load.most),
        )?;
        gauge(
            encoder,
            "sinergi_database_waiting",
            "Requests and background work that wait for a connection.",
            count(load.waiting),
        )?;
        counter(
            encoder,
            "sinergi_database_refused",
            "Requests that were refused because no connection became free in time.",
            load.refused,
        )?;
        let Some(writer) = load.writer else {
            return Ok(());
        };
        gauge(
            encoder,
            "sinergi_writer_queue_length",
            "Writes that wait for SQLite's writer.",
            count(writer.waiting),
        )?;
        counter(
            encoder,
            "sinergi_writer_refused",
            "Writes that were refused because SQLite's writer could not begin them in time.",
            writer.refused,
        )?;
        let mut groups = encoder.encode_descriptor(
            "sinergi_writer_group_size",
            "Writes that SQLite's writer committed together.",
            None,
            MetricType::Histogram,
        )?;
        writer.groups.encode(&mut groups)
    }

    fn imports(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let progress = self.app.import_progress();
        gauge(
            encoder,
            "sinergi_import_jobs_running",
            "Imports that this instance works on now.",
            progress.running(),
        )?;
        counter(
            encoder,
            "sinergi_import_rows",
            "Rows of imports that this instance has worked through.",
            progress.rows(),
        )?;
        gauge(
            encoder,
            "sinergi_import_longest_hold_seconds",
            "The longest transaction of an import that stores row by row, since the start.",
            progress.longest_hold().as_secs_f64(),
        )
    }

    fn audit(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let Some(unsealed) = &self.unsealed else {
            return Ok(());
        };
        gauge(
            encoder,
            "sinergi_audit_unsealed_events",
            "Rows of the audit trail, of all instances, that are not sealed yet.",
            unsealed.events,
        )?;
        gauge(
            encoder,
            "sinergi_audit_unsealed_seconds",
            "How long the oldest of them has been waiting.",
            unsealed.seconds,
        )
    }
}

fn process(encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
    let now = Process::now();
    for (name, help, value) in [
        (
            "process_resident_memory_bytes",
            "Resident memory size in bytes.",
            now.resident,
        ),
        ("process_threads", "Threads of the process.", now.threads),
        (
            "process_open_fds",
            "Open files and connections of the process.",
            now.files,
        ),
    ] {
        if let Some(value) = value {
            gauge(encoder, name, help, value)?;
        }
    }
    Ok(())
}
