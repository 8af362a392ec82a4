//! `/livez` and `/readyz`: whether the process runs, and whether it can work.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::db::{DbError, pending};
use crate::http::{Answer, Code, NoFilter, Problem, Query};
use crate::routes::Routes;

/// The health routes.
pub fn routes(routes: &mut Routes<'_>) {
    routes.service(live).service(ready);
}

/// Whether a path asks how the service fares: it is answered however much there is to do.
pub(crate) fn is_asked(path: &str) -> bool {
    matches!(path, "/livez" | "/readyz" | "/metrics")
}

/// The state of the service.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`.
    #[schema(max_length = 2, example = "ok")]
    pub status: &'static str,
}

/// Whether the process runs.
#[utoipa::path(tag = "health", operation_id = "getLiveness", summary = "Whether the process runs",
    responses((status = 200, description = "It runs", body = Health)))]
#[get("/livez")]
async fn live(_: Query<NoFilter>) -> Answer {
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "no-store"))
        .json(Health { status: "ok" }))
}

/// Whether the service can work: 503 while its database is away, and back by itself.
#[utoipa::path(tag = "health", operation_id = "getReadiness", summary = "Whether the service can work",
    responses((status = 200, description = "It can work", body = Health)))]
#[get("/readyz")]
async fn ready(app: web::Data<App>, _: Query<NoFilter>) -> Answer {
    if app.is_stopping() {
        return Err(Problem::new(Code::Busy));
    }
    let missing = app
        .db()
        .read_long(pending)
        .await
        .map_err(|error: DbError| Problem::from(error))?;
    if missing > 0 {
        return Err(Problem::new(Code::DatabaseUnavailable).detail(
            format!("{missing} migrasi belum dijalankan."),
            format!("{missing} migrations are missing."),
        ));
    }
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "no-store"))
        .json(Health { status: "ok" }))
}
