//! What happened to one row, under the field rules of the row itself.

use diesel::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::store::context;
use crate::app::App;
use crate::auth::Who;
use crate::db::{Conn, Id, Timestamp, on};
use crate::http::{Column, Columns, Page, PageQuery, Position, Problem, keyset, page_of};
use crate::schema::{audit_events, audit_values};

/// One act on a row: who did what, when, and what changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryEntry {
    /// The act's id.
    pub id: Id,
    /// When.
    pub at: Timestamp,
    /// The agency that did it.
    #[schema(max_length = 64)]
    pub agency: String,
    /// The client that did it.
    #[schema(max_length = 100)]
    pub client_id: String,
    /// The official it was done for, an opaque id in the agency's own system.
    #[schema(required, max_length = 64)]
    pub actor: Option<String>,
    /// What was done, a code of the list `audit_action`.
    #[schema(max_length = 64)]
    pub action: String,
    /// The row's version after it.
    #[schema(required, minimum = 1)]
    pub version: Option<i64>,
    /// The request that did it.
    #[schema(max_length = 128)]
    pub request_id: String,
    /// The reason that was given.
    #[schema(required, max_length = 500)]
    pub purpose: Option<String>,
    /// `{field: [before, after]}`; fields your token may not read are left out, personal ones are masked.
    #[schema(value_type = Object)]
    pub changes: Value,
}

page_of!(HistoryPage, HistoryEntry, "A page of a row's history.");

impl Columns for HistoryEntry {
    const COLUMNS: &'static [Column] = &[
        Column("at", "/at"),
        Column("agency", "/agency"),
        Column("client_id", "/client_id"),
        Column("actor", "/actor"),
        Column("action", "/action"),
        Column("version", "/version"),
        Column("request_id", "/request_id"),
        Column("purpose", "/purpose"),
        Column("changes", "/changes"),
    ];
}

/// What a caller sees of one field's value; none hides the field.
pub type FieldView = fn(&Who, &str, &Value) -> Option<Value>;

type Row = (
    Id,
    Timestamp,
    String,
    String,
    Option<String>,
    String,
    Option<i64>,
    String,
    Option<String>,
    Option<Vec<u8>>,
);

/// The history of a row that the caller has been found to see, oldest first.
pub fn history(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    resource: &'static str,
    resource_id: &str,
    page: &PageQuery,
    view: FieldView,
) -> Result<Page<HistoryEntry>, Problem> {
    let list = format!("history:{resource}:{resource_id}");
    let after = match page.after(app, &list)? {
        Some(place) => {
            let id: Id = place.id.parse().map_err(Problem::internal)?;
            Some((id, id))
        }
        None => None,
    };
    let rows: Vec<Row> = on!(conn, |c| {
        let query = audit_events::table
            .left_join(audit_values::table.on(audit_values::event_id.eq(audit_events::id)))
            .filter(audit_events::resource.eq(resource))
            .filter(audit_events::resource_id.eq(resource_id))
            .select((
                audit_events::id,
                audit_events::at,
                audit_events::agency,
                audit_events::client_id,
                audit_events::actor,
                audit_events::action,
                audit_events::version,
                audit_events::request_id,
                audit_events::purpose,
                audit_values::sealed.nullable(),
            ))
            .limit(page.limit() + 1)
            .into_boxed();
        keyset!(query, false, after, audit_events::id, audit_events::id).load(c)
    })?;
    let total = if page.wants_total() {
        Some(on!(conn, |c| audit_events::table
            .filter(audit_events::resource.eq(resource))
            .filter(audit_events::resource_id.eq(resource_id))
            .count()
            .get_result(c))?)
    } else {
        None
    };
    let entries = rows
        .into_iter()
        .map(|row| entry(app, who, row, view))
        .collect();
    Ok(Page::new(app, &list, page, entries, total, |entry| {
        Position {
            key: String::new(),
            id: entry.id.to_string(),
        }
    }))
}

fn entry(app: &App, who: &Who, row: Row, view: FieldView) -> HistoryEntry {
    let (id, at, agency, client_id, actor, action, version, request_id, purpose, sealed) = row;
    HistoryEntry {
        changes: opened(app, who, &id, sealed, view),
        id,
        at,
        agency,
        client_id,
        actor,
        action,
        version,
        request_id,
        purpose,
    }
}

/// Opens the values of an act; erased ones leave the fact without its values.
pub(super) fn opened(
    app: &App,
    who: &Who,
    id: &Id,
    sealed: Option<Vec<u8>>,
    view: FieldView,
) -> Value {
    let values = sealed
        .and_then(|sealed| app.keys().open(&context(id), &sealed).ok())
        .and_then(|plain| serde_json::from_slice::<Map<String, Value>>(&plain).ok())
        .unwrap_or_default();
    let seen = values.into_iter().filter_map(|(field, pair)| {
        let shown = match pair {
            Value::Array(sides) => sides
                .iter()
                .map(|side| view(who, &field, side))
                .collect::<Option<Vec<_>>>()
                .map(Value::Array),
            one => view(who, &field, &one),
        };
        shown.map(|value| (field, value))
    });
    Value::Object(seen.collect())
}

/// What changed between two representations: `{field: [before, after]}`.
pub fn difference(before: &Value, after: &Value) -> Value {
    let empty = Map::new();
    let before = before.as_object().unwrap_or(&empty);
    let after = after.as_object().unwrap_or(&empty);
    let mut changes = Map::new();
    for field in before.keys().chain(after.keys()) {
        let was = before.get(field).unwrap_or(&Value::Null);
        let is = after.get(field).unwrap_or(&Value::Null);
        if was != is {
            changes.insert(field.clone(), Value::Array(vec![was.clone(), is.clone()]));
        }
    }
    Value::Object(changes)
}

/// The values of an act that made (`None`, `Some`), changed or removed (`Some`, `None`) a row.
pub fn changed<T: Serialize>(before: Option<&T>, after: Option<&T>) -> Result<Value, Problem> {
    let value = |side: Option<&T>| side.map_or(Ok(Value::Null), serde_json::to_value);
    Ok(difference(
        &value(before).map_err(Problem::internal)?,
        &value(after).map_err(Problem::internal)?,
    ))
}
