//! The handlers of enrollments.

use actix_web::{get, post, web};

use super::row::RESOURCE;
use super::types::{
    EligibilityAnswer, EligibilityQuery, Enrollment, EnrollmentFilter, EnrollmentInput,
    EnrollmentPage, EnrollmentTransition,
};
use super::{list, store, transition as moves, view};
use crate::app::App;
use crate::audit::{self, HistoryPage};
use crate::auth::{Caller, Who, need};
use crate::db::{Conn, Id};
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, Page, PageQuery, PathId, Problem, Query, Reply, Wire,
    found, post,
};
use crate::text::Lang;

fn page(
    conn: &mut Conn,
    app: &App,
    who: &Who,
    lang: Lang,
    batch: Option<Id>,
    query: &List<EnrollmentFilter>,
) -> Result<Page<Enrollment>, Problem> {
    let rows = list::list(conn, app, who, batch, &query.filter, &query.page)?;
    Ok(Page {
        items: view::views(conn, who, lang, &rows.items)?,
        next_cursor: rows.next_cursor,
        total: rows.total,
    })
}

/// List the enrollments of a training batch.
#[utoipa::path(tag = "training", operation_id = "listEnrollmentsOfTrainingBatch", summary = "List the enrollments of a training batch",
    params(("id" = Id, Path, description = "The batch"), PageQuery, EnrollmentFilter),
    responses((status = 200, description = "A page of enrollments", body = EnrollmentPage)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/training-batches/{id}/enrollments")]
pub(super) async fn of_batch(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<EnrollmentFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    let lang = wire.lang;
    query
        .answer(&app, &wire, move |conn, query| {
            page(conn, &data, &who, lang, Some(id.0), query)
        })
        .await
}

/// Enroll a person in a training batch of your agency.
///
/// Registration must be open and `applied_on` within its window. The program's rules are checked:
/// each that is not met is named at `/person_id` with the rule as its code, and refuses unless
/// `override_reason` says why; what is not recorded (`unknown`) refuses nobody. A woman has one
/// active enrollment in a batch, also when she stands in two registers.
#[utoipa::path(tag = "training", operation_id = "createEnrollment", summary = "Enroll a person in a training batch",
    params(("id" = Id, Path, description = "The batch")),
    request_body = EnrollmentInput,
    responses((status = 201, description = "Enrolled as `applied`", body = Enrollment)),
    security(("oauth2" = ["training:write"])))]
#[post("/v1/training-batches/{id}/enrollments")]
pub(super) async fn create(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
    body: Body<EnrollmentInput>,
) -> Answer {
    let Body { value, raw } = body;
    let lang = wire.lang;
    post(&app, &caller, &wire, &raw, move |tx| {
        let made = store::create(tx, id.0, &value)?;
        let (seen, tag) = view::view(tx.conn, &tx.app, &tx.who, lang, &made)?;
        Reply::created(format!("/v1/enrollments/{}", made.id), Some(tag), &seen)
    })
    .await
}

/// Explain whether a person may be enrolled in a training batch, without enrolling her.
#[utoipa::path(tag = "training", operation_id = "getTrainingEligibility", summary = "Explain whether a person may be enrolled",
    params(("id" = Id, Path, description = "The batch"), EligibilityQuery),
    responses((status = 200, description = "How each rule of the program comes out", body = EligibilityAnswer)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/training-batches/{id}/eligibility")]
pub(super) async fn eligibility(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: Query<EligibilityQuery>,
) -> Answer {
    let who = (*caller).clone();
    let person_id = query.0.person_id;
    let results = app
        .db()
        .read(move |conn| store::explain(conn, &who, id.0, person_id))
        .await?;
    wire.json_only()?;
    let answer = EligibilityAnswer {
        batch_id: id.0,
        person_id,
        eligible: store::not_met(&results).next().is_none(),
        results: view::results(&results, &caller, wire.lang),
    };
    Ok(actix_web::HttpResponse::Ok()
        .insert_header(("Vary", "Accept-Language, Authorization"))
        .json(answer))
}

/// List enrollments.
///
/// Those of the people in your jurisdiction, whoever trains them: a regency's agency finds here
/// which of its women the province trained.
#[utoipa::path(tag = "training", operation_id = "listEnrollments", summary = "List enrollments",
    params(PageQuery, EnrollmentFilter),
    responses((status = 200, description = "A page of enrollments", body = EnrollmentPage)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/enrollments")]
pub(super) async fn all(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    query: List<EnrollmentFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    let lang = wire.lang;
    query
        .answer(&app, &wire, move |conn, query| {
            page(conn, &data, &who, lang, None, query)
        })
        .await
}

/// Read one enrollment.
#[utoipa::path(tag = "training", operation_id = "getEnrollment", summary = "Read one enrollment",
    params(("id" = Id, Path, description = "The enrollment")),
    responses((status = 200, description = "The enrollment", body = Enrollment)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/enrollments/{id}")]
pub(super) async fn get(
    caller: Caller<need::TrainingRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: Query<NoFilter>,
) -> Answer {
    let who = (*caller).clone();
    let data = app.clone();
    let lang = wire.lang;
    let (seen, tag) = app
        .db()
        .read(move |conn| {
            let row = store::find(conn, &who, id.0)?;
            view::view(conn, &data, &who, lang, &row)
        })
        .await?;
    found(&wire, &tag, &seen)
}

/// Move an enrollment in its life cycle.
///
/// `applied`, `screened`, `selected`, `accepted`, `attending`, `passed` or `failed`, `certified`;
/// beside the way `rejected` and `dropped` with a reason, `waitlisted` and `withdrawn`. `accepted`
/// takes a free seat, from the waiting list in its order; otherwise the answer is 409. A seat that
/// is given up goes at once to the first who waits. `passed` takes the program's share of the
/// sessions held, `certified` an issued certificate.
#[utoipa::path(tag = "training", operation_id = "transitionEnrollment", summary = "Move an enrollment in its life cycle",
    params(("id" = Id, Path, description = "The enrollment")),
    request_body = EnrollmentTransition,
    responses((status = 200, description = "The enrollment in its new state", body = Enrollment)),
    security(("oauth2" = ["training:write"])))]
#[post("/v1/enrollments/{id}/transitions")]
pub(super) async fn transition(
    caller: Caller<need::TrainingWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    if_match: IfMatch,
    _: Query<NoFilter>,
    body: Body<EnrollmentTransition>,
) -> Answer {
    let Body { value, raw } = body;
    let lang = wire.lang;
    post(&app, &caller, &wire, &raw, move |tx| {
        let row = moves::transition(tx, id.0, &if_match, &value)?;
        let (seen, tag) = view::view(tx.conn, &tx.app, &tx.who, lang, &row)?;
        Reply::ok(tag, &seen)
    })
    .await
}

/// Read what happened to an enrollment, attendance included.
#[utoipa::path(tag = "training", operation_id = "listEnrollmentHistory", summary = "Read an enrollment's history",
    params(("id" = Id, Path, description = "The enrollment"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["training:read"])))]
#[get("/v1/enrollments/{id}/history")]
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
