//! Answers everybody may keep: reference data without a version, tagged by its content.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderName, HeaderValue, VARY};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::db::Conn;
use crate::http::{Answer, Columns, Format, LISTS, List, Page, Problem, Wire};

/// An hour: the lists change a few times in a year.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// Answers one row, or 304 when the caller holds it already.
pub(super) fn one(wire: &Wire, view: &impl Serialize) -> Answer {
    let tag = format!("\"{}\"", hash(&[&text(view)?]));
    let answer = crate::http::found(wire, &tag, view)?;
    Ok(kept(answer, "Accept-Language"))
}

/// Answers a list, or 304 when the caller holds its page already.
///
/// The tag is weak: a cursor is sealed anew each time and yet names the same place. Lines have none,
/// since the list is not read whole before it is answered.
pub(super) async fn list<T, F>(
    app: &App,
    wire: &Wire,
    query: List<F>,
    page: impl Fn(&mut Conn, &List<F>) -> Result<Page<T>, Problem> + Send + Sync + 'static,
) -> Answer
where
    T: Serialize + Columns + Send + 'static,
    F: Clone + Send + 'static,
{
    const VARIES: &str = "Accept, Accept-Language";
    let format = wire.format(&LISTS)?;
    if format == Format::Ndjson {
        return Ok(kept(query.answer(app, wire, page).await?, VARIES));
    }
    let page = app.db().read(move |conn| page(conn, &query)).await?;
    let more = if page.next_cursor.is_some() { "+" } else { "" };
    let tag = format!(
        "W/\"{}\"",
        hash(&[
            &text(&page.items)?,
            more,
            &format!("{:?}{format:?}", page.total)
        ])
    );
    let held = wire.if_none_match.as_deref().unwrap_or_default();
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let known = held == "*" || held.split(',').any(|one| bare(one) == bare(&tag));
    let mut answer = if known {
        HttpResponse::NotModified().finish()
    } else {
        page.answer(app, wire)?
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.headers_mut().insert(ETAG, tag);
    }
    Ok(kept(answer, VARIES))
}

fn kept(mut answer: HttpResponse, vary: &'static str) -> HttpResponse {
    let headers = answer.headers_mut();
    insert(headers, CACHE_CONTROL, KEEP);
    insert(headers, VARY, HeaderValue::from_static(vary));
    answer
}

fn insert(headers: &mut actix_web::http::header::HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.insert(name, value);
}

fn text(view: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_string(view).map_err(Problem::internal)
}

/// The first half of SHA-256 over the parts, in hexadecimal.
pub(super) fn hash(parts: &[&str]) -> String {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update((part.len() as u64).to_be_bytes());
        sha.update(part.as_bytes());
    }
    sha.finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
