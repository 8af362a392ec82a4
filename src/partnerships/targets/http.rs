//! The handlers of targets.

use actix_web::{delete, get, patch, post, web};

use super::store::{self, RESOURCE};
use super::types::{Target, TargetFilter, TargetInput, TargetPage, TargetPatch};
use crate::app::App;
use crate::audit::{self, HistoryPage};
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, etag,
    found, post,
};

/// List the targets of a partnership.
#[utoipa::path(tag = "partnerships", operation_id = "listTargets", summary = "List the targets of a partnership",
    params(("id" = Id, Path, description = "The partnership"), PageQuery, TargetFilter),
    responses((status = 200, description = "A page of targets", body = TargetPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/partnerships/{id}/targets")]
pub(super) async fn list(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<TargetFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, id.0, query)
        })
        .await
}

/// Set a target of a partnership that your agency coordinates.
///
/// The coordinator alone sets targets. Each indicator has its unit. Of the training and business
/// indicators the realization is counted from the register besides: from the batches linked to the
/// activity (to all activities, for a target of the partnership as a whole), and from the businesses of
/// the region, as far as it lies in the jurisdiction of the coordinator or of a party that has itself
/// signed, planned or reported something.
#[utoipa::path(tag = "partnerships", operation_id = "createTarget", summary = "Set a target",
    params(("id" = Id, Path, description = "The partnership")),
    request_body = TargetInput,
    responses((status = 201, description = "Set", body = Target)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/partnerships/{id}/targets")]
pub(super) async fn create(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<TargetInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, id.0, value)?;
        Reply::created(
            format!("/v1/targets/{}", made.id),
            Some(etag(made.version, "")),
            &made.view(),
        )
    })
    .await
}

/// Read one target.
#[utoipa::path(tag = "partnerships", operation_id = "getTarget", summary = "Read one target",
    params(("id" = Id, Path, description = "The target")),
    responses((status = 200, description = "The target", body = Target)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/targets/{id}")]
pub(super) async fn get(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let (_, row) = app
        .db()
        .read(move |conn| store::find(conn, &who, id.0))
        .await?;
    found(&wire, &etag(row.version, ""), &row.view())
}

/// Change a target of a partnership that your agency coordinates.
///
/// Once a realization was reported, activity, indicator, unit, region and year stand; the figure of a
/// closed quarter stands (409 `quarter_closed`).
#[utoipa::path(tag = "partnerships", operation_id = "updateTarget", summary = "Change a target",
    params(("id" = Id, Path, description = "The target")),
    request_body(content = TargetPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Target)),
    security(("oauth2" = ["partnerships:write"])))]
#[patch("/v1/targets/{id}")]
pub(super) async fn update(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<TargetInput>,
) -> Answer {
    wire.json_only()?;
    let row = app
        .write(&caller, &wire, move |tx| {
            store::update(tx, id.0, &if_match, |before| patch.apply(before))
        })
        .await?;
    let reply = Reply::ok(etag(row.version, ""), &row.view())?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Delete a target of a partnership that your agency coordinates.
///
/// One with realizations answers 409 `still_referenced`, one with a closed quarter `quarter_closed`.
#[utoipa::path(tag = "partnerships", operation_id = "deleteTarget", summary = "Delete a target",
    params(("id" = Id, Path, description = "The target")),
    responses((status = 204, description = "Deleted")),
    security(("oauth2" = ["partnerships:write"])))]
#[delete("/v1/targets/{id}")]
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

/// Read what happened to a target.
#[utoipa::path(tag = "partnerships", operation_id = "listTargetHistory", summary = "Read a target's history",
    params(("id" = Id, Path, description = "The target"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/targets/{id}/history")]
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
