//! The handlers of agencies.

use actix_web::{get, patch, post, web};

use super::store;
use super::types::{Agency, AgencyChange, AgencyFilter, AgencyInput, AgencyPage, AgencyPatch};
use crate::app::App;
use crate::audit::{self, HistoryPage};
use crate::auth::{AnyScope, Caller, need};
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathCode, Query, Reply, Wire, etag,
    found, post,
};

/// List agencies.
#[utoipa::path(tag = "reference", operation_id = "listAgencies", summary = "List agencies",
    params(PageQuery, AgencyFilter),
    responses((status = 200, description = "A page of agencies", body = AgencyPage)),
    security(("oauth2" = [])))]
#[get("/v1/agencies")]
pub(super) async fn list(
    _: Caller<AnyScope>,
    wire: Wire,
    app: web::Data<App>,
    query: List<AgencyFilter>,
) -> Answer {
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, query)
        })
        .await
}

/// Enter an agency.
#[utoipa::path(tag = "reference", operation_id = "createAgency", summary = "Enter an agency",
    request_body = AgencyInput,
    responses((status = 201, description = "Entered", body = Agency)),
    security(("oauth2" = ["admin"])))]
#[post("/v1/agencies")]
pub(super) async fn create(
    caller: Caller<need::Admin>,
    wire: Wire,
    app: web::Data<App>,
    _: Query<NoFilter>,
    body: Body<AgencyInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, value)?;
        Reply::created(
            format!("/v1/agencies/{}", made.code),
            Some(etag(made.version, "")),
            &made,
        )
    })
    .await
}

/// Read one agency.
#[utoipa::path(tag = "reference", operation_id = "getAgency", summary = "Read one agency",
    params(("code" = String, Path, description = "The agency's code", min_length = 2, max_length = 64, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "dp3a-kukar")),
    responses((status = 200, description = "The agency", body = Agency)),
    security(("oauth2" = [])))]
#[get("/v1/agencies/{code}")]
pub(super) async fn get(
    _: Caller<AnyScope>,
    wire: Wire,
    app: web::Data<App>,
    code: PathCode,
    _: Query<NoFilter>,
) -> Answer {
    let row = app
        .db()
        .read(move |conn| store::find(conn, &code.0))
        .await?;
    found(&wire, &etag(row.version, ""), &row)
}

/// Change an agency.
#[utoipa::path(tag = "reference", operation_id = "updateAgency", summary = "Change an agency",
    params(("code" = String, Path, description = "The agency's code", min_length = 2, max_length = 64, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "dp3a-kukar")),
    request_body(content = AgencyPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Agency)),
    security(("oauth2" = ["admin"])))]
#[patch("/v1/agencies/{code}")]
pub(super) async fn update(
    caller: Caller<need::Admin>,
    wire: Wire,
    app: web::Data<App>,
    code: PathCode,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<AgencyChange>,
) -> Answer {
    wire.json_only()?;
    let row = app
        .write(&caller, &wire, move |tx| {
            store::update(tx, &code.0, &if_match, |before| patch.apply(before))
        })
        .await?;
    let reply = Reply::ok(etag(row.version, ""), &row)?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Read what happened to an agency.
#[utoipa::path(tag = "reference", operation_id = "listAgencyHistory", summary = "Read an agency's history",
    params(("code" = String, Path, description = "The agency's code", min_length = 2, max_length = 64, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "dp3a-kukar"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = [])))]
#[get("/v1/agencies/{code}/history")]
pub(super) async fn history(
    caller: Caller<AnyScope>,
    wire: Wire,
    app: web::Data<App>,
    code: PathCode,
    query: List<NoFilter>,
) -> Answer {
    let row = ("agencies", code.0.clone());
    audit::answer(
        &caller,
        &wire,
        &app,
        row,
        query,
        audit::plain,
        move |conn, _| store::find(conn, &code.0).map(drop),
    )
    .await
}
