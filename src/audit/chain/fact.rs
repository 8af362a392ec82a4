//! What of an event is sealed.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;

use crate::db::{Conn, DbError, Id, Timestamp, on, within};
use crate::keys::Keys;
use crate::schema::{audit_events, audit_values};

/// Every column of an event that must never change; a restore gives it another transaction id.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = audit_events, check_for_backend(Sqlite, Pg))]
pub(super) struct Fact {
    pub(super) seq: i64,
    pub(super) id: Id,
    pub(super) at: Timestamp,
    agency: String,
    client_id: String,
    actor: Option<String>,
    action: String,
    resource: String,
    resource_id: String,
    register_code: Option<String>,
    version: Option<i64>,
    request_id: String,
    purpose: Option<String>,
    digest: Vec<u8>,
    partnership_id: Option<Id>,
}

impl Fact {
    /// The keyed digest of everything but the number, which stands beside it in the seal.
    pub(super) fn sealed(&self, keys: &Keys) -> [u8; 32] {
        self.sealed_as(self.id, keys)
    }

    /// What [`Self::sealed`] would be under another id.
    pub(super) fn sealed_as(&self, id: Id, keys: &Keys) -> [u8; 32] {
        let version = self.version.map(i64::to_be_bytes);
        let partnership = self.partnership_id.map(|id| *id.as_bytes());
        let [actor, register, version, purpose, partnership] = [
            self.actor.as_deref().map(str::as_bytes),
            self.register_code.as_deref().map(str::as_bytes),
            version.as_ref().map(<[u8; 8]>::as_slice),
            self.purpose.as_deref().map(str::as_bytes),
            partnership.as_ref().map(<[u8; 16]>::as_slice),
        ]
        .map(present);
        keys.digest(
            "audit_fact",
            &[
                id.as_bytes(),
                &self.at.micros().to_be_bytes(),
                self.agency.as_bytes(),
                self.client_id.as_bytes(),
                &actor,
                self.action.as_bytes(),
                self.resource.as_bytes(),
                self.resource_id.as_bytes(),
                &register,
                &version,
                self.request_id.as_bytes(),
                &purpose,
                &self.digest,
                &partnership,
            ],
        )
    }

    /// Whether these values are the ones that were recorded with the event.
    pub(super) fn matches(&self, keys: &Keys, values: &Values) -> bool {
        keys.open(&super::super::store::context(&self.id), &values.sealed)
            .is_ok_and(|plain| keys.digest("audit", &[&values.salt, &plain]) == *self.digest)
    }
}

/// Tells nothing apart from an empty text.
fn present(value: Option<&[u8]>) -> Vec<u8> {
    value.map_or_else(Vec::new, |value| [&[1], value].concat())
}

/// The values of an event, which may be erased.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = audit_values, check_for_backend(Sqlite, Pg))]
pub(super) struct Values {
    salt: Vec<u8>,
    sealed: Vec<u8>,
}

/// The events with these numbers, in the order of the numbers.
pub(super) fn facts(conn: &mut Conn, seqs: &[i64]) -> Result<Vec<Fact>, DbError> {
    Ok(on!(conn, |c| audit_events::table
        .filter(within(audit_events::seq, seqs))
        .order(audit_events::seq)
        .select(Fact::as_select())
        .load(c))?)
}

/// The same with their values.
pub(super) fn facts_with_values(
    conn: &mut Conn,
    seqs: &[i64],
) -> Result<Vec<(Fact, Option<Values>)>, DbError> {
    Ok(on!(conn, |c| audit_events::table
        .left_join(audit_values::table.on(audit_values::event_id.eq(audit_events::id)))
        .filter(within(audit_events::seq, seqs))
        .select((Fact::as_select(), Option::<Values>::as_select()))
        .load(c))?)
}

/// The event with this id, wherever it stands.
pub(super) fn fact_of(conn: &mut Conn, id: Id) -> Result<Option<Fact>, DbError> {
    Ok(on!(conn, |c| audit_events::table
        .filter(audit_events::id.eq(id))
        .select(Fact::as_select())
        .first(c)
        .optional())?)
}
