//! The import of the whole register, beside the bare writing of the same finished rows.

use anyhow::Result;

use super::super::round::{Pace, median};
use super::super::scene::{Scene, csv, import};
use super::{Figure, Found};
use crate::limit::{Written, copy_postgres, copy_sqlite};
use crate::stage::{Database, Kind};

/// Imports by turns: the service's, then the limit's of the rows the register holds.
pub(in super::super) fn whole(scene: &Scene<'_>, pace: Pace) -> Result<Found> {
    let kind = scene.template.kind();
    let cluster = scene.template.server().map(|(cluster, _)| cluster);
    let file = csv(scene.room, scene.rows)?;
    let rows = f64::from(scene.rows);
    let (mut own, mut bare, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let mut tables = String::new();
    for round in 0..pace.rounds {
        let took = match scene.import {
            // The register itself was imported a moment ago.
            Some(took) if round == 0 => took,
            _ => {
                let database = Database::temporary(scene.room.path(), cluster)?;
                import(scene.binary, &database, &file)?
            }
        };
        let written = bare_import(scene)?;
        own.push(rows / took.as_secs_f64());
        bare.push(rows / written.took.as_secs_f64());
        ratios.push(written.took.as_secs_f64() / took.as_secs_f64());
        tables = written
            .tables
            .iter()
            .map(|(table, rows)| format!("{rows} {table}"))
            .collect::<Vec<_>>()
            .join(", ");
    }
    let figure = |name: &str, value, unit, least| Figure {
        name: name.to_owned(),
        kind,
        value,
        unit,
        most: None,
        least,
    };
    let lowest = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = ratios.iter().copied().fold(0.0, f64::max);
    let ratio = median(ratios.into_iter());
    Ok(Found {
        figures: vec![
            figure("import, service", median(own.into_iter()), "rows/s", None),
            figure("import, limit", median(bare.into_iter()), "rows/s", None),
            figure(
                &format!("import, service / limit ({lowest:.2} to {highest:.2})"),
                ratio,
                "times",
                Some(0.5),
            ),
        ],
        notes: vec![format!(
            "{}: an import of {} rows leaves {tables}.",
            kind.name(),
            scene.rows
        )],
        ..Found::default()
    })
}

fn bare_import(scene: &Scene<'_>) -> Result<Written> {
    let cluster = scene.template.server().map(|(cluster, _)| cluster);
    let database = Database::temporary(scene.room.path(), cluster)?;
    scene.binary.run(&database, &["clients", "list"])?;
    match scene.template.kind() {
        Kind::Sqlite => copy_sqlite(&scene.template.file(), &database.file()),
        Kind::Postgres => copy_postgres(&scene.template.url(), &database.url()),
    }
}
