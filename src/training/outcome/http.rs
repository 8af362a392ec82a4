//! The handler of the comparison.

use actix_web::{HttpResponse, get, web};

use super::store;
use super::types::{Outcome, OutcomeQuery};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{Answer, PathId, Query, Wire};

/// The span when none is named.
const USUAL_MONTHS: u32 = 12;

/// Compare a participant's business before a training and some months after it.
///
/// Before is the last snapshot up to the batch's first day, after the first one from `months` months
/// after its last day on; `missing` says what there is not. The business is compared only for those
/// who may read it (`businesses:read`), money is null without `finance:read`.
#[utoipa::path(tag = "training", operation_id = "getTrainingOutcome", summary = "Compare a business before and after a training",
    params(("id" = Id, Path, description = "The enrollment"), OutcomeQuery),
    responses((status = 200, description = "The figures before and after", body = Outcome)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/enrollments/{id}/outcome")]
pub(super) async fn outcome(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: Query<OutcomeQuery>,
) -> Answer {
    wire.json_only()?;
    let who = (*caller).clone();
    let months = query.0.months.unwrap_or(USUAL_MONTHS);
    let outcome = app
        .db()
        .read(move |conn| store::compare(conn, &who, id.0, months))
        .await?;
    Ok(HttpResponse::Ok().json(outcome))
}
