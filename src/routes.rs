//! Mounts the routes of each room, to be served or to be described; nothing else.

use actix_web::dev::{HttpServiceFactory, ResourceDef};
use actix_web::http::Method;
use actix_web::http::header::ALLOW;
use actix_web::{HttpRequest, HttpResponse, guard, web};
use utoipa::openapi::{Components, HttpMethod, OpenApi};
use utoipa_actix_web::OpenApiFactory;

use crate::http::{Code, Problem};
use crate::{auth, health, openapi, reference};

/// A route to serve: its path, and how it is registered.
type Served = (String, Box<dyn FnOnce(&mut web::ServiceConfig)>);

/// What a room adds its routes to.
///
/// Only the document needs their descriptions: an instance that serves never makes them, which
/// would cost it most of its start and of its memory.
pub struct Routes<'r>(Into<'r>);

enum Into<'r> {
    Service(&'r mut Vec<Served>),
    List(&'r mut Vec<Operation>),
    Document(&'r mut OpenApi),
}

/// An operation of the document.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its method.
    pub method: Method,
    /// Its path's pattern.
    pub path: String,
    /// Its `operationId`.
    pub id: String,
}

impl Routes<'_> {
    /// Adds one handler.
    pub fn service<F>(&mut self, handler: F) -> &mut Self
    where
        F: HttpServiceFactory + OpenApiFactory + utoipa::Path + 'static,
    {
        match &mut self.0 {
            Into::Service(routes) => routes.push((
                F::path(),
                Box::new(move |config| {
                    config.service(handler);
                }),
            )),
            Into::List(operations) => {
                let id = F::operation().operation_id.unwrap_or_default();
                operations.extend(F::methods().iter().map(|method| Operation {
                    method: method_of(method),
                    path: F::path(),
                    id: id.clone(),
                }));
            }
            Into::Document(document) => {
                document.paths.merge(handler.paths());
                let mut schemas = Vec::new();
                handler.schemas(&mut schemas);
                let held = &mut document
                    .components
                    .get_or_insert_with(Components::new)
                    .schemas;
                for (name, schema) in schemas {
                    let other = held.get(&name).is_some_and(|held| *held != schema);
                    // The document would tell of one of them and be untrue of the other. Whoever
                    // compares it with the committed one finds out; nobody who asks for it may.
                    debug_assert!(!other, "two schemas are named {name}");
                    held.insert(name, schema);
                }
            }
        }
        self
    }

    /// Adds a room's handlers.
    pub fn configure(&mut self, room: fn(&mut Routes<'_>)) -> &mut Self {
        room(self);
        self
    }
}

/// Every documented route of the service.
fn mount(routes: &mut Routes<'_>) {
    routes
        .configure(crate::businesses::routes)
        .configure(crate::people::routes)
        .configure(crate::statistics::routes)
        .configure(crate::changes::routes)
        .configure(auth::routes)
        .configure(crate::clients::routes)
        .configure(health::routes)
        .configure(crate::metrics::routes)
        .configure(crate::imports::routes)
        .configure(crate::training::routes)
        .configure(crate::partnerships::routes)
        .configure(reference::routes)
        .configure(crate::audit::routes)
        .configure(crate::data_quality::routes)
        .configure(openapi::routes);
}

/// Serves every route.
///
/// The router tries one pattern after the other, so those of a resource stand behind a guard that
/// looks at the path's beginning.
pub fn serve(config: &mut web::ServiceConfig) {
    let mut routes = Vec::new();
    mount(&mut Routes(Into::Service(&mut routes)));
    let mut resources: Vec<(String, Vec<Served>)> = Vec::new();
    for route in routes {
        let beginning = beginning(&route.0).to_owned();
        match resources.iter_mut().find(|(held, _)| *held == beginning) {
            Some((_, routes)) => routes.push(route),
            None => resources.push((beginning, vec![route])),
        }
    }
    for (beginning, mut routes) in resources {
        let exact = exact(&routes);
        // First, so that no pattern takes a name for an id.
        routes.sort_by_cached_key(|(path, _)| {
            let is_exact = exact.contains(path);
            (!is_exact, is_exact.then(|| path.clone()))
        });
        let leads_here = guard::fn_guard(move |asked| {
            let path = asked.head().uri.path();
            let rest = path.strip_prefix(beginning.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        config.service(web::scope("").guard(leads_here).configure(|config| {
            let mut routes = routes.into_iter().peekable();
            while let Some((path, register)) = routes.next() {
                register(config);
                let is_last = routes.peek().is_none_or(|(next, _)| *next != path);
                if is_last && exact.contains(&path) {
                    config.service(web::resource(path).default_service(web::to(no_route)));
                }
            }
        }));
    }
}

/// Paths that a pattern of another route takes, too: `/v1/businesses/search` could be an id.
fn exact(routes: &[Served]) -> Vec<String> {
    let (patterns, plain): (Vec<_>, Vec<_>) = routes
        .iter()
        .map(|(path, _)| path)
        .partition(|path| path.contains('{'));
    let patterns: Vec<_> = patterns
        .into_iter()
        .map(|path| ResourceDef::new(path.as_str()))
        .collect();
    plain
        .into_iter()
        .filter(|path| patterns.iter().any(|pattern| pattern.is_match(path)))
        .cloned()
        .collect()
}

/// The part of a path that names the resource, without what may differ: `/v1/businesses`.
fn beginning(path: &str) -> &str {
    let segments = if path.starts_with("/v1/") { 2 } else { 1 };
    let end = path.match_indices('/').nth(segments);
    end.map_or(path, |(at, _)| &path[..at])
}

/// What is served, without its description.
pub fn operations() -> Vec<Operation> {
    let mut operations = Vec::new();
    mount(&mut Routes(Into::List(&mut operations)));
    operations
}

/// Which methods each documented path has, for requests that no route takes.
pub struct Methods(Vec<(ResourceDef, String)>);

impl Methods {
    /// Of the operations that are served.
    pub fn of(operations: &[Operation]) -> Self {
        let mut paths: Vec<(&str, Vec<&str>)> = Vec::new();
        for operation in operations {
            let method = operation.method.as_str();
            match paths.iter_mut().find(|(path, _)| *path == operation.path) {
                Some((_, methods)) => methods.push(method),
                None => paths.push((&operation.path, vec![method])),
            }
        }
        // A name before a pattern that takes it, too.
        paths.sort_by_key(|(path, _)| path.contains('{'));
        let known = paths.into_iter().map(|(path, mut methods)| {
            methods.sort_unstable();
            if methods.contains(&"GET") {
                methods.push("HEAD");
            }
            methods.push("OPTIONS");
            (ResourceDef::new(path), methods.join(", "))
        });
        Self(known.collect())
    }
}

/// 404, or 405 with `Allow` where the path has other methods; OPTIONS just learns them.
pub async fn no_route(
    request: HttpRequest,
    methods: web::Data<Methods>,
) -> Result<HttpResponse, Problem> {
    let known = methods.0.iter();
    let allow = known
        .filter(|(path, _)| path.is_match(request.path()))
        .map(|(_, methods)| methods)
        .next();
    match allow {
        None => Err(Problem::new(Code::NotFound)),
        Some(allow) if request.method() == Method::OPTIONS => Ok(HttpResponse::NoContent()
            .insert_header((ALLOW, allow.as_str()))
            .finish()),
        Some(allow) => Err(Problem::new(Code::MethodNotAllowed).header(ALLOW, allow)),
    }
}

fn method_of(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}

/// Describes every route.
pub fn describe() -> OpenApi {
    let mut document = OpenApi::default();
    mount(&mut Routes(Into::Document(&mut document)));
    document
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn a_resource_is_named_by_the_beginning_of_its_paths() {
        for (path, named) in [
            ("/v1/businesses", "/v1/businesses"),
            ("/v1/businesses/{id}/history", "/v1/businesses"),
            ("/v1/me", "/v1/me"),
            ("/oauth/token", "/oauth"),
            ("/.well-known/jwks.json", "/.well-known"),
            ("/openapi.json", "/openapi.json"),
        ] {
            assert_eq!(beginning(path), named);
        }
    }
}
