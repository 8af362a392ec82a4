//! What earlier rows of one file said, as keyed digests: rows that stand twice, people with several
//! businesses, phones of several owners.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::db::{Conn, Id, on};
use crate::http::Problem;
use crate::schema::import_seen;

/// Keys of one query.
const KEYS: usize = 5_000;

/// A digest and the row that said it first.
pub type Seen = (Vec<u8>, i64);

/// Which of these digests earlier rows said, and where.
pub fn known(
    conn: &mut Conn,
    import: Id,
    keys: &[Vec<u8>],
) -> Result<HashMap<Vec<u8>, i64>, Problem> {
    let mut found = HashMap::new();
    for part in keys.chunks(KEYS) {
        let rows: Vec<Seen> = on!(conn, |c| import_seen::table
            .filter(import_seen::import_id.eq(import))
            .filter(import_seen::key.eq_any(part))
            .select((import_seen::key, import_seen::row_number))
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Remembers digests.
pub fn store(conn: &mut Conn, import: Id, seen: &[Seen]) -> Result<(), Problem> {
    for part in seen.chunks(KEYS) {
        let rows: Vec<_> = part
            .iter()
            .map(|(key, row)| {
                (
                    import_seen::import_id.eq(import),
                    import_seen::key.eq(key),
                    import_seen::row_number.eq(row),
                )
            })
            .collect();
        on!(conn, |c| diesel::insert_into(import_seen::table)
            .values(&rows)
            .execute(c))?;
    }
    Ok(())
}
