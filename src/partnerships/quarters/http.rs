//! The handlers of quarters.

use actix_web::{FromRequest, HttpRequest, HttpResponse, get, post, web};

use super::store;
use super::types::{PartnershipQuarter, PartnershipQuarterPage, QuarterClosing, QuarterFilter};
use crate::app::App;
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, List, NoFilter, PageQuery, PathId, Problem, Query, Reply, Wire, post,
};
use crate::values::quarter::{self, Quarter};

/// The quarter in a path; anything that is none names nothing that exists.
pub(super) struct PathQuarter(Quarter);

impl FromRequest for PathQuarter {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let named = request.match_info().get("quarter");
        let quarter = named.and_then(|text| quarter::parse(text).ok());
        std::future::ready(quarter.map(Self).ok_or_else(Problem::not_found))
    }
}

/// List the quarters of a partnership with their figures.
///
/// Each target of the quarter's year with what was to be reached, reported, and counted from the
/// register, and what stood at the closing.
#[utoipa::path(tag = "partnerships", operation_id = "listPartnershipQuarters", summary = "List the quarters of a partnership with their figures",
    params(("id" = Id, Path, description = "The partnership"), PageQuery, QuarterFilter),
    responses((status = 200, description = "A page of quarters", body = PartnershipQuarterPage)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/partnerships/{id}/quarters")]
pub(super) async fn list(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<QuarterFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    query
        .answer_long(&app, &wire, move |conn, query| {
            conn.snapshot(|conn| store::list(conn, &data, &who, id.0, query))
        })
        .await
}

/// Read one quarter of a partnership with its figures.
#[utoipa::path(tag = "partnerships", operation_id = "getPartnershipQuarter", summary = "Read one quarter of a partnership",
    params(("id" = Id, Path, description = "The partnership"),
        ("quarter" = inline(Quarter), Path, description = "The quarter")),
    responses((status = 200, description = "The quarter", body = PartnershipQuarter)),
    security(("oauth2" = ["partnerships:read"])))]
#[get("/v1/partnerships/{id}/quarters/{quarter}")]
pub(super) async fn get(
    caller: Caller<need::PartnershipsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    quarter: PathQuarter,
    _: Query<NoFilter>,
) -> Answer {
    wire.json_only()?;
    let who = (*caller).clone();
    let view = app
        .db()
        .read_long(move |conn| conn.snapshot(|conn| store::find(conn, &who, id.0, quarter.0)))
        .await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Close a quarter of a partnership that your agency coordinates.
///
/// After its last day in your time zone, and with `Sinergi-Actor`. 409 while a realization of it is not
/// verified; `errors` names the targets. What was never reported stays missing. The closing keeps the
/// figures and locks them; a correction is a new revision. A closed quarter does not open again.
#[utoipa::path(tag = "partnerships", operation_id = "closePartnershipQuarter", summary = "Close a quarter",
    params(("id" = Id, Path, description = "The partnership")),
    request_body = QuarterClosing,
    responses((status = 201, description = "Closed", body = PartnershipQuarter)),
    security(("oauth2" = ["partnerships:write"])))]
#[post("/v1/partnerships/{id}/quarters")]
pub(super) async fn close(
    caller: Caller<need::PartnershipsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<QuarterClosing>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let quarter = value.quarter;
        super::close(tx, id.0, value)?;
        let view = store::find(tx.conn, &tx.who, id.0, quarter)?;
        let location = format!("/v1/partnerships/{}/quarters/{quarter}", id.0);
        Reply::created(location, None, &view)
    })
    .await
}
