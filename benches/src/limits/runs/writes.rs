//! Runs that write.

use std::sync::Arc;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::super::callers::{BUSINESSES, NIB, PHONE, Patcher, Poster, Size};
use super::super::round::Pace;
use super::super::sample::{Mark, freshen};
use super::super::scene::Scene;
use super::super::sql;
use super::{Found, Play, outcome, three_sides};
use crate::limit::{Route, Work};
use crate::load::Caller;

/// How many businesses each connection changes in turn.
const CHANGED: usize = 20;

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
            "phone": PHONE,
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

/// What is needed to enter businesses one after the other.
pub(super) struct Entering {
    pub(super) route: Route,
    /// The first one's.
    body: Arc<str>,
    headers: Arc<str>,
    pub(super) tables: String,
}

impl Entering {
    /// Enters one, and looks at what it wrote.
    pub(super) fn learn(play: &Play<'_>) -> Result<Self> {
        let one = play.api.items(&format!("{BUSINESSES}?limit=1"), 1)?;
        let body = business(&one[0]["owners"][0]["person_id"]);
        let mark = Mark::set(&play.database)?;
        let size = play.api.post(BUSINESSES, &body)?.len();
        let mut rows = mark.rows(&play.database, &[])?;
        freshen(&mut rows, NIB, None);
        let tables: Vec<&str> = rows.iter().map(|row| row.table.as_str()).collect();
        Ok(Self {
            tables: tables.join(", "),
            body: body.into(),
            headers: play
                .api
                .headers("Content-Type: application/json\r\n")
                .into(),
            route: Route {
                method: "POST".to_owned(),
                by_id: false,
                work: Work::Insert(rows),
                status: 201,
                size,
            },
        })
    }

    /// Who enters them; a limit's answers all have one size.
    pub(super) fn caller(&self, n: usize, of_limit: bool) -> Poster {
        Poster {
            body: Arc::clone(&self.body),
            headers: Arc::clone(&self.headers),
            size: if of_limit {
                Size::Exactly(self.route.size)
            } else {
                Size::Any
            },
            random: fastrand::Rng::with_seed(n as u64),
        }
    }
}

/// POST of one business.
pub(in super::super) fn post(scene: &Scene<'_>, pace: Pace) -> Result<Found> {
    let play = Play::begin(scene)?;
    let limits = scene.template.copy()?;
    let entering = Entering::learn(&play)?;
    let routes = vec![entering.route.clone()];
    let courses = three_sides(&play, &limits, routes, pace, |n, of_limit| {
        Box::new(entering.caller(n, of_limit))
    })?;
    Ok(Found {
        outcomes: vec![outcome("POST", play.kind, Some(0.7), courses)],
        notes: vec![format!(
            "{}: a POST writes {}.",
            play.kind.name(),
            entering.tables
        )],
        ..Found::default()
    })
}

/// What is needed to change businesses one after the other.
pub(super) struct Changing {
    pub(super) route: Route,
    headers: Arc<str>,
    paths: Vec<String>,
    pub(super) tables: String,
}

impl Changing {
    /// Changes one, and looks at what it wrote.
    pub(super) fn learn(play: &Play<'_>, paths: Vec<String>) -> Result<Self> {
        let path = paths.last().context("no business")?;
        let id: uuid::Uuid = path.rsplit('/').next().unwrap_or_default().parse()?;
        let mark = Mark::set(&play.database)?;
        let size = play.api.patch(path, r#"{"started_on":"1997"}"#)?.len();
        // The business itself is no new row: it is written back as a whole.
        let mut rows = mark.rows(&play.database, &["businesses"])?;
        freshen(&mut rows, NIB, Some(id));
        let tables: Vec<&str> = rows.iter().map(|row| row.table.as_str()).collect();
        Ok(Self {
            tables: tables.join(", "),
            headers: play
                .api
                .headers("Content-Type: application/merge-patch+json\r\n")
                .into(),
            route: Route {
                method: "PATCH".to_owned(),
                by_id: true,
                work: Work::Replace(sql::whole(play.kind), rows),
                status: 200,
                size,
            },
            paths,
        })
    }

    /// The same over other businesses, which nobody changed yet.
    pub(super) fn over(&self, paths: Vec<String>) -> Self {
        Self {
            route: self.route.clone(),
            headers: Arc::clone(&self.headers),
            tables: self.tables.clone(),
            paths,
        }
    }

    /// Who changes businesses that no other connection changes.
    pub(super) fn caller(&self, n: usize, of_limit: bool) -> Patcher {
        let from = n * CHANGED % self.paths.len();
        let own = self.paths.iter().cycle().skip(from).take(CHANGED);
        Patcher {
            rows: own
                .map(|path| (path.clone(), "\"v1\"".to_owned()))
                .collect(),
            headers: Arc::clone(&self.headers),
            size: if of_limit {
                Size::Exactly(self.route.size)
            } else {
                Size::Any
            },
            next: 0,
        }
    }
}

/// PATCH of one business under its tag.
pub(in super::super) fn patch(scene: &Scene<'_>, pace: Pace) -> Result<Found> {
    let play = Play::begin(scene)?;
    let limits = scene.template.copy()?;
    let paths = super::reads::paths(&play)?;
    let changing = Changing::learn(&play, paths)?;
    let routes = vec![changing.route.clone()];
    let courses = three_sides(&play, &limits, routes, pace, |n, of_limit| {
        let caller: Box<dyn Caller> = Box::new(changing.caller(n, of_limit));
        caller
    })?;
    Ok(Found {
        outcomes: vec![outcome("PATCH", play.kind, None, courses)],
        notes: vec![format!(
            "{}: a PATCH writes businesses, {}.",
            play.kind.name(),
            changing.tables
        )],
        ..Found::default()
    })
}
