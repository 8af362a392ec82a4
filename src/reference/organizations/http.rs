//! The handlers of organizations.

use actix_web::{get, patch, post, web};

use super::store;
use super::types::{
    Organization, OrganizationFilter, OrganizationInput, OrganizationPage, OrganizationPatch,
};
use crate::app::App;
use crate::audit::{self, HistoryPage};
use crate::auth::{AnyScope, Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, etag,
    found, post,
};

/// List organizations.
#[utoipa::path(tag = "reference", operation_id = "listOrganizations", summary = "List organizations",
    params(PageQuery, OrganizationFilter),
    responses((status = 200, description = "A page of organizations", body = OrganizationPage)),
    security(("oauth2" = [])))]
#[get("/v1/organizations")]
pub(super) async fn list(
    _: Caller<AnyScope>,
    wire: Wire,
    app: web::Data<App>,
    query: List<OrganizationFilter>,
) -> Answer {
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, query)
        })
        .await
}

/// Enter an organization.
#[utoipa::path(tag = "reference", operation_id = "createOrganization", summary = "Enter an organization",
    request_body = OrganizationInput,
    responses((status = 201, description = "Entered", body = Organization)),
    security(("oauth2" = ["admin"])))]
#[post("/v1/organizations")]
pub(super) async fn create(
    caller: Caller<need::Admin>,
    wire: Wire,
    app: web::Data<App>,
    _: Query<NoFilter>,
    body: Body<OrganizationInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, value)?;
        Reply::created(
            format!("/v1/organizations/{}", made.id),
            Some(etag(made.version, "")),
            &made,
        )
    })
    .await
}

/// Read one organization.
#[utoipa::path(tag = "reference", operation_id = "getOrganization", summary = "Read one organization",
    params(("id" = Id, Path, description = "The organization")),
    responses((status = 200, description = "The organization", body = Organization)),
    security(("oauth2" = [])))]
#[get("/v1/organizations/{id}")]
pub(super) async fn get(
    _: Caller<AnyScope>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
) -> Answer {
    let row = app.db().read(move |conn| store::find(conn, id.0)).await?;
    found(&wire, &etag(row.version, ""), &row)
}

/// Change an organization.
#[utoipa::path(tag = "reference", operation_id = "updateOrganization", summary = "Change an organization",
    params(("id" = Id, Path, description = "The organization")),
    request_body(content = OrganizationPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Organization)),
    security(("oauth2" = ["admin"])))]
#[patch("/v1/organizations/{id}")]
pub(super) async fn update(
    caller: Caller<need::Admin>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<OrganizationInput>,
) -> Answer {
    wire.json_only()?;
    let row = app
        .write(&caller, &wire, move |tx| {
            store::update(tx, id.0, &if_match, |before| patch.apply(before))
        })
        .await?;
    let reply = Reply::ok(etag(row.version, ""), &row)?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Read what happened to an organization.
#[utoipa::path(tag = "reference", operation_id = "listOrganizationHistory", summary = "Read an organization's history",
    params(("id" = Id, Path, description = "The organization"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = [])))]
#[get("/v1/organizations/{id}/history")]
pub(super) async fn history(
    caller: Caller<AnyScope>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<NoFilter>,
) -> Answer {
    let row = ("organizations", id.0.to_string());
    audit::answer(
        &caller,
        &wire,
        &app,
        row,
        query,
        audit::plain,
        move |conn, _| store::find(conn, id.0).map(drop),
    )
    .await
}
