//! Instances die at random while others write through them.

use std::sync::Mutex;
use std::thread::{Scope, ScopedJoinHandle, scope};
use std::time::Duration;

use anyhow::{Result, anyhow};

use super::caller::Caller;
use super::ledger::Ledger;
use super::{Curtain, Tokens, importer, on_stage, options, reader, until, writer};
use crate::stage::{Binary, Database, Kind, Options, Service, free_port};

/// How often, how many, and which.
#[derive(Clone, Copy, Debug)]
pub struct Kills {
    /// The database.
    pub kind: Kind,
    /// How many instances share it; one for SQLite.
    pub instances: usize,
    /// How often one of them dies.
    pub rounds: u32,
    /// How many write row by row.
    pub writers: usize,
    /// Decides the moments.
    pub seed: u64,
}

/// Kills instances (SIGKILL) during writes and imports, then compares callers and tables.
pub fn kill(binary: &Binary, plan: Kills) -> Result<()> {
    on_stage(plan.kind, |room, database| {
        let ports: Vec<Options> = (0..plan.instances)
            .map(|_| Ok(options().on(free_port()?)))
            .collect::<Result<_>>()?;
        let mut instances = start_all(binary, database, &ports)?;
        let bases: Vec<String> = instances.iter().map(Service::base).collect();
        let tokens = Tokens::of(binary, database, &instances[0])?;
        let curtain = Curtain::default();
        let follow = Curtain::default();
        let setbacks = Mutex::new((0, 0));
        let (told, brought, heard) = scope(|threads| {
            let go = |token: &str, seed| Caller::new(&bases, token, plan.seed + seed);
            let writers: Vec<_> = (0..plan.writers)
                .map(|n| {
                    let mut caller = go(&tokens.regency, n as u64);
                    let (curtain, setbacks) = (&curtain, &setbacks);
                    spawn(threads, curtain, move || {
                        let told = writer::write(&mut caller, n, curtain);
                        let mut all = setbacks.lock().map_err(|_| anyhow!("a writer panicked"))?;
                        *all = (all.0 + caller.setbacks, all.1 + caller.replays);
                        told
                    })
                })
                .collect();
            let mut bringer = go(&tokens.province, 1_000);
            let (folder, fallen) = (room.path(), &curtain);
            let importer = spawn(threads, fallen, move || {
                importer::bring(&mut bringer, folder, fallen)
            });
            let mut hearer = go(&tokens.province, 2_000);
            let heeded = &follow;
            let reader = spawn(threads, fallen, move || reader::read(&mut hearer, heeded));
            let killed = die(binary, database, &ports, &mut instances, plan, &curtain);
            curtain.fall();
            let told = writers.into_iter().map(joined).collect::<Result<Vec<_>>>();
            let brought = joined(importer);
            follow.fall();
            let heard = joined(reader);
            killed?;
            anyhow::Ok((told?.concat_all(), brought?, heard?))
        })?;
        until("the audit chain is sealed", Duration::from_secs(60), || {
            Ok(binary
                .run(database, &["audit", "verify"])?
                .contains(" sealed, 0 not yet"))
        })?;
        for instance in instances {
            instance.stop()?;
        }
        let setbacks = setbacks.into_inner().unwrap_or_default();
        let ledger = Ledger(database);
        ledger.holds_what_was_told(&told)?;
        ledger.holds_what_was_brought(&brought)?;
        ledger.holds_no_half_row()?;
        reader::compare(&heard, &ledger.feed()?)?;
        let (wholes, parts): (Vec<_>, Vec<_>) = brought.iter().partition(|job| job.atomic);
        println!(
            "kill {}, {} instance(s): {} kills; {} businesses acknowledged and there once \
             ({} setbacks insisted over, {} answers replayed), {} imports row by row and {} as a whole ({} rows), \
             {} entries of the feed in order, no half row, the audit chain verifies",
            plan.kind.name(),
            plan.instances,
            plan.rounds,
            told.len(),
            setbacks.0,
            setbacks.1,
            parts.len(),
            wholes.len(),
            brought.iter().map(|job| job.created).sum::<i64>(),
            heard.len(),
        );
        Ok(())
    })
}

fn start_all(binary: &Binary, database: &Database<'_>, ports: &[Options]) -> Result<Vec<Service>> {
    ports
        .iter()
        .map(|options| Service::start(binary, database, options))
        .collect()
}

/// Kills one instance after the other at random moments; each is started again a moment later.
fn die(
    binary: &Binary,
    database: &Database<'_>,
    ports: &[Options],
    instances: &mut Vec<Service>,
    plan: Kills,
    curtain: &Curtain,
) -> Result<()> {
    let mut random = fastrand::Rng::with_seed(plan.seed);
    for round in 1..=plan.rounds {
        std::thread::sleep(Duration::from_millis(random.u64(500..4_000)));
        if curtain.has_fallen() {
            break;
        }
        let victim = random.usize(..instances.len());
        let dead = instances.remove(victim);
        println!("kill {round}: instance {victim} of {}", ports.len());
        dead.kill()?;
        std::thread::sleep(Duration::from_millis(random.u64(0..1_000)));
        instances.insert(victim, Service::start(binary, database, &ports[victim])?);
    }
    std::thread::sleep(Duration::from_secs(1));
    Ok(())
}

/// A part of the play; one that fails brings all others to an end.
pub(super) fn spawn<'s, 'e, T: Send + 's>(
    threads: &'s Scope<'s, 'e>,
    curtain: &'s Curtain,
    part: impl FnOnce() -> Result<T> + Send + 's,
) -> ScopedJoinHandle<'s, Result<T>> {
    threads.spawn(move || {
        let outcome = part();
        if outcome.is_err() {
            curtain.fall();
        }
        outcome
    })
}

pub(super) fn joined<T>(thread: ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    thread.join().map_err(|_| anyhow!("a thread panicked"))?
}

/// All lists in one.
pub(super) trait ConcatAll<T> {
    fn concat_all(self) -> Vec<T>;
}

impl<T> ConcatAll<T> for Vec<Vec<T>> {
    fn concat_all(self) -> Vec<T> {
        self.into_iter().flatten().collect()
    }
}
