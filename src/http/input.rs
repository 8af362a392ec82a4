//! Bodies, queries and path parts, read and checked before a handler sees them.

use std::any::TypeId;
use std::collections::HashMap;
use std::io::ErrorKind;
use std::pin::Pin;
use std::sync::{Arc, RwLock};

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::HeaderName;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::{IntoParams, ToSchema};

use super::lenient::Pending;
use super::schema::{self, Checker};
use super::{Code, FieldError, PageQuery, Problem};
use crate::db::Id;
use crate::text::Text;

/// The most bytes of a JSON body: far above any single row.
const MAX_BODY: usize = 1 << 20;

/// A JSON body that meets its published schema.
#[derive(Debug)]
pub struct Body<T> {
    /// The parsed body.
    pub value: T,
    /// The bytes as sent, for the idempotency fingerprint.
    pub raw: Bytes,
}

impl<T: DeserializeOwned + ToSchema + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let accepted = media_type(request, &["application/json"], None);
        let payload = payload.take();
        // A search writes nothing: it has no rules after the schema whose errors could join.
        let pending = (!request.path().ends_with("/search")).then(|| Pending::of(request));
        Box::pin(async move {
            accepted?;
            let raw = read(payload, MAX_BODY).await?;
            let mut json = parse_json(&raw)?;
            let value = checked(&mut json, pending.as_ref())?;
            Ok(Self { value, raw })
        })
    }
}

/// Checks a JSON value against the schema of `T` and reads it; bad fields wait in `pending` for
/// what the rules find, where rules follow.
pub(super) fn checked<T: DeserializeOwned + ToSchema + 'static>(
    json: &mut Value,
    pending: Option<&Pending>,
) -> Result<T, Problem> {
    let checker = Checker::of(TypeId::of::<T>(), schema::of::<T>)?;
    match pending {
        Some(pending) => pending.tolerate(&checker, json)?,
        None => checker.check(json)?,
    }
    whole_numbers(json);
    serde_json::from_value(json.take()).map_err(|error| {
        // The schema lets through only what serde reads; a gap between them is a fault of ours,
        // but the caller must still learn that the body was the cause.
        log::warn!("a schema is wider than its type: line {}", error.line());
        Problem::new(Code::ValidationFailed)
    })
}

/// Writes `1.0` as `1`: JSON Schema takes both for an integer, serde the latter only.
fn whole_numbers(json: &mut Value) {
    /// Every whole number below it is exact as a float.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match json {
        Value::Number(number) if number.is_f64() => {
            if let Some(float) = number.as_f64()
                && float.fract() == 0.0
                && float.abs() < EXACT
            {
                #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
                let whole = float as i64;
                *json = whole.into();
            }
        }
        Value::Array(list) => list.iter_mut().for_each(whole_numbers),
        Value::Object(object) => object.values_mut().for_each(whole_numbers),
        _ => {}
    }
}

/// Refuses with 415 unless the body has one of the media types.
pub(crate) fn media_type(
    request: &HttpRequest,
    accepted: &[&str],
    tell: Option<(HeaderName, &str)>,
) -> Result<String, Problem> {
    let given = request
        .headers()
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if let Some(found) = accepted
        .iter()
        .find(|one| one.eq_ignore_ascii_case(essence))
    {
        return Ok((*found).to_owned());
    }
    let list = accepted.join(", ");
    let mut problem = Problem::new(Code::UnsupportedMediaType).detail(
        format!("Kirim sebagai {list}."),
        format!("Send it as {list}."),
    );
    if let Some((name, value)) = tell {
        problem = problem.header(name, value);
    }
    Err(problem)
}

/// A body that did not come to its end.
pub(crate) fn cut_short(error: &PayloadError) -> Problem {
    match error {
        PayloadError::Io(error) if error.kind() == ErrorKind::TimedOut => {
            Problem::new(Code::RequestTimeout)
        }
        _ => Problem::new(Code::MalformedBody).detail(
            "Isi permintaan terputus sebelum selesai.",
            "The request body ended early.",
        ),
    }
}

/// Reads a whole body up to a limit.
pub(super) async fn read(mut payload: Payload, limit: usize) -> Result<Bytes, Problem> {
    let mut body = actix_web::web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| cut_short(&error))?;
        if body.len() + chunk.len() > limit {
            return Err(Problem::new(Code::BodyTooLarge).detail(
                format!("Isi permintaan paling besar {limit} byte."),
                format!("The request body may have at most {limit} bytes."),
            ));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Parses JSON; the problem says where the syntax breaks, never what stands there.
pub(super) fn parse_json(raw: &[u8]) -> Result<Value, Problem> {
    let text = std::str::from_utf8(raw).map_err(|error| {
        let at = error.valid_up_to() + 1;
        Problem::new(Code::InvalidEncoding).detail(
            format!("Byte ke-{at} bukan UTF-8."),
            format!("Byte {at} is not UTF-8."),
        )
    })?;
    serde_json::from_str(text).map_err(|error| {
        Problem::new(Code::MalformedBody).detail(
            format!(
                "JSON tidak dapat dibaca pada baris {}, kolom {}.",
                error.line(),
                error.column()
            ),
            format!(
                "The JSON cannot be read at line {}, column {}.",
                error.line(),
                error.column()
            ),
        )
    })
}

/// The query parameters of an operation that is not a list.
#[derive(Debug)]
pub struct Query<F>(pub F);

/// The query of a list: its filters and its page.
#[derive(Clone, Debug)]
pub struct List<F> {
    /// Which rows.
    pub filter: F,
    /// Which part of them.
    pub page: PageQuery,
}

impl<F: IntoParams + DeserializeOwned + 'static> FromRequest for Query<F> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parsed = (|| {
            let known = Parameters::of(TypeId::of::<F>(), params::<F>)?;
            typed(known.read(request.query_string())?).map(Self)
        })();
        std::future::ready(parsed)
    }
}

impl<F: IntoParams + DeserializeOwned + 'static> FromRequest for List<F> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parsed = (|| {
            let paging = Parameters::of(TypeId::of::<PageQuery>(), params::<PageQuery>)?;
            let known = Parameters::of(TypeId::of::<Self>(), || {
                let mut all = params::<F>();
                all.extend(params::<PageQuery>());
                all
            })?;
            let (page, filter) = known
                .read(request.query_string())?
                .into_iter()
                .partition(|(name, _)| paging.schemas.contains_key(name));
            Ok(Self {
                filter: typed(filter)?,
                page: typed(page)?,
            })
        })();
        std::future::ready(parsed)
    }
}

fn params<F: IntoParams>() -> Vec<Parameter> {
    F::into_params(|| Some(ParameterIn::Query))
}

/// Makes checked parameters the struct they are read into.
fn typed<F: DeserializeOwned>(values: Map<String, Value>) -> Result<F, Problem> {
    serde_json::from_value(Value::Object(values)).map_err(|_| {
        log::warn!("a parameter's schema is wider than its type");
        Problem::new(Code::InvalidParameter)
    })
}

/// The published parameters of an operation, made ready for reading.
#[derive(Debug)]
struct Parameters {
    schemas: Map<String, Value>,
    checker: Arc<Checker>,
}

static KNOWN: RwLock<Option<HashMap<TypeId, Arc<Parameters>>>> = RwLock::new(None);

impl Parameters {
    /// The parameters that stand under `key`, made once.
    fn of(key: TypeId, params: impl FnOnce() -> Vec<Parameter>) -> Result<Arc<Self>, Problem> {
        if let Ok(known) = KNOWN.read()
            && let Some(found) = known.as_ref().and_then(|map| map.get(&key))
        {
            return Ok(Arc::clone(found));
        }
        let mut schemas = Map::new();
        let mut required = Vec::new();
        for parameter in params() {
            let schema = serde_json::to_value(&parameter.schema).unwrap_or(Value::Bool(true));
            if matches!(parameter.required, utoipa::openapi::Required::True) {
                required.push(parameter.name.clone());
            }
            schemas.insert(parameter.name, schema);
        }
        let whole = json!({ "type": "object", "properties": schemas, "required": required });
        let made = Arc::new(Self {
            schemas,
            checker: Checker::of(key, || whole)?,
        });
        if let Ok(mut known) = KNOWN.write() {
            known.get_or_insert_default().insert(key, Arc::clone(&made));
        }
        Ok(made)
    }

    /// Reads a query string into typed values that meet the published parameters.
    fn read(&self, query: &str) -> Result<Map<String, Value>, Problem> {
        let mut values = Map::new();
        let mut unknown = Vec::new();
        for (name, value) in pairs(query)? {
            match self.schemas.get(&name) {
                None => unknown.push(FieldError::new(
                    format!("?{name}"),
                    "unknown_parameter",
                    Text::new("Parameter ini tidak dikenal.", "This parameter is unknown."),
                )),
                Some(schema) => put(&mut values, name, value, schema),
            }
        }
        if !unknown.is_empty() {
            return Err(Problem::new(Code::UnknownParameter).errors(unknown));
        }
        let values = Value::Object(values);
        if let Err(problem) = self.checker.check(&values) {
            let errors = problem
                .field_errors()
                .iter()
                .map(|error| FieldError {
                    pointer: format!("?{}", error.pointer.split('/').nth(1).unwrap_or_default()),
                    ..error.clone()
                })
                .collect();
            return Err(Problem::new(Code::InvalidParameter).errors(errors));
        }
        match values {
            Value::Object(map) => Ok(map),
            _ => Ok(Map::new()),
        }
    }
}

/// Splits a query string; percent-encoding must give UTF-8.
fn pairs(query: &str) -> Result<Vec<(String, String)>, Problem> {
    query
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

fn decode(text: &str) -> Result<String, Problem> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = (byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (byte, hex) {
            (_, Some(value)) => {
                out.push(value);
                at += 3;
            }
            (b'+', _) => {
                out.push(b' ');
                at += 1;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out)
        .ok()
        .filter(|text| !text.contains('\0'))
        .ok_or_else(|| Problem::new(Code::InvalidEncoding))
}

/// Turns a parameter's text into the type its schema names; what does not fit stays text, and the
/// schema then says so.
fn put(values: &mut Map<String, Value>, name: String, text: String, schema: &Value) {
    let is = |schema: &Value, wanted: &str| match &schema["type"] {
        Value::String(one) => one == wanted,
        Value::Array(list) => list.iter().any(|one| one == wanted),
        _ => false,
    };
    let scalar = |text: String, schema: &Value| {
        if is(schema, "integer") {
            text.parse::<i64>().map_or(Value::String(text), Value::from)
        } else if is(schema, "boolean") {
            text.parse::<bool>()
                .map_or(Value::String(text), Value::from)
        } else {
            Value::String(text)
        }
    };
    if is(schema, "array") {
        let item = scalar(text, &schema["items"]);
        if let Value::Array(list) = values.entry(name).or_insert_with(|| json!([])) {
            list.push(item);
        }
    } else if values.contains_key(&name) {
        // Twice the same single parameter: an array never fits its schema, which is the refusal.
        values.insert(name, json!([]));
    } else {
        values.insert(name, scalar(text, schema));
    }
}

/// The id in a path; anything that is not an id names nothing that exists.
#[derive(Clone, Copy, Debug)]
pub struct PathId(pub Id);

impl FromRequest for PathId {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request
            .match_info()
            .get("id")
            .and_then(|text| text.parse().ok());
        std::future::ready(id.map(Self).ok_or_else(Problem::not_found))
    }
}

/// Names the second id of a path: `path_id!(PathSnapshot, "snapshot_id", "…")`; anything that is not
/// an id names nothing that exists.
macro_rules! path_id {
    ($name:ident, $part:literal, $doc:literal) => {
        #[doc = $doc]
        pub(super) struct $name($crate::db::Id);

        impl actix_web::FromRequest for $name {
            type Error = $crate::http::Problem;
            type Future = std::future::Ready<Result<Self, $crate::http::Problem>>;

            fn from_request(
                request: &actix_web::HttpRequest,
                _: &mut actix_web::dev::Payload,
            ) -> Self::Future {
                let id = request
                    .match_info()
                    .get($part)
                    .and_then(|text| text.parse().ok());
                std::future::ready(id.map(Self).ok_or_else($crate::http::Problem::not_found))
            }
        }
    };
}
pub(crate) use path_id;

/// The official code in a path.
#[derive(Clone, Debug)]
pub struct PathCode(pub String);

impl FromRequest for PathCode {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let code = request.match_info().get("code").map(str::to_owned);
        std::future::ready(code.map(Self).ok_or_else(Problem::not_found))
    }
}

/// Operations without query parameters still refuse unknown ones.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct NoFilter {}

impl IntoParams for NoFilter {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        Vec::new()
    }
}
