//! The handlers of obstacles.

use actix_web::{get, patch, post, web};

use super::store::{self, RESOURCE};
use super::transition as moves;
use super::types::{
    Obstacle, ObstacleFilter, ObstacleInput, ObstaclePage, ObstaclePatch, ObstacleTransition,
};
use crate::app::App;
use crate::audit::{self, HistoryPage};
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, etag,
    found, post,
};

/// List the obstacles of a partnership.
#[utoipa::path(tag = "partnerships", operation_id = "listObstacles", summary = "List the obstacles of a partnership",
    params(("id" = Id, Path, description = "The partnership"), PageQuery, ObstacleFilter),
    responses((status = 200, description = "A page of obstacles", body = ObstaclePage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/partnerships/{id}/obstacles")]
pub(super) async fn list(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<ObstacleFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, id.0, query)
        })
        .await
}

/// Raise an obstacle, as a party of a partnership that was signed.
#[utoipa::path(tag = "partnerships", operation_id = "createObstacle", summary = "Raise an obstacle",
    params(("id" = Id, Path, description = "The partnership")),
    request_body = ObstacleInput,
    responses((status = 201, description = "Raised", body = Obstacle)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/partnerships/{id}/obstacles")]
pub(super) async fn create(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<ObstacleInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, id.0, value)?;
        Reply::created(
            format!("/v1/obstacles/{}", made.id),
            Some(etag(made.version, "")),
            &made.view(),
        )
    })
    .await
}

/// Read one obstacle.
#[utoipa::path(tag = "partnerships", operation_id = "getObstacle", summary = "Read one obstacle",
    params(("id" = Id, Path, description = "The obstacle")),
    responses((status = 200, description = "The obstacle", body = Obstacle)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/obstacles/{id}")]
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

/// Change an obstacle that your agency owns or coordinates.
///
/// `owner_agency` hands it to another party. 409 once it is closed.
#[utoipa::path(tag = "partnerships", operation_id = "updateObstacle", summary = "Change an obstacle",
    params(("id" = Id, Path, description = "The obstacle")),
    request_body(content = ObstaclePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Obstacle)),
    security(("oauth2" = ["partnerships:write"])))]
#[patch("/v1/obstacles/{id}")]
pub(super) async fn update(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<ObstacleInput>,
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

/// Move an obstacle in its life cycle.
///
/// `open`, `in_progress`, `resolved`; `escalated` by a regency's agency `to_agency` of its province,
/// which owns it from then on, and takes it up or resolves it; `accepted_risk` with a reason. It is
/// closed, by `resolved` or `accepted_risk`, only once none of its follow-ups is left to do: 422
/// `follow_ups_open` names those.
#[utoipa::path(tag = "partnerships", operation_id = "transitionObstacle", summary = "Move an obstacle in its life cycle",
    params(("id" = Id, Path, description = "The obstacle")),
    request_body = ObstacleTransition,
    responses((status = 200, description = "The obstacle in its new state", body = Obstacle)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/obstacles/{id}/transitions")]
pub(super) async fn transition(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    body: Body<ObstacleTransition>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let row = moves::transition(tx, id.0, &if_match, value)?;
        Reply::ok(etag(row.version, ""), &row.view())
    })
    .await
}

/// Read what happened to an obstacle.
#[utoipa::path(tag = "partnerships", operation_id = "listObstacleHistory", summary = "Read an obstacle's history",
    params(("id" = Id, Path, description = "The obstacle"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/obstacles/{id}/history")]
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
