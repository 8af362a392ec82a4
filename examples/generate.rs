//! Writes made-up businesses as CSV: `cargo run --release --example generate -- 103021 > rows.csv`.

use sinergi::demo::generate::{Plan, csv};

/// The regencies and cities of East Kalimantan.
const KALTIM: [&str; 10] = [
    "64.01", "64.02", "64.03", "64.07", "64.08", "64.09", "64.11", "64.71", "64.72", "64.74",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rows = std::env::args().nth(1).map_or(Ok(103_021), |n| n.parse())?;
    let plan = Plan {
        regions: &KALTIM,
        businesses: rows,
        workers: rows * 2,
        seed: 2022,
    };
    csv(std::io::stdout().lock(), &plan)?;
    Ok(())
}
