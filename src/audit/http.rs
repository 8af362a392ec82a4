//! `GET /v1/audit-events`.

use actix_web::{get, web};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::history::opened;
use super::words::{AuditAction, AuditResource, AuditSort};
use crate::app::App;
use crate::auth::{Caller, Level, Scope, Who, need};
use crate::db::{Conn, Id, Timestamp, on};
use crate::http::{
    Answer, Column, Columns, List, Page, PageQuery, Position, Problem, Wire, keyset, page_of,
};
use crate::partnerships::{self, party_of};
use crate::schema::{audit_events, audit_values};
use crate::{businesses, people, training};

/// Which acts.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AuditFilter {
    /// Acts on this resource.
    #[param(inline)]
    resource: Option<AuditResource>,
    /// Acts on this row.
    #[param(min_length = 1, max_length = 64)]
    resource_id: Option<String>,
    /// Acts of this kind, a code of the list `audit_action`.
    #[param(inline)]
    action: Option<AuditAction>,
    /// Acts of this agency.
    #[param(min_length = 1, max_length = 64)]
    agency: Option<String>,
    /// Acts at or after this instant.
    #[param(inline)]
    from: Option<Timestamp>,
    /// Acts before this instant.
    #[param(inline)]
    until: Option<Timestamp>,
    /// The order; oldest first unless named.
    #[param(inline)]
    sort: Option<AuditSort>,
}

/// One act.
#[derive(Debug, Serialize, ToSchema)]
struct AuditEvent {
    /// The act's id.
    id: Id,
    /// When.
    at: Timestamp,
    /// The agency that did it.
    #[schema(max_length = 64)]
    agency: String,
    /// The client that did it.
    #[schema(max_length = 100)]
    client_id: String,
    /// The official it was done for.
    #[schema(required, max_length = 64)]
    actor: Option<String>,
    /// What was done, a code of the list `audit_action`.
    #[schema(max_length = 64)]
    action: String,
    /// To which resource.
    #[schema(max_length = 64)]
    resource: String,
    /// To which row.
    #[schema(max_length = 64)]
    resource_id: String,
    /// The row's version after it.
    #[schema(required, minimum = 1)]
    version: Option<i64>,
    /// The request that did it.
    #[schema(max_length = 128)]
    request_id: String,
    /// The reason that was given.
    #[schema(required, max_length = 500)]
    purpose: Option<String>,
    /// `{field: [before, after]}` under the field rules of the resource.
    #[schema(value_type = Object)]
    changes: Value,
}

page_of!(AuditEventPage, AuditEvent, "A page of the audit trail.");

impl Columns for AuditEvent {
    const COLUMNS: &'static [Column] = &[
        Column("at", "/at"),
        Column("agency", "/agency"),
        Column("client_id", "/client_id"),
        Column("actor", "/actor"),
        Column("action", "/action"),
        Column("resource", "/resource"),
        Column("resource_id", "/resource_id"),
        Column("version", "/version"),
        Column("request_id", "/request_id"),
        Column("purpose", "/purpose"),
        Column("changes", "/changes"),
    ];
}

/// Resources that lie in no register and are administered by the operator.
const ADMINISTRATIVE: [&str; 5] = [
    "agencies",
    "organizations",
    "clients",
    "regions",
    "kbli-codes",
];

/// How far a clock may be set back between the instant of an act and its id.
const CLOCK_STEP: i64 = 60;

/// List acts: those of your agency and those on rows you may read; for the operator administrative acts only.
#[utoipa::path(tag = "governance", operation_id = "listAuditEvents", summary = "List audited acts",
    params(PageQuery, AuditFilter),
    responses((status = 200, description = "Acts in the order asked for", body = AuditEventPage)),
    security(("oauth2" = ["audit:read"])))]
#[get("/v1/audit-events")]
pub(super) async fn list(
    caller: Caller<need::AuditRead>,
    wire: Wire,
    app: web::Data<App>,
    query: List<AuditFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer_long(&app, &wire, move |conn, query| {
            find(conn, &data, &who, query)
        })
        .await
}

type Row = (
    Id,
    Timestamp,
    String,
    String,
    Option<String>,
    String,
    String,
    String,
    Option<i64>,
    String,
    Option<String>,
    Option<Vec<u8>>,
);

fn find(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    query: &List<AuditFilter>,
) -> Result<Page<AuditEvent>, Problem> {
    let filter = &query.filter;
    let sort = filter.sort.unwrap_or(AuditSort::Id);
    let order = match sort {
        AuditSort::Id => "audit-events",
        AuditSort::IdFalling => "audit-events:-id",
    };
    let after = match query.page.after(app, order)? {
        Some(place) => {
            let id: Id = place.id.parse().map_err(Problem::internal)?;
            Some((id, id))
        }
        None => None,
    };
    let (low, high) = who.registers();
    let readable = readable(who);
    macro_rules! filtered {
        () => {{
            let mut q = audit_events::table
                .left_join(audit_values::table.on(audit_values::event_id.eq(audit_events::id)))
                .into_boxed();
            q = if who.level == Level::Operator {
                q.filter(audit_events::resource.eq_any(ADMINISTRATIVE))
            } else {
                // Nullable in SQL: a row without register is nobody's to read.
                q.filter(
                    audit_events::agency
                        .eq(&who.agency)
                        .or(audit_events::register_code
                            .between(low.clone(), high.clone())
                            .or(audit_events::partnership_id.eq_any(party_of!(who)))
                            .assume_not_null()
                            .and(audit_events::resource.eq_any(readable.clone()))),
                )
            };
            if let Some(resource) = filter.resource {
                q = q.filter(audit_events::resource.eq(resource));
            }
            if let Some(id) = &filter.resource_id {
                q = q.filter(audit_events::resource_id.eq(id));
            }
            if let Some(action) = filter.action {
                q = q.filter(audit_events::action.eq(action));
            }
            if let Some(agency) = &filter.agency {
                q = q.filter(audit_events::agency.eq(agency));
            }
            if let Some(from) = filter.from {
                // An id is made after its instant: both databases seek it in their indexes.
                q = q
                    .filter(audit_events::at.ge(from))
                    .filter(audit_events::id.ge(Id::first_at(from.plus_seconds(-CLOCK_STEP))));
            }
            if let Some(until) = filter.until {
                q = q.filter(audit_events::at.lt(until));
            }
            q
        }};
    }
    let rows: Vec<Row> = on!(conn, |c| keyset!(
        filtered!().limit(query.page.limit() + 1),
        sort == AuditSort::IdFalling,
        after,
        audit_events::id,
        audit_events::id
    )
    .select((
        audit_events::id,
        audit_events::at,
        audit_events::agency,
        audit_events::client_id,
        audit_events::actor,
        audit_events::action,
        audit_events::resource,
        audit_events::resource_id,
        audit_events::version,
        audit_events::request_id,
        audit_events::purpose,
        audit_values::sealed.nullable(),
    ))
    .load(c))?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let events = rows
        .into_iter()
        .map(|row| event(app, who, row))
        .collect::<Vec<_>>();
    Ok(Page::new(app, order, &query.page, events, total, |event| {
        Position {
            key: String::new(),
            id: event.id.to_string(),
        }
    }))
}

/// The resources whose rows the caller may read, whoever acted; an import is its agency's own.
fn readable(who: &Who) -> Vec<&'static str> {
    let mut resources = Vec::new();
    if who.has(Scope::BusinessesRead) {
        resources.extend(["businesses", "data-quality-flags"]);
    }
    if who.has(Scope::PeopleRead) {
        resources.push("people");
    }
    if who.has(Scope::TrainingRead) {
        resources.extend(training::RESOURCES);
    }
    if who.has(Scope::PartnershipsRead) {
        resources.extend(partnerships::RESOURCES);
    }
    resources
}

fn event(app: &App, who: &Who, row: Row) -> AuditEvent {
    let (
        id,
        at,
        agency,
        client_id,
        actor,
        action,
        resource,
        resource_id,
        version,
        request_id,
        purpose,
        sealed,
    ) = row;
    let view: super::FieldView = match resource.as_str() {
        "businesses" => businesses::field_view,
        "people" => people::field_view,
        _ => |_, _, value| Some(value.clone()),
    };
    // An act of one's own agency may concern a resource the token has no scope for.
    let hidden = (resource == "people" && !who.has(Scope::PeopleRead))
        || (resource == "businesses" && !who.has(Scope::BusinessesRead))
        || (training::RESOURCES.contains(&resource.as_str()) && !who.has(Scope::TrainingRead))
        || (partnerships::RESOURCES.contains(&resource.as_str())
            && !who.has(Scope::PartnershipsRead))
        || (resource == "clients" && !who.has(Scope::Admin));
    let sealed = sealed.filter(|_| !hidden);
    AuditEvent {
        changes: opened(app, who, &id, sealed, view),
        id,
        at,
        agency,
        client_id,
        actor,
        action,
        resource,
        resource_id,
        version,
        request_id,
        purpose,
    }
}
