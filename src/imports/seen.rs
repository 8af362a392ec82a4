//! What earlier rows of one file said, as keyed digests: rows that stand twice, people with several
//! businesses, phones of several owners.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::db::{Conn, Id, insert_rows, on, within};
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
            .filter(within(import_seen::key, part))
            .select((import_seen::key, import_seen::row_number))
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// A digest as it is stored.
#[derive(Insertable)]
#[diesel(table_name = import_seen, treat_none_as_default_value = false)]
struct Row<'a> {
    import_id: Id,
    key: &'a [u8],
    row_number: i64,
}

/// Remembers digests.
pub fn store(conn: &mut Conn, import: Id, seen: &[Seen]) -> Result<(), Problem> {
    let rows: Vec<Row<'_>> = seen
        .iter()
        .map(|(key, row_number)| Row {
            import_id: import,
            key,
            row_number: *row_number,
        })
        .collect();
    Ok(insert_rows!(conn, import_seen, rows.as_slice())?)
}
