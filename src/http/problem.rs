//! Failures as RFC 9457 problems, rendered in the caller's language at the very end.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Code;
use crate::db::DbError;
use crate::text::{Lang, Text};

/// A failure on its way to the caller: a code of the catalogue, and what is special this time.
///
/// Nothing in it may hold the value of a personal field, SQL, a path or a stack.
#[derive(Clone, Debug)]
pub struct Problem(Box<Inner>);

/// Boxed: a problem is rare, and every result of the house carries the room for one.
#[derive(Clone, Debug)]
struct Inner {
    code: Code,
    detail: Option<Text>,
    errors: Vec<FieldError>,
    headers: Vec<(HeaderName, HeaderValue)>,
    members: serde_json::Map<String, serde_json::Value>,
}

/// One bad field: where (JSON Pointer, RFC 6901), which rule, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// A pointer into the body, or `?name` for a query parameter.
    pub pointer: String,
    /// The rule it breaks.
    pub code: &'static str,
    /// What to change.
    pub detail: Text,
}

impl FieldError {
    /// A bad field.
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: Text) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            detail,
        }
    }
}

/// A failure (RFC 9457): `code` says which, `errors` names every bad field.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Where the code is explained.
    #[serde(rename = "type")]
    #[schema(
        format = "uri-reference",
        max_length = 200,
        example = "/problems/validation_failed"
    )]
    pub type_: String,
    /// The code in words, in the caller's language.
    #[schema(max_length = 300)]
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What is special this time, and the way out.
    #[schema(max_length = 2000)]
    pub detail: String,
    /// The path of the request.
    #[schema(format = "uri-reference", max_length = 2000)]
    pub instance: String,
    /// The code; it never changes with the language.
    #[schema(
        max_length = 64,
        pattern = "^[a-z][a-z0-9_]*$",
        example = "validation_failed"
    )]
    pub code: String,
    /// The request's id, also in the header `X-Request-Id` and in the service's log.
    #[schema(max_length = 128)]
    pub request_id: String,
    /// Every bad field.
    #[schema(max_items = 1000)]
    pub errors: Vec<FieldProblem>,
    /// Only with `already_exists`: the row that exists, when it lies in your own register.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(max_length = 64)]
    pub existing_id: Option<String>,
    /// Only with `insufficient_scope`: the scope that is missing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(max_length = 64)]
    pub scope: Option<String>,
    /// Only at the token endpoint: the error code of RFC 6749 section 5.2.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(max_length = 64)]
    pub error: Option<String>,
    /// Only after a forbidden move: the states that are allowed from here.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(max_items = 20)]
    pub allowed_transitions: Option<Vec<String>>,
}

/// One bad field of a request.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// JSON Pointer (RFC 6901) into the body, `?name` for a query parameter, or the name of a header.
    #[schema(max_length = 400, example = "/registered_on")]
    pub pointer: String,
    /// The rule it breaks.
    #[schema(max_length = 64, pattern = "^[a-z][a-z0-9_]*$", example = "required")]
    pub code: String,
    /// What to change, in the caller's language.
    #[schema(max_length = 1000)]
    pub detail: String,
}

impl Problem {
    /// A problem with this code.
    pub fn new(code: Code) -> Self {
        Self(Box::new(Inner {
            code,
            detail: None,
            errors: Vec::new(),
            headers: Vec::new(),
            members: serde_json::Map::new(),
        }))
    }

    /// Its code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The bad fields it names.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// What is special this time.
    pub fn text(&self) -> Text {
        self.0
            .detail
            .clone()
            .unwrap_or_else(|| self.0.code.way_out())
    }

    /// Says what is special this time.
    #[must_use]
    pub fn detail(mut self, id: impl Into<String>, en: impl Into<String>) -> Self {
        self.0.detail = Some(Text::owned(id, en));
        self
    }

    /// Names every bad field.
    #[must_use]
    pub fn errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    /// Names one bad field.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>, code: &'static str, detail: Text) -> Self {
        self.0.errors.push(FieldError::new(pointer, code, detail));
        self
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers.push((name, value));
        }
        self
    }

    /// Adds an extension member (RFC 9457 section 3.2).
    #[must_use]
    pub fn member(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.0.members.insert(name.to_owned(), value.into());
        self
    }

    /// One broken rule of the body.
    pub fn invalid(pointer: &str, code: &'static str, id: &str, en: &str) -> Self {
        Self::new(Code::ValidationFailed).at(pointer, code, Text::owned(id, en))
    }

    /// The row does not exist for this caller.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound)
    }

    /// A fault of ours: the cause goes to the log, not to the caller.
    pub fn internal(cause: impl fmt::Display) -> Self {
        log::error!("internal fault: {cause}");
        Self::new(Code::Internal)
    }

    /// A stored document that its type cannot read: the error's text may quote the document, so only
    /// its kind goes to the log.
    pub fn unreadable(error: serde_json::Error) -> Self {
        Self::internal(format!(
            "a stored document is not readable ({:?})",
            error.classify()
        ))
    }

    /// The answer in one language.
    pub fn render(&self, lang: Lang, base: &str, instance: &str, request_id: &str) -> HttpResponse {
        let entry = self.0.code.entry();
        let body = ProblemBody {
            type_: format!("{base}/problems/{}", entry.slug),
            title: self.0.code.title().get(lang).to_owned(),
            status: entry.status,
            detail: self.text().get(lang).to_owned(),
            instance: instance.to_owned(),
            code: entry.slug.to_owned(),
            request_id: request_id.to_owned(),
            errors: self
                .0
                .errors
                .iter()
                .map(|error| FieldProblem {
                    pointer: error.pointer.clone(),
                    code: error.code.to_owned(),
                    detail: error.detail.get(lang).to_owned(),
                })
                .collect(),
            existing_id: None,
            scope: None,
            error: None,
            allowed_transitions: None,
        };
        let mut json = serde_json::to_value(&body).unwrap_or_default();
        if let Some(object) = json.as_object_mut() {
            object.extend(self.0.members.clone());
        }
        let mut answer = HttpResponse::build(self.status_code());
        answer.content_type("application/problem+json");
        answer.insert_header(("Cache-Control", "no-store"));
        if entry.status == 503 || matches!(self.0.code, Code::IdempotencyInProgress) {
            answer.insert_header(("Retry-After", "2"));
        }
        for (name, value) in &self.0.headers {
            answer.insert_header((name.clone(), value.clone()));
        }
        answer.body(json.to_string())
    }
}

/// A row that a body names and that may not be in the caller's sight.
pub fn known<T>(found: Result<T, Problem>) -> Result<Option<T>, Problem> {
    match found {
        Ok(row) => Ok(Some(row)),
        Err(problem) if problem.code() == Code::NotFound => Ok(None),
        Err(problem) => Err(problem),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code.entry().slug)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.code.entry().status)
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        // The envelope renders it again with the caller's language and the request's id.
        self.render(Lang::default(), "", "", "")
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(cause) => {
                log::warn!("database unavailable: {cause}");
                Self::new(Code::DatabaseUnavailable)
            }
            DbError::Busy => Self::new(Code::Busy),
            DbError::Query(error) => error.into(),
        }
    }
}

impl From<diesel::result::Error> for Problem {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind as Kind, Error};
        match error {
            Error::NotFound => Self::not_found(),
            Error::DatabaseError(Kind::UniqueViolation, _) => Self::new(Code::AlreadyExists),
            Error::DatabaseError(Kind::ForeignKeyViolation, _) => Self::new(Code::StillReferenced),
            Error::DatabaseError(Kind::SerializationFailure, _) => Self::new(Code::Busy),
            // The text of a database error may quote the row: only its kind is logged.
            Error::DatabaseError(kind, ref info) => {
                match DbError::from(Error::DatabaseError(
                    Kind::Unknown,
                    Box::new(info.message().to_owned()),
                )) {
                    DbError::Query(_) => Self::internal(format!(
                        "database error {kind:?} at {}",
                        info.constraint_name().or(info.table_name()).unwrap_or("?")
                    )),
                    lost => lost.into(),
                }
            }
            other => match DbError::from(other) {
                DbError::Query(error) => Self::internal(error),
                lost => lost.into(),
            },
        }
    }
}
