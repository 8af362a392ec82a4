//! The handlers of KBLI codes, open to everybody.

use actix_web::{get, web};

use super::store;
use super::types::{KbliCodePage, KbliCodeView, KbliFilter, KbliVersion};
use crate::app::App;
use crate::http::{Answer, List, NoFilter, PageQuery, PathCode, Problem, Query, Wire};
use crate::reference::public;

/// List KBLI codes.
#[utoipa::path(tag = "reference", operation_id = "listKbliCodes", summary = "List KBLI codes",
    params(PageQuery, KbliFilter),
    responses((status = 200, description = "A page of KBLI codes", body = KbliCodePage)))]
#[get("/v1/kbli-codes")]
pub(super) async fn list(wire: Wire, app: web::Data<App>, query: List<KbliFilter>) -> Answer {
    let data = app.clone();
    public::list(&app, &wire, query, move |conn, query| {
        store::list(conn, &data, query)
    })
    .await
}

/// Read one KBLI code.
#[utoipa::path(tag = "reference", operation_id = "getKbliCode", summary = "Read one KBLI code",
    params(
        ("version" = inline(KbliVersion), Path, description = "The edition", example = "2025"),
        ("code" = String, Path, description = "The code", min_length = 1, max_length = 5,
            pattern = "^([A-V]|[0-9]{2,5})$", example = "10794")),
    responses((status = 200, description = "The code", body = KbliCodeView)))]
#[get("/v1/kbli-codes/{version}/{code}")]
pub(super) async fn get(
    wire: Wire,
    app: web::Data<App>,
    version: web::Path<(String, String)>,
    code: PathCode,
    _: Query<NoFilter>,
) -> Answer {
    let version = KbliVersion::from_word(&version.0).ok_or_else(Problem::not_found)?;
    let view = app
        .db()
        .read(move |conn| store::find(conn, version, &code.0))
        .await?;
    public::one(&wire, &view)
}
