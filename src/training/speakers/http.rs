//! The handlers of speakers.

use actix_web::{delete, get, patch, post, web};

use super::store;
use super::types::{
    Speaker, SpeakerFilter, SpeakerInput, TrainingSpeakerPage, TrainingSpeakerPatch,
};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, etag,
    found, path_id, post,
};

path_id!(PathSpeaker, "speaker_id", "The speaker's id in a path.");

/// List the speakers of a training batch.
#[utoipa::path(tag = "training", operation_id = "listTrainingSpeakers", summary = "List the speakers of a training batch",
    params(("id" = Id, Path, description = "The batch"), PageQuery, SpeakerFilter),
    responses((status = 200, description = "A page of speakers", body = TrainingSpeakerPage)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/training-batches/{id}/speakers")]
pub(super) async fn list(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<SpeakerFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, id.0, query)
        })
        .await
}

/// Name a speaker of a training batch of your agency, at least by name or by organization.
///
/// A batch has at most 200.
#[utoipa::path(tag = "training", operation_id = "createTrainingSpeaker", summary = "Name a speaker of a training batch",
    params(("id" = Id, Path, description = "The batch")),
    request_body = SpeakerInput,
    responses((status = 201, description = "Named", body = Speaker)),
    security(("oauth2" = ["training:write"])))]
#[post("/v1/training-batches/{id}/speakers")]
pub(super) async fn create(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<SpeakerInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, id.0, value)?;
        Reply::created(
            format!("/v1/training-batches/{}/speakers/{}", id.0, made.id),
            Some(etag(made.version, "")),
            &made.view(),
        )
    })
    .await
}

/// Read one speaker.
#[utoipa::path(tag = "training", operation_id = "getTrainingSpeaker", summary = "Read one speaker of a training batch",
    params(("id" = Id, Path, description = "The batch"),
        ("speaker_id" = Id, Path, description = "The speaker")),
    responses((status = 200, description = "The speaker", body = Speaker)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/training-batches/{id}/speakers/{speaker_id}")]
pub(super) async fn get(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    speaker: PathSpeaker,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let row = app
        .db()
        .read(move |conn| store::find(conn, &who, id.0, speaker.0))
        .await?;
    found(&wire, &etag(row.version, ""), &row.view())
}

/// Change a speaker of a training batch of your agency.
///
/// 409 once the batch has ended.
#[utoipa::path(tag = "training", operation_id = "updateTrainingSpeaker", summary = "Change a speaker of a training batch",
    params(("id" = Id, Path, description = "The batch"),
        ("speaker_id" = Id, Path, description = "The speaker")),
    request_body(content = TrainingSpeakerPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Speaker)),
    security(("oauth2" = ["training:write"])))]
#[patch("/v1/training-batches/{id}/speakers/{speaker_id}")]
#[expect(
    clippy::too_many_arguments,
    reason = "each parameter is one part of the request, read by its own extractor"
)]
pub(super) async fn update(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    speaker: PathSpeaker,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<SpeakerInput>,
) -> Answer {
    wire.json_only()?;
    let row = app
        .write(&caller, &wire, move |tx| {
            store::update(tx, id.0, speaker.0, &if_match, |before| patch.apply(before))
        })
        .await?;
    let reply = Reply::ok(etag(row.version, ""), &row.view())?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Delete a speaker of a training batch of your agency.
///
/// 409 once the batch has ended.
#[utoipa::path(tag = "training", operation_id = "deleteTrainingSpeaker", summary = "Delete a speaker of a training batch",
    params(("id" = Id, Path, description = "The batch"),
        ("speaker_id" = Id, Path, description = "The speaker")),
    responses((status = 204, description = "Deleted")),
    security(("oauth2" = ["training:write"])))]
#[delete("/v1/training-batches/{id}/speakers/{speaker_id}")]
pub(super) async fn delete(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    speaker: PathSpeaker,
    if_match: IfMatch,
    _: Query<NoFilter>,
) -> Answer {
    app.write(&caller, &wire, move |tx| {
        store::delete(tx, id.0, speaker.0, &if_match)
    })
    .await?;
    Ok(Reply::no_content().into_response(app.public_base(), false))
}
