//! The handlers of imports.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::erase;
use super::finish::{self, RESOURCE};
use super::local::new_job;
use super::report;
use super::send_back::SendBack;
use super::source::CSV;
use super::status::ImportStatus;
use super::store::{self, JobRow};
use super::types::{
    Import, ImportErrorPage, ImportFilter, ImportKind, ImportMode, ImportPage, ImportQuery,
    ImportTransition, Severity,
};
use super::{runner, upload, view};
use crate::app::{App, Tx};
use crate::audit::Act;
use crate::auth::{Caller, Scope, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, Code, Format, IfMatch, List, NDJSON, NoFilter, PathId, Problem, Query, Reply,
    Wire, XLSX, etag, found, media_type,
};
use crate::text::Lang;

/// A file of rows: CSV (RFC 4180 and what spreadsheets make of it), an XLSX workbook, or NDJSON.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary, min_length = 1, max_length = 1_073_741_824_usize)]
#[expect(dead_code, reason = "only describes the body, which is streamed")]
struct ImportFile(String);

/// Send a file to import; `mode=commit` also needs `businesses:write`, `people:write` and `Sinergi-Actor`.
///
/// `mode=commit` also needs the scopes `businesses:write` and `people:write` and the header
/// `Sinergi-Actor`; `source` is needed where the file has no column for its source system.
///
/// The answer names the job, which runs in the background. Rows are matched in the register of
/// their own regency; the same file again changes nothing. Titles, merged headers, `KAB.`, `Rp`
/// and telephone spellings are read; what cannot be read safely is refused row by row with a code
/// and a suggestion.
///
/// NDJSON is one JSON object a line: its keys are what columns may be called, its values texts,
/// numbers, `true`, `false` or `null`, and rows are counted by lines. Write NIK, telephone and codes
/// as texts.
///
/// Of a list in the shape of SIDT-KUMKM the blocks I to IV, VIII and XII are read and stored: numbers of
/// MD, halal, SNI, HACCP, trademark and NPWP become licenses, the main product a product, and what is said of
/// workers, wages and guidance received a snapshot. A person's NPWP is her NIK (PMK 112/2022) and is not stored
/// besides. `id_sinergi` is the id of a business here: such a row means that business or is refused.
/// `unstored_columns` names the columns of any list for which the register has no place.
///
/// `kind=enrollments` needs `training:write` and a `batch` of your own agency. Each row finds or
/// enters the woman and the business it names, enrolls her, brings her enrollment to the row's
/// result (`hasil`), and records her attendance (`sesi 1`, `sesi 2` …: H, I, S, A). A row of the
/// list of `GET /v1/training-batches/{id}/roster` is known by its `enrollment_id` and changes
/// result and attendance only.
#[utoipa::path(tag = "intake", operation_id = "createImport", summary = "Import a file",
    params(ImportQuery),
    request_body(content((ImportFile = "text/csv"), (ImportFile = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (ImportFile = "application/x-ndjson"))),
    responses((status = 202, description = "Taken; the job runs", body = Import)),
    security(("oauth2" = ["imports:write"])))]
#[post("/v1/imports")]
pub(super) async fn create(
    caller: Caller<need::ImportsWrite>,
    wire: Wire,
    app: web::Data<App>,
    query: Query<ImportQuery>,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer {
    let Query(query) = query;
    wire.json_only()?;
    if wire.idempotency_key.is_none() {
        return Err(Problem::new(Code::IdempotencyKeyRequired));
    }
    if query.kind == ImportKind::Enrollments {
        caller.must(Scope::TrainingWrite)?;
    }
    if query.mode == Some(ImportMode::Commit) {
        caller.must(Scope::BusinessesWrite)?;
        caller.must(Scope::PeopleWrite)?;
        caller.actor()?;
    }
    let media = media_type(&request, &[CSV, XLSX, NDJSON], None)?;
    let _place = app
        .limits()
        .uploads_at_once()
        .enter()
        .ok_or_else(|| Problem::new(Code::Busy))?;
    let who = (*caller).clone();
    let lang = wire.lang;
    let (data, asked) = (app.clone(), query.clone());
    let (of, request_id) = (who.clone(), wire.request_id.clone());
    let row = app
        .db()
        .read(move |conn| new_job(conn, &data, &of, &request_id, &asked, &media, lang))
        .await?;
    let received = upload::receive(&app, &request, payload, row).await?;
    let id = received.id;
    let used = Arc::new(AtomicBool::new(false));
    let (data, took, fingerprint) = (app.clone(), used.clone(), received.sha256.clone());
    let answer = crate::http::post(&app, &who, &wire, fingerprint.as_bytes(), move |tx| {
        took.store(true, Ordering::Relaxed);
        let row = store::complete(tx.conn, id, &received.sha256, received.size, None)?;
        finish::started(tx.conn, &data, &tx.who, &tx.request_id, &row)?;
        let view = view::import(&row, lang)?;
        Reply::accepted(format!("/v1/imports/{id}"), Some(tag(&row)), &view)
    })
    .await;
    // A replayed or refused request leaves the bytes just taken without a job.
    if answer.is_err() || !used.load(Ordering::Relaxed) {
        upload::discard(&app, id).await;
    }
    let answer = answer?;
    runner::wake();
    Ok(with_retry(answer))
}

fn with_retry(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().insert(
        HeaderName::from_static("retry-after"),
        HeaderValue::from_static("1"),
    );
    answer
}

/// The tag tells the state of the job and how far it is.
fn tag(row: &JobRow) -> String {
    etag(row.version, &row.processed_rows.to_string())
}

/// List your agency's imports, newest first.
#[utoipa::path(tag = "intake", operation_id = "listImports", summary = "List your agency's imports",
    params(crate::http::PageQuery, ImportFilter),
    responses((status = 200, description = "A page of jobs", body = ImportPage)),
    security(("oauth2" = ["imports:read"])))]
#[get("/v1/imports")]
pub(super) async fn list(
    caller: Caller<need::ImportsRead>,
    wire: Wire,
    app: web::Data<App>,
    query: List<ImportFilter>,
) -> Answer {
    let (who, data, lang) = ((*caller).clone(), app.clone(), wire.lang);
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, &who, query)?.try_map(|row| view::import(&row, lang))
        })
        .await
}

/// Read one import of your agency: where it stands and how its rows came out.
#[utoipa::path(tag = "intake", operation_id = "getImport", summary = "Read one import",
    params(("id" = Id, Path, description = "The job")),
    responses((status = 200, description = "The job", body = Import)),
    security(("oauth2" = ["imports:read"])))]
#[get("/v1/imports/{id}")]
pub(super) async fn get(
    caller: Caller<need::ImportsRead>,
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
    let answer = found(&wire, &tag(&row), &view::import(&row, wire.lang)?)?;
    Ok(if row.status.has_ended() {
        answer
    } else {
        with_retry(answer)
    })
}

/// Which findings.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ErrorFilter {
    /// Of this severity; the CSV always holds refused rows only.
    #[param(inline)]
    severity: Option<Severity>,
}

/// List what is said about the rows of an import; `text/csv` gives all refused rows as a file to
/// correct and send back: its original columns plus row, code and message, which names each column at fault
/// and is passed over when the file comes back.
///
/// Kept for seven days after the job ended, for the importing agency only; each reading is audited.
#[utoipa::path(tag = "intake", operation_id = "listImportErrors", summary = "List an import's refused rows",
    params(("id" = Id, Path, description = "The job"), crate::http::PageQuery, ErrorFilter),
    responses((status = 200, description = "A page of findings, in the order of the file", body = ImportErrorPage)),
    security(("oauth2" = ["imports:read"])))]
#[get("/v1/imports/{id}/errors")]
pub(super) async fn errors(
    caller: Caller<need::ImportsRead>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    query: List<ErrorFilter>,
) -> Answer {
    let lang = wire.lang;
    let format = wire.format(&[Format::Json, Format::Csv, Format::Xlsx, Format::Ndjson])?;
    if format == Format::Csv {
        let file = app
            .write(&caller, &wire, move |tx| {
                let row = readable(tx, id.0)?;
                SendBack::new(&tx.app, &row, lang)
            })
            .await?;
        return Ok(send_back(&app, file));
    }
    // Nothing is answered before the reading stands in the audit trail.
    let row = app
        .write(&caller, &wire, move |tx| readable(tx, id.0))
        .await?;
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            let severity = query.filter.severity;
            report::page(conn, &data, row.id, severity, &query.page, lang)
        })
        .await
}

/// A job whose findings are still kept; the reading is recorded.
fn readable(tx: &mut Tx<'_>, id: Id) -> Result<JobRow, Problem> {
    let row = store::find(tx.conn, &tx.who, id)?;
    let over = row.erase_at.is_none_or(|at| at < tx.at);
    if row.finished_at.is_some() && over {
        return Err(Problem::not_found().detail(
            "Baris yang ditolak dihapus tujuh hari setelah impor berakhir.",
            "Refused rows are erased seven days after the import has ended.",
        ));
    }
    let act = Act {
        register: row.register_code.clone(),
        ..Act::administrative("import_errors_read", RESOURCE, &id.to_string())
    };
    tx.witness(&act)?;
    Ok(row)
}

/// Streams the file piece by piece.
fn send_back(app: &App, file: SendBack) -> HttpResponse {
    let app = app.clone();
    let pieces = futures_util::stream::try_unfold((app, file), |(app, mut file)| async move {
        let reader = app.clone();
        let (piece, file) = reader
            .db()
            .read_long(move |conn| -> Result<_, Problem> {
                let piece = file.next(conn)?;
                Ok((piece, file))
            })
            .await
            .map_err(|problem| std::io::Error::other(problem.to_string()))?;
        Ok::<_, std::io::Error>(piece.map(|bytes| (web::Bytes::from(bytes), (app, file))))
    });
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header(("Content-Disposition", "attachment; filename=\"errors.csv\""))
        .insert_header(("Cache-Control", "no-store"))
        .streaming(pieces)
}

/// Stop an import that runs; rows it stored one by one stay, an all-or-nothing one leaves nothing.
#[utoipa::path(tag = "intake", operation_id = "transitionImport", summary = "Stop an import",
    params(("id" = Id, Path, description = "The job")),
    request_body = ImportTransition,
    responses((status = 200, description = "Stopped", body = Import)),
    security(("oauth2" = ["imports:write"])))]
#[post("/v1/imports/{id}/transitions")]
pub(super) async fn transition(
    caller: Caller<need::ImportsWrite>,
    wire: Wire,
    app: web::Data<App>,
    id: PathId,
    _: IfMatch,
    _: Query<NoFilter>,
    body: Body<ImportTransition>,
) -> Answer {
    let Body { value, raw } = body;
    let lang: Lang = wire.lang;
    let held = wire.if_match.clone().unwrap_or_default();
    let answer = crate::http::post(&app, &caller, &wire, &raw, move |tx| {
        let before = store::find(tx.conn, &tx.who, id.0)?;
        if value.to != ImportStatus::Canceled {
            crate::http::check_move(before.status, value.to, &before.status.allowed())?;
        }
        // How far the job is goes on changing; the state is what the caller decided upon.
        let row = finish::cancel(tx, id.0, value.reason, |row| {
            let state = format!("\"v{}-", row.version);
            held == "*" || held.split(',').any(|tag| tag.trim().starts_with(&state))
        })?;
        Reply::ok(tag(&row), &view::import(&row, lang)?)
    })
    .await?;
    let (data, id) = (app.clone(), id.0);
    if let Err(problem) = upload::blocking(move || erase::ended(&data, id)).await {
        log::warn!("a stopped import's file waits for the sweeper: {problem}");
    }
    Ok(answer)
}
