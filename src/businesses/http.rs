//! The handlers of businesses.

use actix_web::{HttpResponse, delete, get, patch, post, web};

use super::acts::RESOURCE;
use super::list::Wanted;
use super::types::{
    BusinessColumns, BusinessFilter, BusinessInput, BusinessPatch, BusinessTransition,
};
use super::view::{Business, BusinessPage};
use super::{field_view, list as lists, past, sidt, store, transition, write};
use crate::app::App;
use crate::audit::{self, AsOf, HistoryPage, Past};
use crate::auth::{Caller, Scope, Who, need};
use crate::db::{Conn, Id, Timestamp};
use crate::http::{
    Answer, Body, Code, Format, IfMatch, LISTS, List, NoFilter, PageQuery, Patch, PathId, Problem,
    Query, Reply, Wire, found, post, shown,
};
use crate::text::Text;

/// List businesses.
///
/// Those of your jurisdiction that were not removed. `q` finds parts of words of the business's and
/// trade name. With `match=similar` it finds names however they are spelled, the most alike first: a
/// letter too many, too few, wrong or swapped, words written as one, old spellings (*Soerya*), an
/// abbreviation or none (*Bu*, *Hj.*, *Tk.*). Legal forms, titles and connectives (*UD*, *CV*, *PT*,
/// *Hj.*, *Bu*, *Jl.*, *dan*) find nothing beside other words and only order what is equal. To find a business
/// by its owner's name use `/v1/businesses/search`.
///
/// `columns=sidt` writes CSV, XLSX and NDJSON in the shape of SIDT-KUMKM (blocks I to IV, VIII and XII),
/// which `/v1/imports` reads: it names the main owner and so needs `people:read`; her NIK and NPWP, telephone,
/// e-mail and street address stay empty, without `finance:read` wages and founding capital, and without
/// `disability:read` her disability and the workers with one. Of each figure it shows the newest. Coming in again such a list changes nothing, since
/// `id_sinergi` names each business and empty cells keep what is recorded.
#[utoipa::path(tag = "businesses", operation_id = "listBusinesses", summary = "List businesses",
    params(PageQuery, BusinessFilter),
    responses((status = 200, description = "A page of businesses", body = BusinessPage)),
    security(("oauth2" = ["businesses:read"])))]
#[get("/v1/businesses")]
pub(super) async fn list(
    caller: Caller<need::BusinessesRead>,
    wire: Wire,
    app: web::Data<App>,
    query: List<BusinessFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    let long = query.filter.q.is_some() || query.filter.names_license() || query.page.wants_total();
    let wanted = Wanted {
        filter: query.filter.clone(),
        ..Wanted::default()
    };
    if query.filter.columns == Some(BusinessColumns::Sidt) {
        return sidt_list(&app, &wire, who, wanted, query).await;
    }
    let page = move |conn: &mut Conn, query: &List<BusinessFilter>| {
        lists::page(conn, &data, &who, &wanted, &query.page)
    };
    if long {
        query.answer_long(&app, &wire, page).await
    } else {
        query.answer(&app, &wire, page).await
    }
}

/// The list with the columns of SIDT-KUMKM, which name its owners.
async fn sidt_list(
    app: &web::Data<App>,
    wire: &Wire,
    who: Who,
    wanted: Wanted,
    query: List<BusinessFilter>,
) -> Answer {
    who.must(Scope::PeopleRead)?;
    if wire.format(&LISTS)? == Format::Json {
        return Err(Problem::new(Code::InvalidParameter).at(
            "?columns",
            "not_allowed",
            Text::new(
                "Kolom SIDT hanya untuk text/csv, XLSX, atau application/x-ndjson; sebutkan salah satunya di Accept.",
                "The columns of SIDT come as text/csv, XLSX or application/x-ndjson; name one of them in Accept.",
            ),
        ));
    }
    let data = app.clone();
    query
        .answer_long(app, wire, move |conn, query| {
            sidt::page(conn, &data, &who, &wanted, &query.page)
        })
        .await
}

/// Enter a business.
///
/// It begins as `draft`, in the register of the regency or city of its region. Owners must lie in
/// the same register.
#[utoipa::path(tag = "businesses", operation_id = "createBusiness", summary = "Enter a business",
    request_body = BusinessInput,
    responses((status = 201, description = "Entered", body = Business)),
    security(("oauth2" = ["businesses:write"])))]
#[post("/v1/businesses")]
pub(super) async fn create(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    _: Query<NoFilter>,
    body: Body<BusinessInput>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = write::create(tx, &value)?;
        Reply::created(
            format!("/v1/businesses/{}", made.id),
            Some(made.tag()),
            &made,
        )
    })
    .await
}

/// Read one business.
///
/// With `as_of` as it was at the end of that day, under the field rules and the jurisdiction of today:
/// what was entered, owners and state as they were recorded; scale, IKM class, workers, `women_owned`
/// and `women_led` derived by today's rules from what was on record then. Such an answer has no `ETag`,
/// so that nothing is changed by it. 404 `not_entered_yet` before it was entered,
/// `history_not_available` where values were erased since.
#[utoipa::path(tag = "businesses", operation_id = "getBusiness", summary = "Read one business",
    params(("id" = Id, Path, description = "The business"), AsOf),
    responses((status = 200, description = "The business", body = Business)),
    security(("oauth2" = ["businesses:read"])))]
#[get("/v1/businesses/{id}")]
pub(super) async fn get(
    caller: Caller<need::BusinessesRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: Query<AsOf>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    if let Some(day) = query.0.as_of {
        let then = move |conn: &mut Conn| {
            let (row, owners) = store::find_with_owners(conn, &who, id.0)?;
            let past = Past::end_of(day, &row.register_code)?;
            past::as_of(conn, &data, (&row, &owners), past)
        };
        let business = app.db().read_long(|conn| conn.snapshot(then)).await?;
        return shown(&wire, &business);
    }
    let business = app
        .db()
        .read(move |conn| {
            let (row, owners) = store::find_with_owners(conn, &who, id.0)?;
            Business::of(&row, &owners, &data, Timestamp::now())
        })
        .await?;
    found(&wire, &business.tag(), &business)
}

/// Change a business.
///
/// Absent fields stay, null clears; `kbli` and `owners` are replaced whole. The region may change
/// within the same register only. Every agency of the regency may change it; a province or a
/// national agency only what it entered itself.
#[utoipa::path(tag = "businesses", operation_id = "updateBusiness", summary = "Change a business",
    params(("id" = Id, Path, description = "The business")),
    request_body(content = BusinessPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Business)),
    security(("oauth2" = ["businesses:write"])))]
#[patch("/v1/businesses/{id}")]
pub(super) async fn update(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<BusinessInput>,
) -> Answer {
    wire.json_only()?;
    let business = app
        .write(&caller, &wire, move |tx| {
            write::update(tx, id.0, &if_match, |before| patch.apply(before))
        })
        .await?;
    let reply = Reply::ok(business.tag(), &business)?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Remove a business that never counted as one and stands in no enrollment.
///
/// Only in `draft`, `returned` or `rejected`; others are closed or merged. The change feed tells of
/// it with `deleted`.
#[utoipa::path(tag = "businesses", operation_id = "deleteBusiness", summary = "Remove a business",
    params(("id" = Id, Path, description = "The business")),
    responses((status = 204, description = "Removed")),
    security(("oauth2" = ["businesses:write"])))]
#[delete("/v1/businesses/{id}")]
pub(super) async fn delete(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
) -> Answer {
    app.write(&caller, &wire, move |tx| write::delete(tx, id.0, &if_match))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Move a business in its life cycle.
///
/// `submitted` and `verified` need the header `Sinergi-Actor`, and the two must be different
/// officials. `verified` needs an owner with a NIK, the village, and a main KBLI code or sector;
/// `closed` needs `on` and a reason of the code list `close_reason`; `merged` needs `merged_into`.
#[utoipa::path(tag = "businesses", operation_id = "transitionBusiness", summary = "Move a business in its life cycle",
    params(("id" = Id, Path, description = "The business")),
    request_body = BusinessTransition,
    responses((status = 200, description = "Moved", body = Business)),
    security(("oauth2" = ["businesses:write"])))]
#[post("/v1/businesses/{id}/transitions")]
pub(super) async fn transitions(
    caller: Caller<need::BusinessesWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    body: Body<BusinessTransition>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let moved = transition::transition(tx, id.0, &if_match, &value)?;
        Reply::ok(moved.tag(), &moved)
    })
    .await
}

/// Read what happened to a business.
///
/// Contacts are masked as in the business itself; capital, sales and investment are left out without
/// `finance:read`, workers with a disability without `disability:read`.
#[utoipa::path(tag = "businesses", operation_id = "listBusinessHistory", summary = "Read a business's history",
    params(("id" = Id, Path, description = "The business"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["businesses:read"])))]
#[get("/v1/businesses/{id}/history")]
pub(super) async fn history(
    caller: Caller<need::BusinessesRead>,
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
        field_view,
        move |conn, who| store::find(conn, who, id.0).map(drop),
    )
    .await
}
