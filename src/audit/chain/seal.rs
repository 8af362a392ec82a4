//! One seal: some events, and what stood before them.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use roaring::RoaringTreemap;

use super::Head;
use crate::db::{Conn, DbError, Id, Timestamp, on};
use crate::keys::Keys;
use crate::schema::audit_seals;

/// The most events of one seal: reading them takes a few milliseconds, writing the seal one.
pub(super) const MOST: usize = 500;

/// How many seals are read together.
const PAGE: i64 = 20;

/// One event in a seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its number.
    pub(super) seq: i64,
    /// Its id.
    pub(super) id: Id,
    /// The keyed digest of what must not change.
    pub(super) digest: [u8; 32],
}

impl Entry {
    /// Number, id and digest, one after the other.
    const BYTES: usize = 8 + 16 + 32;

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.seq.to_be_bytes());
        out.extend_from_slice(self.id.as_bytes());
        out.extend_from_slice(&self.digest);
    }

    fn read(bytes: &[u8; Self::BYTES]) -> Option<Self> {
        let (seq, rest) = bytes.split_first_chunk()?;
        let (id, digest) = rest.split_first_chunk()?;
        Some(Self {
            seq: i64::from_be_bytes(*seq),
            id: Id::from_bytes(*id),
            digest: digest.try_into().ok()?,
        })
    }
}

/// One seal as it is stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_seals, check_for_backend(Sqlite, Pg))]
pub(super) struct Seal {
    /// Its number, from 1 without gap.
    pub(super) n: i64,
    /// The feed's epoch, whose order it follows.
    pub(super) epoch: Id,
    /// The place in that order up to which everything is sealed: transaction id …
    pub(super) txid: i64,
    /// … and number.
    pub(super) seq: i64,
    /// How many events are sealed, with this seal's.
    pub(super) events: i64,
    /// The highest number among them.
    pub(super) top: i64,
    /// When it was made.
    pub(super) sealed_at: Timestamp,
    /// The digest of the seal before; empty in the first.
    pub(super) prev: Vec<u8>,
    /// The keyed digest of all that.
    pub(super) head: Vec<u8>,
    /// The events.
    entries: Vec<u8>,
}

impl Seal {
    /// The seal with its events and its digest, once all else is set.
    pub(super) fn over(mut self, entries: &[Entry], keys: &Keys) -> Self {
        self.entries = Vec::with_capacity(entries.len() * Entry::BYTES);
        for entry in entries {
            entry.write(&mut self.entries);
        }
        let digest = self.digest(keys, self.n, &self.entries_digest(keys));
        self.head = digest.to_vec();
        self
    }

    /// A seal without events that follows another.
    pub(super) fn after(last: Option<&Head>, epoch: Id, place: (i64, i64)) -> Self {
        Self {
            n: last.map_or(0, |head| head.n) + 1,
            epoch,
            txid: place.0,
            seq: place.1,
            events: 0,
            top: 0,
            sealed_at: Timestamp::now(),
            prev: last.map_or_else(Vec::new, |head| head.digest.to_vec()),
            head: Vec::new(),
            entries: Vec::new(),
        }
    }

    /// The digest it has as a certain number, over that of its events.
    fn digest(&self, keys: &Keys, n: i64, entries: &[u8; 32]) -> [u8; 32] {
        keys.digest(
            "audit_seal",
            &[
                &n.to_be_bytes(),
                self.epoch.as_bytes(),
                &self.txid.to_be_bytes(),
                &self.seq.to_be_bytes(),
                &self.events.to_be_bytes(),
                &self.top.to_be_bytes(),
                &self.sealed_at.micros().to_be_bytes(),
                &self.prev,
                entries,
            ],
        )
    }

    fn entries_digest(&self, keys: &Keys) -> [u8; 32] {
        keys.digest("audit_entries", &[&self.entries])
    }

    /// Whether it is as it was made.
    pub(super) fn is_authentic(&self, keys: &Keys) -> bool {
        self.digest(keys, self.n, &self.entries_digest(keys)) == *self.head
    }

    /// As which number it was made, if as one up to this.
    pub(super) fn made_as(&self, keys: &Keys, most: i64) -> Option<i64> {
        let entries = self.entries_digest(keys);
        (1..=most).find(|n| self.digest(keys, *n, &entries) == *self.head)
    }

    /// Its number and digest.
    pub(super) fn head(&self) -> Head {
        let mut digest = [0; 32];
        for (to, from) in digest.iter_mut().zip(&self.head) {
            *to = *from;
        }
        Head { n: self.n, digest }
    }

    /// Its events, in their order.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry> {
        let (entries, _) = self.entries.as_chunks::<{ Entry::BYTES }>();
        entries.iter().filter_map(Entry::read)
    }

    /// Adds its events' numbers to a set.
    pub(super) fn cover(&self, covered: &mut RoaringTreemap) {
        covered.extend(self.entries().map(|entry| entry.seq.unsigned_abs()));
    }
}

/// The last seal, of the epoch or of any other but it.
pub(super) fn last(conn: &mut Conn, but: Option<Id>) -> Result<Option<Seal>, DbError> {
    Ok(on!(conn, |c| {
        let mut query = audit_seals::table
            .order(audit_seals::n.desc())
            .select(Seal::as_select())
            .into_boxed();
        if let Some(epoch) = but {
            query = query.filter(audit_seals::epoch.ne(epoch));
        }
        query.first(c).optional()
    })?)
}

/// The next seals after a number.
pub(super) fn page(conn: &mut Conn, after: i64) -> Result<Vec<Seal>, DbError> {
    Ok(on!(conn, |c| audit_seals::table
        .filter(audit_seals::n.gt(after))
        .order(audit_seals::n)
        .limit(PAGE)
        .select(Seal::as_select())
        .load(c))?)
}

/// The highest number of a seal.
pub(super) fn highest(conn: &mut Conn) -> Result<i64, DbError> {
    let highest: Option<i64> = on!(conn, |c| audit_seals::table
        .select(diesel::dsl::max(audit_seals::n))
        .first(c))?;
    Ok(highest.unwrap_or(0))
}
