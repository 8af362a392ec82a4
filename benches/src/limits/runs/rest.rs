//! What an instance takes before anybody asks.

use std::time::Duration;

use anyhow::Result;

use super::super::round::{Pace, median};
use super::super::scene::Scene;
use super::{Figure, Found, Play};

/// How often an instance is started.
const STARTS: usize = 7;
/// How long it rests before its memory is looked at.
const REST: Duration = Duration::from_secs(3);

/// The first answer after the start on an existing database, and the memory at rest.
pub(in super::super) fn rest(scene: &Scene<'_>, _: Pace) -> Result<Found> {
    let database = scene.template.copy()?;
    // The first start on a copy may have migrations to apply and a cache to fill.
    scene.service(&database)?.stop()?;
    let mut firsts = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let service = scene.service(&database)?;
        firsts.push(service.first_answer().as_secs_f64() * 1e3);
        service.stop()?;
    }
    let longest = firsts.iter().copied().fold(0.0, f64::max);
    let play = Play::begin(scene)?;
    std::thread::sleep(REST);
    let memory = play.service.usage()?.memory as f64 / 1e6;
    let figure = |name: &str, value, unit, most| Figure {
        name: name.to_owned(),
        kind: play.kind,
        value,
        unit,
        most,
        least: None,
    };
    Ok(Found {
        figures: vec![
            figure(
                "first answer after the start, median",
                median(firsts.into_iter()),
                "ms",
                Some(150.0),
            ),
            figure("first answer after the start, longest", longest, "ms", None),
            figure("memory at rest (PSS)", memory, "MB", Some(25.0)),
        ],
        ..Found::default()
    })
}
