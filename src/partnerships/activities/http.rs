//! The handlers of activities.

use actix_web::{delete, get, patch, post, web};

use super::store::{self, RESOURCE, shown};
use super::types::{
    Activity, ActivityFilter, ActivityInput, ActivityPage, ActivityPatch, ActivityTransition,
};
use crate::app::App;
use crate::audit::{self, HistoryPage};
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, etag,
    found, post,
};

/// List the activities of a partnership.
#[utoipa::path(tag = "partnerships", operation_id = "listActivities", summary = "List the activities of a partnership",
    params(("id" = Id, Path, description = "The partnership"), PageQuery, ActivityFilter),
    responses((status = 200, description = "A page of activities", body = ActivityPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/partnerships/{id}/activities")]
pub(super) async fn list(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<ActivityFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            super::list::list(conn, &data, &who, id.0, query)
        })
        .await
}

/// Plan an activity of a partnership.
///
/// The coordinator plans for every party that executes, such a party for itself. Linked training
/// batches must be in your sight and those of a party. Under `prov_kab` only regencies lead.
#[utoipa::path(tag = "partnerships", operation_id = "createActivity", summary = "Plan an activity",
    params(("id" = Id, Path, description = "The partnership")),
    request_body = ActivityInput,
    responses((status = 201, description = "Planned", body = Activity)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/partnerships/{id}/activities")]
pub(super) async fn create(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<ActivityInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, id.0, value)?;
        Reply::created(
            format!("/v1/activities/{}", made.id),
            Some(etag(made.version, "")),
            &shown(tx.conn, &made)?,
        )
    })
    .await
}

/// Read one activity.
#[utoipa::path(tag = "partnerships", operation_id = "getActivity", summary = "Read one activity",
    params(("id" = Id, Path, description = "The activity")),
    responses((status = 200, description = "The activity", body = Activity)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/activities/{id}")]
pub(super) async fn get(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let view = app
        .db()
        .read(move |conn| {
            let (_, row) = store::find(conn, &who, id.0)?;
            shown(conn, &row)
        })
        .await?;
    found(&wire, &etag(view.version, ""), &view)
}

/// Change an activity that your agency coordinates or leads.
///
/// After the partnership's end only actual days, `spent_idr` and `links` change; its lead is changed
/// by the coordinator.
#[utoipa::path(tag = "partnerships", operation_id = "updateActivity", summary = "Change an activity",
    params(("id" = Id, Path, description = "The activity")),
    request_body(content = ActivityPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Activity)),
    security(("oauth2" = ["partnerships:write"])))]
#[patch("/v1/activities/{id}")]
pub(super) async fn update(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<ActivityInput>,
) -> Answer {
    wire.json_only()?;
    let view = app
        .write(&caller, &wire, move |tx| {
            let row = store::update(tx, id.0, &if_match, |before| patch.apply(before))?;
            shown(tx.conn, &row)
        })
        .await?;
    let reply = Reply::ok(etag(view.version, ""), &view)?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Delete a planned activity.
///
/// One that has begun is canceled instead; one with targets or obstacles answers 409
/// `still_referenced`.
#[utoipa::path(tag = "partnerships", operation_id = "deleteActivity", summary = "Delete a planned activity",
    params(("id" = Id, Path, description = "The activity")),
    responses((status = 204, description = "Deleted")),
    security(("oauth2" = ["partnerships:write"])))]
#[delete("/v1/activities/{id}")]
pub(super) async fn delete(
    caller: Caller<need::PartnershipsWrite>,
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

/// Move an activity in its life cycle.
///
/// `planned`, `running`, `completed`; `postponed` and back from the first two; `canceled` with a
/// reason. It runs and is completed in a partnership that was signed, on a day (`on`) that has come.
#[utoipa::path(tag = "partnerships", operation_id = "transitionActivity", summary = "Move an activity in its life cycle",
    params(("id" = Id, Path, description = "The activity")),
    request_body = ActivityTransition,
    responses((status = 200, description = "The activity in its new state", body = Activity)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/activities/{id}/transitions")]
pub(super) async fn transition(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    body: Body<ActivityTransition>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let row = super::transition(tx, id.0, &if_match, value)?;
        Reply::ok(etag(row.version, ""), &shown(tx.conn, &row)?)
    })
    .await
}

/// Read what happened to an activity.
#[utoipa::path(tag = "partnerships", operation_id = "listActivityHistory", summary = "Read an activity's history",
    params(("id" = Id, Path, description = "The activity"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/activities/{id}/history")]
pub(super) async fn history(
    caller: Caller<need::PartnershipsRead>,
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
        audit::plain,
        move |conn, who| store::find(conn, who, id.0).map(drop),
    )
    .await
}
