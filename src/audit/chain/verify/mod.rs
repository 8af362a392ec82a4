//! Checking the chain against the rows, beside a running service and in constant memory.
//!
//! Seals are read one after the other, each with its events and their values; then all numbers are
//! read once more to find rows that no seal holds. What is kept meanwhile is one bit a row at most,
//! and nothing stays open: a long snapshot would hold the change feed back.

mod fault;
mod rest;
mod rows;

use roaring::RoaringTreemap;

pub use fault::Fault;

use super::Head;
use super::seal::{Seal, highest, page};
use super::sealer::epoch;
use crate::app::App;
use crate::db::{DbError, Id, Timestamp};

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many seals there are.
    pub seals: u64,
    /// How many events they hold.
    pub events: u64,
    /// How many of those have values, which match.
    pub values: u64,
    /// How many have none: they never had, or the values were erased.
    pub valueless: u64,
    /// How many events wait to be sealed, which is no fault.
    pub waiting: u64,
    /// The seals that begin an epoch of the feed, and when they were made: the first start, and each restore.
    pub epochs: Vec<(i64, Timestamp)>,
    /// The last seal.
    pub head: Option<Head>,
    /// How many faults were told.
    pub faults: u64,
}

/// One run.
struct Run<'a> {
    app: &'a App,
    tell: &'a mut dyn FnMut(&Fault),
    report: Report,
    /// The numbers that seals hold.
    covered: RoaringTreemap,
    /// The numbers at which sealed rows were found that belong elsewhere.
    moved: RoaringTreemap,
    last: Option<Seal>,
    epoch: Option<Id>,
}

/// Checks everything, tells each fault, and gives the counts; `known` is a head noted earlier.
pub fn verify(
    app: &App,
    known: Option<Head>,
    tell: &mut dyn FnMut(&Fault),
) -> Result<Report, DbError> {
    let mut run = Run {
        app,
        tell,
        report: Report::default(),
        covered: RoaringTreemap::new(),
        moved: RoaringTreemap::new(),
        last: None,
        epoch: None,
    };
    loop {
        let after = run.last.as_ref().map_or(0, |seal| seal.n);
        let seals = app.db().read_now(|conn| page(conn, after))?;
        if seals.is_empty() {
            break;
        }
        for seal in seals {
            run.seal(seal, known)?;
        }
    }
    run.report.head = run.last.as_ref().map(Seal::head);
    if let Some(known) = known {
        let last = run.report.head.map_or(0, |head| head.n);
        if known.n > last {
            run.found(Fault::TailCut {
                last,
                known: known.n,
            });
        }
    }
    run.epoch = Some(app.db().read_now(epoch)?);
    run.rest()?;
    Ok(run.report)
}

impl Run<'_> {
    fn found(&mut self, fault: Fault) {
        self.report.faults += 1;
        (self.tell)(&fault);
    }

    fn seal(&mut self, seal: Seal, known: Option<Head>) -> Result<(), DbError> {
        let n = seal.n;
        self.report.seals += 1;
        let before = self.last.as_ref().map_or(0, |last| last.n);
        if n > before + 1 {
            self.found(Fault::SealsMissing {
                from: before + 1,
                to: n - 1,
            });
        }
        if known.is_some_and(|known| known.n == n && known != seal.head()) {
            self.found(Fault::OtherHead { n });
        }
        if self
            .last
            .as_ref()
            .is_none_or(|last| last.epoch != seal.epoch)
        {
            self.report.epochs.push((n, seal.sealed_at));
        }
        let keys = self.app.keys();
        if seal.is_authentic(keys) {
            let follows = match &self.last {
                Some(last) => n > before + 1 || seal.prev == last.head || !last.is_authentic(keys),
                None => n > 1 || seal.prev.is_empty(),
            };
            if !follows {
                self.found(Fault::SealUnlinked { n });
            }
            self.rows(&seal)?;
        } else {
            let most = self.app.db().read_now(highest)?;
            let was = seal.made_as(keys, most);
            self.found(match was {
                Some(was) => Fault::SealMoved { n, was },
                None => Fault::SealChanged { n },
            });
            seal.cover(&mut self.covered);
        }
        self.last = Some(seal);
        Ok(())
    }
}
