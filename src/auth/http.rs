//! The token endpoint, its metadata, and who the caller is.

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, get, post, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::scope::{self, Scope};
use super::{AnyScope, Caller, Level, token};
use crate::app::App;
use crate::clients::secrets;
use crate::http::{Answer, Code, NoFilter, Problem, Query, Wire};
use crate::keys::PUBLISHED_SECONDS;
use crate::limits::Standing;

/// The form of a token request (RFC 6749 section 4.4.2).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// `client_credentials`.
    #[schema(
        max_length = 40,
        pattern = "^client_credentials$",
        example = "client_credentials"
    )]
    grant_type: String,
    /// The client, unless it stands in `Authorization: Basic`.
    #[schema(max_length = 100)]
    client_id: Option<String>,
    /// Its secret, unless it stands in `Authorization: Basic`.
    #[schema(max_length = 200)]
    client_secret: Option<String>,
    /// The scopes wanted, separated by spaces; without it all the client has.
    #[schema(max_length = 1000, example = "businesses:read statistics:read")]
    scope: Option<String>,
}

/// An access token (RFC 6749 section 5.1).
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenAnswer {
    /// A JWT (RFC 9068); treat it as opaque.
    #[schema(max_length = 4000)]
    access_token: String,
    /// `Bearer`.
    #[schema(max_length = 10, example = "Bearer")]
    token_type: &'static str,
    /// How long it is valid, in seconds.
    #[schema(minimum = 1, maximum = 86400)]
    expires_in: i64,
    /// The scopes it has, separated by spaces.
    #[schema(max_length = 1000)]
    scope: String,
}

/// Exchange a client's id and secret for a token of fifteen minutes.
///
/// The client stands in `Authorization: Basic` (client_secret_basic) or in the form
/// (client_secret_post).
#[utoipa::path(tag = "auth", operation_id = "issueToken", summary = "Exchange client credentials for a token",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "The token", body = TokenAnswer)))]
#[post("/oauth/token")]
pub(super) async fn issue_token(
    request: HttpRequest,
    app: web::Data<App>,
    _: Query<NoFilter>,
    form: Option<web::Form<TokenRequest>>,
) -> Answer {
    let bad = || Problem::new(Code::InvalidGrant).member("error", "invalid_request");
    let form = form.ok_or_else(bad)?.into_inner();
    if form.grant_type != "client_credentials" {
        return Err(Problem::new(Code::InvalidGrant).member("error", "unsupported_grant_type"));
    }
    let (id, secret) = basic(&request)
        .or_else(|| form.client_id.clone().zip(form.client_secret.clone()))
        .ok_or_else(refused)?;
    let count = |standing: Standing| {
        let within = standing.check();
        request.extensions_mut().insert(standing);
        within
    };
    let counted = app.limits().token(&id).map(count).transpose()?.is_some();
    let wanted_id = id.clone();
    let held = app
        .db()
        .read(move |conn| secrets::held(conn, &wanted_id))
        .await?;
    if !counted {
        count(app.limits().token_after_lookup(&id, held.is_some()))?;
    }
    let (client, _) = held
        .filter(|(_, secrets)| secrets.include(app.keys(), &secret))
        .ok_or_else(refused)?;
    let scopes = match &form.scope {
        None => client.scopes.clone(),
        Some(wanted) => scope::parse_list(wanted)
            .ok()
            .filter(|wanted| wanted.iter().all(|scope| client.scopes.contains(scope)))
            .ok_or_else(|| {
                Problem::new(Code::InvalidGrant)
                    .detail(
                        "Cakupan yang diminta tidak dimiliki klien ini.",
                        "The client does not have the scope asked for.",
                    )
                    .member("error", "invalid_scope")
            })?,
    };
    let scope = scope::join(&scopes);
    let seconds = app.tokens().seconds();
    let access_token = app
        .tokens()
        .issue(app.public_base(), &client.id, &scope, seconds)
        .ok_or_else(|| Problem::internal("no key to sign a token with"))?;
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "no-store"))
        .json(TokenAnswer {
            access_token,
            token_type: "Bearer",
            expires_in: seconds,
            scope,
        }))
}

fn refused() -> Problem {
    Problem::new(Code::InvalidClient)
        .member("error", "invalid_client")
        .header(
            actix_web::http::header::WWW_AUTHENTICATE,
            "Basic realm=\"sinergi\", charset=\"UTF-8\"",
        )
}

/// Reads `Authorization: Basic`; RFC 6749 section 2.3.1 form-encodes both parts.
fn basic(request: &HttpRequest) -> Option<(String, String)> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let encoded = header
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))?
        .1;
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// Where and how to get a token (RFC 8414).
#[derive(Debug, Serialize, ToSchema)]
pub struct ServerMetadata {
    /// The issuer of every token.
    #[schema(max_length = 500)]
    issuer: String,
    /// Where to get a token.
    #[schema(max_length = 500)]
    token_endpoint: String,
    /// Where the public keys are.
    #[schema(max_length = 500)]
    jwks_uri: String,
    /// The grants supported.
    #[schema(max_items = 5)]
    grant_types_supported: Vec<&'static str>,
    /// How a client proves itself.
    #[schema(max_items = 5)]
    token_endpoint_auth_methods_supported: Vec<&'static str>,
    /// The scopes that exist.
    #[schema(max_items = 100)]
    scopes_supported: Vec<&'static str>,
    /// None: there is no authorization endpoint.
    #[schema(max_items = 5)]
    response_types_supported: Vec<&'static str>,
}

/// Describe the authorization server (RFC 8414).
#[utoipa::path(tag = "auth", operation_id = "getAuthorizationServer", summary = "Describe the authorization server",
    responses((status = 200, description = "The metadata", body = ServerMetadata)))]
#[get("/.well-known/oauth-authorization-server")]
pub(super) async fn metadata(
    request: HttpRequest,
    app: web::Data<App>,
    _: Query<NoFilter>,
) -> Answer {
    let base = if app.public_base().is_empty() {
        let info = request.connection_info();
        format!("{}://{}", info.scheme(), info.host())
    } else {
        app.public_base().to_owned()
    };
    Ok(HttpResponse::Ok().json(ServerMetadata {
        issuer: token::issuer_or_default(app.public_base()),
        token_endpoint: format!("{base}/oauth/token"),
        jwks_uri: format!("{base}/.well-known/jwks.json"),
        grant_types_supported: vec!["client_credentials"],
        token_endpoint_auth_methods_supported: vec!["client_secret_basic", "client_secret_post"],
        scopes_supported: Scope::ALL.iter().map(|scope| scope.as_str()).collect(),
        response_types_supported: Vec::new(),
    }))
}

/// One public key (RFC 7517, RFC 8037).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JsonWebKey)]
pub struct Jwk {
    /// The key type.
    #[schema(max_length = 8, example = "OKP")]
    kty: &'static str,
    /// The curve.
    #[schema(max_length = 16, example = "Ed25519")]
    crv: &'static str,
    /// The algorithm.
    #[schema(max_length = 16, example = "EdDSA")]
    alg: &'static str,
    /// What it is for.
    #[serde(rename = "use")]
    #[schema(max_length = 8, example = "sig")]
    use_: &'static str,
    /// The key's id, in the header of each token.
    #[schema(max_length = 64)]
    kid: String,
    /// The public key, base64url.
    #[schema(max_length = 64)]
    x: String,
}

/// The public keys.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JsonWebKeySet)]
pub struct Jwks {
    /// The keys.
    #[schema(max_items = 10)]
    keys: Vec<Jwk>,
}

/// List the public keys that verify tokens (RFC 7517).
///
/// Two while the signing key is rotated: a new key stands here before it signs. Keep the list no
/// longer than `Cache-Control` says, 60 seconds, and no token is refused meanwhile.
#[utoipa::path(tag = "auth", operation_id = "listSigningKeys", summary = "List the public signing keys",
    responses((status = 200, description = "The keys", body = Jwks)))]
#[get("/.well-known/jwks.json")]
pub(super) async fn jwks(app: web::Data<App>, _: Query<NoFilter>) -> Answer {
    let keys = app
        .tokens()
        .public_keys()
        .into_iter()
        .map(|(kid, x)| Jwk {
            kty: "OKP",
            crv: "Ed25519",
            alg: "EdDSA",
            use_: "sig",
            kid,
            x,
        })
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header((
            "Cache-Control",
            format!("public, max-age={PUBLISHED_SECONDS}"),
        ))
        .json(Jwks { keys }))
}

/// The caller as the service sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The client.
    #[schema(max_length = 100, example = "dp3a-kukar-0a1b2c3d")]
    client_id: String,
    /// Its agency.
    #[schema(max_length = 64, example = "dp3a-kukar")]
    agency: String,
    /// The agency's level.
    level: Level,
    /// The agency's region; null for national agencies and the operator.
    #[schema(required, max_length = 13, example = "64.02")]
    region: Option<String>,
    /// The scopes of this token.
    #[schema(max_items = 100)]
    scopes: Vec<Scope>,
    /// The official named by `Sinergi-Actor` in this call.
    #[schema(required, max_length = 64)]
    actor: Option<String>,
}

/// Say who the caller is: its client, agency, jurisdiction and scopes.
#[utoipa::path(tag = "governance", operation_id = "getMe", summary = "Say who the caller is",
    responses((status = 200, description = "The caller", body = Me)),
    security(("oauth2" = [])))]
#[get("/v1/me")]
pub(super) async fn me(caller: Caller<AnyScope>, wire: Wire, _: Query<NoFilter>) -> Answer {
    wire.json_only()?;
    Ok(HttpResponse::Ok().json(Me {
        client_id: caller.client_id.clone(),
        agency: caller.agency.clone(),
        level: caller.level,
        region: caller.region.clone(),
        scopes: caller.scopes.clone(),
        actor: caller.actor.clone(),
    }))
}
