//! A reader follows the feed beside many writers.

use std::thread::scope;
use std::time::Duration;

use anyhow::Result;

use super::caller::Caller;
use super::kill::{ConcatAll, joined, spawn};
use super::ledger::Ledger;
use super::{Curtain, Tokens, importer, on_stage, options, reader, writer};
use crate::stage::{Binary, Kind, Service};

/// How many write row by row; an import runs beside them.
const WRITERS: usize = 16;

/// Reads the feed beside sixteen writers and an import, then compares it with the table.
pub fn feed(binary: &Binary, kind: Kind, time: Duration) -> Result<()> {
    on_stage(kind, |room, database| {
        let service = Service::start(binary, database, &options())?;
        let bases = [service.base()];
        let tokens = Tokens::of(binary, database, &service)?;
        let (curtain, follow) = (Curtain::default(), Curtain::default());
        let (told, brought, heard) = scope(|threads| {
            let writers: Vec<_> = (0..WRITERS)
                .map(|n| {
                    let mut caller = Caller::new(&bases, &tokens.regency, n as u64);
                    let curtain = &curtain;
                    spawn(threads, curtain, move || {
                        writer::write(&mut caller, n, curtain)
                    })
                })
                .collect();
            let mut bringer = Caller::new(&bases, &tokens.province, 1_000);
            let (folder, fallen) = (room.path(), &curtain);
            let importer = spawn(threads, fallen, move || {
                importer::bring(&mut bringer, folder, fallen)
            });
            let mut hearer = Caller::new(&bases, &tokens.province, 2_000);
            let heeded = &follow;
            let reader = spawn(threads, fallen, move || reader::read(&mut hearer, heeded));
            std::thread::sleep(time);
            curtain.fall();
            let told = writers.into_iter().map(joined).collect::<Result<Vec<_>>>();
            let brought = joined(importer);
            follow.fall();
            anyhow::Ok((told?.concat_all(), brought?, joined(reader)?))
        })?;
        service.stop()?;
        let ledger = Ledger(database);
        reader::compare(&heard, &ledger.feed()?)?;
        ledger.holds_what_was_told(&told)?;
        println!(
            "feed {}, {WRITERS} writers and an import for {} s: {} entries read, each once and in \
             the table's order ({} businesses entered, {} imported)",
            kind.name(),
            time.as_secs(),
            heard.len(),
            told.len(),
            brought.iter().map(|job| job.created).sum::<i64>(),
        );
        Ok(())
    })
}
