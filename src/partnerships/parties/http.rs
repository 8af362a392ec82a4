//! The handlers of parties.

use actix_web::{delete, get, patch, post, web};

use super::store;
use super::types::{PartnershipPartyPage, PartnershipPartyPatch, Party, PartyInput};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, etag,
    found, path_id, post,
};

path_id!(PathParty, "party_id", "The party's id in a path.");

/// List the parties of a partnership.
#[utoipa::path(tag = "partnerships", operation_id = "listPartnershipParties", summary = "List the parties of a partnership",
    params(("id" = Id, Path, description = "The partnership"), PageQuery),
    responses((status = 200, description = "A page of parties", body = PartnershipPartyPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/partnerships/{id}/parties")]
pub(super) async fn list(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, id.0, query)
        })
        .await
}

/// Name a party of a partnership that your agency coordinates.
///
/// An agency or an organization, at most 100; 409 once the partnership is signed.
#[utoipa::path(tag = "partnerships", operation_id = "createPartnershipParty", summary = "Name a party of a partnership",
    params(("id" = Id, Path, description = "The partnership")),
    request_body = PartyInput,
    responses((status = 201, description = "Named", body = Party)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/partnerships/{id}/parties")]
pub(super) async fn create(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<PartyInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, id.0, value)?;
        Reply::created(
            format!("/v1/partnerships/{}/parties/{}", id.0, made.id),
            Some(etag(made.version, "")),
            &made.view(),
        )
    })
    .await
}

/// Read one party.
#[utoipa::path(tag = "partnerships", operation_id = "getPartnershipParty", summary = "Read one party of a partnership",
    params(("id" = Id, Path, description = "The partnership"),
        ("party_id" = Id, Path, description = "The party")),
    responses((status = 200, description = "The party", body = Party)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/partnerships/{id}/parties/{party_id}")]
pub(super) async fn get(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    party: PathParty,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let row = app
        .db()
        .read(move |conn| store::find(conn, &who, id.0, party.0))
        .await?;
    found(&wire, &etag(row.version, ""), &row.view())
}

/// Change a party of a partnership that your agency coordinates.
///
/// 409 once the partnership is signed.
#[utoipa::path(tag = "partnerships", operation_id = "updatePartnershipParty", summary = "Change a party of a partnership",
    params(("id" = Id, Path, description = "The partnership"),
        ("party_id" = Id, Path, description = "The party")),
    request_body(content = PartnershipPartyPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Party)),
    security(("oauth2" = ["partnerships:write"])))]
#[patch("/v1/partnerships/{id}/parties/{party_id}")]
#[expect(
    clippy::too_many_arguments,
    reason = "each parameter is one part of the request, read by its own extractor"
)]
pub(super) async fn update(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    party: PathParty,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<PartyInput>,
) -> Answer {
    wire.json_only()?;
    let row = app
        .write(&caller, &wire, move |tx| {
            store::update(tx, id.0, party.0, &if_match, |before| patch.apply(before))
        })
        .await?;
    let reply = Reply::ok(etag(row.version, ""), &row.view())?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Delete a party of a partnership that your agency coordinates.
///
/// 409 once the partnership is signed.
#[utoipa::path(tag = "partnerships", operation_id = "deletePartnershipParty", summary = "Delete a party of a partnership",
    params(("id" = Id, Path, description = "The partnership"),
        ("party_id" = Id, Path, description = "The party")),
    responses((status = 204, description = "Deleted")),
    security(("oauth2" = ["partnerships:write"])))]
#[delete("/v1/partnerships/{id}/parties/{party_id}")]
pub(super) async fn delete(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    party: PathParty,
    if_match: IfMatch,
    _: Query<NoFilter>,
) -> Answer {
    app.write(&caller, &wire, move |tx| {
        store::delete(tx, id.0, party.0, &if_match)
    })
    .await?;
    Ok(Reply::no_content().into_response(app.public_base(), false))
}
