//! The handlers of attendance.

use actix_web::{get, post, web};

use super::store;
use super::types::{AttendanceFilter, AttendanceInput, AttendancePage, AttendanceRecorded};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{Answer, Body, List, NoFilter, PageQuery, PathId, Query, Reply, Wire, post};

/// List the attendance of a training batch, by session.
#[utoipa::path(tag = "training", operation_id = "listTrainingAttendance", summary = "List the attendance of a training batch",
    params(("id" = Id, Path, description = "The batch"), PageQuery, AttendanceFilter),
    responses((status = 200, description = "A page of marks", body = AttendancePage)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/training-batches/{id}/attendance")]
pub(super) async fn list(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<AttendanceFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, id.0, query)
        })
        .await
}

/// Record the attendance of a session, of one woman or of up to a thousand.
///
/// All marks are recorded or none, and every bad one is named. The batch must run and the session
/// have begun; a mark that stands is corrected by recording it again. The first `hadir` moves
/// `accepted` to `attending`.
#[utoipa::path(tag = "training", operation_id = "recordTrainingAttendance", summary = "Record the attendance of a session",
    params(("id" = Id, Path, description = "The batch")),
    request_body = AttendanceInput,
    responses((status = 200, description = "Recorded", body = AttendanceRecorded)),
    security(("oauth2" = ["training:write"])))]
#[post("/v1/training-batches/{id}/attendance")]
pub(super) async fn record(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<AttendanceInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        Reply::plain(&store::record(tx, id.0, &value)?)
    })
    .await
}
