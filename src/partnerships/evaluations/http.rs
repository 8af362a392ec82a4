//! The handlers of evaluations.

use actix_web::{delete, get, patch, post, web};

use super::store::{self, RESOURCE};
use super::types::{
    Evaluation, EvaluationFilter, EvaluationInput, EvaluationPage, EvaluationPatch,
};
use crate::app::App;
use crate::audit::{self, HistoryPage};
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, etag,
    found, post,
};

/// List the evaluations of a partnership.
#[utoipa::path(tag = "partnerships", operation_id = "listEvaluations", summary = "List the evaluations of a partnership",
    params(("id" = Id, Path, description = "The partnership"), PageQuery, EvaluationFilter),
    responses((status = 200, description = "A page of evaluations", body = EvaluationPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/partnerships/{id}/evaluations")]
pub(super) async fn list(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<EvaluationFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, id.0, query)
        })
        .await
}

/// Write your agency's evaluation of a period, as a party of a partnership that was signed.
///
/// One for each period: 409 `already_exists` with the id of the one there is.
#[utoipa::path(tag = "partnerships", operation_id = "createEvaluation", summary = "Write an evaluation",
    params(("id" = Id, Path, description = "The partnership")),
    request_body = EvaluationInput,
    responses((status = 201, description = "Written", body = Evaluation)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/partnerships/{id}/evaluations")]
pub(super) async fn create(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<EvaluationInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, id.0, value)?;
        Reply::created(
            format!("/v1/evaluations/{}", made.id),
            Some(etag(made.version, "")),
            &made.view(),
        )
    })
    .await
}

/// Read one evaluation.
#[utoipa::path(tag = "partnerships", operation_id = "getEvaluation", summary = "Read one evaluation",
    params(("id" = Id, Path, description = "The evaluation")),
    responses((status = 200, description = "The evaluation", body = Evaluation)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/evaluations/{id}")]
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

/// Change an evaluation of your agency.
///
/// `signed_on` signs it; 409 from then on.
#[utoipa::path(tag = "partnerships", operation_id = "updateEvaluation", summary = "Change an evaluation",
    params(("id" = Id, Path, description = "The evaluation")),
    request_body(content = EvaluationPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Evaluation)),
    security(("oauth2" = ["partnerships:write"])))]
#[patch("/v1/evaluations/{id}")]
pub(super) async fn update(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<EvaluationInput>,
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

/// Delete an evaluation of your agency that is not signed.
#[utoipa::path(tag = "partnerships", operation_id = "deleteEvaluation", summary = "Delete an evaluation",
    params(("id" = Id, Path, description = "The evaluation")),
    responses((status = 204, description = "Deleted")),
    security(("oauth2" = ["partnerships:write"])))]
#[delete("/v1/evaluations/{id}")]
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

/// Read what happened to an evaluation.
#[utoipa::path(tag = "partnerships", operation_id = "listEvaluationHistory", summary = "Read an evaluation's history",
    params(("id" = Id, Path, description = "The evaluation"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/evaluations/{id}/history")]
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
