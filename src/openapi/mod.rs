//! The OpenAPI document: collected from the routes, completed here, served and committed.
//!
//! What every operation shares (problems, headers, the callers' headers, links) is added in one
//! pass over the collected document, so that no handler repeats it and none can forget it.

mod complete;
mod examples;
mod http;
mod links;
mod problems;

pub use http::{Documents, assets, routes};

use serde_json::{Value, json};

use crate::auth::Scope;
use crate::routes;

/// The whole document, with `base` as the server's address (empty: the host it is read from).
pub fn document(base: &str) -> Value {
    let mut document = serde_json::to_value(routes::describe()).unwrap_or_default();
    document["info"] = info();
    document["servers"] = json!([{
        "url": if base.is_empty() { "/" } else { base },
        "description": "This service"
    }]);
    document["tags"] = tags();
    document["components"]["securitySchemes"] = security(base);
    complete::complete(&mut document);
    document
}

fn info() -> Value {
    json!({
        "title": "Sinergi",
        "version": env!("CARGO_PKG_VERSION"),
        "summary": "Register of women's businesses, shared by the agencies that support them",
        "description": include_str!("about.md"),
        "license": { "name": "European Union Public Licence 1.2", "identifier": "EUPL-1.2" },
        "contact": { "name": "The agency that runs this instance" }
    })
}

fn tags() -> Value {
    json!([
        { "name": "auth", "description": "Tokens by OAuth 2.0 client credentials." },
        { "name": "reference", "description": "Regions, KBLI, code lists, agencies and organizations." },
        { "name": "people", "description": "People: owners and managers. Personal values are encrypted at rest and masked." },
        { "name": "businesses", "description": "Businesses with owners, snapshots, licenses, products, market channels, life cycle and history." },
        { "name": "training", "description": "Training programs, batches, enrollments, attendance, certificates and job placements." },
        { "name": "partnerships", "description": "What agencies agreed, did, met about and achieved together." },
        { "name": "statistics", "description": "Figures of businesses, of training and of partnerships, each with concept, definition, unit, source and coverage (Perpres 39/2019)." },
        { "name": "intake", "description": "Imports of agencies' spreadsheets, and the doubts they leave as data-quality flags." },
        { "name": "interop", "description": "What other systems follow: the change feed." },
        { "name": "governance", "description": "Who is calling and may call, and what was done." },
        { "name": "health", "description": "Whether the service runs and can work, and its figures." },
        { "name": "documents", "description": "This document, its reference and the problem codes." }
    ])
}

fn security(base: &str) -> Value {
    let scopes: serde_json::Map<String, Value> = Scope::ALL
        .iter()
        .map(|scope| (scope.as_str().to_owned(), scope.meaning().into()))
        .collect();
    json!({
        "oauth2": {
            "type": "oauth2",
            "description": "Client credentials; the token is a JWT (RFC 9068, checked as RFC 8725 asks) and valid for fifteen minutes.",
            "flows": { "clientCredentials": { "tokenUrl": format!("{base}/oauth/token"), "scopes": scopes } }
        }
    })
}

/// The document as it is committed: `openapi/openapi.json`.
pub fn committed() -> String {
    let mut text = serde_json::to_string_pretty(&document("")).unwrap_or_default();
    text.push('\n');
    text
}
