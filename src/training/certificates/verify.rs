//! The public check of a certificate.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, get, web};
use diesel::prelude::*;

use super::code;
use super::store::CertificateRow;
use super::types::CertificateVerification;
use crate::app::App;
use crate::db::{Conn, on};
use crate::http::{Answer, NoFilter, Problem, Query, Wire};
use crate::people::mask;
use crate::schema::{certificates, people};

/// The code in the path; what cannot be one is as unknown as any other.
pub(super) struct PathVerification(Option<String>);

impl FromRequest for PathVerification {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let code = request.match_info().get("code").and_then(code::read);
        std::future::ready(Ok(Self(code)))
    }
}

/// Check a certificate by the code printed on it; no token is needed.
///
/// Case, hyphens and spaces do not matter. A code that no certificate has answers 404.
#[utoipa::path(tag = "training", operation_id = "verifyCertificate", summary = "Check a certificate by its code",
    params(("code" = String, Path, description = "The code printed on the certificate", min_length = 26, max_length = 64)),
    responses((status = 200, description = "The certificate is known", body = CertificateVerification)))]
#[get("/v1/certificates/verify/{code}")]
pub(super) async fn verify(
    wire: Wire,
    app: web::Data<App>,
    code: PathVerification,
    _: Query<NoFilter>,
) -> Answer {
    wire.json_only()?;
    let code = code.0.ok_or_else(Problem::not_found)?;
    let told = app.db().read(move |conn| check(conn, &code)).await?;
    // Nobody on the way keeps what was told: it may be revoked the next moment.
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(told))
}

/// What anybody is told of the certificate with this code, wherever its holder lives.
fn check(conn: &mut Conn, code: &str) -> Result<CertificateVerification, Problem> {
    let row: CertificateRow = on!(conn, |c| certificates::table
        .filter(certificates::code.eq(code))
        .select(CertificateRow::as_select())
        .first(c))?;
    let name: String = on!(conn, |c| people::table
        .find(row.person_id)
        .select(people::full_name)
        .first(c))?;
    Ok(CertificateVerification {
        holder_masked: mask::name(&name),
        valid: row.is_valid(),
        title: row.title,
    })
}
