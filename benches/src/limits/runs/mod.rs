//! The runs.

mod import;
mod mixed;
mod reads;
mod rest;
mod similar;
mod writes;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;

pub(super) use self::import::whole as import;
pub(super) use self::mixed::mixed;
pub(super) use self::reads::{deep, get, ikm, list, search, women};
pub(super) use self::rest::rest;
pub(super) use self::similar::similar;
pub(super) use self::writes::{patch, post};

use super::api::Api;
use super::round::{Course, Pace, Side, by_turns, take};
use super::scene::Scene;
use crate::limit::{Limit, Route, Spec, Work};
use crate::load::Caller;
use crate::stage::{Database, Kind, Service};

/// A run and what came of it.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// The rate that is wanted, as a share of the limit's.
    pub(super) wanted: Option<f64>,
    pub(super) fixed: Course,
    pub(super) limit: Course,
    pub(super) service: Course,
}

/// A figure that stands for itself, beside what is wanted of it.
#[derive(Debug)]
pub(super) struct Figure {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) value: f64,
    pub(super) unit: &'static str,
    /// The most it may be.
    pub(super) most: Option<f64>,
    /// The least it may be; without either the figure is only told.
    pub(super) least: Option<f64>,
}

/// What came of runs.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) outcomes: Vec<Outcome>,
    pub(super) figures: Vec<Figure>,
    pub(super) notes: Vec<String>,
    /// Runs that did not come to an end, and why.
    pub(super) failed: Vec<String>,
}

impl Found {
    pub(super) fn add(&mut self, more: Self) {
        self.outcomes.extend(more.outcomes);
        self.figures.extend(more.figures);
        self.notes.extend(more.notes);
        self.failed.extend(more.failed);
    }
}

/// How often a limit is connected to PostgreSQL for each of its threads: more made reads slower, and
/// commits wait side by side.
const READERS: usize = 8;
const WRITERS: usize = 16;

/// An instance on a copy of the register, and somebody who asks it.
struct Play<'a> {
    kind: Kind,
    service: Service,
    api: Api,
    database: Database<'a>,
    profile: Option<PathBuf>,
}

impl<'a> Play<'a> {
    fn begin(scene: &Scene<'a>) -> Result<Self> {
        let database = scene.template.copy()?;
        let service = scene.service(&database)?;
        Ok(Self {
            kind: database.kind(),
            api: Api::of(&service, &scene.client)?,
            service,
            database,
            profile: scene.profile.clone(),
        })
    }

    fn side(&self, pace: Pace, caller: impl Fn(usize) -> Box<dyn Caller>) -> Side {
        Side {
            address: self.service.address(),
            pid: self.service.pid(),
            profile: self.profile.as_ref().map(|folder| {
                folder.join(format!("{}-{}.perf", self.kind.name(), self.service.pid()))
            }),
            callers: (0..pace.connections).map(caller).collect(),
        }
    }

    /// The headers of every request.
    fn headers(&self) -> Arc<str> {
        self.api.headers("").into()
    }
}

/// A limit of these routes on a database.
fn limit(database: &Database<'_>, routes: Vec<Route>) -> Result<Limit> {
    let place = match database.kind() {
        Kind::Sqlite => database.file().to_string_lossy().into_owned(),
        Kind::Postgres => database.url(),
    };
    let writes = routes
        .iter()
        .any(|route| matches!(route.work, Work::Insert(_) | Work::Replace(..)));
    let spec = Spec {
        database: Some(place),
        connections: if writes { WRITERS } else { READERS },
        routes,
    };
    Limit::start(&spec, database.folder())
}

/// The limit of the same routes that neither reads nor writes.
fn fixed(database: &Database<'_>, routes: &[Route]) -> Result<Limit> {
    let routes = routes.iter().map(|route| Route {
        work: Work::Fixed,
        ..route.clone()
    });
    let spec = Spec {
        database: None,
        connections: 0,
        routes: routes.collect(),
    };
    Limit::start(&spec, database.folder())
}

fn side_of(limit: &Limit, pace: Pace, caller: impl Fn(usize) -> Box<dyn Caller>) -> Side {
    Side {
        address: limit.address(),
        pid: limit.pid(),
        profile: None,
        callers: (0..pace.connections).map(caller).collect(),
    }
}

/// The three sides of a run by turns: fixed body, limit on `database`, service.
fn three_sides(
    play: &Play<'_>,
    database: &Database<'_>,
    routes: Vec<Route>,
    pace: Pace,
    caller: impl Fn(usize, bool) -> Box<dyn Caller>,
) -> Result<[Course; 3]> {
    let fixed = fixed(database, &routes)?;
    let limit = limit(database, routes)?;
    let sides = vec![
        side_of(&fixed, pace, |n| caller(n, true)),
        side_of(&limit, pace, |n| caller(n, true)),
        play.side(pace, |n| caller(n, false)),
    ];
    let mut courses = by_turns(sides, pace)?.into_iter();
    Ok([
        take(&mut courses)?,
        take(&mut courses)?,
        take(&mut courses)?,
    ])
}

fn outcome(
    name: &'static str,
    kind: Kind,
    wanted: Option<f64>,
    [fixed, limit, service]: [Course; 3],
) -> Outcome {
    Outcome {
        name,
        kind,
        wanted,
        fixed,
        limit,
        service,
    }
}
