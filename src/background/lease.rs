//! Which instance does what only one may do at a time.
//!
//! The lease names its holder and the moment until which the others keep away. It is taken on with
//! what the holder writes, under the condition that it is still the one that was seen: whoever lost
//! it finds out with the very transaction that would have stored something.

use diesel::prelude::*;

use crate::db::{Conn, Id, Timestamp, on};
use crate::schema::leases;

/// Who holds a lease that nobody holds.
const NOBODY: Id = Id::from_bytes([0; 16]);

/// A lease as it was seen.
#[derive(Clone, Copy, Debug)]
pub struct Lease {
    name: &'static str,
    holder: Id,
    until: Timestamp,
}

impl Lease {
    /// The lease as it stands now.
    pub fn seen(conn: &mut Conn, name: &'static str) -> QueryResult<Self> {
        let (holder, until): (Id, Timestamp) = on!(conn, |c| leases::table
            .find(name)
            .select((leases::holder, leases::until))
            .first(c))?;
        Ok(Self {
            name,
            holder,
            until,
        })
    }

    /// Whether it is this one's.
    pub fn is_held_by(&self, who: Id) -> bool {
        self.holder == who
    }

    /// Whether another one keeps this one away now.
    pub fn keeps_away(&self, who: Id, now: Timestamp) -> bool {
        self.holder != who && self.until > now
    }

    /// The same lease, held by somebody for so many seconds from now on.
    pub const fn held(self, holder: Id, now: Timestamp, seconds: i64) -> Self {
        Self {
            holder,
            until: now.plus_seconds(seconds),
            ..self
        }
    }

    /// The same lease, held by nobody.
    pub const fn free(self, now: Timestamp) -> Self {
        Self {
            holder: NOBODY,
            until: now,
            ..self
        }
    }

    /// Puts `next` in its place, if it is still as it was seen.
    pub fn take(self, conn: &mut Conn, next: Self) -> QueryResult<bool> {
        let target = leases::table
            .find(self.name)
            .filter(leases::holder.eq(self.holder))
            .filter(leases::until.eq(self.until));
        let changed = on!(conn, |c| diesel::update(target)
            .set((leases::holder.eq(next.holder), leases::until.eq(next.until)))
            .execute(c))?;
        Ok(changed == 1)
    }
}
