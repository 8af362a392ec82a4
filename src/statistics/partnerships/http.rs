//! The handlers of statistics of partnerships.

use actix_web::{get, web};

use super::meetings::{self, MeetingStatistic, MeetingStatisticQuery};
use super::obstacles::{self, ObstacleStatistic, ObstacleStatisticQuery};
use super::targets::{self, PartnershipStatistic, PartnershipStatisticQuery};
use crate::app::App;
use crate::auth::{Caller, Who, need};
use crate::http::{Answer, Query, Wire, whole};

/// Count what partnerships achieved against their targets, and the budgets absorbed.
///
/// Broken down by partnership and agency unless `group_by` says otherwise, and always by indicator
/// and unit: figures of different units are never added. What was reported stands beside what the
/// register counts. Budgets stand in `totals`, because they have neither unit nor quarter of a
/// target. As CSV or XLSX the whole statistic is one table, the budgets last.
#[utoipa::path(tag = "statistics", operation_id = "getPartnershipStatistics", summary = "Compare targets, realizations and budgets of partnerships",
    params(PartnershipStatisticQuery),
    responses((status = 200, description = "The figures", body = PartnershipStatistic)),
    security(("oauth2" = ["statistics:read"])))]
#[get("/v1/statistics/partnerships")]
pub(super) async fn achievements(
    caller: Caller<need::StatisticsRead>,
    wire: Wire,
    app: web::Data<App>,
    query: Query<PartnershipStatisticQuery>,
) -> Answer {
    let who = Who::clone(&caller);
    let lang = wire.lang;
    let statistic = app
        .db()
        .read_long(move |conn| conn.snapshot(|conn| targets::count(conn, &who, lang, &query.0)))
        .await?;
    whole(&wire, &statistic, || statistic.lines())
}

/// Count meetings held against planned, and the attendance of parties.
///
/// Broken down by kind unless `group_by` says otherwise; the attendance of each party stands in
/// `totals`. As CSV or XLSX the whole statistic is one table, the attendance of parties last.
#[utoipa::path(tag = "statistics", operation_id = "getMeetingStatistics", summary = "Count meetings of partnerships and attendance",
    params(MeetingStatisticQuery),
    responses((status = 200, description = "The figures", body = MeetingStatistic)),
    security(("oauth2" = ["statistics:read"])))]
#[get("/v1/statistics/meetings")]
pub(super) async fn held(
    caller: Caller<need::StatisticsRead>,
    wire: Wire,
    app: web::Data<App>,
    query: Query<MeetingStatisticQuery>,
) -> Answer {
    let who = Who::clone(&caller);
    let lang = wire.lang;
    let statistic = app
        .db()
        .read_long(move |conn| conn.snapshot(|conn| meetings::count(conn, &who, lang, &query.0)))
        .await?;
    whole(&wire, &statistic, || statistic.lines())
}

/// Count obstacles by category and age, and how far their follow-ups came.
///
/// Broken down by category and age unless `group_by` says otherwise. As CSV or XLSX the whole
/// statistic is one table.
#[utoipa::path(tag = "statistics", operation_id = "getObstacleStatistics", summary = "Count obstacles of partnerships and their follow-ups",
    params(ObstacleStatisticQuery),
    responses((status = 200, description = "The figures", body = ObstacleStatistic)),
    security(("oauth2" = ["statistics:read"])))]
#[get("/v1/statistics/obstacles")]
pub(super) async fn hindrances(
    caller: Caller<need::StatisticsRead>,
    wire: Wire,
    app: web::Data<App>,
    query: Query<ObstacleStatisticQuery>,
) -> Answer {
    let who = Who::clone(&caller);
    let lang = wire.lang;
    let statistic = app
        .db()
        .read_long(move |conn| conn.snapshot(|conn| obstacles::count(conn, &who, lang, &query.0)))
        .await?;
    whole(&wire, &statistic, || statistic.table())
}
