//! The handler of statistics of training.

use actix_web::{get, web};

use super::measure;
use super::types::{TrainingStatistic, TrainingStatisticQuery};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::http::{Answer, Query, Wire, whole};

/// Count training: programs, batches, seats, persons, graduates, certificates, placements and money.
///
/// Broken down by agency and field unless `group_by` says otherwise. Seats and distinct persons are
/// counted apart, and how many agencies trained the same person is told over all rows. Which
/// batches and enrollments count, and where a budget stands, is said in the answer. As CSV or XLSX
/// the whole statistic is one table.
#[utoipa::path(tag = "statistics", operation_id = "getTrainingStatistics", summary = "Count training, who was trained, and the budget",
    params(TrainingStatisticQuery),
    responses((status = 200, description = "The figures", body = TrainingStatistic)),
    security(("oauth2" = ["statistics:read"])))]
#[get("/v1/statistics/training")]
pub(super) async fn training(
    caller: Caller<need::StatisticsRead>,
    wire: Wire,
    app: web::Data<App>,
    query: Query<TrainingStatisticQuery>,
) -> Answer {
    let who = crate::auth::Who::clone(&caller);
    let lang = wire.lang;
    let statistic = app
        .db()
        .read_long(move |conn| conn.snapshot(|conn| measure::count(conn, &who, lang, &query.0)))
        .await?;
    whole(&wire, &statistic, || statistic.table())
}
