//! Answers of single rows and of writes.

use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::{Deserialize, Serialize};

use super::{Problem, Wire, etag};

/// What a handler answers.
pub type Answer = Result<HttpResponse, Problem>;

/// The answer of a write, in a form that can be kept and given again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reply {
    status: u16,
    location: Option<String>,
    etag: Option<String>,
    body: Option<serde_json::Value>,
}

impl Reply {
    /// 201 with `Location` (a path under the service's base), `ETag` and the representation.
    pub fn created(
        location: String,
        etag: Option<String>,
        view: &impl Serialize,
    ) -> Result<Self, Problem> {
        Self::with(StatusCode::CREATED, Some(location), etag, view)
    }

    /// 202 with `Location` of the job.
    pub fn accepted(
        location: String,
        etag: Option<String>,
        view: &impl Serialize,
    ) -> Result<Self, Problem> {
        Self::with(StatusCode::ACCEPTED, Some(location), etag, view)
    }

    /// 200 with `ETag` and the representation.
    pub fn ok(etag: String, view: &impl Serialize) -> Result<Self, Problem> {
        Self::with(StatusCode::OK, None, Some(etag), view)
    }

    /// 200 with what became of a request that is no row.
    pub fn plain(view: &impl Serialize) -> Result<Self, Problem> {
        Self::with(StatusCode::OK, None, None, view)
    }

    /// 204.
    pub fn no_content() -> Self {
        Self {
            status: 204,
            location: None,
            etag: None,
            body: None,
        }
    }

    fn with(
        status: StatusCode,
        location: Option<String>,
        etag: Option<String>,
        view: &impl Serialize,
    ) -> Result<Self, Problem> {
        Ok(Self {
            status: status.as_u16(),
            location,
            etag,
            body: Some(serde_json::to_value(view).map_err(Problem::internal)?),
        })
    }

    /// The HTTP answer; `base` is the public base of the service.
    pub fn into_response(self, base: &str, replayed: bool) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut answer = HttpResponse::build(status);
        if let Some(location) = self.location {
            answer.insert_header(("Location", format!("{base}{location}")));
        }
        if let Some(tag) = self.etag {
            answer.insert_header(("ETag", tag));
        }
        if replayed {
            answer.insert_header(("Idempotency-Replayed", "true"));
        }
        match self.body {
            Some(body) => answer.json(body),
            None => answer.finish(),
        }
    }
}

/// Answers a row in a form that nothing can be changed by: without a tag.
pub fn shown(wire: &Wire, view: &impl Serialize) -> Answer {
    wire.json_only()?;
    Ok(HttpResponse::Ok().json(view))
}

/// A file to keep.
#[derive(Debug)]
pub struct Download<'a> {
    /// What it is.
    pub media_type: &'static str,
    /// What it is saved as.
    pub name: &'a str,
    /// Its strong tag.
    pub tag: &'a str,
    /// The file.
    pub bytes: Bytes,
}

/// Answers a file, or 304 when the caller holds it already.
pub fn download(wire: &Wire, file: Download<'_>) -> HttpResponse {
    let known = etag::is_known(wire.if_none_match.as_deref(), file.tag);
    let mut answer = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer
        .insert_header(("ETag", file.tag))
        .insert_header(("Vary", "Accept, Accept-Language, Authorization"));
    if known {
        return answer.finish();
    }
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    answer
        .insert_header(("Content-Disposition", disposition))
        .content_type(file.media_type)
        .body(file.bytes)
}

/// Answers one row with its strong tag, or 304 when the caller holds it already.
pub fn found(wire: &Wire, tag: &str, view: &impl Serialize) -> Answer {
    wire.json_only()?;
    let with_tag = |mut answer: HttpResponseBuilder| {
        answer.insert_header(("ETag", tag));
        answer.insert_header(("Vary", "Accept-Language, Authorization"));
        answer
    };
    if etag::is_known(wire.if_none_match.as_deref(), tag) {
        return Ok(with_tag(HttpResponse::NotModified()).finish());
    }
    Ok(with_tag(HttpResponse::Ok()).json(view))
}
