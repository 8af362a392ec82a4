//! The handlers of training programs.

use actix_web::{delete, get, patch, post, web};

use super::store::{self, RESOURCE};
use super::types::{
    Program, ProgramFilter, ProgramInput, ProgramPage, ProgramPatch, ProgramTransition,
};
use crate::app::App;
use crate::audit::{self, HistoryPage};
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, etag,
    found, post,
};

/// List training programs.
///
/// The programs of the agencies in your jurisdiction; a regency's agency does not see those of the
/// province, only which of its own women took part in them (`GET /v1/enrollments`).
#[utoipa::path(tag = "training", operation_id = "listTrainingPrograms", summary = "List training programs",
    params(PageQuery, ProgramFilter),
    responses((status = 200, description = "A page of training programs", body = ProgramPage)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/training-programs")]
pub(super) async fn list(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    query: List<ProgramFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, query)
        })
        .await
}

/// Plan a training program; it begins as `draft` and belongs to your agency.
#[utoipa::path(tag = "training", operation_id = "createTrainingProgram", summary = "Plan a training program",
    request_body = ProgramInput,
    responses((status = 201, description = "Planned", body = Program)),
    security(("oauth2" = ["training:write"])))]
#[post("/v1/training-programs")]
pub(super) async fn create(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    _: Query<NoFilter>,
    body: Body<ProgramInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, value)?;
        Reply::created(
            format!("/v1/training-programs/{}", made.id),
            Some(etag(made.version, "")),
            &made.view()?,
        )
    })
    .await
}

/// Read one training program.
#[utoipa::path(tag = "training", operation_id = "getTrainingProgram", summary = "Read one training program",
    params(("id" = Id, Path, description = "The program")),
    responses((status = 200, description = "The program", body = Program)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/training-programs/{id}")]
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
    found(&wire, &etag(row.version, ""), &row.view()?)
}

/// Change a training program of your agency.
#[utoipa::path(tag = "training", operation_id = "updateTrainingProgram", summary = "Change a training program",
    params(("id" = Id, Path, description = "The program")),
    request_body(content = ProgramPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Program)),
    security(("oauth2" = ["training:write"])))]
#[patch("/v1/training-programs/{id}")]
pub(super) async fn update(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<ProgramInput>,
) -> Answer {
    wire.json_only()?;
    let row = app
        .write(&caller, &wire, move |tx| {
            store::update(tx, id.0, &if_match, |before| patch.apply(before))
        })
        .await?;
    let reply = Reply::ok(etag(row.version, ""), &row.view()?)?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Delete a training program in draft.
///
/// One that was approved is canceled instead; one with batches answers 409 `still_referenced`.
#[utoipa::path(tag = "training", operation_id = "deleteTrainingProgram", summary = "Delete a training program in draft",
    params(("id" = Id, Path, description = "The program")),
    responses((status = 204, description = "Deleted")),
    security(("oauth2" = ["training:write"])))]
#[delete("/v1/training-programs/{id}")]
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

/// Move a training program in its life cycle.
///
/// `draft`, `approved`, `running`, `completed`; `canceled` from any of the first three, with a
/// reason. It is completed or canceled only after all its batches have ended.
#[utoipa::path(tag = "training", operation_id = "transitionTrainingProgram", summary = "Move a training program in its life cycle",
    params(("id" = Id, Path, description = "The program")),
    request_body = ProgramTransition,
    responses((status = 200, description = "The program in its new state", body = Program)),
    security(("oauth2" = ["training:write"])))]
#[post("/v1/training-programs/{id}/transitions")]
pub(super) async fn transition(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    body: Body<ProgramTransition>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let row = store::transition(tx, id.0, &if_match, value)?;
        Reply::ok(etag(row.version, ""), &row.view()?)
    })
    .await
}

/// Read what happened to a training program.
#[utoipa::path(tag = "training", operation_id = "listTrainingProgramHistory", summary = "Read a training program's history",
    params(("id" = Id, Path, description = "The program"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/training-programs/{id}/history")]
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
