//! The handlers of follow-ups.

use actix_web::{get, patch, post, web};

use super::list as rows;
use super::store::{self, FollowUpOf, RESOURCE};
use super::transition as moves;
use super::types::{
    FollowUp, FollowUpFilter, FollowUpInput, FollowUpPage, FollowUpPatch, FollowUpTransition,
};
use crate::app::App;
use crate::audit::{self, HistoryPage};
use crate::auth::{Caller, Who, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, found,
    post,
};
use crate::partnerships::{find as partnership, meetings, obstacles};

/// List the follow-ups of a partnership, of its obstacles and of its meetings.
#[utoipa::path(tag = "partnerships", operation_id = "listFollowUps", summary = "List the follow-ups of a partnership",
    params(("id" = Id, Path, description = "The partnership"), PageQuery, FollowUpFilter),
    responses((status = 200, description = "A page of follow-ups", body = FollowUpPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/partnerships/{id}/follow-ups")]
pub(super) async fn list(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<FollowUpFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            let within = partnership(conn, &who, id.0)?;
            rows::list(conn, &data, &within, None, query)
        })
        .await
}

/// List the follow-ups of an obstacle.
#[utoipa::path(tag = "partnerships", operation_id = "listObstacleFollowUps", summary = "List the follow-ups of an obstacle",
    params(("id" = Id, Path, description = "The obstacle"), PageQuery, FollowUpFilter),
    responses((status = 200, description = "A page of follow-ups", body = FollowUpPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/obstacles/{id}/follow-ups")]
pub(super) async fn list_of_obstacle(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<FollowUpFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            let (within, _) = obstacles::store::find(conn, &who, id.0)?;
            let of = Some(FollowUpOf::Obstacle(id.0));
            rows::list(conn, &data, &within, of, query)
        })
        .await
}

/// List the follow-ups of a meeting.
#[utoipa::path(tag = "partnerships", operation_id = "listMeetingFollowUps", summary = "List the follow-ups of a meeting",
    params(("id" = Id, Path, description = "The meeting"), PageQuery, FollowUpFilter),
    responses((status = 200, description = "A page of follow-ups", body = FollowUpPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/meetings/{id}/follow-ups")]
pub(super) async fn list_of_meeting(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<FollowUpFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            let (within, _) = meetings::store::find(conn, &who, id.0)?;
            let of = Some(FollowUpOf::Meeting(id.0));
            rows::list(conn, &data, &within, of, query)
        })
        .await
}

/// Give a follow-up of an obstacle, as a party or as its owner.
///
/// 409 once the obstacle is closed.
#[utoipa::path(tag = "partnerships", operation_id = "createObstacleFollowUp", summary = "Give a follow-up of an obstacle",
    params(("id" = Id, Path, description = "The obstacle")),
    request_body = FollowUpInput,
    responses((status = 201, description = "Given", body = FollowUp)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/obstacles/{id}/follow-ups")]
pub(super) async fn create_for_obstacle(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<FollowUpInput>,
) -> Answer {
    create(&app, &caller, &wire, FollowUpOf::Obstacle(id.0), body).await
}

/// Give a follow-up of a meeting, as a party.
///
/// 409 for a meeting that was canceled.
#[utoipa::path(tag = "partnerships", operation_id = "createMeetingFollowUp", summary = "Give a follow-up of a meeting",
    params(("id" = Id, Path, description = "The meeting")),
    request_body = FollowUpInput,
    responses((status = 201, description = "Given", body = FollowUp)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/meetings/{id}/follow-ups")]
pub(super) async fn create_for_meeting(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<FollowUpInput>,
) -> Answer {
    create(&app, &caller, &wire, FollowUpOf::Meeting(id.0), body).await
}

async fn create(
    app: &web::Data<App>,
    who: &Who,
    wire: &Wire,
    of: FollowUpOf,
    body: Body<FollowUpInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(app, who, wire, &raw, move |tx| {
        let made = store::create(tx, of, value)?;
        let within = partnership(tx.conn, &tx.who, made.partnership_id)?;
        let (tag, view) = store::shown(&within, &made);
        Reply::created(format!("/v1/follow-ups/{}", made.id), Some(tag), &view)
    })
    .await
}

/// Read one follow-up.
#[utoipa::path(tag = "partnerships", operation_id = "getFollowUp", summary = "Read one follow-up",
    params(("id" = Id, Path, description = "The follow-up")),
    responses((status = 200, description = "The follow-up", body = FollowUp)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/follow-ups/{id}")]
pub(super) async fn get(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let (within, row) = app
        .db()
        .read(move |conn| store::find(conn, &who, id.0))
        .await?;
    let (tag, view) = store::shown(&within, &row);
    found(&wire, &tag, &view)
}

/// Change a follow-up that is left to do: your agency's, of its obstacle, or that you coordinate.
///
/// 409 once it is done or canceled.
#[utoipa::path(tag = "partnerships", operation_id = "updateFollowUp", summary = "Change a follow-up",
    params(("id" = Id, Path, description = "The follow-up")),
    request_body(content = FollowUpPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = FollowUp)),
    security(("oauth2" = ["partnerships:write"])))]
#[patch("/v1/follow-ups/{id}")]
pub(super) async fn update(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<FollowUpInput>,
) -> Answer {
    wire.json_only()?;
    let (within, row) = app
        .write(&caller, &wire, move |tx| {
            store::update(tx, id.0, &if_match, |before| patch.apply(before))
        })
        .await?;
    let (tag, view) = store::shown(&within, &row);
    Ok(Reply::ok(tag, &view)?.into_response(app.public_base(), false))
}

/// Move a follow-up in its life cycle.
///
/// `open`, `in_progress`, `done` (with evidence entered before); `canceled` from either of the first
/// two, with a reason.
#[utoipa::path(tag = "partnerships", operation_id = "transitionFollowUp", summary = "Move a follow-up in its life cycle",
    params(("id" = Id, Path, description = "The follow-up")),
    request_body = FollowUpTransition,
    responses((status = 200, description = "The follow-up in its new state", body = FollowUp)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/follow-ups/{id}/transitions")]
pub(super) async fn transition(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    body: Body<FollowUpTransition>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let (within, row) = moves::transition(tx, id.0, &if_match, &value)?;
        let (tag, view) = store::shown(&within, &row);
        Reply::ok(tag, &view)
    })
    .await
}

/// Read what happened to a follow-up.
#[utoipa::path(tag = "partnerships", operation_id = "listFollowUpHistory", summary = "Read a follow-up's history",
    params(("id" = Id, Path, description = "The follow-up"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/follow-ups/{id}/history")]
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
