//! What a handler needs to know of the request besides its body.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{ACCEPT, ACCEPT_LANGUAGE, HeaderMap};
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::lenient::Pending;
use super::{Code, Problem};
use crate::text::Lang;

/// The representations of a list, a statistic or a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `application/json`.
    Json,
    /// `text/csv` (RFC 4180).
    Csv,
    /// Office Open XML workbook.
    Xlsx,
    /// `application/x-ndjson`: one JSON object a line.
    Ndjson,
    /// `text/html`.
    Html,
}

/// The media type of an XLSX workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The media type of NDJSON.
pub const NDJSON: &str = "application/x-ndjson";

/// The request as a handler sees it: language, ids, address and headers.
#[derive(Clone, Debug)]
pub struct Wire {
    /// The caller's language.
    pub lang: Lang,
    /// The request's id, taken from the caller or made.
    pub request_id: String,
    /// The method and the path's pattern, for example `POST /v1/businesses`.
    pub operation: String,
    /// The path as called, without the query.
    pub path: String,
    /// The query as called.
    pub query: String,
    /// Whether only the head of the answer is asked for.
    pub is_head: bool,
    /// `Accept`.
    accept: String,
    /// `If-None-Match`.
    pub if_none_match: Option<String>,
    /// `If-Match`.
    pub if_match: Option<String>,
    /// `Idempotency-Key`.
    pub idempotency_key: Option<String>,
    /// Bad fields that the body's schema found.
    pub pending: Pending,
}

/// Put into the request by the envelope.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub String);

/// Put into a request that came as HEAD, which every handler sees as a GET.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeadOnly;

impl Wire {
    pub(super) fn of(request: &HttpRequest) -> Self {
        let headers = request.headers();
        let text = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(|value| value.trim().to_owned())
        };
        let request_id = request
            .extensions()
            .get::<RequestId>()
            .map_or_else(String::new, |id| id.0.clone());
        // A borrow of the extensions must be over before the next one begins.
        let is_head = request.extensions().contains::<HeadOnly>();
        Self {
            lang: language(headers),
            request_id,
            operation: format!(
                "{} {}",
                request.method(),
                request.match_pattern().unwrap_or_default()
            ),
            path: request.path().to_owned(),
            query: request.query_string().to_owned(),
            is_head,
            accept: text(ACCEPT.as_str()).unwrap_or_default(),
            if_none_match: text("if-none-match"),
            if_match: text("if-match"),
            idempotency_key: text("idempotency-key"),
            pending: Pending::of(request),
        }
    }

    /// The representation to answer with, of those offered; 406 when none is accepted.
    pub fn format(&self, offered: &[Format]) -> Result<Format, Problem> {
        let first = offered.first().copied();
        if self.accept.is_empty() {
            return Ok(first.unwrap_or(Format::Json));
        }
        let mut best: Option<(f32, Format)> = None;
        for part in self.accept.split(',') {
            let mut pieces = part.split(';').map(str::trim);
            let range = pieces.next().unwrap_or_default().to_ascii_lowercase();
            let quality = pieces
                .find_map(|piece| piece.strip_prefix("q="))
                .map_or(1.0, |q| q.parse().unwrap_or(0.0));
            if quality <= 0.0 {
                continue;
            }
            let by_name = offered.iter().copied().find(|format| match format {
                Format::Json => matches!(range.as_str(), "application/*" | "application/json"),
                Format::Csv => matches!(range.as_str(), "text/csv" | "text/*"),
                Format::Xlsx => range == "application/*" || range == XLSX,
                Format::Ndjson => range == NDJSON,
                Format::Html => matches!(range.as_str(), "text/html" | "text/*"),
            });
            let matching = by_name.or(first.filter(|_| range == "*/*"));
            if let Some(format) = matching
                && best.is_none_or(|(q, _)| quality > q)
            {
                best = Some((quality, format));
            }
        }
        best.map(|(_, format)| format)
            .ok_or_else(|| Problem::new(Code::NotAcceptable))
    }

    /// Whether a browser asks: it names HTML before anything else.
    pub fn prefers_html(&self) -> bool {
        self.accept.trim_start().starts_with("text/html")
    }

    /// Refuses an `Accept` that JSON does not meet.
    pub fn json_only(&self) -> Result<(), Problem> {
        self.format(&[Format::Json]).map(drop)
    }
}

/// The language of `Accept-Language` (RFC 9110 section 12.5.4): `id` unless `en` is preferred.
pub(super) fn language(headers: &HeaderMap) -> Lang {
    let Some(wanted) = headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()) else {
        return Lang::default();
    };
    let mut best = (0.0_f32, Lang::default());
    for part in wanted.split(',') {
        let mut pieces = part.split(';').map(str::trim);
        let tag = pieces.next().unwrap_or_default().to_ascii_lowercase();
        let quality = pieces
            .find_map(|piece| piece.strip_prefix("q="))
            .map_or(1.0, |q| q.parse().unwrap_or(0.0));
        let lang = match tag.split('-').next() {
            Some("id" | "in") => Lang::Id,
            Some("en") => Lang::En,
            _ => continue,
        };
        if quality > best.0 {
            best = (quality, lang);
        }
    }
    best.1
}

impl FromRequest for Wire {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}
