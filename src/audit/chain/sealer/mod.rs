//! The sealer: one for all instances, for as long as it gives signs.
//!
//! The lease is written with each seal and only then, so that an idle cluster writes nothing.
//! Whoever lost it finds out with the very transaction that would have stored a seal, and looks at
//! the chain again before the next.

mod place;
mod worker;

use diesel::prelude::*;

pub use worker::start;

use super::Head;
use super::fact::facts;
use super::seal::{Entry, Seal, last};
use crate::app::App;
use crate::background::Lease;
use crate::db::{Conn, DbError, Id, Timestamp, dialect, on};
use crate::schema::audit_seals;
use crate::setup;
use place::Walk;

/// How long the others keep away from a holder that gives no sign.
const LEASE_SECONDS: i64 = 10;

/// The lease's name.
const LEASE: &str = "audit_sealer";

/// The table whose order is followed.
const EVENTS: &str = "audit_events";

/// What came of one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Something was sealed, or passed over because an earlier epoch's seals hold it, and more waits.
    More,
    /// Something was sealed, and nothing more waited.
    Done,
    /// Nothing waits.
    Idle,
    /// Another instance seals.
    Elsewhere,
}

/// Where the chain stands, as this instance knows it.
struct Chain {
    lease: Lease,
    epoch: Id,
    head: Option<Head>,
    events: i64,
    top: i64,
    walk: Walk,
}

/// Seals what is not sealed yet, one step at a time.
pub struct Sealer {
    app: App,
    me: Id,
    chain: Option<Chain>,
}

impl Sealer {
    /// A sealer of this instance.
    pub fn new(app: &App) -> Self {
        Self {
            app: app.clone(),
            me: Id::new(),
            chain: None,
        }
    }

    /// Does one step; after a failure the next one looks at the chain again.
    pub fn step(&mut self) -> Result<Step, DbError> {
        let now = Timestamp::now();
        let (app, me) = (self.app.clone(), self.me);
        let mut chain = match self.chain.take() {
            Some(chain) => chain,
            None => match app.db().read_now(|conn| Chain::load(conn, me, now))? {
                Some(chain) => chain,
                None => return Ok(Step::Elsewhere),
            },
        };
        let seqs = app.db().read_now(|conn| chain.walk.next(conn))?;
        let more = chain.walk.goes_on();
        if seqs.is_empty() {
            self.chain = Some(chain);
            return Ok(if more { Step::More } else { Step::Idle });
        }
        let entries = app.db().read_now(|conn| entries(conn, &app, &seqs))?;
        let seal = chain.seal(&app, &entries);
        let held = chain.lease.held(me, now, LEASE_SECONDS);
        let (seen, stored) = (chain.lease, seal.clone());
        let mine = app
            .db()
            .write_now(move |conn| store(conn, seen, held, &stored))?;
        if !mine {
            return Ok(Step::Elsewhere);
        }
        chain.lease = held;
        chain.head = Some(seal.head());
        (chain.events, chain.top) = (seal.events, seal.top);
        self.chain = Some(chain);
        Ok(if more { Step::More } else { Step::Done })
    }

    /// Lets another instance seal at once.
    pub fn release(&mut self) -> Result<(), DbError> {
        let Some(chain) = self.chain.take() else {
            return Ok(());
        };
        if !chain.lease.is_held_by(self.me) {
            return Ok(());
        }
        let (seen, free) = (chain.lease, chain.lease.free(Timestamp::now()));
        self.app
            .db()
            .write_now(move |conn| Ok::<_, DbError>(seen.take(conn, free).map(drop)?))
    }
}

impl Chain {
    /// Reads where the chain stands, unless another instance holds the lease.
    fn load(conn: &mut Conn, me: Id, now: Timestamp) -> Result<Option<Self>, DbError> {
        // The lease first: whatever is sealed after it was read changes it.
        let lease = Lease::seen(conn, LEASE)?;
        if lease.keeps_away(me, now) {
            return Ok(None);
        }
        let epoch = epoch(conn)?;
        let seal = last(conn, None)?;
        let earlier = last(conn, Some(epoch))?.map_or(0, |seal| seal.top);
        let place = seal
            .as_ref()
            .filter(|seal| seal.epoch == epoch)
            .map_or((0, 0), |seal| (seal.txid, seal.seq));
        Ok(Some(Self {
            lease,
            epoch,
            head: seal.as_ref().map(Seal::head),
            events: seal.as_ref().map_or(0, |seal| seal.events),
            top: seal.as_ref().map_or(0, |seal| seal.top),
            walk: Walk::from(epoch, place, earlier),
        }))
    }

    fn seal(&self, app: &App, entries: &[Entry]) -> Seal {
        let mut seal = Seal::after(self.head.as_ref(), self.epoch, self.walk.place());
        seal.events = self.events + i64::try_from(entries.len()).unwrap_or(i64::MAX);
        seal.top = entries
            .iter()
            .map(|entry| entry.seq)
            .fold(self.top, i64::max);
        seal.over(entries, app.keys())
    }
}

/// The entries of events, in the order given.
fn entries(conn: &mut Conn, app: &App, seqs: &[i64]) -> Result<Vec<Entry>, DbError> {
    let mut facts: std::collections::HashMap<i64, _> = facts(conn, seqs)?
        .into_iter()
        .map(|fact| (fact.seq, fact))
        .collect();
    let ordered = seqs.iter().filter_map(|seq| facts.remove(seq));
    Ok(ordered
        .map(|fact| Entry {
            seq: fact.seq,
            id: fact.id,
            digest: fact.sealed(app.keys()),
        })
        .collect())
}

fn store(conn: &mut Conn, seen: Lease, held: Lease, seal: &Seal) -> Result<bool, DbError> {
    if !seen.take(conn, held)? {
        return Ok(false);
    }
    on!(conn, |c| diesel::insert_into(audit_seals::table)
        .values(seal)
        .execute(c))?;
    Ok(true)
}

/// The epoch of the feed, whose order the seals follow.
pub(super) fn epoch(conn: &mut Conn) -> Result<Id, DbError> {
    setup::note(conn, "feed_epoch")?
        .ok_or_else(|| DbError::Unavailable("the feed has no epoch".to_owned()))
}

/// What waits to be sealed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lag {
    /// How many events.
    pub events: i64,
    /// How long the oldest of them has been waiting, in seconds.
    pub seconds: f64,
}

/// Says how far the sealer is behind; reads no more than what waits.
pub fn lag(conn: &mut Conn) -> Result<Lag, DbError> {
    let epoch = epoch(conn)?;
    let seal = last(conn, None)?;
    let (place, sealed, since) = match &seal {
        None => ((0, 0), 0, None),
        Some(seal) if seal.epoch == epoch => ((seal.txid, seal.seq), 0, None),
        // A restored database: its first seal in the new epoch tells the place.
        Some(seal) => ((0, 0), seal.events, Some(seal.sealed_at)),
    };
    let (rows, oldest) = dialect::feed_rest(conn, EVENTS, place)?;
    let events = (rows - sealed).max(0);
    let since = since.or(oldest.map(Timestamp::from_micros));
    let waited = since
        .filter(|_| events > 0)
        .map_or(0, |since| Timestamp::now().micros() - since.micros());
    Ok(Lag {
        events,
        #[allow(clippy::cast_precision_loss, reason = "a wait is told in seconds")]
        seconds: waited.max(0) as f64 / 1_000_000.0,
    })
}
