//! The service beside its limit, run by run.

mod api;
mod callers;
mod machine;
mod report;
mod round;
mod runs;
mod sample;
mod scene;
mod sql;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};

use self::round::Pace;
use self::runs::Found;
use self::scene::Scene;
use crate::load::Plan;
use crate::stage::{Binary, Cluster, Kind, Room, workspace};

/// The runs, by the names they are chosen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Run {
    /// GET by id
    Get,
    /// The first page by regency and scale
    List,
    /// Page 1000 of that list beside its page 1
    Deep,
    /// Search by parts of names
    Search,
    /// Search by misspelt names beside search by parts of the right ones
    Similar,
    /// The statistic of women's businesses
    Women,
    /// The statistic of small and medium industry
    Ikm,
    /// POST of a business
    Post,
    /// PATCH of a business
    Patch,
    /// Reads and writes together, alone and during an import
    Mixed,
    /// First answer and memory
    Rest,
    /// The import of the whole register
    Import,
}

/// What is measured, and for how long.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// A release binary that was built before [default: the work tree's, built now]
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// Only this database [default: both]
    #[arg(long, value_enum)]
    database: Option<Kind>,
    /// Only these runs, separated by commas [default: all]
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Run>,
    /// One round of two seconds on the register of the run before: for tuning, not for publishing
    #[arg(long)]
    quick: bool,
    /// Take the registers of the run before, as --quick does
    #[arg(long)]
    kept: bool,
    /// Rounds of each run
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Measured seconds of each round
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Connections that ask at once
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// Put the figures into this file [default: benches/RESULTS.md, when everything is measured]
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
    /// Let `perf` note in this folder what the service does under each load
    #[arg(long, value_name = "FOLDER")]
    profile: Option<PathBuf>,
    /// Businesses in the register
    #[arg(long, default_value_t = 103_021)]
    rows: u32,
}

impl Options {
    fn pace(&self) -> Pace {
        let plan = Plan {
            warm_up: Duration::from_secs(1),
            measured: Duration::from_secs(if self.quick { 2 } else { self.seconds }),
        };
        Pace {
            rounds: if self.quick { 1 } else { self.rounds },
            plan,
            connections: self.connections,
        }
    }

    fn results(&self) -> Option<PathBuf> {
        let whole = !self.quick && !self.kept && self.only.is_empty() && self.database.is_none();
        let usual = || workspace().join("benches/RESULTS.md");
        self.results.clone().or_else(|| whole.then(usual))
    }

    fn wants(&self, run: Run) -> bool {
        self.only.is_empty() || self.only.contains(&run)
    }
}

type Measure = fn(&Scene<'_>, Pace) -> Result<Found>;

const RUNS: [(Run, Measure); 12] = [
    (Run::Import, runs::import),
    (Run::Rest, runs::rest),
    (Run::Get, runs::get),
    (Run::List, runs::list),
    (Run::Deep, runs::deep),
    (Run::Search, runs::search),
    (Run::Similar, runs::similar),
    (Run::Women, runs::women),
    (Run::Ikm, runs::ikm),
    (Run::Post, runs::post),
    (Run::Patch, runs::patch),
    (Run::Mixed, runs::mixed),
];

/// Measures, and prints the tables.
pub fn run(options: &Options) -> Result<()> {
    let binary = options
        .binary
        .as_deref()
        .map_or_else(Binary::build, Binary::at)?;
    let room = Room::kept()?;
    let cluster = match options.database {
        Some(Kind::Sqlite) => None,
        _ => Some(Cluster::start(&room.path().join("pg"))?),
    };
    let before = machine::load();
    let fresh = !options.quick && !options.kept;
    let mut found = Found::default();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        if options.database.is_some_and(|only| only != kind) {
            continue;
        }
        let cluster = cluster.as_ref().filter(|_| kind == Kind::Postgres);
        let mut scene = Scene::open(&binary, &room, cluster, options.rows, fresh)?;
        scene.profile.clone_from(&options.profile);
        for (run, measure) in RUNS {
            if options.wants(run) {
                // The others are measured all the same, and the end says that one failed.
                let more = measure(&scene, options.pace()).unwrap_or_else(|error| Found {
                    failed: vec![format!("{}, {run:?}: {error:#}", kind.name())],
                    ..Found::default()
                });
                print!("{}", report::brief(&more));
                found.add(more);
            }
        }
    }
    let machine = machine::description(cluster.as_ref(), &before)?;
    let text = format!("{machine}\n{}", report::whole(&found, options.pace()));
    print!("\n{text}");
    if let Some(file) = options.results() {
        machine::put(&file, &text)?;
    }
    ensure!(found.failed.is_empty(), "runs failed");
    Ok(())
}
