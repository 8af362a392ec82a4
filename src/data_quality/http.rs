//! The handlers of data-quality flags.

use actix_web::{get, post, web};

use super::store;
use super::types::{DataQualityFlag, DataQualityFlagPage, FlagFilter, FlagTransition};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, PathId, Query, Reply, Wire, etag, found, post,
};

/// List data-quality flags.
///
/// Doubts about businesses of your jurisdiction, and with `people:read` also about people. A
/// doubt stays in the list after it is resolved; `status=open` leaves those out.
#[utoipa::path(tag = "intake", operation_id = "listDataQualityFlags", summary = "List data-quality flags",
    params(PageQuery, FlagFilter),
    responses((status = 200, description = "A page of flags", body = DataQualityFlagPage)),
    security(("oauth2" = ["businesses:read"])))]
#[get("/v1/data-quality-flags")]
pub(super) async fn list(
    caller: Caller<need::BusinessesRead>,
    wire: Wire,
    app: web::Data<App>,
    query: List<FlagFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, query)
        })
        .await
}

/// Read one data-quality flag.
#[utoipa::path(tag = "intake", operation_id = "getDataQualityFlag", summary = "Read one data-quality flag",
    params(("id" = Id, Path, description = "The flag")),
    responses((status = 200, description = "The flag", body = DataQualityFlag)),
    security(("oauth2" = ["businesses:read"])))]
#[get("/v1/data-quality-flags/{id}")]
pub(super) async fn get(
    caller: Caller<need::BusinessesRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let flag = app
        .db()
        .read(move |conn| store::find(conn, &who, id.0))
        .await?;
    found(&wire, &etag(flag.version, ""), &flag)
}

/// Settle a doubt by hand, or raise it again.
///
/// Allowed to those who may change the row in doubt, a person's only with `people:write`. Changing the row itself is the better way
/// where a value is wrong: the flag then resolves by itself. A flag settled by hand stays so while
/// its reason is the same, and opens again when the reason comes anew.
#[utoipa::path(tag = "intake", operation_id = "transitionDataQualityFlag", summary = "Resolve or reopen a data-quality flag",
    params(("id" = Id, Path, description = "The flag")),
    request_body = FlagTransition,
    responses((status = 200, description = "The flag in its new state", body = DataQualityFlag)),
    security(("oauth2" = ["businesses:write"])))]
#[post("/v1/data-quality-flags/{id}/transitions")]
pub(super) async fn transition(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    body: Body<FlagTransition>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let flag = store::transition(tx, id.0, &if_match, value)?;
        Reply::ok(etag(flag.version, ""), &flag)
    })
    .await
}
