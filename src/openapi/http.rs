//! The documents as served: the OpenAPI document, its interactive reference, the problem codes.

use std::sync::{Arc, OnceLock};

use crate::routes::Routes;
use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, get, web};
use utoipa_swagger_ui::Config;

use super::problems;
use crate::app::App;
use crate::http::{Answer, Code, NoFilter, PathCode, Problem, Query, Wire};

/// How long a browser may keep the documents.
const CACHE: (&str, &str) = ("Cache-Control", "public, max-age=300");

/// What the reference's page is called as it comes, and here.
const UI_TITLE: &str = "<title>Swagger UI</title>";
const TITLE: &str = "<title>Sinergi: API reference</title>";

/// The documents of one instance, rendered when the first of them is asked for.
pub struct Documents {
    public_base: String,
    rendered: OnceLock<Rendered>,
    ui: Arc<Config<'static>>,
}

struct Rendered {
    json: web::Bytes,
    yaml: web::Bytes,
}

impl Documents {
    /// The documents of an instance; nothing is rendered yet.
    pub fn new(app: &App) -> Self {
        let ui = Config::new(["../openapi.json"])
            .use_base_layout()
            .deep_linking(true)
            .try_it_out_enabled(true)
            .validator_url("none");
        Self {
            public_base: app.public_base().to_owned(),
            rendered: OnceLock::new(),
            ui: Arc::new(ui),
        }
    }

    fn rendered(&self) -> &Rendered {
        self.rendered.get_or_init(|| {
            let document = super::document(&self.public_base);
            Rendered {
                json: serde_json::to_vec(&document).unwrap_or_default().into(),
                yaml: yaml_serde::to_string(&document).unwrap_or_default().into(),
            }
        })
    }
}

/// The documented routes of the documents.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(json)
        .service(yaml)
        .service(docs)
        .service(problem);
}

/// The files of the interactive reference, which stand in the binary.
pub fn assets(config: &mut web::ServiceConfig) {
    config.route("/docs/{file:.*}", web::get().to(asset));
}

/// Get this document as JSON.
#[utoipa::path(tag = "documents", operation_id = "getOpenApiJson", summary = "Get this document as JSON",
    responses((status = 200, description = "The OpenAPI 3.1 document", body = Object)))]
#[get("/openapi.json")]
async fn json(documents: web::Data<Documents>, _: Query<NoFilter>) -> Answer {
    Ok(HttpResponse::Ok()
        .insert_header(CACHE)
        .content_type("application/json")
        .body(documents.rendered().json.clone()))
}

/// Get this document as YAML.
#[utoipa::path(tag = "documents", operation_id = "getOpenApiYaml", summary = "Get this document as YAML",
    responses((status = 200, description = "The OpenAPI 3.1 document", body = serde_json::Value, content_type = "application/yaml")))]
#[get("/openapi.yaml")]
async fn yaml(documents: web::Data<Documents>, _: Query<NoFilter>) -> Answer {
    Ok(HttpResponse::Ok()
        .insert_header(CACHE)
        .content_type("application/yaml")
        .body(documents.rendered().yaml.clone()))
}

/// Open the interactive reference.
#[utoipa::path(tag = "documents", operation_id = "getDocs", summary = "Open the interactive reference",
    responses((status = 308, description = "The reference is at /docs/")))]
#[get("/docs")]
async fn docs(app: web::Data<App>, _: Query<NoFilter>) -> Answer {
    Ok(HttpResponse::PermanentRedirect()
        .insert_header(("Location", format!("{}/docs/", app.public_base())))
        .finish())
}

async fn asset(documents: web::Data<Documents>, path: web::Path<String>) -> Answer {
    match utoipa_swagger_ui::serve(&path, Arc::clone(&documents.ui)) {
        Ok(Some(file)) => {
            let mut bytes = file.bytes.into_owned();
            if file.content_type == "text/html" {
                bytes = String::from_utf8_lossy(&bytes)
                    .replace(UI_TITLE, TITLE)
                    .into_bytes();
            }
            Ok(HttpResponse::Ok()
                .insert_header(CACHE)
                .content_type(file.content_type)
                .body(bytes))
        }
        Ok(None) => Err(Problem::not_found()),
        Err(error) => Err(Problem::internal(error)),
    }
}

/// Explain a problem code in both languages.
#[utoipa::path(tag = "documents", operation_id = "getProblemExplanation", summary = "Explain a problem code",
    params(("code" = String, Path, description = "The code", max_length = 64, pattern = "^[a-z][a-z0-9_]*$")),
    responses((status = 200, description = "The explanation", body = problems::Explanation)))]
#[get("/problems/{code}")]
async fn problem(code: PathCode, wire: Wire, _: Query<NoFilter>) -> Answer {
    let code = Code::from_slug(&code.0).ok_or_else(Problem::not_found)?;
    if wire.prefers_html() {
        return Ok(HttpResponse::Ok()
            .insert_header(CACHE)
            .insert_header(("Vary", "Accept"))
            .insert_header(("Content-Language", "id, en"))
            .insert_header(ContentType::html())
            .body(problems::page(code)));
    }
    Ok(HttpResponse::Ok()
        .insert_header(CACHE)
        .insert_header(("Vary", "Accept"))
        .json(problems::Explanation::of(code)))
}
