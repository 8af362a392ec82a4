//! The handlers of training batches.

use actix_web::{delete, get, patch, post, web};

use super::store::{self, RESOURCE};
use super::types::{
    Batch, BatchExtension, BatchFilter, BatchInput, BatchPage, BatchPatch, BatchTransition,
};
use super::{extension, transition as moves};
use crate::app::{App, Tx};
use crate::audit::{self, HistoryPage};
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Problem, Query, Reply, Wire,
    etag, found, post,
};
use crate::training::programs::store as programs;

/// List the batches of a training program.
#[utoipa::path(tag = "training", operation_id = "listBatchesOfTrainingProgram", summary = "List the batches of a training program",
    params(("id" = Id, Path, description = "The program"), PageQuery, BatchFilter),
    responses((status = 200, description = "A page of training batches", body = BatchPage)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/training-programs/{id}/batches")]
pub(super) async fn of_program(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<BatchFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, Some(id.0), &query.filter, &query.page)
        })
        .await
}

/// Plan a batch of a training program of your agency.
///
/// Days come in the order `registration_opens_on`, `registration_closes_on`, `starts_on`, `ends_on`;
/// equal ones are allowed. They may lie in the past, to record what was done before.
#[utoipa::path(tag = "training", operation_id = "createTrainingBatch", summary = "Plan a batch of a training program",
    params(("id" = Id, Path, description = "The program")),
    request_body = BatchInput,
    responses((status = 201, description = "Planned", body = Batch)),
    security(("oauth2" = ["training:write"])))]
#[post("/v1/training-programs/{id}/batches")]
pub(super) async fn create(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<BatchInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let (made, program) = store::create(tx, id.0, value)?;
        Reply::created(
            format!("/v1/training-batches/{}", made.id),
            Some(etag(made.version, "")),
            &made.view(&program),
        )
    })
    .await
}

/// List training batches.
#[utoipa::path(tag = "training", operation_id = "listTrainingBatches", summary = "List training batches",
    params(PageQuery, BatchFilter),
    responses((status = 200, description = "A page of training batches", body = BatchPage)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/training-batches")]
pub(super) async fn list(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    query: List<BatchFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, None, &query.filter, &query.page)
        })
        .await
}

/// Read one training batch.
#[utoipa::path(tag = "training", operation_id = "getTrainingBatch", summary = "Read one training batch",
    params(("id" = Id, Path, description = "The batch")),
    responses((status = 200, description = "The batch", body = Batch)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/training-batches/{id}")]
pub(super) async fn get(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let (row, program) = app
        .db()
        .read(move |conn| store::with_program(conn, &who, id.0))
        .await?;
    found(&wire, &etag(row.version, ""), &row.view(&program))
}

/// Change a training batch of your agency.
///
/// The quota never falls below the number of those accepted; seats more go at once to the first of
/// the waiting list. Once registration has opened, its last day is only moved by an extension.
#[utoipa::path(tag = "training", operation_id = "updateTrainingBatch", summary = "Change a training batch",
    params(("id" = Id, Path, description = "The batch")),
    request_body(content = BatchPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Batch)),
    security(("oauth2" = ["training:write"])))]
#[patch("/v1/training-batches/{id}")]
pub(super) async fn update(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<BatchInput>,
) -> Answer {
    wire.json_only()?;
    let (row, program) = app
        .write(&caller, &wire, move |tx| {
            store::update(tx, id.0, &if_match, |before| patch.apply(before))
        })
        .await?;
    let reply = Reply::ok(etag(row.version, ""), &row.view(&program))?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Delete a training batch that is only planned.
#[utoipa::path(tag = "training", operation_id = "deleteTrainingBatch", summary = "Delete a planned training batch",
    params(("id" = Id, Path, description = "The batch")),
    responses((status = 204, description = "Deleted")),
    security(("oauth2" = ["training:write"])))]
#[delete("/v1/training-batches/{id}")]
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

/// Move a training batch in its life cycle.
///
/// `planned`, `registration_open`, `registration_closed`, `running`, `completed`; `canceled` from
/// any of the first four, with a reason. It runs from its first day on and is completed from its last
/// day on. Registration opens only for a program that is approved or
/// runs; the first batch that runs makes its program run.
///
/// `completed` decides every enrollment that is open: who took part passes or fails by her share of
/// the sessions held (without sessions the officials must have said so, else `results_missing`), who
/// was accepted and never came is dropped, who still asked for a seat is rejected. `canceled` drops
/// and rejects them for the batch's reason.
#[utoipa::path(tag = "training", operation_id = "transitionTrainingBatch", summary = "Move a training batch in its life cycle",
    params(("id" = Id, Path, description = "The batch")),
    request_body = BatchTransition,
    responses((status = 200, description = "The batch in its new state", body = Batch)),
    security(("oauth2" = ["training:write"])))]
#[post("/v1/training-batches/{id}/transitions")]
pub(super) async fn transition(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    body: Body<BatchTransition>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let row = moves::transition(tx, id.0, &if_match, &value)?;
        reply(tx, &row)
    })
    .await
}

/// Extend the registration of a training batch, with a reason.
///
/// A registration that has closed opens again. The history keeps each extension.
#[utoipa::path(tag = "training", operation_id = "extendTrainingBatch", summary = "Extend the registration of a training batch",
    params(("id" = Id, Path, description = "The batch")),
    request_body = BatchExtension,
    responses((status = 200, description = "The batch with its longer registration", body = Batch)),
    security(("oauth2" = ["training:write"])))]
#[post("/v1/training-batches/{id}/extensions")]
pub(super) async fn extend(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    body: Body<BatchExtension>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let row = extension::extend(tx, id.0, &if_match, &value)?;
        reply(tx, &row)
    })
    .await
}

/// Read what happened to a training batch.
#[utoipa::path(tag = "training", operation_id = "listTrainingBatchHistory", summary = "Read a training batch's history",
    params(("id" = Id, Path, description = "The batch"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/training-batches/{id}/history")]
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

fn reply(tx: &mut Tx<'_>, row: &store::BatchRow) -> Result<Reply, Problem> {
    let program = programs::find(tx.conn, &tx.who, row.program_id)?;
    Reply::ok(etag(row.version, ""), &row.view(&program))
}
