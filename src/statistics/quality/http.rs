//! The handler of statistics of data quality.

use actix_web::{get, web};

use super::measure;
use super::types::{QualityStatistic, QualityStatisticQuery};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::http::{Answer, Query, Wire, whole};

/// Measure how complete, verified, fresh and free of doubt the data on businesses are.
///
/// Broken down by region unless `group_by` says otherwise. What completeness asks for, and which
/// codes count as unmapped, is said in the answer; open data-quality flags are counted by severity,
/// and listed at `/v1/data-quality-flags`. As CSV or XLSX the whole statistic is one table.
#[utoipa::path(tag = "statistics", operation_id = "getDataQualityStatistics", summary = "Measure completeness, verification, age and doubts of the data",
    params(QualityStatisticQuery),
    responses((status = 200, description = "The figures", body = QualityStatistic)),
    security(("oauth2" = ["statistics:read"])))]
#[get("/v1/statistics/data-quality")]
pub(super) async fn data_quality(
    caller: Caller<need::StatisticsRead>,
    wire: Wire,
    app: web::Data<App>,
    query: Query<QualityStatisticQuery>,
) -> Answer {
    let who = crate::auth::Who::clone(&caller);
    let lang = wire.lang;
    let statistic = app
        .db()
        .read_long(move |conn| conn.snapshot(|conn| measure::count(conn, &who, lang, &query.0)))
        .await?;
    whole(&wire, &statistic, || statistic.table())
}
