//! Reads and writes together, alone and during an import.

use anyhow::{Context, Result, ensure};

use super::super::api::Api;
use super::super::callers::{Mixture, Path, Reader, Size};
use super::super::round::{Pace, by_turns};
use super::super::scene::{IMPORTER, Scene, csv};
use super::super::sql;
use super::reads::{listed, paths, route};
use super::writes::{Changing, Entering};
use super::{Figure, Found, Play, outcome, three_sides};
use crate::load::Caller;
use crate::stage::Client;

/// Businesses of the file that is imported meanwhile.
const IMPORTED: u32 = 20_000;
/// A page of the list.
const PAGE: i64 = 50;

/// The mixture beside its limit, then the service's mixture again while it imports.
pub(in super::super) fn mixed(scene: &Scene<'_>, pace: Pace) -> Result<Found> {
    let play = Play::begin(scene)?;
    let limits = scene.template.copy()?;
    let all = paths(&play)?;
    ensure!(all.len() > 100, "too few businesses");
    let entering = Entering::learn(&play)?;
    let (changed, read) = all.split_at(all.len() / 2);
    let changing = Changing::learn(&play, changed.to_vec())?;
    let size = play.api.text(&read[0])?.len();
    let page_size = play.api.text(&listed())?.len();
    let routes = vec![
        route(sql::one(play.kind), false, size),
        route(sql::page(play.kind, "mikro", PAGE, None), false, page_size),
        entering.route.clone(),
        changing.route.clone(),
    ];
    let headers = play.headers();
    let reader = |paths: &[String], size: usize, n: usize, of_limit: bool| Reader {
        paths: paths
            .iter()
            .map(|path| Path {
                path: path.clone(),
                size,
            })
            .collect::<Vec<_>>()
            .into(),
        headers: headers.clone(),
        size: if of_limit {
            Size::Exactly(size)
        } else {
            Size::Any
        },
        random: fastrand::Rng::with_seed(n as u64),
        last: 0,
    };
    let caller = |n: usize, of_limit: bool| -> Box<dyn Caller> {
        Box::new(Mixture {
            one: reader(read, size, n, of_limit),
            page: reader(&[listed()], page_size, n, of_limit),
            poster: entering.caller(n, of_limit),
            patcher: changing.caller(n, of_limit),
            random: fastrand::Rng::with_seed(n as u64),
            last: 0,
        })
    };
    let courses = three_sides(&play, &limits, routes, pace, caller)?;
    let alone = outcome(
        "mixture: 6 GET, 2 list, 1 POST, 1 PATCH",
        play.kind,
        None,
        courses,
    );

    let importer = Client::make(scene.binary, &play.database, IMPORTER, None)?;
    let importer = Api::of(&play.service, &importer)?;
    let job = importer.import("during", &rows_after(scene)?)?;
    let during = Pace { rounds: 1, ..pace };
    // Tags moved on while the mixture ran alone: what was read only is changed now.
    let fresh = changing.over(read.to_vec());
    let side = play.side(during, |n| {
        Box::new(Mixture {
            one: reader(changed, size, n, false),
            page: reader(&[listed()], page_size, n, false),
            poster: entering.caller(n, false),
            patcher: fresh.caller(n, false),
            random: fastrand::Rng::with_seed(n as u64),
            last: 0,
        })
    });
    let course = by_turns(vec![side], during)?;
    let course = course.first().context("a side is missing")?;
    let state = importer.json(&job)?;
    let status = state["status"].as_str().unwrap_or_default();
    let note = format!(
        "{}: at the end of the mixture during an import the job was {status}, {} % of {IMPORTED} rows done.",
        play.kind.name(),
        state["progress"]
    );
    let limit_tail = alone.limit.latency(0.99);
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
                "mixture during an import, answers",
                course.rate(),
                "1/s",
                None,
            ),
            figure(
                "mixture during an import, p50",
                course.latency(0.5),
                "ms",
                None,
            ),
            figure(
                "mixture during an import, p99",
                course.latency(0.99),
                "ms",
                None,
            ),
            figure(
                "mixture during an import, p99 / that of the limit without one",
                course.latency(0.99) / limit_tail,
                "times",
                Some(3.0),
            ),
            figure(
                "mixture during an import, longest",
                course
                    .rounds
                    .iter()
                    .map(|one| one.longest())
                    .fold(0.0, f64::max),
                "ms",
                None,
            ),
        ],
        outcomes: vec![alone],
        notes: vec![note],
        ..Found::default()
    })
}

/// The made-up rows that come after those of the register.
fn rows_after(scene: &Scene<'_>) -> Result<Vec<u8>> {
    let file = csv(scene.room, scene.rows + IMPORTED)?;
    let text = std::fs::read_to_string(file)?;
    let mut lines = text.lines();
    let head = lines.next().context("an empty file")?;
    let rows = lines.skip(scene.rows as usize);
    let text: Vec<&str> = std::iter::once(head).chain(rows).collect();
    Ok(text.join("\n").into_bytes())
}
