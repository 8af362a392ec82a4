//! Writing and reading the feed.

use diesel::prelude::*;

use crate::audit::Act;
use crate::auth::Who;
use crate::db::types::words;
use crate::db::{Conn, Id, Inserts, Timestamp, dialect, insert_rows, insert_with, on};
use crate::http::Problem;
use crate::partnerships::party_of;
use crate::schema::changes;

words! {
    /// What happened to the row.
    pub enum Kind {
        /// It is new.
        Created = "created",
        /// It changed.
        Updated = "updated",
        /// It is gone: forget it.
        Deleted = "deleted",
    }
}

/// One entry to append.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = changes, treat_none_as_default_value = false)]
pub struct Change {
    resource: &'static str,
    resource_id: String,
    register_code: Option<String>,
    partnership_id: Option<Id>,
    version: i64,
    kind: Kind,
    at: Timestamp,
}

impl Change {
    /// The entry that goes with an act.
    pub fn of(act: &Act, kind: Kind, at: Timestamp) -> Self {
        Self {
            resource: act.resource,
            resource_id: act.resource_id.clone(),
            register_code: act.register.clone(),
            partnership_id: act.partnership,
            version: act.version.unwrap_or(1),
            kind,
            at,
        }
    }
}

/// Appends entries in the transaction of what they tell of.
pub fn append(conn: &mut Conn, entries: &[Change]) -> Result<(), Problem> {
    Ok(insert_rows!(conn, changes, entries)?)
}

/// Adds entries to the rows of the write that they tell of.
pub fn add(rows: &mut Inserts<'_>, entries: Vec<Change>) {
    insert_with!(rows, changes::table, entries);
}

/// An entry as it is served.
pub(super) type Row = (i64, i64, String, String, i64, Kind, Timestamp);

/// The entries after a place that the caller may hear of, and only those whose order is settled.
pub(super) fn after(
    conn: &mut Conn,
    who: &Who,
    resources: &[&str],
    place: (i64, i64),
    limit: i64,
) -> Result<Vec<Row>, Problem> {
    let horizon = dialect::feed_horizon(conn)?;
    let (low, high) = who.registers();
    let (txid, seq) = place;
    Ok(on!(conn, |c| changes::table
        .filter(changes::txid.lt(horizon))
        .filter(
            changes::txid
                .ge(txid)
                .and(changes::txid.gt(txid).or(changes::seq.gt(seq)))
        )
        .filter(changes::resource.eq_any(resources))
        .filter(
            changes::register_code
                .is_null()
                .or(changes::register_code.between(low, high))
                .or(changes::partnership_id.eq_any(party_of!(who)))
        )
        .select((
            changes::txid,
            changes::seq,
            changes::resource,
            changes::resource_id,
            changes::version,
            changes::kind,
            changes::at,
        ))
        .order((changes::txid, changes::seq))
        .limit(limit)
        .load(c))?)
}
