//! The handlers of clients.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{FromRequest, HttpRequest, HttpResponse, delete, dev, get, patch, post, web};

use super::types::{
    Client, ClientChange, ClientFilter, ClientInput, ClientPage, ClientPatch, ClientSecret,
    ClientSecretInput, ClientSecretPage, ClientTransition, NewClient, NewClientSecret,
};
use super::{RESOURCE, secrets, store};
use crate::app::App;
use crate::audit::{self, HistoryPage};
use crate::auth::{Caller, need};
use crate::db::Id;
use crate::http::{
    Answer, Body, IfMatch, List, NoFilter, PageQuery, Patch, Problem, Query, Reply, Wire, found,
    path_id, post,
};

path_id!(PathSecret, "secret_id", "The secret's id in a path.");

/// The client's id in a path.
pub(super) struct PathClient(String);

impl FromRequest for PathClient {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let id = request.match_info().get("id");
        // Anything else names nothing that exists.
        let plain = |id: &&str| id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let id = id.filter(plain).map(str::to_owned);
        std::future::ready(id.map(Self).ok_or_else(Problem::not_found))
    }
}

/// Answers what holds a secret: nobody on the way may keep it.
fn shown_once(app: &App, reply: Reply) -> HttpResponse {
    let mut answer = reply.into_response(app.public_base(), false);
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// List the machine clients of all agencies.
#[utoipa::path(tag = "governance", operation_id = "listClients", summary = "List machine clients",
    params(PageQuery, ClientFilter),
    responses((status = 200, description = "A page of clients", body = ClientPage)),
    security(("oauth2" = ["admin"])))]
#[get("/v1/clients")]
pub(super) async fn list(
    _: Caller<need::Admin>,
    wire: Wire,
    app: web::Data<App>,
    query: List<ClientFilter>,
) -> Answer {
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            store::list(conn, &data, query)
        })
        .await
}

/// Create a client of an agency; its secret is shown this once.
///
/// No `Idempotency-Key`: an answer that holds a secret is not kept. When the answer was lost, revoke
/// the client and create another.
#[utoipa::path(tag = "governance", operation_id = "createClient", summary = "Create a machine client",
    request_body = ClientInput,
    responses((status = 201, description = "Created; with its secret", body = NewClient)),
    security(("oauth2" = ["admin"])))]
#[post("/v1/clients")]
pub(super) async fn create(
    caller: Caller<need::Admin>,
    wire: Wire,
    app: web::Data<App>,
    _: Query<NoFilter>,
    body: Body<ClientInput>,
) -> Answer {
    wire.json_only()?;
    let made = app
        .write(&caller, &wire, move |tx| store::create(tx, body.value))
        .await?;
    let reply = Reply::created(
        format!("/v1/clients/{}", made.client.id),
        Some(made.client.tag()),
        &made,
    )?;
    Ok(shown_once(&app, reply))
}

/// Read one client.
#[utoipa::path(tag = "governance", operation_id = "getClient", summary = "Read one machine client",
    params(("id" = String, Path, description = "The client's id", min_length = 1, max_length = 100, pattern = "^[A-Za-z0-9-]+$", example = "dp3a-kukar-0a1b2c3d")),
    responses((status = 200, description = "The client", body = Client)),
    security(("oauth2" = ["admin"])))]
#[get("/v1/clients/{id}")]
pub(super) async fn get(
    _: Caller<need::Admin>,
    wire: Wire,
    app: web::Data<App>,
    id: PathClient,
    _: Query<NoFilter>,
) -> Answer {
    let client = app.db().read(move |conn| store::find(conn, &id.0)).await?;
    found(&wire, &client.tag(), &client)
}

/// Change a client: its label, its scopes, when it ends.
///
/// Tokens lose a scope that is taken away within a minute. A later `expires_at` lets an expired client
/// ask for tokens again. The scope `admin` cannot be taken from the client that is calling (409
/// `own_access`), and nothing changes of a revoked one.
#[utoipa::path(tag = "governance", operation_id = "updateClient", summary = "Change a machine client",
    params(("id" = String, Path, description = "The client's id", min_length = 1, max_length = 100, pattern = "^[A-Za-z0-9-]+$", example = "dp3a-kukar-0a1b2c3d")),
    request_body(content = ClientPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = Client)),
    security(("oauth2" = ["admin"])))]
#[patch("/v1/clients/{id}")]
pub(super) async fn update(
    caller: Caller<need::Admin>,
    wire: Wire,
    app: web::Data<App>,
    id: PathClient,
    if_match: IfMatch,
    _: Query<NoFilter>,
    patch: Patch<ClientChange>,
) -> Answer {
    wire.json_only()?;
    let client = app
        .write(&caller, &wire, move |tx| {
            store::update(tx, &id.0, &if_match, |before| patch.apply(before))
        })
        .await?;
    let reply = Reply::ok(client.tag(), &client)?;
    Ok(reply.into_response(app.public_base(), false))
}

/// Revoke a client, for good.
///
/// It is given no token any more, and its tokens are refused within a minute by every instance. The
/// client that is calling cannot be revoked (409 `own_access`).
#[utoipa::path(tag = "governance", operation_id = "transitionClient", summary = "Revoke a machine client",
    params(("id" = String, Path, description = "The client's id", min_length = 1, max_length = 100, pattern = "^[A-Za-z0-9-]+$", example = "dp3a-kukar-0a1b2c3d")),
    request_body = ClientTransition,
    responses((status = 200, description = "The client in its new state", body = Client)),
    security(("oauth2" = ["admin"])))]
#[post("/v1/clients/{id}/transitions")]
pub(super) async fn transition(
    caller: Caller<need::Admin>,
    wire: Wire,
    app: web::Data<App>,
    id: PathClient,
    if_match: IfMatch,
    _: Query<NoFilter>,
    body: Body<ClientTransition>,
) -> Answer {
    let Body { value, raw } = body;
    post(&app, &caller, &wire, &raw, move |tx| {
        let client = store::transition(tx, &id.0, &if_match, &value)?;
        Reply::ok(client.tag(), &client)
    })
    .await
}

/// Read what happened to a client and its secrets.
#[utoipa::path(tag = "governance", operation_id = "listClientHistory", summary = "Read a machine client's history",
    params(("id" = String, Path, description = "The client's id", min_length = 1, max_length = 100, pattern = "^[A-Za-z0-9-]+$", example = "dp3a-kukar-0a1b2c3d"), PageQuery),
    responses((status = 200, description = "Acts, oldest first", body = HistoryPage)),
    security(("oauth2" = ["admin"])))]
#[get("/v1/clients/{id}/history")]
pub(super) async fn history(
    caller: Caller<need::Admin>,
    wire: Wire,
    app: web::Data<App>,
    id: PathClient,
    query: List<NoFilter>,
) -> Answer {
    let row = (RESOURCE, id.0.clone());
    let visible =
        move |conn: &mut crate::db::Conn, _: &crate::auth::Who| store::find(conn, &id.0).map(drop);
    audit::answer(&caller, &wire, &app, row, query, audit::plain, visible).await
}

/// List the secrets of a client, oldest first: when each was made and ends, and its last characters.
#[utoipa::path(tag = "governance", operation_id = "listClientSecrets", summary = "List a machine client's secrets",
    params(("id" = String, Path, description = "The client's id", min_length = 1, max_length = 100, pattern = "^[A-Za-z0-9-]+$", example = "dp3a-kukar-0a1b2c3d"), PageQuery),
    responses((status = 200, description = "A page of secrets", body = ClientSecretPage)),
    security(("oauth2" = ["admin"])))]
#[get("/v1/clients/{id}/secrets")]
pub(super) async fn list_secrets(
    _: Caller<need::Admin>,
    wire: Wire,
    app: web::Data<App>,
    id: PathClient,
    query: List<NoFilter>,
) -> Answer {
    let data = app.clone();
    query
        .answer(&app, &wire, move |conn, query| {
            secrets::list(conn, &data, &id.0, &query.page)
        })
        .await
}

/// Give a client a second secret, to take over from the first; it is shown this once.
///
/// Both are valid until one is ended or expires: hand the new one over, then end the old one. A third
/// valid one is refused with 409 `secret_limit`. No `Idempotency-Key`: an answer that holds a secret is
/// not kept. When the answer was lost, end the secret and ask for another.
#[utoipa::path(tag = "governance", operation_id = "createClientSecret", summary = "Give a machine client a second secret",
    params(("id" = String, Path, description = "The client's id", min_length = 1, max_length = 100, pattern = "^[A-Za-z0-9-]+$", example = "dp3a-kukar-0a1b2c3d")),
    request_body = ClientSecretInput,
    responses((status = 201, description = "Made; with the secret", body = NewClientSecret)),
    security(("oauth2" = ["admin"])))]
#[post("/v1/clients/{id}/secrets")]
pub(super) async fn create_secret(
    caller: Caller<need::Admin>,
    wire: Wire,
    app: web::Data<App>,
    id: PathClient,
    _: Query<NoFilter>,
    body: Body<ClientSecretInput>,
) -> Answer {
    wire.json_only()?;
    let (made, path) = app
        .write(&caller, &wire, move |tx| {
            let made = secrets::add(tx, &id.0, body.value.expires_at)?;
            let path = format!("/v1/clients/{}/secrets/{}", id.0, made.secret.id);
            Ok((made, path))
        })
        .await?;
    let reply = Reply::created(path, Some(made.secret.tag()), &made)?;
    Ok(shown_once(&app, reply))
}

/// Read what is kept of one secret; never the secret itself.
#[utoipa::path(tag = "governance", operation_id = "getClientSecret", summary = "Read one secret of a machine client",
    params(("id" = String, Path, description = "The client's id", min_length = 1, max_length = 100, pattern = "^[A-Za-z0-9-]+$", example = "dp3a-kukar-0a1b2c3d"), ("secret_id" = Id, Path, description = "The secret")),
    responses((status = 200, description = "What is kept of it", body = ClientSecret)),
    security(("oauth2" = ["admin"])))]
#[get("/v1/clients/{id}/secrets/{secret_id}")]
pub(super) async fn get_secret(
    _: Caller<need::Admin>,
    wire: Wire,
    app: web::Data<App>,
    id: PathClient,
    secret: PathSecret,
    _: Query<NoFilter>,
) -> Answer {
    let secret = app
        .db()
        .read(move |conn| secrets::find(conn, &id.0, secret.0))
        .await?;
    found(&wire, &secret.tag(), &secret)
}

/// End a secret of a client at once.
///
/// No token is given for it any more; one given before stays valid to its end, at most fifteen
/// minutes. A secret that was stolen is better answered by revoking the client. The last valid secret
/// of the client that is calling cannot be ended (409 `own_access`).
#[utoipa::path(tag = "governance", operation_id = "deleteClientSecret", summary = "End a secret of a machine client",
    params(("id" = String, Path, description = "The client's id", min_length = 1, max_length = 100, pattern = "^[A-Za-z0-9-]+$", example = "dp3a-kukar-0a1b2c3d"), ("secret_id" = Id, Path, description = "The secret")),
    responses((status = 204, description = "Ended")),
    security(("oauth2" = ["admin"])))]
#[delete("/v1/clients/{id}/secrets/{secret_id}")]
pub(super) async fn delete_secret(
    caller: Caller<need::Admin>,
    wire: Wire,
    app: web::Data<App>,
    id: PathClient,
    secret: PathSecret,
    if_match: IfMatch,
    _: Query<NoFilter>,
) -> Answer {
    app.write(&caller, &wire, move |tx| {
        secrets::end(tx, &id.0, secret.0, &if_match)
    })
    .await?;
    Ok(Reply::no_content().into_response(app.public_base(), false))
}
