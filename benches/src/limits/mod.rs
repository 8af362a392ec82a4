//! The service beside its limit, run by run.

mod api;
mod callers;
mod report;
mod round;
mod runs;
mod sample;
mod scene;
mod sql;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::{Args, ValueEnum};

use self::round::Pace;
use self::scene::Scene;
use crate::load::Plan;
use crate::stage::{Binary, Cluster, Kind, Room};

/// The runs, by the names they are chosen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Run {
    /// GET by id
    Get,
    /// The first page by regency and scale
    List,
    /// POST of a business
    Post,
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
    /// Rounds of each run
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Measured seconds of each round
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Connections that ask at once
    #[arg(long, default_value_t = 32)]
    connections: usize,
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

    fn wants(&self, run: Run) -> bool {
        self.only.is_empty() || self.only.contains(&run)
    }
}

/// Measures, and prints the table.
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
    let mut outcomes = Vec::new();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        if options.database.is_some_and(|only| only != kind) {
            continue;
        }
        let cluster = cluster.as_ref().filter(|_| kind == Kind::Postgres);
        let scene = Scene::open(&binary, &room, cluster, options.rows, !options.quick)?;
        if let Some(took) = scene.import {
            println!("{}: import took {took:.1?}", kind.name());
        }
        let pace = options.pace();
        let runs = [
            (Run::Get, runs::get as fn(&Scene<'_>, Pace) -> Result<_>),
            (Run::List, runs::list),
            (Run::Post, runs::post),
        ];
        for (run, measure) in runs {
            if options.wants(run) {
                let outcome = measure(&scene, pace)?;
                print!("{}", report::line(&outcome));
                outcomes.push(outcome);
            }
        }
    }
    print!("\n{}", report::table(&outcomes));
    Ok(())
}
