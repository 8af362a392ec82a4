//! The handler of the roster.

use actix_web::{get, web};

use super::store;
use super::types::TrainingRoster;
use crate::app::App;
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{Answer, NoFilter, PathId, Query, Wire, whole_of};

/// Read a training batch's whole list, not paged.
///
/// One row an enrollment, those who have left included. The person's name and gender are there with
/// `people:read`, the business's name with `businesses:read`. As CSV or XLSX each session has a
/// column `session_{number}`; the table can be filled in and imported again
/// (`POST /v1/imports?kind=enrollments&batch={id}`), which changes nothing where nothing was changed.
#[utoipa::path(tag = "training", operation_id = "getTrainingBatchRoster", summary = "Read a training batch's whole list",
    params(("id" = Id, Path, description = "The batch")),
    responses((status = 200, description = "The whole list", body = TrainingRoster)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/training-batches/{id}/roster")]
pub(super) async fn get(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let roster = app
        .db()
        .read_long(move |conn| store::roster(conn, &who, id.0))
        .await?;
    whole_of(&wire, &roster, || (roster.columns(), roster.items.clone()))
}
