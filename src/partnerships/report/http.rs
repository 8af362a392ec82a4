//! The handler of the report.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY};
use actix_web::{HttpResponse, get, web};

use super::types::{PartnershipReport, ReportQuery};
use super::{html, store, xlsx};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{Answer, Format, PathId, Query, Wire, XLSX};

/// Report on a partnership in a quarter, semester or year.
///
/// As JSON, as a workbook, or as one page (`Accept: text/html`) that fetches nothing: a browser
/// shows it on a telephone and prints it on A4. Page and workbook are in the language of
/// `Accept-Language`, their days and hours in the coordinator's time zone. Figures and states are
/// those of the instant of printing; `counted_to` is the day to which ages and delays are counted.
#[utoipa::path(tag = "partnerships", operation_id = "getPartnershipReport", summary = "Report on a partnership in a period",
    params(("id" = Id, Path, description = "The partnership"), ReportQuery),
    responses((status = 200, description = "The report", body = PartnershipReport)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/partnerships/{id}/report")]
pub(super) async fn get(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: Query<ReportQuery>,
) -> Answer {
    let format = wire.format(&[Format::Json, Format::Xlsx, Format::Html])?;
    let who = (*caller).clone();
    let data = app.clone();
    let period = query.0.period;
    let report = app
        .db()
        .read_long(move |conn| conn.snapshot(|conn| store::report(conn, &data, &who, id.0, period)))
        .await?;
    let mut answer = HttpResponse::Ok();
    answer.insert_header(("Vary", "Accept, Accept-Language, Authorization"));
    match format {
        Format::Html => {
            let page = html::render_html(&report, wire.lang)?;
            answer.insert_header((CONTENT_SECURITY_POLICY, html::policy()));
            Ok(answer.content_type("text/html; charset=utf-8").body(page))
        }
        Format::Xlsx => {
            let book = xlsx::render_xlsx(&report, wire.lang)?;
            let file = format!(
                "attachment; filename=\"{}-{period}.xlsx\"",
                report.partnership.id
            );
            answer.insert_header((CONTENT_DISPOSITION, file));
            Ok(answer.content_type(XLSX).body(book))
        }
        _ => Ok(answer.json(report)),
    }
}
