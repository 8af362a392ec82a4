//! The figures as tables.

use super::round::Pace;
use super::runs::{Figure, Found, Outcome};

const HEAD: &str = "\
| database | run | fixed body, 1/s | limit, 1/s | service, 1/s | service / limit (lowest to highest) | wanted | \
p50 limit, ms | p50 service, ms | p99 limit, ms | p99 service, ms | p99 service / limit | \
CPU of one answer, limit, µs | CPU of one answer, service, µs |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
";

const FIGURES: &str = "\
| database | figure | value | wanted |
|---|---|---|---|
";

/// What one run brought, while the others still run.
pub(super) fn brief(found: &Found) -> String {
    let rows = found.outcomes.iter().map(line);
    let figures = found.figures.iter().map(figure);
    let notes = found.notes.iter().map(|note| format!("{note}\n"));
    let failed = found.failed.iter().map(|run| format!("FAILED: {run}\n"));
    rows.chain(figures).chain(notes).chain(failed).collect()
}

/// All tables.
pub(super) fn whole(found: &Found, pace: Pace) -> String {
    let length = format!(
        "{} connections, {} rounds of {} s after {} s of warm-up, the sides by turns.",
        pace.connections,
        pace.rounds,
        pace.plan.measured.as_secs(),
        pace.plan.warm_up.as_secs(),
    );
    let rows: String = found.outcomes.iter().map(line).collect();
    let figures: String = found.figures.iter().map(figure).collect();
    let notes: String = found
        .notes
        .iter()
        .map(|note| format!("* {note}\n"))
        .collect();
    let failed = found.failed.iter();
    let failed: String = failed
        .map(|run| format!("* **not measured**: {run}\n"))
        .collect();
    format!("{length}\n\n{HEAD}{rows}\n{FIGURES}{figures}\n{notes}{failed}")
}

fn figure(figure: &Figure) -> String {
    let wanted = match (figure.most, figure.least) {
        (Some(most), _) => format!("at most {most}: {}", verdict(figure.value <= most)),
        (None, Some(least)) => format!("at least {least}: {}", verdict(figure.value >= least)),
        (None, None) => String::new(),
    };
    let Figure {
        kind,
        name,
        value,
        unit,
        ..
    } = figure;
    format!(
        "| {} | {name} | {value:.2} {unit} | {wanted} |\n",
        kind.name()
    )
}

const fn verdict(reached: bool) -> &'static str {
    if reached {
        "reached"
    } else {
        "**not reached**"
    }
}

/// The row of one run.
fn line(outcome: &Outcome) -> String {
    let Outcome {
        fixed,
        limit,
        service,
        ..
    } = outcome;
    let (ratio, lowest, highest) = service.ratio(limit);
    let wanted = outcome.wanted.map_or_else(String::new, |wanted| {
        format!("{wanted:.1} {}", verdict(ratio >= wanted))
    });
    let tail = service.latency(0.99) / limit.latency(0.99);
    format!(
        "| {} | {} | {:.0} | {:.0} | {:.0} | {ratio:.2} ({lowest:.2} to {highest:.2}) | {wanted} | {:.2} | {:.2} | {:.2} | {:.2} | {tail:.1} {} | {:.0} | {:.0} |\n",
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
        limit.cpu_of_one(),
        service.cpu_of_one(),
    )
}
