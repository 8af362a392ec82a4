//! The runs.

use std::sync::Arc;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::api::Api;
use super::callers::{BUSINESSES, Path, Poster, Reader, Size};
use super::round::{Course, Pace, Side, by_turns, take};
use super::sample::{Mark, freshen};
use super::scene::Scene;
use super::sql;
use crate::limit::{Limit, Query, Spec, Work};
use crate::load::Caller;
use crate::stage::{Database, Kind, Service};

/// How many businesses are read at random.
const READ: usize = 2_000;
/// A page of the list.
const PAGE: i64 = 50;

/// A run and what came of it.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// The rate that is wanted, as a share of the limit's.
    pub(super) wanted: Option<f64>,
    pub(super) fixed: Course,
    pub(super) limit: Course,
    pub(super) service: Course,
}

/// How often a limit is connected to PostgreSQL for each of its threads.
const CONNECTIONS: usize = 8;

fn database_of(database: &Database<'_>) -> String {
    match database.kind() {
        Kind::Sqlite => database.file().to_string_lossy().into_owned(),
        Kind::Postgres => database.url(),
    }
}

/// What the three sides of a run have in common.
struct Sides<'a> {
    service: &'a Service,
    /// The database of the limit.
    database: &'a Database<'a>,
    work: Work,
    status: u16,
    /// The size of the answers, on average.
    size: usize,
}

impl Sides<'_> {
    fn measure(
        self,
        pace: Pace,
        callers: impl Fn(usize, bool) -> Box<dyn Caller>,
    ) -> Result<[Course; 3]> {
        let spec = |database, work| Spec {
            database,
            connections: CONNECTIONS,
            work,
            status: self.status,
            size: self.size,
        };
        let folder = self.database.folder();
        let fixed = Limit::start(&spec(None, Work::Fixed), folder)?;
        let database = Some(database_of(self.database));
        let limit = Limit::start(&spec(database, self.work), folder)?;
        let side = |address, pid, of_limit| Side {
            address,
            pid,
            callers: (0..pace.connections)
                .map(|n| callers(n, of_limit))
                .collect(),
        };
        let sides = vec![
            side(fixed.address(), fixed.pid(), true),
            side(limit.address(), limit.pid(), true),
            side(self.service.address(), self.service.pid(), false),
        ];
        let mut courses = by_turns(sides, pace)?.into_iter();
        Ok([
            take(&mut courses)?,
            take(&mut courses)?,
            take(&mut courses)?,
        ])
    }
}

fn outcome(name: &str, kind: Kind, wanted: Option<f64>, courses: [Course; 3]) -> Outcome {
    let [fixed, limit, service] = courses;
    Outcome {
        name: name.to_owned(),
        kind,
        wanted,
        fixed,
        limit,
        service,
    }
}

/// Reads these paths beside these queries.
fn read(
    (service, database): (&Service, &Database<'_>),
    api: &Api,
    pace: Pace,
    paths: Vec<String>,
    queries: Vec<Query>,
) -> Result<[Course; 3]> {
    let paths: Vec<Path> = paths
        .into_iter()
        .map(|path| {
            let size = api.text(&path)?.len();
            Ok(Path { path, size })
        })
        .collect::<Result<_>>()?;
    let size = paths.iter().map(|path| path.size).sum::<usize>() / paths.len().max(1);
    let paths = Arc::new(paths);
    let headers: Arc<str> = api.headers("").into();
    let sides = Sides {
        service,
        database,
        work: Work::Read(queries),
        status: 200,
        size,
    };
    sides.measure(pace, |n, of_limit| {
        Box::new(Reader {
            paths: Arc::clone(&paths),
            headers: Arc::clone(&headers),
            size: if of_limit {
                Size::Exactly(size)
            } else {
                Size::AsBefore
            },
            random: fastrand::Rng::with_seed(n as u64),
            last: 0,
        })
    })
}

/// GET by id.
pub(super) fn get(scene: &Scene<'_>, pace: Pace) -> Result<Outcome> {
    let database = scene.template.copy()?;
    let service = scene.service(&database)?;
    let api = Api::of(&service, &scene.client)?;
    let mut random = fastrand::Rng::with_seed(2022);
    let mut paths = api
        .items(&format!("{BUSINESSES}?limit=200"), usize::MAX)?
        .iter()
        .map(|item| {
            let id = item["id"].as_str().context("no id")?;
            Ok(format!("{BUSINESSES}/{id}"))
        })
        .collect::<Result<Vec<_>>>()?;
    random.shuffle(&mut paths);
    paths.truncate(READ);
    let kind = database.kind();
    let at = (&service, &database);
    let courses = read(at, &api, pace, paths, sql::one(kind))?;
    Ok(outcome("GET by id", kind, Some(0.7), courses))
}

/// The first page of the list by regency and scale.
pub(super) fn list(scene: &Scene<'_>, pace: Pace) -> Result<Outcome> {
    let database = scene.template.copy()?;
    let service = scene.service(&database)?;
    let api = Api::of(&service, &scene.client)?;
    let path = format!("{BUSINESSES}?region={}&scale=mikro", sql::REGISTER);
    let kind = database.kind();
    let at = (&service, &database);
    let queries = sql::page(kind, "mikro", PAGE, None);
    let courses = read(at, &api, pace, vec![path], queries)?;
    Ok(outcome(
        "list of 50 by regency and scale",
        kind,
        Some(0.6),
        courses,
    ))
}

const NIB: &str = "0220100012345";

/// A business as an agency enters it.
fn business(person: &Value) -> String {
    json!({
        "name": "Amplang Mahakam",
        "trade_name": "Amplang Bu Siti",
        "legal_form": "perorangan",
        "sector": "kuliner",
        "business_place_type": "rumah",
        "region_code": "64.02.06.1005",
        "kbli": [{ "version": "2020", "code": "10794", "is_main": true }],
        "nib": NIB,
        "started_on": "2019-03",
        "registered_on": "2022-12-07",
        "home_based": true,
        "contact": {
            "phone": "0812-5550-1234",
            "email": "usaha@example.id",
            "street": "Jl. Contoh No. 7",
            "rt": "005",
            "rw": "002",
            "postal_code": "75511"
        },
        "owners": [{ "person_id": person, "role": "pemilik", "is_main": true, "share_percent": 100 }]
    })
    .to_string()
}

/// POST of one business.
pub(super) fn post(scene: &Scene<'_>, pace: Pace) -> Result<Outcome> {
    let kind = scene.template.kind();
    let database = scene.template.copy()?;
    let limits = scene.template.copy()?;
    let service = scene.service(&database)?;
    let api = Api::of(&service, &scene.client)?;
    let one = api.items(&format!("{BUSINESSES}?limit=1"), 1)?;
    let body = business(&one[0]["owners"][0]["person_id"]);
    let mark = Mark::set(&database)?;
    let size = api.post(BUSINESSES, &body)?.len();
    let mut rows = mark.rows(&database)?;
    freshen(&mut rows, NIB);
    let tables: Vec<&str> = rows.iter().map(|row| row.table.as_str()).collect();
    eprintln!("{}: a POST writes {}", kind.name(), tables.join(", "));
    let (before, after) = body.split_once(NIB).context("no NIB in the body")?;
    let body = Arc::new((before.to_owned(), after.to_owned()));
    let headers: Arc<str> = api.headers("Content-Type: application/json\r\n").into();
    let sides = Sides {
        service: &service,
        database: &limits,
        work: Work::Insert(rows),
        status: 201,
        size,
    };
    let courses = sides.measure(pace, |n, of_limit| {
        Box::new(Poster {
            body: Arc::clone(&body),
            headers: Arc::clone(&headers),
            size: if of_limit {
                Size::Exactly(size)
            } else {
                Size::Any
            },
            random: fastrand::Rng::with_seed(n as u64),
        })
    })?;
    Ok(outcome("POST", kind, Some(0.7), courses))
}
