//! The handlers of licenses.

use actix_web::{delete, get, patch, post, web};

use super::store;
use super::types::{License, LicenseFilter, LicenseInput, LicensePage, LicensePatch};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, PathId, Query, Reply, Wire, found,
    path_id, post,
};

path_id!(PathLicense, "license_id", "The license's id in a path.");

/// List the licenses of a business.
///
/// In the order they were recorded. The NIB and the P-IRT number that lists of agencies have are fields of the
/// business itself.
#[utoipa::path(tag = "businesses", operation_id = "listLicenses", summary = "List the licenses of a business",
    params(("id" = Id, Path, description = "The business"), PageQuery, LicenseFilter),
    responses((status = 200, description = "A page of licenses", body = LicensePage)),
    security(("oauth2" = ["businesses:read"])))]
#[get("/v1/businesses/{id}/licenses")]
pub(in crate::businesses) async fn list(
    caller: Caller<need::BusinessesRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<LicenseFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, id.0, query)
        })
        .await
}

/// Record a license of a business.
///
/// The number is read by the rules of its type: P-IRT is kept as `2066402010001-29`, an NPWP of fifteen digits becomes
/// sixteen. Refused with a code of its own, which says the way out: `halal_decree_number` (a KH… number is that of the
/// decree, not of the certificate), `bpom_letters_missing`, `npwp_is_nik` (a person's NPWP is her NIK), `number_is_nik`,
/// `number_without_digit`. A form that may be new is kept, `format_verified` is false, and the business is flagged
/// `format_unverified`. 409 `already_exists` for a number that the business has already under this type, 409 `conflict`
/// above 200 licenses.
#[utoipa::path(tag = "businesses", operation_id = "createLicense", summary = "Record a license of a business",
    params(("id" = Id, Path, description = "The business")),
    request_body = LicenseInput,
    responses((status = 201, description = "Recorded", body = License)),
    security(("oauth2" = ["businesses:write"])))]
#[post("/v1/businesses/{id}/licenses")]
pub(in crate::businesses) async fn create(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<LicenseInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, id.0, value)?;
        Reply::created(
            format!("/v1/businesses/{}/licenses/{}", id.0, made.id),
            Some(made.tag()),
            &made.view(),
        )
    })
    .await
}

/// Read one license.
#[utoipa::path(tag = "businesses", operation_id = "getLicense", summary = "Read one license of a business",
    params(("id" = Id, Path, description = "The business"),
        ("license_id" = Id, Path, description = "The license")),
    responses((status = 200, description = "The license", body = License)),
    security(("oauth2" = ["businesses:read"])))]
#[get("/v1/businesses/{id}/licenses/{license_id}")]
pub(in crate::businesses) async fn get(
    caller: Caller<need::BusinessesRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    license: PathLicense,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let row = app
        .db()
        .read(move |conn| store::find(conn, &who, id.0, license.0))
        .await?;
    found(&wire, &row.tag(), &row.view())
}

/// Change a license of a business.
///
/// Under the same rules as a new one. It raises the version of the business, whose history tells of it.
#[utoipa::path(tag = "businesses", operation_id = "updateLicense", summary = "Change a license of a business",
    params(("id" = Id, Path, description = "The business"),
        ("license_id" = Id, Path, description = "The license")),
    request_body(content = LicensePatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = License)),
    security(("oauth2" = ["businesses:write"])))]
#[patch("/v1/businesses/{id}/licenses/{license_id}")]
#[expect(
    clippy::too_many_arguments,
    reason = "each parameter is one part of the request, read by its own extractor"
)]
pub(in crate::businesses) async fn update(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    license: PathLicense,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<LicenseInput>,
) -> Answer {
    wire.json_only()?;
    let row = app
        .write(&caller, &wire, move |tx| {
            store::update(tx, id.0, license.0, &if_match, |before| patch.apply(before))
        })
        .await?;
    let reply = Reply::ok(row.tag(), &row.view())?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Delete a license of a business that was recorded by mistake.
///
/// One that was revoked or has expired is not deleted: its `status` says so.
#[utoipa::path(tag = "businesses", operation_id = "deleteLicense", summary = "Delete a license of a business",
    params(("id" = Id, Path, description = "The business"),
        ("license_id" = Id, Path, description = "The license")),
    responses((status = 204, description = "Deleted")),
    security(("oauth2" = ["businesses:write"])))]
#[delete("/v1/businesses/{id}/licenses/{license_id}")]
pub(in crate::businesses) async fn delete(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    license: PathLicense,
    if_match: IfMatch,
    _: Query<NoFilter>,
) -> Answer {
    app.write(&caller, &wire, move |tx| {
        store::delete(tx, id.0, license.0, &if_match)
    })
    .await?;
    Ok(Reply::no_content().into_response(app.public_base(), false))
}
