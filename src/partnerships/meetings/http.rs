//! The handlers of meetings.

use actix_web::{delete, get, patch, post, put, web};

use super::attendance::{self, MeetingAttendance, MeetingAttendanceInput};
use super::list as rows;
use super::series::{self, MeetingSeries, MeetingSeriesInput};
use super::store::{self, RESOURCE};
use super::transition as moves;
use super::types::{
    Meeting, MeetingFilter, MeetingInput, MeetingPage, MeetingPatch, MeetingTransition,
};
use crate::app::App;
use crate::audit::{self, HistoryPage};
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, found,
    post,
};

/// List the meetings of a partnership.
#[utoipa::path(tag = "partnerships", operation_id = "listMeetings", summary = "List the meetings of a partnership",
    params(("id" = Id, Path, description = "The partnership"), PageQuery, MeetingFilter),
    responses((status = 200, description = "A page of meetings", body = MeetingPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/partnerships/{id}/meetings")]
pub(super) async fn list(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<MeetingFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            rows::list(conn, &data, &who, id.0, query)
        })
        .await
}

/// Call a meeting of a partnership.
///
/// The coordinator calls any, another party those that its own agency chairs. The partnership may
/// stand in any state but `canceled`: what was achieved is evaluated after its last day too.
#[utoipa::path(tag = "partnerships", operation_id = "createMeeting", summary = "Call a meeting of a partnership",
    params(("id" = Id, Path, description = "The partnership")),
    request_body = MeetingInput,
    responses((status = 201, description = "Called", body = Meeting)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/partnerships/{id}/meetings")]
pub(super) async fn create(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<MeetingInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, id.0, value)?;
        let (tag, view) = store::shown(tx.conn, &made)?;
        Reply::created(format!("/v1/meetings/{}", made.id), Some(tag), &view)
    })
    .await
}

/// Call a series of meetings, such as every first Wednesday.
///
/// At most 60 at once, at the same time of day in the coordinator's time zone. Each is a meeting of
/// its own from then on; `GET /v1/partnerships/{id}/meetings?series_id=` lists them.
#[utoipa::path(tag = "partnerships", operation_id = "createMeetingSeries", summary = "Call a series of meetings",
    params(("id" = Id, Path, description = "The partnership")),
    request_body = MeetingSeriesInput,
    responses((status = 201, description = "Called", body = MeetingSeries)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/partnerships/{id}/meeting-series")]
pub(super) async fn create_series(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<MeetingSeriesInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let (series_id, rows) = series::create(tx, id.0, &value)?;
        let meetings = store::views(tx.conn, &rows)?;
        let made = MeetingSeries {
            series_id,
            meetings,
        };
        let place = format!("/v1/partnerships/{}/meetings?series_id={series_id}", id.0);
        Reply::created(place, None, &made)
    })
    .await
}

/// Read one meeting with its attendance.
#[utoipa::path(tag = "partnerships", operation_id = "getMeeting", summary = "Read one meeting",
    params(("id" = Id, Path, description = "The meeting")),
    responses((status = 200, description = "The meeting", body = Meeting)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/meetings/{id}")]
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
        .read(move |conn| {
            let (_, row) = store::find(conn, &who, id.0)?;
            store::shown(conn, &row)
        })
        .await?;
    found(&wire, &tag, &view)
}

/// Change a meeting that your agency coordinates or chairs.
///
/// 409 once its minutes are approved or it was canceled. Only the coordinator gives it another chair.
#[utoipa::path(tag = "partnerships", operation_id = "updateMeeting", summary = "Change a meeting",
    params(("id" = Id, Path, description = "The meeting")),
    request_body(content = MeetingPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Meeting)),
    security(("oauth2" = ["partnerships:write"])))]
#[patch("/v1/meetings/{id}")]
pub(super) async fn update(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<MeetingInput>,
) -> Answer {
    wire.json_only()?;
    let (tag, view) = app
        .write(&caller, &wire, move |tx| {
            let row = store::update(tx, id.0, &if_match, |before| patch.apply(before))?;
            store::shown(tx.conn, &row)
        })
        .await?;
    Ok(Reply::ok(tag, &view)?.into_response(app.public_base(), false))
}

/// Delete a meeting that is scheduled.
///
/// 409 `still_referenced` while obstacles or follow-ups name it; one that does not take place is
/// canceled.
#[utoipa::path(tag = "partnerships", operation_id = "deleteMeeting", summary = "Delete a scheduled meeting",
    params(("id" = Id, Path, description = "The meeting")),
    responses((status = 204, description = "Deleted")),
    security(("oauth2" = ["partnerships:write"])))]
#[delete("/v1/meetings/{id}")]
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

/// Move a meeting in its life cycle.
///
/// `scheduled`, `held` (not before it begins), `minutes_approved` (with minutes); or `canceled` before
/// it is held, with a reason. Meetings are held and minutes approved once the partnership is signed.
#[utoipa::path(tag = "partnerships", operation_id = "transitionMeeting", summary = "Move a meeting in its life cycle",
    params(("id" = Id, Path, description = "The meeting")),
    request_body = MeetingTransition,
    responses((status = 200, description = "The meeting in its new state", body = Meeting)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/meetings/{id}/transitions")]
pub(super) async fn transition(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    body: Body<MeetingTransition>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let row = moves::transition(tx, id.0, &if_match, &value)?;
        let (tag, view) = store::shown(tx.conn, &row)?;
        Reply::ok(tag, &view)
    })
    .await
}

/// Read what happened to a meeting.
#[utoipa::path(tag = "partnerships", operation_id = "listMeetingHistory", summary = "Read a meeting's history",
    params(("id" = Id, Path, description = "The meeting"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/meetings/{id}/history")]
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

/// Read who came to a meeting, by party; the tag is the meeting's.
#[utoipa::path(tag = "partnerships", operation_id = "getMeetingAttendance", summary = "Read a meeting's attendance",
    params(("id" = Id, Path, description = "The meeting")),
    responses((status = 200, description = "The attendance", body = MeetingAttendance)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/meetings/{id}/attendance")]
pub(super) async fn read_attendance(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let (tag, view) = app
        .db()
        .read(move |conn| {
            let (_, row) = store::find(conn, &who, id.0)?;
            store::shown_attendance(conn, &row)
        })
        .await?;
    found(&wire, &tag, &view)
}

/// Record who came to a held meeting, as a whole.
///
/// What is sent replaces what stood there, under the tag of the meeting, whose version rises; 409
/// before the meeting is held and once its minutes are approved.
#[utoipa::path(tag = "partnerships", operation_id = "recordMeetingAttendance", summary = "Record a meeting's attendance",
    params(("id" = Id, Path, description = "The meeting")),
    request_body = MeetingAttendanceInput,
    responses((status = 200, description = "Recorded", body = MeetingAttendance)),
    security(("oauth2" = ["partnerships:write"])))]
#[put("/v1/meetings/{id}/attendance")]
pub(super) async fn record_attendance(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    body: Body<MeetingAttendanceInput>,
) -> Answer {
    wire.json_only()?;
    let (tag, view) = app
        .write(&caller, &wire, move |tx| {
            let row = attendance::put(tx, id.0, &if_match, &body.value)?;
            store::shown_attendance(tx.conn, &row)
        })
        .await?;
    Ok(Reply::ok(tag, &view)?.into_response(app.public_base(), false))
}
