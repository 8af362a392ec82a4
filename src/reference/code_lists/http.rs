//! The handlers of code lists, open to everybody.

use actix_web::{get, web};

use super::store;
use super::types::{CodeList, CodeListPage};
use crate::app::App;
use crate::http::{Answer, List, NoFilter, PageQuery, Query, Wire};
use crate::reference::public;

/// List code lists.
#[utoipa::path(tag = "reference", operation_id = "listCodeLists", summary = "List code lists",
    params(PageQuery),
    responses((status = 200, description = "A page of code lists", body = CodeListPage)))]
#[get("/v1/code-lists")]
pub(super) async fn list(wire: Wire, app: web::Data<App>, query: List<NoFilter>) -> Answer {
    let data = app.clone();
    public::list(&app, &wire, query, move |_, query| {
        store::list(&data, query)
    })
    .await
}

/// Read one code list.
#[utoipa::path(tag = "reference", operation_id = "getCodeList", summary = "Read one code list",
    params(("name" = String, Path, description = "Its name", min_length = 1, max_length = 64,
        pattern = "^[a-z_]+$", example = "sector")),
    responses((status = 200, description = "The list", body = CodeList)))]
#[get("/v1/code-lists/{name}")]
pub(super) async fn get(wire: Wire, name: web::Path<String>, _: Query<NoFilter>) -> Answer {
    public::one(&wire, &store::find(&name)?)
}
