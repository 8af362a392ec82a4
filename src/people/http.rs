//! The handlers of people.

use actix_web::{delete, get, patch, post, web};

use super::types::{PersonFilter, PersonPage, PersonPatch};
use super::{Person, PersonInput, RESOURCE, field_view, past, store};
use crate::app::App;
use crate::audit::{self, AsOf, HistoryPage, Past};
use crate::auth::{Caller, need};
use crate::db::{Conn, Id};
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, found,
    post, shown,
};

/// List the people of your jurisdiction, personal values masked.
///
/// To find one person, search by `POST /v1/people/search`: personal values never stand in a URL.
#[utoipa::path(tag = "people", operation_id = "listPeople", summary = "List people",
    params(PageQuery, PersonFilter),
    responses((status = 200, description = "A page of people", body = PersonPage)),
    security(("oauth2" = ["people:read"])))]
#[get("/v1/people")]
pub(super) async fn list(
    caller: Caller<need::PeopleRead>,
    wire: Wire,
    app: web::Data<App>,
    query: List<PersonFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, query)
        })
        .await
}

/// Enter a person into the register of a regency.
///
/// A NIK that is in the same register already is refused with 409 and `existing_id`. A birth date or
/// gender that does not match the NIK becomes a data-quality flag, not a refusal.
#[utoipa::path(tag = "people", operation_id = "createPerson", summary = "Enter a person",
    request_body = PersonInput,
    responses((status = 201, description = "Entered", body = Person)),
    security(("oauth2" = ["people:write"])))]
#[post("/v1/people")]
pub(super) async fn create(
    caller: Caller<need::PeopleWrite>,
    wire: Wire,
    app: web::Data<App>,
    _: Query<NoFilter>,
    body: Body<PersonInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let row = store::create(tx, &value)?;
        Reply::created(
            format!("/v1/people/{}", row.id),
            Some(row.etag(&tx.who)),
            &row.view(&tx.app, &tx.who)?,
        )
    })
    .await
}

/// Read one person, personal values masked.
///
/// With `as_of` as she was at the end of that day: her values then, under the field rules and the
/// jurisdiction of today. Such an answer has no `ETag`, so that nothing is changed by it. 404
/// `not_entered_yet` before she was entered, `history_not_available` where values were erased since.
#[utoipa::path(tag = "people", operation_id = "getPerson", summary = "Read one person",
    params(("id" = Id, Path, description = "The person"), AsOf),
    responses((status = 200, description = "The person", body = Person)),
    security(("oauth2" = ["people:read"])))]
#[get("/v1/people/{id}")]
pub(super) async fn get(
    caller: Caller<need::PeopleRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: Query<AsOf>,
) -> Answer {
    let who = (*caller).clone();
    if let Some(day) = query.0.as_of {
        let data = app.clone();
        let then = move |conn: &mut Conn| {
            let present = store::scoped(conn, &who, id.0)?;
            let past = Past::end_of(day, &present.register_code)?;
            past::as_of(conn, &data, present, past)?.view(&data, &who)
        };
        let person = app.db().read_long(|conn| conn.snapshot(then)).await?;
        return shown(&wire, &person);
    }
    let row = app
        .db()
        .read(move |conn| store::scoped(conn, &who, id.0))
        .await?;
    found(&wire, &row.etag(&caller), &row.view(&app, &caller)?)
}

/// Change a person: absent keeps, null clears; `register_code` never changes.
#[utoipa::path(tag = "people", operation_id = "updatePerson", summary = "Change a person",
    params(("id" = Id, Path, description = "The person")),
    request_body(content = PersonPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Person)),
    security(("oauth2" = ["people:write"])))]
#[patch("/v1/people/{id}")]
pub(super) async fn update(
    caller: Caller<need::PeopleWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<PersonInput>,
) -> Answer {
    wire.json_only()?;
    let row = app
        .write(&caller, &wire, move |tx| {
            store::update(tx, id.0, &if_match, |before| patch.apply(before))
        })
        .await?;
    let reply = Reply::ok(row.etag(&caller), &row.view(&app, &caller)?)?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Delete a person who belongs to no business.
///
/// While she owns or manages a business, or when she was ever enrolled in a training, the answer is
/// 409 `still_referenced`. The change feed tells of the deletion.
#[utoipa::path(tag = "people", operation_id = "deletePerson", summary = "Delete a person",
    params(("id" = Id, Path, description = "The person")),
    responses((status = 204, description = "Deleted")),
    security(("oauth2" = ["people:write"])))]
#[delete("/v1/people/{id}")]
pub(super) async fn delete(
    caller: Caller<need::PeopleWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
) -> Answer {
    app.write(&caller, &wire, move |tx| store::delete(tx, id.0, &if_match))
        .await?;
    Ok(Reply::no_content().into_response(app.public_base(), false))
}

/// Read what happened to a person, identity reads included, personal values masked.
#[utoipa::path(tag = "people", operation_id = "listPersonHistory", summary = "Read a person's history",
    params(("id" = Id, Path, description = "The person"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["people:read"])))]
#[get("/v1/people/{id}/history")]
pub(super) async fn history(
    caller: Caller<need::PeopleRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<NoFilter>,
) -> Answer {
    let row = (RESOURCE, id.0.to_string());
    audit::answer(
        &caller,
        &wire,
        &app,
        row,
        query,
        field_view,
        move |conn, who| store::scoped(conn, who, id.0).map(drop),
    )
    .await
}
