//! The limit's own process: the same server as the service's, with one handler.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use anyhow::{Context, Result};

use super::postgres::Postgres;
use super::spec::{Route, Spec};
use super::sqlite::Sqlite;
use super::writer::Writer;

/// What a thread that answers works with.
enum Worker {
    Fixed,
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// Serves a limit on an address until the process is ended.
pub fn serve(spec: Spec, address: &str) -> Result<()> {
    let spec = Arc::new(spec);
    let writes = spec
        .routes
        .iter()
        .any(|route| !route.work.rows().is_empty());
    let file = spec.database.as_deref().filter(|file| !is_postgres(file));
    let writer = file
        .filter(|_| writes)
        .map(|file| Writer::start(&spec, file))
        .transpose()?;
    let address = address.to_owned();
    actix_web::rt::System::new().block_on(async move {
        HttpServer::new(move || {
            let spec = Arc::clone(&spec);
            let writer = writer.clone();
            App::new()
                .data_factory(move || worker(Arc::clone(&spec), writer.clone()))
                .default_service(web::to(answer))
        })
        // A query that holds a thread up must not end the connections that wait for it.
        .client_request_timeout(Duration::ZERO)
        .keep_alive(Duration::from_secs(600))
        .bind(address)?
        .run()
        .await
    })?;
    Ok(())
}

fn is_postgres(database: &str) -> bool {
    database.starts_with("postgres://")
}

async fn worker(spec: Arc<Spec>, writer: Option<Writer>) -> Result<Rc<(Arc<Spec>, Worker)>, ()> {
    let made = async {
        Ok::<_, anyhow::Error>(match spec.database.as_deref() {
            None => Worker::Fixed,
            Some(url) if is_postgres(url) => Worker::Postgres(Postgres::connect(&spec, url).await?),
            Some(file) => Worker::Sqlite(Sqlite::open(&spec, file, writer)?),
        })
    };
    match made.await {
        Ok(worker) => Ok(Rc::new((spec, worker))),
        Err(error) => {
            eprintln!("{error:#}");
            Err(())
        }
    }
}

async fn answer(
    request: HttpRequest,
    worker: web::Data<Rc<(Arc<Spec>, Worker)>>,
    _body: web::Bytes,
) -> HttpResponse {
    let (spec, worker) = worker.as_ref().as_ref();
    let Some(n) = spec.routes.iter().position(|route| fits(route, &request)) else {
        return HttpResponse::NotFound().finish();
    };
    let route = &spec.routes[n];
    let body = match worker {
        Worker::Fixed => Ok(vec![b' '; route.size]),
        Worker::Sqlite(sqlite) => sqlite.answer(spec, n, &request).await,
        Worker::Postgres(postgres) => postgres.answer(spec, n, &request).await,
    };
    match body {
        Ok(body) => HttpResponse::build(StatusCode::from_u16(route.status).unwrap_or_default())
            .content_type(ContentType::json())
            .body(body),
        Err(error) => HttpResponse::InternalServerError().body(format!("{error:#}")),
    }
}

fn fits(route: &Route, request: &HttpRequest) -> bool {
    route.method == request.method().as_str() && route.by_id == path_id(request).is_ok()
}

/// The id at the end of a path.
pub(super) fn path_id(request: &HttpRequest) -> Result<uuid::Uuid> {
    let last = request.path().rsplit('/').next().unwrap_or_default();
    uuid::Uuid::try_parse(last).context("the path ends in no id")
}

/// The n-th word of `q`, or the last, as a pattern of LIKE.
pub(super) fn word(request: &HttpRequest, n: usize) -> Result<String> {
    let asked = request.query_string().strip_prefix("q=");
    let words = asked.context("no q")?.split('+');
    let word = words.take(n + 1).last().unwrap_or_default();
    Ok(format!("%{word}%"))
}
