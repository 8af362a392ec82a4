//! The caller as a parameter type: a handler without it cannot be protected by mistake.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, WWW_AUTHENTICATE,
};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, web};

use super::Level;
use super::scope::{Need, Scope};
use crate::app::App;
use crate::clients;
use crate::health;
use crate::http::{Code, Problem};
use crate::text::Text;

/// Who is calling: a client of an agency, and the official it vouches for.
#[derive(Clone, Debug)]
pub struct Who {
    /// The client.
    pub client_id: String,
    /// The agency's code.
    pub agency: String,
    /// The agency's level.
    pub level: Level,
    /// The agency's region, none for national agencies and the operator.
    pub region: Option<String>,
    /// What kind of thing the token may be used for.
    pub scopes: Vec<Scope>,
    /// The official behind the call, an opaque id in the calling system.
    pub actor: Option<String>,
}

impl Who {
    /// The command line acting for the operator.
    pub fn system(client_id: &str) -> Self {
        Self {
            client_id: client_id.to_owned(),
            agency: "operator".to_owned(),
            level: Level::Operator,
            region: None,
            scopes: vec![Scope::Admin],
            actor: None,
        }
    }

    /// Whether the token has the scope.
    pub fn has(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Refuses a token without the scope.
    pub fn must(&self, scope: Scope) -> Result<(), Problem> {
        if self.has(scope) {
            return Ok(());
        }
        Err(Problem::new(Code::InsufficientScope)
            .detail(
                format!("Token ini tidak memiliki cakupan {scope}."),
                format!("This token lacks the scope {scope}."),
            )
            .member("scope", scope.as_str()))
    }

    /// The official behind the call, which some acts require.
    pub fn actor(&self) -> Result<&str, Problem> {
        self.actor
            .as_deref()
            .ok_or_else(|| Problem::new(Code::ActorRequired))
    }
}

/// A caller whose token has the scope `S`.
#[derive(Debug)]
pub struct Caller<S> {
    who: Who,
    scope: PhantomData<S>,
}

impl<S> Deref for Caller<S> {
    type Target = Who;

    fn deref(&self) -> &Who {
        &self.who
    }
}

/// Any caller with a valid token.
#[derive(Debug)]
pub struct AnyScope;

impl<S: Need> FromRequest for Caller<S> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(known(request).and_then(|who| {
            who.must(S::SCOPE)?;
            Ok(Self {
                who,
                scope: PhantomData,
            })
        }))
    }
}

impl FromRequest for Caller<AnyScope> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(known(request).map(|who| Self {
            who,
            scope: PhantomData,
        }))
    }
}

/// What [`authenticate`] found out.
#[derive(Clone)]
struct Verdict(Result<Who, Problem>);

fn known(request: &HttpRequest) -> Result<Who, Problem> {
    match request.extensions().get::<Verdict>() {
        Some(Verdict(Ok(who))) => {
            let actor = actor_of(request.headers())?;
            Ok(Who {
                actor,
                ..who.clone()
            })
        }
        Some(Verdict(Err(problem))) => Err(problem.clone()),
        None => Err(Problem::new(Code::InvalidToken)),
    }
}

/// Reads `Sinergi-Actor`: 1 to 64 of `[A-Za-z0-9._-]`, and nothing that looks like a NIK.
fn actor_of(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("sinergi-actor") else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default();
    let form = (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    let nik = text.len() == 16 && text.bytes().all(|b| b.is_ascii_digit());
    if form && !nik {
        return Ok(Some(text.to_owned()));
    }
    Err(Problem::new(Code::InvalidHeader).at(
        "Sinergi-Actor",
        "invalid_format",
        Text::new(
            "Isi dengan 1-64 karakter A-Z a-z 0-9 . _ -, bukan nama atau NIK.",
            "Send 1-64 of A-Z a-z 0-9 . _ -, not a name or NIK.",
        ),
    ))
}

/// Verifies the token before any extractor runs, so that 401 and 403 come before other problems, and
/// counts the request: beyond the client's quota it goes no further.
pub async fn authenticate<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let token = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .map(|value| {
            value
                .split_once(' ')
                .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
                .map_or("", |(_, token)| token.trim())
                .to_owned()
        });
    // Basic authorization belongs to the token endpoint, which reads it itself; who asks for the
    // service's health needs neither token nor quota.
    let is_apart = request.path() == "/oauth/token" || health::is_asked(request.path());
    if let (Some(token), false) = (token, is_apart)
        && let Some(app) = request.app_data::<web::Data<App>>().cloned()
    {
        let verdict = verify(&app, &token).await;
        if let Ok(who) = &verdict {
            let standing = app.limits().request(&who.client_id);
            let within = standing.check();
            request.extensions_mut().insert(standing);
            if let Err(problem) = within {
                request.extensions_mut().insert(Verdict(verdict));
                return Ok(request.error_response(problem).map_into_right_body());
            }
        }
        request.extensions_mut().insert(Verdict(verdict));
    }
    Ok(next.call(request).await?.map_into_left_body())
}

async fn verify(app: &App, token: &str) -> Result<Who, Problem> {
    if let Some(who) = app.tokens().remembered(token) {
        return Ok(who);
    }
    let claims = app
        .tokens()
        .verify(token, app.public_base())
        .ok_or_else(|| Problem::new(Code::InvalidToken))?;
    let client_id = claims.client_id.clone();
    let client = app
        .db()
        .read(move |conn| clients::active(conn, &client_id))
        .await?
        .ok_or_else(|| Problem::new(Code::InvalidToken))?;
    let granted = super::scope::parse_list(&claims.scope).unwrap_or_default();
    let who = Who {
        client_id: client.id,
        agency: client.agency_code,
        level: client.level,
        region: client.region_code,
        scopes: granted
            .into_iter()
            .filter(|scope| client.scopes.contains(scope))
            .collect(),
        actor: None,
    };
    app.tokens().remember(token, &who, claims.exp);
    Ok(who)
}

/// The client of a request, for its log line.
pub fn client_of(request: &HttpRequest) -> Option<String> {
    match request.extensions().get::<Verdict>() {
        Some(Verdict(Ok(who))) => Some(who.client_id.clone()),
        _ => None,
    }
}

/// `WWW-Authenticate` of a 401 or 403 (RFC 6750 section 3).
pub fn challenge(headers: &mut HeaderMap, problem: &Problem) {
    let error = problem.code().entry().slug;
    let value = format!("Bearer realm=\"sinergi\", error=\"{error}\"");
    if let Ok(value) = HeaderValue::from_str(&value) {
        headers.insert(WWW_AUTHENTICATE, value);
    }
    headers.insert(
        HeaderName::from_static("cache-control"),
        HeaderValue::from_static("no-store"),
    );
}
