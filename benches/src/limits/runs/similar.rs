//! Search by misspelt names, beside search by parts of the same names typed right.

use anyhow::{Context, Result, ensure};

use super::super::api::Api;
use super::super::callers::{BUSINESSES, Size};
use super::super::round::{Course, Pace, Side, by_turns, take};
use super::super::scene::{IMPORTER, Scene};
use super::reads::{reader, sized};
use super::{Figure, Found, Play};
use crate::stage::Client;

// typos:off
/// Names of the made-up businesses, and how somebody types them.
const NAMES: [(&str, &str); 6] = [
    ("keripik melati", "kripik mlati"),
    ("gula merah mahakam", "gula mera mahkam"),
    ("anyaman rotan enggang", "anyamn rotan engang"),
    ("tenun ikat cempaka", "tenun ikta cempka"),
    ("kue basah kenanga", "kue bash knanga"),
    ("abon ikan teratai", "abon ikn tertai"),
];
// typos:on

/// A page of 50 of the regency and of its province, which sees the whole register: one request after
/// the other, so that the latency is the time of one.
pub(in super::super) fn similar(scene: &Scene<'_>, pace: Pace) -> Result<Found> {
    let play = Play::begin(scene)?;
    let province = Client::make(scene.binary, &play.database, IMPORTER, None)?;
    let province = Api::of(&play.service, &province)?;
    for (meant, typed) in NAMES {
        finds(&province, meant, typed)?;
    }
    let mut pace = pace.slow();
    pace.connections = 1;
    let mut figures = Vec::new();
    for (whose, api) in [("regency", &play.api), ("province", &province)] {
        let parts = NAMES.map(|(meant, _)| format!("{BUSINESSES}?q={}", meant.replace(' ', "+")));
        let similar = NAMES
            .map(|(_, typed)| format!("{BUSINESSES}?match=similar&q={}", typed.replace(' ', "+")));
        let sides = [parts, similar].map(|paths| side(&play, pace, api, paths.to_vec()));
        let sides = sides.into_iter().collect::<Result<Vec<_>>>()?;
        let mut courses = by_turns(sides, pace)?.into_iter();
        let (parts, similar) = (take(&mut courses)?, take(&mut courses)?);
        let figure = |name: &str, value, unit| Figure {
            name: format!("{name}, {whose}"),
            kind: play.kind,
            value,
            unit,
            most: None,
            least: None,
        };
        let p50 = |course: &Course| course.latency(0.5);
        figures.extend([
            figure("search by parts of names, p50", p50(&parts), "ms"),
            figure("search by misspelt names, p50", p50(&similar), "ms"),
            figure(
                "search by misspelt names / by parts",
                parts.ratio(&similar).0,
                "times the time",
            ),
        ]);
    }
    Ok(Found {
        figures,
        ..Found::default()
    })
}

/// What is measured must find what is meant.
fn finds(api: &Api, meant: &str, typed: &str) -> Result<()> {
    let path = format!(
        "{BUSINESSES}?match=similar&limit=10&q={}",
        typed.replace(' ', "+")
    );
    let page = api.json(&path)?;
    let first = page["items"][0]["name"].as_str().context("nothing found")?;
    ensure!(
        first.to_lowercase().starts_with(meant),
        "{typed} finds {first} first"
    );
    Ok(())
}

fn side(play: &Play<'_>, pace: Pace, api: &Api, paths: Vec<String>) -> Result<Side> {
    let (paths, _) = sized(api, paths)?;
    let headers = api.headers("").into();
    Ok(play.side(pace, |n| reader(&paths, &headers, Size::AsBefore, n)))
}
