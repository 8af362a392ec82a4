//! Walking through the events in the feed's order, past those that are sealed.
//!
//! Within one epoch of the feed a place in its order tells what is sealed. A restored database begins
//! a new epoch, in which the transaction ids of the old one mean nothing (and are zero): there the
//! walk begins anew, and passes over the numbers that the seals of earlier epochs hold.

use roaring::RoaringTreemap;

use super::super::seal::{self, MOST};
use super::EVENTS;
use crate::db::{Conn, DbError, Id, dialect};

/// Where the walk stands.
pub(super) struct Walk {
    epoch: Id,
    place: (i64, i64),
    /// The highest number that was sealed in earlier epochs.
    top: i64,
    /// What was sealed in earlier epochs; read when the walk comes to such numbers.
    earlier: Option<RoaringTreemap>,
    goes_on: bool,
}

impl Walk {
    pub(super) fn from(epoch: Id, place: (i64, i64), top: i64) -> Self {
        Self {
            epoch,
            place,
            top,
            earlier: None,
            goes_on: false,
        }
    }

    /// Everything up to here was walked over.
    pub(super) fn place(&self) -> (i64, i64) {
        self.place
    }

    /// Whether the last look was full, so that more waits.
    pub(super) fn goes_on(&self) -> bool {
        self.goes_on
    }

    /// Walks over the next events; gives the numbers of those that are not sealed, in order.
    pub(super) fn next(&mut self, conn: &mut Conn) -> Result<Vec<i64>, DbError> {
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        let places = dialect::feed_after(conn, EVENTS, self.place, most)?;
        self.goes_on = places.len() == MOST;
        let Some(last) = places.last() else {
            self.earlier = None;
            return Ok(Vec::new());
        };
        if places.iter().any(|(_, seq)| *seq <= self.top) && self.earlier.is_none() {
            self.earlier = Some(sealed_before(conn, self.epoch)?);
        }
        self.place = *last;
        let sealed = |seq: i64| {
            let earlier = self.earlier.as_ref();
            seq <= self.top && earlier.is_some_and(|all| all.contains(seq.unsigned_abs()))
        };
        let seqs = places.iter().map(|(_, seq)| *seq);
        Ok(seqs.filter(|seq| !sealed(*seq)).collect())
    }
}

/// The numbers that seals of other epochs hold.
fn sealed_before(conn: &mut Conn, epoch: Id) -> Result<RoaringTreemap, DbError> {
    let mut covered = RoaringTreemap::new();
    let mut after = 0;
    loop {
        let seals = seal::page(conn, after)?;
        let Some(last) = seals.last() else {
            return Ok(covered);
        };
        after = last.n;
        for seal in seals.iter().filter(|seal| seal.epoch != epoch) {
            seal.cover(&mut covered);
        }
    }
}
