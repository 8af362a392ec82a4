//! Runs that read.

use std::sync::Arc;

use anyhow::{Context, Result};

use super::super::api::Api;
use super::super::callers::{BUSINESSES, Path, Reader, Size};
use super::super::round::{Pace, by_turns, take};
use super::super::scene::Scene;
use super::super::sql;
use super::{Figure, Found, Play, limit, outcome, side_of, three_sides};
use crate::limit::{Param, Query, Route, Work};
use crate::load::Caller;

/// How many businesses are read at random.
const READ: usize = 2_000;
/// A page of the list.
const PAGE: i64 = 50;
/// How far into a list the deep page lies.
const DEEP: i64 = 1_000;
/// Parts of words of the made-up names, in many and in few of them.
const WORDS: [&str; 8] = [
    "mahakam",
    "gula",
    "batik",
    "ulin",
    "0100",
    "kue bas",
    "anyaman rotan",
    "9321",
];

/// Asks each path once, for the size of its answer; and the size of all on average.
pub(super) fn sized(api: &Api, paths: Vec<String>) -> Result<(Arc<Vec<Path>>, usize)> {
    let paths: Vec<Path> = paths
        .into_iter()
        .map(|path| {
            let size = api.text(&path)?.len();
            Ok(Path { path, size })
        })
        .collect::<Result<_>>()?;
    let size = paths.iter().map(|path| path.size).sum::<usize>() / paths.len().max(1);
    Ok((Arc::new(paths), size))
}

pub(super) fn reader(
    paths: &Arc<Vec<Path>>,
    headers: &Arc<str>,
    size: Size,
    seed: usize,
) -> Box<dyn Caller> {
    Box::new(Reader {
        paths: Arc::clone(paths),
        headers: Arc::clone(headers),
        size,
        random: fastrand::Rng::with_seed(seed as u64),
        last: 0,
    })
}

/// The route of reads by these queries.
pub(super) fn route(queries: Vec<Query>, snapshot: bool, size: usize) -> Route {
    let mut params = queries.iter().flat_map(|query| &query.params);
    Route {
        method: "GET".to_owned(),
        by_id: params.any(|param| matches!(param, Param::PathId)),
        work: if snapshot {
            Work::Snapshot(queries)
        } else {
            Work::Read(queries)
        },
        status: 200,
        size,
    }
}

/// Reads these paths beside these queries.
fn read(
    (name, wanted): (&'static str, Option<f64>),
    play: &Play<'_>,
    pace: Pace,
    paths: Vec<String>,
    route: impl FnOnce(usize) -> Route,
) -> Result<Found> {
    let (paths, size) = sized(&play.api, paths)?;
    let headers = play.headers();
    let courses = three_sides(
        play,
        &play.database,
        vec![route(size)],
        pace,
        |n, of_limit| {
            let size = if of_limit {
                Size::Exactly(size)
            } else {
                Size::AsBefore
            };
            reader(&paths, &headers, size, n)
        },
    )?;
    Ok(Found {
        outcomes: vec![outcome(name, play.kind, wanted, courses)],
        ..Found::default()
    })
}

/// Paths of businesses of the register, at random.
pub(super) fn paths(play: &Play<'_>) -> Result<Vec<String>> {
    let items = play
        .api
        .items(&format!("{BUSINESSES}?limit=200"), usize::MAX)?;
    let mut paths = items
        .iter()
        .map(|item| {
            let id = item["id"].as_str().context("no id")?;
            Ok(format!("{BUSINESSES}/{id}"))
        })
        .collect::<Result<Vec<_>>>()?;
    fastrand::Rng::with_seed(2022).shuffle(&mut paths);
    paths.truncate(READ);
    Ok(paths)
}

/// The path of the list by regency and scale.
pub(super) fn listed() -> String {
    format!("{BUSINESSES}?region={}&scale=mikro", sql::REGISTER)
}

/// GET by id.
pub(in super::super) fn get(scene: &Scene<'_>, pace: Pace) -> Result<Found> {
    let play = Play::begin(scene)?;
    let paths = paths(&play)?;
    let queries = sql::one(play.kind);
    read(("GET by id", Some(0.7)), &play, pace, paths, |size| {
        route(queries, false, size)
    })
}

/// The first page of the list by regency and scale.
pub(in super::super) fn list(scene: &Scene<'_>, pace: Pace) -> Result<Found> {
    let play = Play::begin(scene)?;
    let queries = sql::page(play.kind, "mikro", PAGE, None);
    let what = ("list by regency and scale, page of 50", Some(0.6));
    read(what, &play, pace, vec![listed()], |size| {
        route(queries, false, size)
    })
}

/// Parts of words in names.
pub(in super::super) fn search(scene: &Scene<'_>, pace: Pace) -> Result<Found> {
    let play = Play::begin(scene)?;
    let queries = sql::search(play.kind, PAGE);
    let paths = WORDS.map(|word| format!("{BUSINESSES}?q={}", word.replace(' ', "+")));
    let what = ("search by parts of names, page of 50, 8 connections", None);
    read(what, &play, pace.slow(), paths.to_vec(), |size| {
        route(queries, false, size)
    })
}

/// The statistic of women's businesses.
pub(in super::super) fn women(scene: &Scene<'_>, pace: Pace) -> Result<Found> {
    let play = Play::begin(scene)?;
    let queries = sql::women(play.kind);
    let path = "/v1/statistics/women-businesses".to_owned();
    let what = ("statistic of women's businesses, 8 connections", None);
    read(what, &play, pace.slow(), vec![path], |size| {
        route(queries, true, size)
    })
}

/// The statistic of small and medium industry.
pub(in super::super) fn ikm(scene: &Scene<'_>, pace: Pace) -> Result<Found> {
    let play = Play::begin(scene)?;
    let queries = sql::ikm(play.kind);
    let path = "/v1/statistics/ikm".to_owned();
    let what = ("statistic of IKM, 8 connections", None);
    read(what, &play, pace.slow(), vec![path], |size| {
        route(queries, true, size)
    })
}

/// Page 1000 beside page 1 of the same list, both of the service and of the limit.
pub(in super::super) fn deep(scene: &Scene<'_>, pace: Pace) -> Result<Found> {
    let play = Play::begin(scene)?;
    let count = play
        .api
        .json(&format!("{}&limit=1&count=exact", listed()))?;
    let count = count["total"].as_i64().context("no total")?;
    // A regency holds fewer than a thousand pages of fifty.
    let size = ((count - 1) / DEEP).clamp(1, PAGE);
    let list = format!("{}&limit={size}", listed());
    let (cursor, last) = place(&play, (DEEP - 1) * size)?;
    let (first, first_size) = sized(&play.api, vec![list.clone()])?;
    let (deep, deep_size) = sized(&play.api, vec![format!("{list}&cursor={cursor}")])?;
    let headers = play.headers();
    let page = |after| sql::page(play.kind, "mikro", size, after);
    let first_limit = limit(&play.database, vec![route(page(None), false, first_size)])?;
    let deep_limit = limit(
        &play.database,
        vec![route(page(Some(last)), false, deep_size)],
    )?;
    let sides = vec![
        side_of(&first_limit, pace, |n| {
            reader(&first, &headers, Size::Exactly(first_size), n)
        }),
        side_of(&deep_limit, pace, |n| {
            reader(&deep, &headers, Size::Exactly(deep_size), n)
        }),
        play.side(pace, |n| reader(&first, &headers, Size::AsBefore, n)),
        play.side(pace, |n| reader(&deep, &headers, Size::AsBefore, n)),
    ];
    let mut courses = by_turns(sides, pace)?.into_iter();
    let mut next = || take(&mut courses);
    let (first_limit, deep_limit, first, deep) = (next()?, next()?, next()?, next()?);
    let figure = |what: &str, value, most| Figure {
        name: format!("page 1000 / page 1 of {size} rows, {what}"),
        kind: play.kind,
        value,
        unit: "times the time",
        most,
        least: None,
    };
    Ok(Found {
        figures: vec![
            figure("service", first.ratio(&deep).0, Some(1.2)),
            figure("limit", first_limit.ratio(&deep_limit).0, None),
        ],
        ..Found::default()
    })
}

/// The cursor after so many rows of the list, and the id of the last of them.
fn place(play: &Play<'_>, rows: i64) -> Result<(String, uuid::Uuid)> {
    let mut left = rows;
    let mut cursor = String::new();
    loop {
        let size = left.min(200);
        let page = play
            .api
            .json(&format!("{}&limit={size}{cursor}", listed()))?;
        left -= size;
        let next = page["next_cursor"].as_str().context("the list is short")?;
        if left == 0 {
            let items = page["items"].as_array().context("no items")?;
            let last = items.last().and_then(|item| item["id"].as_str());
            return Ok((next.to_owned(), last.context("no id")?.parse()?));
        }
        cursor = format!("&cursor={next}");
    }
}
