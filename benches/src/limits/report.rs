//! The figures as tables.

use super::runs::Outcome;

const HEAD: &str = "\
| database | run | fixed body, 1/s | limit, 1/s | service, 1/s | service / limit (lowest to highest) | wanted | \
p50 limit, ms | p50 service, ms | p99 limit, ms | p99 service, ms | p99 service / limit | CPU of one answer, µs |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
";

/// The table of some runs.
pub(super) fn table(outcomes: &[Outcome]) -> String {
    let mut text = HEAD.to_owned();
    for outcome in outcomes {
        text.push_str(&line(outcome));
    }
    text
}

/// The row of one run.
pub(super) fn line(outcome: &Outcome) -> String {
    let Outcome {
        fixed,
        limit,
        service,
        ..
    } = outcome;
    let (ratio, lowest, highest) = service.ratio(limit);
    let wanted = outcome.wanted.map_or_else(String::new, |wanted| {
        let reached = if ratio >= wanted {
            "reached"
        } else {
            "**not reached**"
        };
        format!("{wanted:.1} {reached}")
    });
    let tail = service.latency(0.99) / limit.latency(0.99);
    format!(
        "| {} | {} | {:.0} | {:.0} | {:.0} | {ratio:.2} ({lowest:.2} to {highest:.2}) | {wanted} | {:.2} | {:.2} | {:.2} | {:.2} | {tail:.1} {} | {:.0} |\n",
        outcome.kind.name(),
        outcome.name,
        fixed.rate(),
        limit.rate(),
        service.rate(),
        limit.latency(0.5),
        service.latency(0.5),
        limit.latency(0.99),
        service.latency(0.99),
        if tail <= 3.0 {
            "reached"
        } else {
            "**not reached**"
        },
        service.cpu_of_one(),
    )
}
