//! The handlers of statistics.

use actix_web::{get, web};

use super::concepts::{Concept, IKM, WOMEN_BUSINESSES};
use super::store;
use super::types::{Statistic, StatisticQuery};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::http::{Answer, Query, Wire, whole};

/// Count women's businesses and the women who own them.
///
/// Broken down by region and scale unless `group_by` says otherwise. Businesses and persons are
/// counted apart. Which women's businesses are, which states count and how much the rows cover is
/// said in the answer. As CSV or XLSX the whole statistic is one table, the unmapped businesses
/// last.
#[utoipa::path(tag = "statistics", operation_id = "getWomenBusinessStatistics", summary = "Count women's businesses and their owners",
    params(StatisticQuery),
    responses((status = 200, description = "The figures", body = Statistic)),
    security(("oauth2" = ["statistics:read"])))]
#[get("/v1/statistics/women-businesses")]
pub(super) async fn women_businesses(
    caller: Caller<need::StatisticsRead>,
    wire: Wire,
    app: web::Data<App>,
    query: Query<StatisticQuery>,
) -> Answer {
    answer(&caller, &wire, &app, &WOMEN_BUSINESSES, query.0).await
}

/// Count small and medium industry (IKM) and its workers.
///
/// All owners, broken down by region and class (Permenperin 64/2016) unless `group_by` says
/// otherwise, with workers per business and the share that women own. As CSV or XLSX the whole
/// statistic is one table, the unmapped businesses last.
#[utoipa::path(tag = "statistics", operation_id = "getIkmStatistics", summary = "Count small and medium industry and its workers",
    params(StatisticQuery),
    responses((status = 200, description = "The figures", body = Statistic)),
    security(("oauth2" = ["statistics:read"])))]
#[get("/v1/statistics/ikm")]
pub(super) async fn ikm(
    caller: Caller<need::StatisticsRead>,
    wire: Wire,
    app: web::Data<App>,
    query: Query<StatisticQuery>,
) -> Answer {
    answer(&caller, &wire, &app, &IKM, query.0).await
}

async fn answer(
    caller: &crate::auth::Who,
    wire: &Wire,
    app: &App,
    concept: &'static Concept,
    query: StatisticQuery,
) -> Answer {
    let who = caller.clone();
    let lang = wire.lang;
    let statistic = app
        .db()
        .read_long(move |conn| {
            conn.snapshot(|conn| store::count(conn, &who, lang, concept, &query))
        })
        .await?;
    whole(wire, &statistic, || statistic.table())
}
