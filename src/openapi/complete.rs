//! What every operation shares, added in one pass.

use serde_json::{Map, Value, json};

use super::{examples, links};
use crate::http::{NDJSON, ProblemBody, XLSX};

/// The problems an operation can answer, each once under `components/responses`.
const RESPONSES: [(&str, u16, &str); 15] = [
    (
        "BadRequest",
        400,
        "The request cannot be read: syntax, an unknown field or parameter, a cursor, an encoding.",
    ),
    (
        "Unauthorized",
        401,
        "The token or the client's credentials are missing or not valid.",
    ),
    (
        "Forbidden",
        403,
        "The token lacks the scope, or another agency owns the row.",
    ),
    ("NotFound", 404, "No such row within your jurisdiction."),
    (
        "NotAcceptable",
        406,
        "The format asked for is not available.",
    ),
    ("RequestTimeout", 408, "The body took too long to arrive."),
    (
        "Conflict",
        409,
        "It conflicts with the present state: uniqueness, a forbidden move, a request still running.",
    ),
    (
        "PreconditionFailed",
        412,
        "The row has changed since you read it.",
    ),
    (
        "ContentTooLarge",
        413,
        "The body is larger than the operation takes.",
    ),
    (
        "UnsupportedMediaType",
        415,
        "The body's media type is not supported.",
    ),
    (
        "UnprocessableContent",
        422,
        "The request was read, but a rule fails; `errors` names every bad field.",
    ),
    ("PreconditionRequired", 428, "If-Match is missing."),
    (
        "TooManyRequests",
        429,
        "Your client's quota of requests is used up; try again as Retry-After says.",
    ),
    (
        "InternalServerError",
        500,
        "A fault on the service's side; report the request id.",
    ),
    (
        "ServiceUnavailable",
        503,
        "The database is away or the service at capacity; try again as Retry-After says.",
    ),
];

/// What tells a known client of its quota.
const RATE_HEADERS: [(&str, &str); 2] = [
    ("RateLimit-Policy", "RateLimitPolicy"),
    ("RateLimit", "RateLimit"),
];

/// What a list is as lines.
const LINES: &str =
    "The whole list, one item of `items` a line, streamed; `limit` and `cursor` are refused.";

/// A UUID as text.
const UUID: &str = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";

/// Completes the collected document in place.
pub(super) fn complete(document: &mut Value) {
    problem_schemas(document);
    components(document);
    let readable = links::readable(document);
    let Some(paths) = document["paths"].as_object_mut() else {
        return;
    };
    paths.sort_keys();
    for (path, item) in paths {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            finish(path, method, operation, &readable);
        }
    }
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.remove("String");
        schemas.sort_keys();
        for schema in schemas.values_mut() {
            bounds(schema);
        }
    }
}

fn problem_schemas(document: &mut Value) {
    use utoipa::{PartialSchema, ToSchema};
    let mut referenced = Vec::new();
    ProblemBody::schemas(&mut referenced);
    let schemas = &mut document["components"]["schemas"];
    schemas["Problem"] = serde_json::to_value(ProblemBody::schema()).unwrap_or_default();
    for (name, schema) in referenced {
        schemas[name] = serde_json::to_value(schema).unwrap_or_default();
    }
}

fn components(document: &mut Value) {
    let header = |description: &str, max: u32| json!({ "description": description, "schema": { "type": "string", "maxLength": max } });
    document["components"]["headers"] = json!({
        "RequestId": header("The request's id, also in problems and in the service's log.", 128),
        "ETag": header("The strong tag of this representation; send it as If-Match to change the row.", 64),
        "Location": header("Where the new row or job is.", 500),
        "Link": header("The next page (`rel=\"next\"`, RFC 8288).", 4000),
        "RetryAfter": { "description": "Seconds to wait.", "schema": { "type": "integer", "format": "int32", "minimum": 0, "maximum": 86400 } },
        "RateLimit": header("What is left of the quota: requests (`r`) and seconds until all of it is there again (`t`), as in `\"default\";r=998;t=41`. Where a client is known.", 100),
        "RateLimitPolicy": header("The quota: requests (`q`) a window of seconds (`w`), as in `\"default\";q=1000;w=60` (draft-ietf-httpapi-ratelimit-headers). Where a client is known.", 100),
        "IdempotencyReplayed": header("`true` when this is the first answer of the key given again.", 5),
        "WwwAuthenticate": header("How to authenticate (RFC 6750).", 500)
    });
    let mut responses = Map::new();
    for (name, status, description) in RESPONSES {
        let mut headers = json!({ "X-Request-Id": { "$ref": "#/components/headers/RequestId" } });
        let extra = match status {
            401 => Some(("WWW-Authenticate", "WwwAuthenticate")),
            429 | 503 => Some(("Retry-After", "RetryAfter")),
            _ => None,
        };
        for (name, component) in RATE_HEADERS.into_iter().chain(extra) {
            headers[name] = json!({ "$ref": format!("#/components/headers/{component}") });
        }
        responses.insert(
            name.to_owned(),
            json!({
                "description": description,
                "headers": headers,
                "content": { "application/problem+json": {
                    "schema": { "$ref": "#/components/schemas/Problem" },
                    "examples": examples::problems(status)
                } }
            }),
        );
    }
    document["components"]["responses"] = Value::Object(responses);
    document["components"]["parameters"] = json!({
        "AcceptLanguage": parameter("Accept-Language", "The language of texts for people: `id` (default) or `en`.", false),
        "Actor": actor(false),
        "ActorRequired": actor(true),
        "IdempotencyKey": key(false),
        "IdempotencyKeyRequired": key(true),
        "IfMatch": parameter("If-Match", "The ETag of your last read; 428 without, 412 when the row has changed.", true),
        "IfNoneMatch": parameter("If-None-Match", "The ETag you hold; 304 when it is still current.", false)
    });
}

/// A header that HTTP defines: a list as long as all headers together may be (431 beyond).
fn parameter(name: &str, description: &str, required: bool) -> Value {
    json!({ "name": name, "in": "header", "required": required, "description": description,
        "schema": { "type": "string" } })
}

fn actor(required: bool) -> Value {
    json!({ "name": "Sinergi-Actor", "in": "header", "required": required,
        "description": "The official behind the call: an opaque id in your own system, no name, no NIK. Recorded in history and audit.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9._-]{1,64}$" } })
}

fn key(required: bool) -> Value {
    json!({ "name": "Idempotency-Key", "in": "header", "required": required,
        "description": "A new UUID for each new request: the same key and body give the first answer again for 24 hours.",
        // No `format`: generated clients then hold a UUID object, which no header takes.
        "schema": { "type": "string", "minLength": 36, "maxLength": 36, "pattern": UUID } })
}

/// Whether a POST to this path changes a row that is there, and so requires `If-Match`.
fn is_move(path: &str) -> bool {
    path.ends_with("/transitions") || path.ends_with("/extensions")
}

/// Whether a POST to this path is done once per key, and its answer kept: searches write nothing, and
/// an answer that holds a secret is kept nowhere.
fn takes_key(path: &str) -> bool {
    let holds_secret = path == "/v1/clients" || path == "/v1/clients/{id}/secrets";
    path.starts_with("/v1/") && !path.ends_with("/search") && !holds_secret
}

fn finish(path: &str, method: &str, operation: &mut Value, readable: &Map<String, Value>) {
    let id = operation["operationId"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let is_v1 = path.starts_with("/v1/");
    let secured = operation.get("security").is_some();
    let with_body = operation.get("requestBody").is_some();
    let is_transition = is_move(path);
    let is_change = matches!(method, "patch" | "put" | "delete") || is_transition;
    let reads_one = reads_one(path, method);
    if operation["description"]
        .as_str()
        .unwrap_or_default()
        .is_empty()
    {
        operation["description"] =
            format!("{}.", operation["summary"].as_str().unwrap_or_default()).into();
    }
    if !secured {
        operation["security"] = json!([]);
    }
    let mut parameters = Vec::new();
    if is_v1 {
        parameters.push("AcceptLanguage");
    }
    if secured {
        let required = matches!(id.as_str(), "getPersonIdentity");
        parameters.push(if required { "ActorRequired" } else { "Actor" });
    }
    if is_change {
        parameters.push("IfMatch");
    }
    if method == "post" && takes_key(path) {
        let required = id == "createImport";
        parameters.push(if required {
            "IdempotencyKeyRequired"
        } else {
            "IdempotencyKey"
        });
    }
    if reads_one && is_v1 {
        parameters.push("IfNoneMatch");
    }
    for name in &parameters {
        let reference = json!({ "$ref": format!("#/components/parameters/{name}") });
        match operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut)
        {
            Some(list) => list.push(reference),
            None => operation["parameters"] = json!([reference]),
        }
    }
    let listed = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    for parameter in listed.into_iter().flatten() {
        if let Some(schema) = parameter.get_mut("schema") {
            bounds(schema);
            if parameter["in"] == "path" && parameter["schema"]["type"] == "string" {
                let schema = &mut parameter["schema"];
                if schema["maxLength"].is_null() && schema["enum"].is_null() {
                    schema["maxLength"] = json!(64);
                }
            }
        }
    }
    let mut statuses = vec![500];
    if !matches!(path, "/livez" | "/metrics") {
        statuses.push(503);
    }
    statuses.push(400);
    if is_v1 {
        statuses.push(406);
    }
    if secured {
        statuses.extend([401, 403, 429]);
    }
    if path == "/oauth/token" {
        statuses.extend([401, 429]);
    }
    if path.contains('{') {
        statuses.push(404);
    }
    if is_statistic(path) {
        // A region out of sight, a day without figures.
        statuses.extend([404, 422]);
    }
    let goes_back = |parameter: &Value| parameter["name"] == "as_of";
    let asked = operation["parameters"].as_array();
    if reads_one && asked.is_some_and(|all| all.iter().any(goes_back)) {
        // A day that has not come yet.
        statuses.push(422);
    }
    if path.ends_with("/roster") {
        // More rows than one answer holds.
        statuses.push(409);
    }
    if is_change {
        statuses.extend([409, 412, 428, 422]);
    }
    if method == "post" && is_v1 {
        statuses.extend([409, 422]);
    }
    if with_body {
        statuses.extend([408, 413, 415, 422]);
    }
    for status in statuses {
        let known = RESPONSES.iter().find(|(_, code, _)| *code == status);
        if let Some((name, _, _)) = known
            && operation["responses"].get(status.to_string()).is_none()
        {
            operation["responses"][status.to_string()] =
                json!({ "$ref": format!("#/components/responses/{name}") });
        }
    }
    answers(path, method, operation);
    links::add(path, operation, readable);
    examples::add(&id, operation);
    if let Some(responses) = operation["responses"].as_object_mut() {
        responses.sort_keys();
    }
}

/// Whether an operation answers one row that callers may hold, or a part of one under its tag: the
/// public check of a certificate is asked anew each time.
fn reads_one(path: &str, method: &str) -> bool {
    let whole = path.ends_with('}') && path != "/v1/certificates/verify/{code}";
    method == "get" && (whole || path == "/v1/meetings/{id}/attendance")
}

/// Whether an operation answers a statistic, as a whole and in every format.
fn is_statistic(path: &str) -> bool {
    path.starts_with("/v1/statistics/")
}

/// Whether an operation answers a report: data, a workbook or a page.
fn is_report(path: &str) -> bool {
    path.starts_with("/v1/") && path.ends_with("/report")
}

/// A workbook as an answer's content.
fn workbook() -> Value {
    json!({ "schema": { "type": "string", "format": "binary", "maxLength": 104_857_600 } })
}

/// Headers and formats of the answers that are no problems.
fn answers(path: &str, method: &str, operation: &mut Value) {
    let is_v1 = path.starts_with("/v1/");
    let tabular = is_tabular(operation) || is_statistic(path);
    let replays = method == "post" && takes_key(path);
    let reads_one = reads_one(path, method) && is_v1;
    let is_counted = path == "/oauth/token"
        || operation["security"]
            .as_array()
            .is_some_and(|needed| !needed.is_empty());
    for (status, answer) in operation["responses"].as_object_mut().into_iter().flatten() {
        let Some(code) = status.parse::<u16>().ok().filter(|code| *code < 400) else {
            continue;
        };
        let lists = operation_lists(answer);
        let mut refer = |name: &str, component: &str| {
            answer["headers"][name] =
                json!({ "$ref": format!("#/components/headers/{component}") });
        };
        refer("X-Request-Id", "RequestId");
        if is_counted {
            for (name, component) in RATE_HEADERS {
                refer(name, component);
            }
        }
        if matches!(code, 201 | 202) {
            refer("Location", "Location");
        }
        if reads_one
            || code == 201
            || (matches!(method, "patch" | "put") && code == 200)
            || is_move(path)
        {
            refer("ETag", "ETag");
        }
        if replays {
            refer("Idempotency-Replayed", "IdempotencyReplayed");
        }
        if tabular && path != "/v1/changes" {
            if lists {
                refer("Link", "Link");
                answer["content"][NDJSON] = json!({ "schema": { "type": "string", "maxLength": i32::MAX, "description": LINES } });
            }
            answer["content"]["text/csv"] =
                json!({ "schema": { "type": "string", "maxLength": 104_857_600 } });
            answer["content"][XLSX] = workbook();
        }
        if is_report(path) {
            answer["content"][XLSX] = workbook();
            answer["content"]["text/html"] =
                json!({ "schema": { "type": "string", "maxLength": 104_857_600 } });
        }
    }
    if reads_one && operation["responses"].get("304").is_none() {
        operation["responses"]["304"] = json!({
            "description": "You hold the current representation.",
            "headers": {
                "X-Request-Id": { "$ref": "#/components/headers/RequestId" },
                "RateLimit-Policy": { "$ref": "#/components/headers/RateLimitPolicy" },
                "RateLimit": { "$ref": "#/components/headers/RateLimit" },
                "ETag": { "$ref": "#/components/headers/ETag" }
            }
        });
    }
}

/// Lists of pages, statistics and rosters also come as tables.
fn is_tabular(operation: &Value) -> bool {
    let name = operation
        .pointer("/responses/200/content/application~1json/schema/$ref")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let posted = operation.get("requestBody").is_some();
    let tables = ["Page", "Statistics", "Roster"];
    !posted && tables.iter().any(|table| name.ends_with(table))
}

fn operation_lists(answer: &Value) -> bool {
    answer
        .pointer("/content/application~1json/schema/$ref")
        .and_then(Value::as_str)
        .is_some_and(|name| name.ends_with("Page"))
}

/// Whether a schema's `type` is text, or text and null.
fn is_text(kind: &Value) -> bool {
    let kinds = kind.as_array();
    kind == "string" || kinds.is_some_and(|kinds| kinds.iter().any(|one| one == "string"))
}

/// Gives dates, ids and 64-bit numbers the bounds that their formats imply.
fn bounds(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            // utoipa refers to some plain texts as if they were a named schema.
            if object
                .get("$ref")
                .is_some_and(|to| to == "#/components/schemas/String")
            {
                object.remove("$ref");
                object.insert("type".to_owned(), json!("string"));
            }
            let format = object
                .get("format")
                .and_then(Value::as_str)
                .map(str::to_owned);
            match format.as_deref() {
                Some("date") => {
                    object.entry("minLength").or_insert(json!(10));
                    object.entry("maxLength").or_insert(json!(10));
                }
                Some("uuid") => {
                    object.entry("minLength").or_insert(json!(36));
                    object.entry("maxLength").or_insert(json!(36));
                }
                // What a JSON number carries exactly everywhere (RFC 8259 section 6).
                Some("int64") => {
                    object
                        .entry("maximum")
                        .or_insert(json!(9_007_199_254_740_991_i64));
                }
                _ => {}
            }
            for (key, inner) in object.iter_mut() {
                if key != "example" && key != "examples" {
                    bounds(inner);
                }
            }
            // Words in a list: codes, names, addresses.
            if let Some(items) = object.get_mut("items").and_then(Value::as_object_mut)
                && items.get("type").is_some_and(is_text)
                && !items.contains_key("enum")
            {
                items.entry("maxLength").or_insert(json!(500));
            }
        }
        Value::Array(list) => list.iter_mut().for_each(bounds),
        _ => {}
    }
}
