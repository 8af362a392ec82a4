//! The handlers of regions, open to everybody.

use actix_web::{get, web};

use super::store;
use super::types::{CodeSystem, RegionCodeQuery, RegionFilter, RegionPage, RegionView};
use crate::app::App;
use crate::http::{Answer, List, PathCode, Query, Wire};
use crate::reference::public;

/// List regions.
#[utoipa::path(tag = "reference", operation_id = "listRegions", summary = "List regions",
    params(crate::http::PageQuery, RegionFilter),
    responses((status = 200, description = "A page of regions", body = RegionPage)))]
#[get("/v1/regions")]
pub(super) async fn list(wire: Wire, app: web::Data<App>, query: List<RegionFilter>) -> Answer {
    let data = app.clone();
    public::list(&app, &wire, query, move |conn, query| {
        store::list(conn, &data, query)
    })
    .await
}

/// Read one region.
#[utoipa::path(tag = "reference", operation_id = "getRegion", summary = "Read one region",
    params(
        ("code" = String, Path, description = "Its dotted Kemendagri code, or with `code_system=bps` its code of BPS",
            min_length = 2, max_length = 13, pattern = r"^[0-9.]+$", example = "64.02"),
        RegionCodeQuery),
    responses((status = 200, description = "The region", body = RegionView)))]
#[get("/v1/regions/{code}")]
pub(super) async fn get(
    wire: Wire,
    app: web::Data<App>,
    code: PathCode,
    query: Query<RegionCodeQuery>,
) -> Answer {
    let system = query.0.code_system.unwrap_or(CodeSystem::Kemendagri);
    let view = app
        .db()
        .read(move |conn| store::find(conn, &code.0, system))
        .await?;
    public::one(&wire, &view)
}
