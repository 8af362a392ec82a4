//! The handlers of certificates.

use actix_web::{get, post, web};

use super::issue;
use super::store::{self, RESOURCE};
use super::types::{
    Certificate, CertificateFilter, CertificateInput, CertificatePage, CertificateTransition,
};
use crate::app::App;
use crate::audit::{self, HistoryPage};
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, PathId, Query, Reply, Wire, found, post,
};

/// List certificates.
///
/// Those of the women in your jurisdiction, whichever agency trained them.
#[utoipa::path(tag = "training", operation_id = "listCertificates", summary = "List certificates",
    params(PageQuery, CertificateFilter),
    responses((status = 200, description = "A page of certificates", body = CertificatePage)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/certificates")]
pub(super) async fn list(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    query: List<CertificateFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, query)
        })
        .await
}

/// Issue a certificate for an enrollment in a batch of your agency.
///
/// `kehadiran` for somebody who attended, `kelulusan` and `kompetensi_bnsp` for somebody who passed;
/// these two make the enrollment `certified` (`kompetensi_bnsp` only with `kompeten`). An enrollment
/// has one valid certificate of a type: a second answers 409.
#[utoipa::path(tag = "training", operation_id = "createCertificate", summary = "Issue a certificate",
    request_body = CertificateInput,
    responses((status = 201, description = "Issued", body = Certificate)),
    security(("oauth2" = ["training:write"])))]
#[post("/v1/certificates")]
pub(super) async fn create(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    _: Query<NoFilter>,
    body: Body<CertificateInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = issue::issue(tx, value)?;
        Reply::created(
            format!("/v1/certificates/{}", made.id),
            Some(made.tag()),
            &made.view(),
        )
    })
    .await
}

/// Read one certificate.
#[utoipa::path(tag = "training", operation_id = "getCertificate", summary = "Read one certificate",
    params(("id" = Id, Path, description = "The certificate")),
    responses((status = 200, description = "The certificate", body = Certificate)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/certificates/{id}")]
pub(super) async fn get(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let row = app
        .db()
        .read(move |conn| store::find(conn, &who, id.0))
        .await?;
    found(&wire, &row.tag(), &row.view())
}

/// Revoke a certificate of your agency, with a reason.
///
/// With the last valid certificate of completion or competence, the enrollment is `passed` again.
#[utoipa::path(tag = "training", operation_id = "transitionCertificate", summary = "Revoke a certificate",
    params(("id" = Id, Path, description = "The certificate")),
    request_body = CertificateTransition,
    responses((status = 200, description = "The certificate in its new state", body = Certificate)),
    security(("oauth2" = ["training:write"])))]
#[post("/v1/certificates/{id}/transitions")]
pub(super) async fn transition(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    body: Body<CertificateTransition>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let row = store::transition(tx, id.0, &if_match, &value)?;
        Reply::ok(row.tag(), &row.view())
    })
    .await
}

/// Read what happened to a certificate.
#[utoipa::path(tag = "training", operation_id = "listCertificateHistory", summary = "Read a certificate's history",
    params(("id" = Id, Path, description = "The certificate"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/certificates/{id}/history")]
pub(super) async fn history(
    caller: Caller<need::TrainingRead>,
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
        move |conn, who| store::find(conn, who, id.0).map(drop),
    )
    .await
}
