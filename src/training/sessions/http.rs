//! The handlers of sessions.

use actix_web::{delete, get, patch, post, web};

use super::store;
use super::types::{
    Session, SessionFilter, SessionInput, TrainingSessionPage, TrainingSessionPatch,
};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, etag,
    found, path_id, post,
};

path_id!(PathSession, "session_id", "The session's id in a path.");

/// List the sessions of a training batch.
#[utoipa::path(tag = "training", operation_id = "listTrainingSessions", summary = "List the sessions of a training batch",
    params(("id" = Id, Path, description = "The batch"), PageQuery, SessionFilter),
    responses((status = 200, description = "A page of sessions", body = TrainingSessionPage)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/training-batches/{id}/sessions")]
pub(super) async fn list(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<SessionFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, id.0, query.filter.sort, &query.page)
        })
        .await
}

/// Plan a session of a training batch of your agency.
///
/// It lies within the batch's days, as the calendar shows them anywhere from UTC+7 to UTC+9, and
/// overlaps no other session of the batch. A batch has at most 1,000 sessions.
#[utoipa::path(tag = "training", operation_id = "createTrainingSession", summary = "Plan a session of a training batch",
    params(("id" = Id, Path, description = "The batch")),
    request_body = SessionInput,
    responses((status = 201, description = "Planned", body = Session)),
    security(("oauth2" = ["training:write"])))]
#[post("/v1/training-batches/{id}/sessions")]
pub(super) async fn create(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<SessionInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, id.0, value)?;
        Reply::created(
            format!("/v1/training-batches/{}/sessions/{}", id.0, made.id),
            Some(etag(made.version, "")),
            &made.view(),
        )
    })
    .await
}

/// Read one session.
#[utoipa::path(tag = "training", operation_id = "getTrainingSession", summary = "Read one session of a training batch",
    params(("id" = Id, Path, description = "The batch"),
        ("session_id" = Id, Path, description = "The session")),
    responses((status = 200, description = "The session", body = Session)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/training-batches/{id}/sessions/{session_id}")]
pub(super) async fn get(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    session: PathSession,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let row = app
        .db()
        .read(move |conn| store::find(conn, &who, id.0, session.0))
        .await?;
    found(&wire, &etag(row.version, ""), &row.view())
}

/// Change a session of a training batch of your agency.
///
/// 409 once attendance is recorded for it, or the batch has ended.
#[utoipa::path(tag = "training", operation_id = "updateTrainingSession", summary = "Change a session of a training batch",
    params(("id" = Id, Path, description = "The batch"),
        ("session_id" = Id, Path, description = "The session")),
    request_body(content = TrainingSessionPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Session)),
    security(("oauth2" = ["training:write"])))]
#[patch("/v1/training-batches/{id}/sessions/{session_id}")]
#[expect(
    clippy::too_many_arguments,
    reason = "each parameter is one part of the request, read by its own extractor"
)]
pub(super) async fn update(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    session: PathSession,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<SessionInput>,
) -> Answer {
    wire.json_only()?;
    let row = app
        .write(&caller, &wire, move |tx| {
            store::update(tx, id.0, session.0, &if_match, |before| patch.apply(before))
        })
        .await?;
    let reply = Reply::ok(etag(row.version, ""), &row.view())?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Delete a session of a training batch of your agency.
///
/// 409 once attendance is recorded for it, or the batch has ended.
#[utoipa::path(tag = "training", operation_id = "deleteTrainingSession", summary = "Delete a session of a training batch",
    params(("id" = Id, Path, description = "The batch"),
        ("session_id" = Id, Path, description = "The session")),
    responses((status = 204, description = "Deleted")),
    security(("oauth2" = ["training:write"])))]
#[delete("/v1/training-batches/{id}/sessions/{session_id}")]
pub(super) async fn delete(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    session: PathSession,
    if_match: IfMatch,
    _: Query<NoFilter>,
) -> Answer {
    app.write(&caller, &wire, move |tx| {
        store::delete(tx, id.0, session.0, &if_match)
    })
    .await?;
    Ok(Reply::no_content().into_response(app.public_base(), false))
}
