//! `cargo run --release -p sinergi-benches --bin endure -- kill --database postgres --instances 2`

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};
use sinergi_benches::endure::{self, Kills};
use sinergi_benches::stage::{Binary, Kind};

/// Runs the release binary against what must not break it, and ends with 1 if something broke.
#[derive(Debug, Parser)]
struct Arguments {
    /// A release binary that was built before; without it, it is built now
    #[arg(long, global = true, value_name = "FILE")]
    binary: Option<PathBuf>,
    #[command(subcommand)]
    program: Program,
}

#[derive(Debug, Subcommand)]
enum Program {
    /// Instances die (SIGKILL) during imports and writes; nothing acknowledged is lost or doubled
    Kill {
        /// The database
        #[arg(long, value_enum)]
        database: Kind,
        /// How many instances share it
        #[arg(long, default_value_t = 1)]
        instances: usize,
        /// How often one dies
        #[arg(long, default_value_t = 10)]
        rounds: u32,
        /// Decides the moments
        #[arg(long, default_value_t = 2022)]
        seed: u64,
    },
    /// 64 clients change the same rows through two instances (SQLite: one); no update is lost
    Race {
        /// The database
        #[arg(long, value_enum)]
        database: Kind,
        /// For how long
        #[arg(long, default_value_t = 60)]
        seconds: u64,
    },
    /// A reader follows the change feed beside 16 writers; it misses nothing and sees nothing twice
    Feed {
        /// The database
        #[arg(long, value_enum)]
        database: Kind,
        /// For how long
        #[arg(long, default_value_t = 60)]
        seconds: u64,
    },
    /// A whole list as NDJSON; a first byte within a second, at most 150 MB above the idle instance
    Whole {
        /// The database
        #[arg(long, value_enum)]
        database: Kind,
        /// How many businesses it holds
        #[arg(long, default_value_t = 1_000_000)]
        rows: u32,
    },
    /// Twice the capacity, then 2,000 idle connections; clear refusals, bounded memory, full speed again
    Overload {
        /// The database
        #[arg(long, value_enum)]
        database: Kind,
        /// For how long
        #[arg(long, default_value_t = 60)]
        seconds: u64,
    },
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let binary = match &arguments.binary {
        Some(path) => Binary::at(path)?,
        None => Binary::build()?,
    };
    match arguments.program {
        Program::Kill {
            database: Kind::Sqlite,
            instances: 2..,
            ..
        } => bail!("one process serves an SQLite file"),
        Program::Kill {
            database,
            instances,
            rounds,
            seed,
        } => endure::kill(
            &binary,
            Kills {
                kind: database,
                instances: instances.max(1),
                rounds,
                writers: 8,
                seed,
            },
        ),
        Program::Race { database, seconds } => {
            endure::race(&binary, database, Duration::from_secs(seconds))
        }
        Program::Feed { database, seconds } => {
            endure::feed(&binary, database, Duration::from_secs(seconds))
        }
        Program::Whole { database, rows } => endure::whole(&binary, database, rows),
        Program::Overload { database, seconds } => {
            endure::overload(&binary, database, Duration::from_secs(seconds))
        }
    }
}
