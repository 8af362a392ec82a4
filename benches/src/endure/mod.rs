//! What must hold while machines die, others write, and too many call.
//!
//! Each program loads the release binary for a bounded time and then compares what callers were told
//! with what the tables hold. It ends with an error when anything is lost, doubled, torn or unbounded.

mod caller;
mod feed;
mod importer;
mod kill;
mod ledger;
mod overload;
mod race;
mod reader;
mod whole;
mod writer;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

pub use feed::feed;
pub use kill::{Kills, kill};
pub use overload::overload;
pub use race::race;
pub use whole::whole;

use crate::stage::{Binary, Client, Cluster, Database, Kind, Options, Room, Service};

/// The regency whose agency writes row by row.
const REGENCY: &str = "dp3a-kukar";
/// The province's agency, which imports and hears of everything.
const PROVINCE: &str = "dkp3a-kaltim";
/// Far above what one machine can ask for: these programs are not about quotas.
const QUOTA: &str = "10000000";

/// The settings every instance gets.
fn options() -> Options {
    Options::default()
        .with("SINERGI_RATE_LIMIT", QUOTA)
        .with("SINERGI_TOKEN_RATE_LIMIT", QUOTA)
        .with("RUST_LOG", "warn")
}

/// A fresh database of one kind, on a server of its own where it needs one.
fn on_stage<T>(kind: Kind, play: impl FnOnce(&Room, &mut Database<'_>) -> Result<T>) -> Result<T> {
    let room = Room::temporary()?;
    let cluster = match kind {
        Kind::Sqlite => None,
        Kind::Postgres => Some(Cluster::start(&room.path().join("pg"))?),
    };
    let mut database = Database::temporary(room.path(), cluster.as_ref())?;
    play(&room, &mut database)
}

/// The tokens of the two agencies.
struct Tokens {
    regency: String,
    province: String,
}

impl Tokens {
    fn of(binary: &Binary, database: &Database<'_>, service: &Service) -> Result<Self> {
        let token = |agency| {
            Client::make(binary, database, agency, None)?
                .token(&service.base())
                .with_context(|| format!("a token of {agency}"))
        };
        Ok(Self {
            regency: token(REGENCY)?,
            province: token(PROVINCE)?,
        })
    }
}

/// Tells every thread of a program to come to an end.
#[derive(Debug, Default)]
struct Curtain(AtomicBool);

impl Curtain {
    fn fall(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn has_fallen(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Asks again and again until something holds; an error when it does not in time.
fn until(what: &str, patience: Duration, mut holds: impl FnMut() -> Result<bool>) -> Result<()> {
    let began = Instant::now();
    loop {
        if holds()? {
            return Ok(());
        }
        anyhow::ensure!(began.elapsed() < patience, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
