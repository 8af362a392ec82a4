//! The handlers of job placements.

use actix_web::{delete, get, patch, post, web};

use super::store::{self, RESOURCE};
use super::types::{
    JobPlacementPage, JobPlacementPatch, Placement, PlacementFilter, PlacementInput,
};
use crate::app::App;
use crate::audit::{self, HistoryPage};
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, etag,
    found, post,
};

/// List job placements.
///
/// Those of the graduates in your jurisdiction, whichever agency placed them.
#[utoipa::path(tag = "training", operation_id = "listJobPlacements", summary = "List job placements",
    params(PageQuery, PlacementFilter),
    responses((status = 200, description = "A page of job placements", body = JobPlacementPage)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/job-placements")]
pub(super) async fn list(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    query: List<PlacementFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, query)
        })
        .await
}

/// Record where a graduate found work.
///
/// For any graduate whose enrollment you see, also one whom another agency trained; the placement
/// belongs to your agency.
#[utoipa::path(tag = "training", operation_id = "createJobPlacement", summary = "Record a job placement",
    request_body = PlacementInput,
    responses((status = 201, description = "Recorded", body = Placement)),
    security(("oauth2" = ["training:write"])))]
#[post("/v1/job-placements")]
pub(super) async fn create(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    _: Query<NoFilter>,
    body: Body<PlacementInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, value)?;
        Reply::created(
            format!("/v1/job-placements/{}", made.id),
            Some(etag(made.version, "")),
            &made.view(),
        )
    })
    .await
}

/// Read one job placement.
#[utoipa::path(tag = "training", operation_id = "getJobPlacement", summary = "Read one job placement",
    params(("id" = Id, Path, description = "The placement")),
    responses((status = 200, description = "The placement", body = Placement)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/job-placements/{id}")]
pub(super) async fn get(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let row = app
        .db()
        .read(move |conn| store::find(conn, &who, id.0))
        .await?;
    found(&wire, &etag(row.version, ""), &row.view())
}

/// Change a job placement of your agency.
#[utoipa::path(tag = "training", operation_id = "updateJobPlacement", summary = "Change a job placement",
    params(("id" = Id, Path, description = "The placement")),
    request_body(content = JobPlacementPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Placement)),
    security(("oauth2" = ["training:write"])))]
#[patch("/v1/job-placements/{id}")]
pub(super) async fn update(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<PlacementInput>,
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

/// Delete a job placement of your agency.
#[utoipa::path(tag = "training", operation_id = "deleteJobPlacement", summary = "Delete a job placement",
    params(("id" = Id, Path, description = "The placement")),
    responses((status = 204, description = "Deleted")),
    security(("oauth2" = ["training:write"])))]
#[delete("/v1/job-placements/{id}")]
pub(super) async fn delete(
    caller: Caller<need::TrainingWrite>,
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

/// Read what happened to a job placement.
#[utoipa::path(tag = "training", operation_id = "listJobPlacementHistory", summary = "Read a job placement's history",
    params(("id" = Id, Path, description = "The placement"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/job-placements/{id}/history")]
pub(super) async fn history(
    caller: Caller<need::TrainingRead>,
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
