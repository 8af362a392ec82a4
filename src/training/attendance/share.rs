//! How many of the sessions held somebody was at.

use std::collections::HashMap;

use diesel::prelude::*;

use super::types::AttendanceMark;
use crate::db::{Conn, Id, Timestamp, on};
use crate::http::Problem;
use crate::schema::{attendance, training_sessions as sessions};
use crate::training::enrollments::EnrollmentRow;

/// Keys of one query.
const KEYS: usize = 500;

/// The sessions of a batch that have begun, and those she was present at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The sessions that have begun.
    pub sessions: i64,
    /// Those she was present at.
    pub hadir: i64,
}

impl Share {
    /// The share in whole percent, rounded down, so that it reaches a bound exactly when the
    /// fraction does; none without sessions.
    pub fn percent(self) -> Option<i64> {
        (self.sessions > 0).then(|| self.hadir * 100 / self.sessions)
    }
}

/// The share of one enrollment.
pub fn share(conn: &mut Conn, row: &EnrollmentRow, at: Timestamp) -> Result<Share, Problem> {
    let found = shares(conn, std::slice::from_ref(row), at)?.pop();
    found.ok_or_else(Problem::not_found)
}

/// The shares of enrollments, in their order.
pub fn shares(
    conn: &mut Conn,
    rows: &[EnrollmentRow],
    at: Timestamp,
) -> Result<Vec<Share>, Problem> {
    let mut batches: Vec<Id> = rows.iter().map(|row| row.batch_id).collect();
    batches.sort_unstable();
    batches.dedup();
    let mut held: HashMap<Id, i64> = HashMap::new();
    for ids in batches.chunks(KEYS) {
        let counts: Vec<(Id, i64)> = on!(conn, |c| sessions::table
            .filter(sessions::batch_id.eq_any(ids))
            .filter(sessions::starts_at.le(at))
            .group_by(sessions::batch_id)
            .select((sessions::batch_id, diesel::dsl::count_star()))
            .load(c))?;
        held.extend(counts);
    }
    let mut present: HashMap<Id, i64> = HashMap::new();
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    for ids in ids.chunks(KEYS) {
        let counts: Vec<(Id, i64)> = on!(conn, |c| attendance::table
            .inner_join(sessions::table)
            .filter(attendance::enrollment_id.eq_any(ids))
            .filter(attendance::mark.eq(AttendanceMark::Hadir))
            .filter(sessions::starts_at.le(at))
            .group_by(attendance::enrollment_id)
            .select((attendance::enrollment_id, diesel::dsl::count_star()))
            .load(c))?;
        present.extend(counts);
    }
    Ok(rows
        .iter()
        .map(|row| Share {
            sessions: held.get(&row.batch_id).copied().unwrap_or(0),
            hadir: present.get(&row.id).copied().unwrap_or(0),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_reached_exactly() {
        let percent = |hadir, sessions| Share { sessions, hadir }.percent();
        assert_eq!(percent(4, 5), Some(80));
        assert_eq!(percent(79, 99), Some(79));
        assert_eq!(percent(0, 3), Some(0));
        assert_eq!(percent(3, 3), Some(100));
        assert_eq!(percent(0, 0), None);
    }
}
