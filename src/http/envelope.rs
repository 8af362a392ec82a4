//! Around every request: its id, its log line, its problems in the caller's language, and the
//! headers every answer carries.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderName, HeaderValue, VARY,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};

use super::wire::{HeadOnly, RequestId, language};
use super::{Code, Problem};
use crate::app::App;
use crate::auth;
use crate::db::Id;
use crate::limits::Standing;
use crate::metrics::Latencies;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The outermost middleware.
pub async fn envelope(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let start = Instant::now();
    let id = request_id(&request);
    let lang = language(request.headers());
    let traceparent = request.headers().get(&TRACEPARENT).cloned();
    request.extensions_mut().insert(RequestId(id.clone()));
    // A HEAD is a GET whose body the server leaves out (RFC 9110 section 9.3.2).
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
        request.extensions_mut().insert(HeadOnly);
    }
    let base = request
        .app_data::<web::Data<App>>()
        .map_or_else(String::new, |app| app.public_base().to_owned());
    let path = request.path().to_owned();
    // Routing needs the request for itself, so no clone of it may be held here.
    let mut response = next.call(request).await?.map_into_boxed_body();
    if let Some(problem) = problem_of(&response) {
        let rendered = problem.render(lang, &base, &path, &id);
        let mut rendered_response = response.into_response(rendered).map_into_boxed_body();
        if problem.code() == Code::InvalidToken || problem.code() == Code::InsufficientScope {
            auth::challenge(rendered_response.headers_mut(), &problem);
        }
        response = rendered_response;
    }
    let standing = response.request().extensions().get::<Standing>().cloned();
    let headers = response.headers_mut();
    if let Some(standing) = standing {
        standing.tell(headers);
    }
    headers.insert(
        HeaderName::from_static("x-content-type-options"),
        HeaderValue::from_static("nosniff"),
    );
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    if let Some(value) = traceparent {
        headers.insert(TRACEPARENT, value);
    }
    if !headers.contains_key(CONTENT_LANGUAGE) && headers.contains_key(CONTENT_TYPE) {
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    }
    if path.starts_with("/v1/") && !headers.contains_key(VARY) {
        headers.insert(
            VARY,
            HeaderValue::from_static("Accept, Accept-Language, Authorization"),
        );
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    record(&response, &id, start);
    Ok(response)
}

/// Counts and logs the answer. Only the path's pattern is told: ids and parameters may tell about
/// persons.
fn record(response: &ServiceResponse<BoxBody>, id: &str, start: Instant) {
    let elapsed = start.elapsed();
    let request = response.request();
    let pattern = request.match_pattern();
    if let Some(latencies) = request.app_data::<web::Data<Latencies>>() {
        let (method, status) = (request.method(), response.status());
        latencies.observe(pattern.as_deref(), method, status, elapsed);
    }
    log::info!(
        target: "sinergi::request",
        "request_id={id} client={} {} {} {} {:.1}ms",
        auth::client_of(request).unwrap_or_else(|| "-".to_owned()),
        request.method(),
        pattern.as_deref().unwrap_or("(no route)"),
        response.status().as_u16(),
        elapsed.as_secs_f64() * 1000.0
    );
}

/// Takes the caller's id when it is harmless to repeat, else makes one.
fn request_id(request: &ServiceRequest) -> String {
    let given = request
        .headers()
        .get(&REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|text| {
            (1..=128).contains(&text.len())
                && text
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        });
    given.map_or_else(|| Id::new().to_string(), str::to_owned)
}

/// The problem of an answer: ours, or the one that stands for a failure of the framework's own.
fn problem_of(response: &ServiceResponse<BoxBody>) -> Option<Problem> {
    if let Some(error) = response.response().error() {
        if let Some(problem) = error.as_error::<Problem>() {
            return Some(problem.clone());
        }
        let status = error.as_response_error().status_code().as_u16();
        return Some(Problem::new(Code::for_status(status)));
    }
    let status = response.status().as_u16();
    let ours = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/problem+json");
    if status < 400 || ours {
        return None;
    }
    let mut problem = Problem::new(Code::for_status(status));
    if let Some(allow) = response
        .headers()
        .get("allow")
        .and_then(|value| value.to_str().ok())
    {
        problem = problem.header(HeaderName::from_static("allow"), allow);
    }
    Some(problem)
}
