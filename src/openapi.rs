//! The OpenAPI document: collected from the routes, completed here, served and committed.

use actix_web::{HttpResponse, web};
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt;

use crate::app::App;
use crate::routes;

/// The documents as served by one instance.
#[derive(Clone, Debug)]
pub struct Documents {
    json: web::Bytes,
}

impl Documents {
    /// Renders the documents once.
    pub fn make(_: &App) -> Self {
        Self {
            json: document().to_pretty_json().unwrap_or_default().into(),
        }
    }
}

/// The whole document.
pub fn document() -> OpenApi {
    let (_, document) = actix_web::App::new()
        .into_utoipa_app()
        .configure(routes::mount)
        .split_for_parts();
    document
}

/// The routes of the documents.
pub fn routes(config: &mut web::ServiceConfig) {
    config.route(
        "/openapi.json",
        web::get().to(|documents: web::Data<Documents>| async move {
            HttpResponse::Ok()
                .content_type("application/json")
                .body(documents.json.clone())
        }),
    );
}
