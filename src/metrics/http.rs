//! `/metrics`.

use actix_web::{HttpResponse, get, web};
use prometheus_client::encoding::text;
use prometheus_client::registry::Registry;
use utoipa::ToSchema;

use super::Latencies;
use super::exposition::Exposition;
use crate::app::App;
use crate::audit::sealer;
use crate::http::{Answer, NoFilter, Problem, Query};

/// The figures as OpenMetrics text.
#[derive(ToSchema)]
#[schema(value_type = String, min_length = 1, max_length = 10_000_000_usize)]
#[expect(
    dead_code,
    reason = "only describes the answer, which is written as text"
)]
struct Metrics(String);

/// Read the service's figures, in OpenMetrics text as Prometheus reads it.
///
/// They are this instance's own and hold no value of a row, no path and no client.
#[utoipa::path(tag = "health", operation_id = "getMetrics", summary = "Read the service's figures",
    responses((status = 200, description = "The figures", body = Metrics, content_type = "application/openmetrics-text")))]
#[get("/metrics")]
pub(super) async fn metrics(
    app: web::Data<App>,
    latencies: web::Data<Latencies>,
    _: Query<NoFilter>,
) -> Answer {
    // Nobody is to wait for figures while there is no connection to spare.
    let unsealed = if app.db().load().has_room() {
        app.db().read_long(sealer::lag).await.ok()
    } else {
        None
    };
    let mut registry = Registry::default();
    registry.register_collector(Box::new(Exposition {
        app: app.get_ref().clone(),
        latencies,
        unsealed,
    }));
    let mut figures = String::new();
    text::encode(&mut figures, &registry).map_err(Problem::internal)?;
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "no-store"))
        .content_type("application/openmetrics-text; version=1.0.0; charset=utf-8")
        .body(figures))
}
