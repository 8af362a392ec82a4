//! Writing and reading the feed.

use diesel::prelude::*;

use crate::audit::Act;
use crate::auth::Who;
use crate::db::types::words;
use crate::db::{Conn, Id, Timestamp, dialect, insert_rows, on};
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
#[derive(Clone, Debug)]
pub struct Change {
    resource: &'static str,
    resource_id: String,
    register_code: Option<String>,
    partnership_id: Option<Id>,
    version: i64,
    kind: Kind,
}

#[derive(Insertable)]
#[diesel(table_name = changes, treat_none_as_default_value = false)]
struct NewRow<'a> {
    resource: &'a str,
    resource_id: &'a str,
    register_code: Option<&'a str>,
    partnership_id: Option<Id>,
    version: i64,
    kind: Kind,
    at: Timestamp,
}

impl Change {
    /// The entry that goes with an act.
    pub fn of(act: &Act, kind: Kind) -> Self {
        Self {
            resource: act.resource,
            resource_id: act.resource_id.clone(),
            register_code: act.register.clone(),
            partnership_id: act.partnership,
            version: act.version.unwrap_or(1),
            kind,
        }
    }
}

/// Appends entries in the transaction of what they tell of.
pub fn append(conn: &mut Conn, at: Timestamp, entries: &[Change]) -> Result<(), Problem> {
    let rows: Vec<NewRow<'_>> = entries
        .iter()
        .map(|entry| NewRow {
            resource: entry.resource,
            resource_id: &entry.resource_id,
            register_code: entry.register_code.as_deref(),
            partnership_id: entry.partnership_id,
            version: entry.version,
            kind: entry.kind,
            at,
        })
        .collect();
    Ok(insert_rows!(conn, changes, rows.as_slice())?)
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
