//! The handlers of realizations.

use actix_web::{get, patch, post, web};

use super::store::{self, RESOURCE};
use super::types::{
    Realization, RealizationChange, RealizationFilter, RealizationInput, RealizationPage,
    RealizationPatch, RealizationTransition,
};
use crate::app::App;
use crate::audit::{self, HistoryPage};
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, found,
    post,
};

/// List the realizations of a target.
///
/// All revisions; with `as_of` the figures as of an instant, one for each quarter. A figure of an open
/// quarter counts from its last change on; before that instant it is not told.
#[utoipa::path(tag = "partnerships", operation_id = "listRealizations", summary = "List the realizations of a target",
    params(("id" = Id, Path, description = "The target"), PageQuery, RealizationFilter),
    responses((status = 200, description = "A page of realizations", body = RealizationPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/targets/{id}/realizations")]
pub(super) async fn list(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<RealizationFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            super::list::list(conn, &data, &who, id.0, query)
        })
        .await
}

/// Report a realization of a target that your agency answers for.
///
/// The figure of one quarter alone. A second report of a quarter answers 409 `already_exists`; change
/// the first. Once the quarter is closed a report is a correction with `correction_reason`: the next
/// revision, which counts when another party has verified it.
#[utoipa::path(tag = "partnerships", operation_id = "createRealization", summary = "Report a realization",
    params(("id" = Id, Path, description = "The target")),
    request_body = RealizationInput,
    responses((status = 201, description = "Reported", body = Realization)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/targets/{id}/realizations")]
pub(super) async fn create(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<RealizationInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, id.0, value)?;
        let (tag, view) = made.shown();
        Reply::created(format!("/v1/realizations/{}", view.id), Some(tag), &view)
    })
    .await
}

/// Read one realization.
#[utoipa::path(tag = "partnerships", operation_id = "getRealization", summary = "Read one realization",
    params(("id" = Id, Path, description = "The realization")),
    responses((status = 200, description = "The realization", body = Realization)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/realizations/{id}")]
pub(super) async fn get(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let (tag, view) = app
        .db()
        .read(move |conn| store::find(conn, &who, id.0).map(|found| found.shown()))
        .await?;
    found(&wire, &tag, &view)
}

/// Change a realization that your agency reported and nobody has verified.
///
/// It is then `reported` again. 409 `quarter_closed` once the closed quarter locks it.
#[utoipa::path(tag = "partnerships", operation_id = "updateRealization", summary = "Change a realization",
    params(("id" = Id, Path, description = "The realization")),
    request_body(content = RealizationPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Realization)),
    security(("oauth2" = ["partnerships:write"])))]
#[patch("/v1/realizations/{id}")]
pub(super) async fn update(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<RealizationChange>,
) -> Answer {
    wire.json_only()?;
    let (tag, view) = app
        .write(&caller, &wire, move |tx| {
            let found = store::update(tx, id.0, &if_match, |before| patch.apply(before))?;
            Ok(found.shown())
        })
        .await?;
    let reply = Reply::ok(tag, &view)?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Verify or return a realization that another party reported.
///
/// `verified`, or `returned` with a reason, by any party but the agency that reported it (409
/// `four_eyes_required`). A verified one is returned while its quarter is open.
#[utoipa::path(tag = "partnerships", operation_id = "transitionRealization", summary = "Verify or return a realization",
    params(("id" = Id, Path, description = "The realization")),
    request_body = RealizationTransition,
    responses((status = 200, description = "The realization in its new state", body = Realization)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/realizations/{id}/transitions")]
pub(super) async fn transition(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    body: Body<RealizationTransition>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let (tag, view) = super::transition(tx, id.0, &if_match, value)?.shown();
        Reply::ok(tag, &view)
    })
    .await
}

/// Read what happened to a realization.
#[utoipa::path(tag = "partnerships", operation_id = "listRealizationHistory", summary = "Read a realization's history",
    params(("id" = Id, Path, description = "The realization"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/realizations/{id}/history")]
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
