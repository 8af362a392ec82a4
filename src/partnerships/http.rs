//! The handlers of partnerships.

use actix_web::{delete, get, patch, post, web};

use super::sight::find;
use super::store::{self, RESOURCE};
use super::types::{
    Partnership, PartnershipFilter, PartnershipInput, PartnershipPage, PartnershipPatch,
    PartnershipTransition,
};
use crate::app::App;
use crate::audit::{self, HistoryPage};
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, found,
    post,
};

/// List partnerships.
///
/// Those your agency is a party to, wherever they lie, and those of the agencies in your jurisdiction.
#[utoipa::path(tag = "partnerships", operation_id = "listPartnerships", summary = "List partnerships",
    params(PageQuery, PartnershipFilter),
    responses((status = 200, description = "A page of partnerships", body = PartnershipPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/partnerships")]
pub(super) async fn list(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    query: List<PartnershipFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            super::list::list(conn, &data, &who, query)
        })
        .await
}

/// Enter a partnership; it begins as `draft`, and your agency coordinates it.
#[utoipa::path(tag = "partnerships", operation_id = "createPartnership", summary = "Enter a partnership",
    request_body = PartnershipInput,
    responses((status = 201, description = "Entered", body = Partnership)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/partnerships")]
pub(super) async fn create(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    _: Query<NoFilter>,
    body: Body<PartnershipInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, value)?;
        let (tag, view) = store::shown(tx.conn, &made)?;
        Reply::created(format!("/v1/partnerships/{}", made.id), Some(tag), &view)
    })
    .await
}

/// Read one partnership with its parties.
#[utoipa::path(tag = "partnerships", operation_id = "getPartnership", summary = "Read one partnership",
    params(("id" = Id, Path, description = "The partnership")),
    responses((status = 200, description = "The partnership", body = Partnership)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/partnerships/{id}")]
pub(super) async fn get(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let (tag, view) = app
        .db()
        .read(move |conn| {
            let row = find(conn, &who, id.0)?;
            store::shown(conn, &row)
        })
        .await?;
    found(&wire, &tag, &view)
}

/// Change a partnership that your agency coordinates.
///
/// Once it is signed its terms stand, and only `document_url` and `document_sha256` change; 409
/// otherwise. What was agreed anew is another partnership with `extension_of`.
#[utoipa::path(tag = "partnerships", operation_id = "updatePartnership", summary = "Change a partnership",
    params(("id" = Id, Path, description = "The partnership")),
    request_body(content = PartnershipPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Partnership)),
    security(("oauth2" = ["partnerships:write"])))]
#[patch("/v1/partnerships/{id}")]
pub(super) async fn update(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<PartnershipInput>,
) -> Answer {
    wire.json_only()?;
    let (tag, view) = app
        .write(&caller, &wire, move |tx| {
            let row = store::update(tx, id.0, &if_match, |before| patch.apply(before))?;
            store::shown(tx.conn, &row)
        })
        .await?;
    Ok(Reply::ok(tag, &view)?.into_response(app.public_base(), false))
}

/// Delete a partnership in draft.
///
/// A later one is canceled instead; one with activities, targets or meetings answers 409
/// `still_referenced`.
#[utoipa::path(tag = "partnerships", operation_id = "deletePartnership", summary = "Delete a partnership in draft",
    params(("id" = Id, Path, description = "The partnership")),
    responses((status = 204, description = "Deleted")),
    security(("oauth2" = ["partnerships:write"])))]
#[delete("/v1/partnerships/{id}")]
pub(super) async fn delete(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
) -> Answer {
    app.write(&caller, &wire, move |tx| store::delete(tx, id.0, &if_match))
        .await?;
    Ok(Reply::no_content().into_response(app.public_base(), false))
}

/// Move a partnership in its life cycle.
///
/// `draft`, `under_review`, `agreed`, `signed`; back to `draft` for a revision; `canceled` before the
/// signature and `ended_early` after it, each with a reason, the latter with its last day (`on`).
/// Signing needs at least two parties of the scheme. Under kesepakatan bersama, PKS, nota kesepakatan and komitmen
/// bersama it needs each party's number, office and date; under `sk_tim` and `rencana_aksi` the
/// issuing authority's (PP 28/2018, Permendagri 22/2020). Everything missing is named at once. The
/// partnership that this one continues becomes `extended`.
#[utoipa::path(tag = "partnerships", operation_id = "transitionPartnership", summary = "Move a partnership in its life cycle",
    params(("id" = Id, Path, description = "The partnership")),
    request_body = PartnershipTransition,
    responses((status = 200, description = "The partnership in its new state", body = Partnership)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/partnerships/{id}/transitions")]
pub(super) async fn transition(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    body: Body<PartnershipTransition>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let row = super::transition::transition(tx, id.0, &if_match, value)?;
        let (tag, view) = store::shown(tx.conn, &row)?;
        Reply::ok(tag, &view)
    })
    .await
}

/// Read what happened to a partnership.
#[utoipa::path(tag = "partnerships", operation_id = "listPartnershipHistory", summary = "Read a partnership's history",
    params(("id" = Id, Path, description = "The partnership"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/partnerships/{id}/history")]
pub(super) async fn history(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<NoFilter>,
) -> Answer {
    let row = (RESOURCE, id.0.to_string());
    audit::answer(
        &caller,
        &wire,
        &app,
        row,
        query,
        audit::plain,
        move |conn, who| find(conn, who, id.0).map(drop),
    )
    .await
}
