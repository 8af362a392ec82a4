//! Writing audit and change rows.

use diesel::prelude::*;
use serde_json::Value;

use super::words::{AuditAction, AuditResource};
use crate::app::{App, Tx};
use crate::auth::Who;
use crate::changes::{self, Change};
use crate::db::{Conn, Id, Inserts, Timestamp, insert_rows, insert_with};
use crate::http::Problem;
use crate::schema::{audit_events, audit_values};

/// One act: what was done to which row, and its values before and after.
#[derive(Clone, Debug)]
pub struct Act {
    /// What was done, for example `created`, `updated`, `identity_read`.
    pub action: &'static str,
    /// The resource, the word of its path.
    pub resource: &'static str,
    /// The row.
    pub resource_id: String,
    /// The register the row lies in, if it lies in one.
    pub register: Option<String>,
    /// The partnership the row belongs to, whose parties may hear of it wherever they are.
    pub partnership: Option<Id>,
    /// The row's version after the act; none when the act changed nothing.
    pub version: Option<i64>,
    /// Why, when the act needs a reason.
    pub purpose: Option<String>,
    /// `{field: [before, after]}`; encrypted at rest.
    pub values: Option<Value>,
}

impl Act {
    /// An act of administration that no caller's row is touched by.
    pub fn administrative(action: &'static str, resource: &'static str, id: &str) -> Self {
        Self {
            action,
            resource,
            resource_id: id.to_owned(),
            register: None,
            partnership: None,
            version: None,
            purpose: None,
            values: None,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = audit_events, treat_none_as_default_value = false)]
struct EventRow {
    id: Id,
    at: Timestamp,
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

#[derive(Insertable)]
#[diesel(table_name = audit_values, treat_none_as_default_value = false)]
struct ValuesRow {
    event_id: Id,
    salt: Vec<u8>,
    sealed: Vec<u8>,
}

/// What sealed audit values are bound to.
pub(super) fn context(event: &Id) -> String {
    format!("audit:{event}")
}

/// Records one act.
pub fn record(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    request_id: &str,
    at: Timestamp,
    act: &Act,
) -> Result<(), Problem> {
    record_all(conn, app, who, request_id, at, std::slice::from_ref(act))
}

/// Records many acts with few statements.
pub fn record_all(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    request_id: &str,
    at: Timestamp,
    acts: &[Act],
) -> Result<(), Problem> {
    Records::of(app, who, request_id, at, acts).write(conn)
}

/// Acts as they are stored.
///
/// They are digested and sealed before the transaction that writes them holds anything.
pub struct Records {
    events: Vec<EventRow>,
    values: Vec<ValuesRow>,
}

impl Records {
    /// The rows of some acts.
    pub fn of(app: &App, who: &Who, request_id: &str, at: Timestamp, acts: &[Act]) -> Self {
        let mut records = Self {
            events: Vec::with_capacity(acts.len()),
            values: Vec::with_capacity(acts.len()),
        };
        for act in acts {
            // The lists are published: a word that is not on them could be recorded but not asked for.
            debug_assert!(
                AuditAction::from_word(act.action).is_some()
                    && AuditResource::from_word(act.resource).is_some(),
                "{} {} is missing in src/audit/words.rs",
                act.action,
                act.resource
            );
            let id = Id::new();
            let plain = act.values.as_ref().map(Value::to_string);
            let salt: [u8; 16] = rand::random();
            let digest = app.keys().digest(
                "audit",
                &[&salt, plain.as_deref().unwrap_or_default().as_bytes()],
            );
            if let Some(plain) = &plain {
                records.values.push(ValuesRow {
                    event_id: id,
                    salt: salt.to_vec(),
                    sealed: app.keys().seal(&context(&id), plain.as_bytes()),
                });
            }
            records.events.push(EventRow {
                id,
                at,
                agency: who.agency.clone(),
                client_id: who.client_id.clone(),
                actor: who.actor.clone(),
                action: act.action.to_owned(),
                resource: act.resource.to_owned(),
                resource_id: act.resource_id.clone(),
                register_code: act.register.clone(),
                version: act.version,
                request_id: request_id.to_owned(),
                purpose: act.purpose.clone(),
                digest: digest.to_vec(),
                partnership_id: act.partnership,
            });
        }
        records
    }

    /// Writes them.
    pub fn write(&self, conn: &mut Conn) -> Result<(), Problem> {
        insert_rows!(conn, audit_events, self.events.as_slice())?;
        Ok(insert_rows!(conn, audit_values, self.values.as_slice())?)
    }
}

impl Tx<'_> {
    /// Records an act and tells the change feed of it.
    pub fn record(&mut self, act: Act, kind: changes::Kind) -> Result<(), Problem> {
        let mut rows = Inserts::of(self.conn);
        self.add_record(&mut rows, &act, kind);
        Ok(rows.write(self.conn)?)
    }

    /// Adds to the rows of a write that it is recorded and that the change feed tells of it.
    pub fn add_record(&self, rows: &mut Inserts<'_>, act: &Act, kind: changes::Kind) {
        let acts = std::slice::from_ref(act);
        let records = Records::of(&self.app, &self.who, &self.request_id, self.at, acts);
        insert_with!(rows, audit_events::table, records.events);
        insert_with!(rows, audit_values::table, records.values);
        changes::add(rows, vec![Change::of(act, kind, self.at)]);
    }

    /// Records an act that changed nothing others must hear of.
    pub fn witness(&mut self, act: &Act) -> Result<(), Problem> {
        record(
            self.conn,
            &self.app,
            &self.who,
            &self.request_id,
            self.at,
            act,
        )
    }
}
