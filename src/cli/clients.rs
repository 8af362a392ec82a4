//! `sinergi clients`: the same code as the API, for who works on the machine itself.

use chrono::{DateTime, Utc};
use clap::Subcommand;

use super::open;
use crate::app::App;
use crate::auth::scope::{self, Scope};
use crate::clients::{
    self, Client, ClientFilter, ClientInput, ClientSecret, ClientStatus, ClientTransition, secrets,
    store,
};
use crate::config::Storage;
use crate::db::{Conn, Id, Timestamp};
use crate::http::{Code, IfMatch, List, Page, PageQuery, Problem};

/// What to do with clients.
#[derive(Debug, Subcommand)]
pub(super) enum Clients {
    /// Make a client of an agency; its secret is shown this once
    Create {
        /// The agency's code, for example dp3a-kukar
        #[arg(long)]
        agency: String,
        /// What the client is for
        #[arg(long)]
        label: Option<String>,
        /// The most its tokens may be used for, separated by spaces [default: every scope but admin and people:identify; operator: admin audit:read]
        #[arg(long)]
        scopes: Option<String>,
        /// When it ends by itself, for example 2027-01-01T00:00:00+08:00
        #[arg(long, value_name = "INSTANT")]
        expires_at: Option<DateTime<Utc>>,
    },
    /// List the clients, without secrets
    List,
    /// Give a client a second secret, shown this once; the one before works until it is ended
    Rotate {
        /// The client's id
        id: String,
        /// When the new secret ends by itself, for example 2027-01-01T00:00:00+08:00
        #[arg(long, value_name = "INSTANT")]
        expires_at: Option<DateTime<Utc>>,
    },
    /// List the secrets of a client: their ids and last characters
    Secrets {
        /// The client's id
        id: String,
    },
    /// End a secret of a client: no token is given for it any more
    EndSecret {
        /// The client's id
        id: String,
        /// The secret's id, as `secrets` lists it
        secret: Id,
    },
    /// Revoke a client for good: its secrets and tokens stop working within 60 seconds
    Revoke {
        /// The client's id
        id: String,
    },
}

pub(super) fn clients(storage: Storage, action: Clients) -> Result<(), String> {
    let app = open(storage)?;
    let done = run(&app, action);
    app.db().close();
    done
}

fn run(app: &App, action: Clients) -> Result<(), String> {
    match action {
        Clients::Create {
            agency,
            label,
            scopes,
            expires_at,
        } => {
            let input = ClientInput {
                scopes: wanted(&agency, scopes.as_deref())?,
                agency,
                label: label.filter(|label| !label.is_empty()),
                expires_at: expires_at.map(instant),
            };
            let made = clients::locally(app, |tx| store::create(tx, input)).map_err(told)?;
            println!(
                "client_id={}\nclient_secret={}",
                made.client.id, made.client_secret
            );
        }
        Clients::List => {
            let filter = ClientFilter::default;
            let list = |conn: &mut Conn, page| {
                let query = List {
                    filter: filter(),
                    page,
                };
                store::list(conn, app, &query)
            };
            for client in all(app, list).map_err(told)? {
                println!("{}", line(&client));
            }
        }
        Clients::Rotate { id, expires_at } => {
            let (client, end) = (id.clone(), expires_at.map(instant));
            let made = clients::locally(app, move |tx| secrets::add(tx, &client, end))
                .map_err(|problem| unknown(&id, problem))?;
            println!(
                "client_id={id}\nclient_secret={}\nsecret_id={}",
                made.client_secret, made.secret.id
            );
        }
        Clients::Secrets { id } => {
            let list = |conn: &mut Conn, page| secrets::list(conn, app, &id, &page);
            for secret in all(app, list).map_err(|problem| unknown(&id, problem))? {
                println!("{}", secret_line(&secret));
            }
        }
        Clients::EndSecret { id, secret } => {
            let client = id.clone();
            let end = move |tx: &mut crate::app::Tx<'_>| {
                secrets::end(tx, &client, secret, &IfMatch::any())
            };
            clients::locally(app, end).map_err(|problem| match problem.code() {
                Code::NotFound => format!("the client {id} has no secret {secret}"),
                _ => told(problem),
            })?;
            println!("ended {secret}");
        }
        Clients::Revoke { id } => {
            let client = id.clone();
            let wanted = ClientTransition {
                to: ClientStatus::Revoked,
                reason: None,
            };
            let revoke = move |tx: &mut crate::app::Tx<'_>| {
                store::transition(tx, &client, &IfMatch::any(), &wanted)
            };
            clients::locally(app, revoke).map_err(|problem| match problem.code() {
                Code::NotFound | Code::TransitionNotAllowed => {
                    format!("there is no active client {id}")
                }
                _ => told(problem),
            })?;
            println!("revoked {id}");
        }
    }
    Ok(())
}

/// Every row of a list, page after page.
fn all<T>(
    app: &App,
    list: impl Fn(&mut Conn, PageQuery) -> Result<Page<T>, Problem>,
) -> Result<Vec<T>, Problem> {
    app.db().read_now(|conn| {
        let mut rows = Vec::new();
        let mut cursor = None;
        loop {
            let page = PageQuery {
                limit: Some(200),
                cursor: cursor.take(),
                count: None,
            };
            let page = list(conn, page)?;
            rows.extend(page.items);
            match page.next_cursor {
                Some(next) => cursor = Some(next),
                None => return Ok(rows),
            }
        }
    })
}

fn line(client: &Client) -> String {
    let state = match (client.status, client.revoked_at, client.expires_at) {
        (_, Some(at), _) => format!("revoked {at}"),
        (ClientStatus::Expired, None, Some(at)) => format!("expired {at}"),
        (_, None, Some(at)) => format!("until {at}"),
        (_, None, None) => "active".to_owned(),
    };
    format!(
        "{}\t{}\t{state}\t{}\t{}",
        client.id,
        client.agency,
        scope::join(&client.scopes),
        client.label.as_deref().unwrap_or_default()
    )
}

fn secret_line(secret: &ClientSecret) -> String {
    let end = secret.expires_at.map_or_else(
        || "valid until ended".to_owned(),
        |at| match at <= Timestamp::now() {
            true => format!("expired {at}"),
            false => format!("until {at}"),
        },
    );
    format!(
        "{}\t…{}\tmade {}\t{end}",
        secret.id,
        secret.hint.as_deref().unwrap_or_default(),
        secret.created_at
    )
}

fn instant(at: DateTime<Utc>) -> Timestamp {
    Timestamp::from_micros(at.timestamp_micros())
}

/// What is wrong, field by field where fields are.
fn told(problem: Problem) -> String {
    let fields = problem.field_errors().iter();
    let fields: Vec<&str> = fields.map(|error| error.detail.en.as_ref()).collect();
    if fields.is_empty() {
        return problem.text().en.into_owned();
    }
    fields.join(" ")
}

fn unknown(id: &str, problem: Problem) -> String {
    match problem.code() {
        Code::NotFound => format!("there is no client {id}"),
        _ => told(problem),
    }
}

fn wanted(agency: &str, scopes: Option<&str>) -> Result<Vec<Scope>, String> {
    match scopes {
        Some(text) => scope::parse_list(text).map_err(|word| format!("there is no scope {word}")),
        None if agency == "operator" => Ok(vec![Scope::Admin, Scope::AuditRead]),
        None => Ok(Scope::agency()
            .filter(|scope| *scope != Scope::PeopleIdentify)
            .collect()),
    }
}
