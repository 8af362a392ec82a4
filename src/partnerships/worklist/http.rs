//! The handler of the worklist.

use actix_web::{get, web};

use super::store;
use super::types::{WorklistFilter, WorklistPage};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::http::{Answer, List, PageQuery, Wire};

/// List what is due or overdue for your agency across its partnerships.
///
/// The earliest day first. An item is gone once the work is done; another agency's work is not in
/// your list, whatever you see.
#[utoipa::path(tag = "partnerships", operation_id = "listWorklist", summary = "List what is due for your agency",
    params(PageQuery, WorklistFilter),
    responses((status = 200, description = "A page of things to do", body = WorklistPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/worklist")]
pub(super) async fn list(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    query: List<WorklistFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    let lang = wire.lang;
    query
        .answer(&app, &wire, move |conn, query| {
            conn.snapshot(|conn| store::list(conn, &data, &who, lang, query))
        })
        .await
}
