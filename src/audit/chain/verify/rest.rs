//! The rows that no seal holds: those that wait, and those that were slipped in.

use diesel::prelude::*;

use super::{Fault, Run};
use crate::db::{DbError, Id, Timestamp, on};
use crate::schema::audit_events;

/// How many numbers are read together.
const PAGE: i64 = 5_000;

impl Run<'_> {
    /// Reads all numbers once more.
    pub(super) fn rest(&mut self) -> Result<(), DbError> {
        // What the last seal says of its order holds for the epoch it was made in.
        let place = self
            .last
            .as_ref()
            .filter(|seal| Some(seal.epoch) == self.epoch)
            .map(|seal| (seal.txid, seal.seq));
        let mut after = i64::MIN;
        loop {
            let rows: Vec<(i64, i64, Id, Timestamp)> = self.app.db().read_now(|conn| {
                on!(conn, |c| audit_events::table
                    .filter(audit_events::seq.gt(after))
                    .order(audit_events::seq)
                    .limit(PAGE)
                    .select((
                        audit_events::txid,
                        audit_events::seq,
                        audit_events::id,
                        audit_events::at,
                    ))
                    .load(c))
                .map_err(DbError::from)
            })?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            after = last.1;
            for (txid, seq, id, at) in rows {
                let number = seq.unsigned_abs();
                if self.covered.contains(number) || self.moved.contains(number) {
                    continue;
                }
                if place.is_some_and(|place| (txid, seq) <= place) {
                    self.found(Fault::RowAdded { seq, id, at });
                } else {
                    self.report.waiting += 1;
                }
            }
        }
    }
}
