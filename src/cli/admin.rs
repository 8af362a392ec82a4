//! The commands that end by themselves.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use clap::Subcommand;

use super::open;
use crate::auth::scope::{self, Scope};
use crate::auth::store;
use crate::config::Storage;
use crate::db::{Db, DbError, DbOptions, Id, dialect, migrate as migrate_tables};
use crate::http::Problem;
use crate::{keys, openapi as document, setup};

/// What to do with clients.
#[derive(Debug, Subcommand)]
pub(super) enum Clients {
    /// Make a client of an agency; its secret is shown this once
    Create {
        /// The agency's code, for example dp3a-kukar
        #[arg(long)]
        agency: String,
        /// What the client is for
        #[arg(long, default_value = "")]
        label: String,
        /// The most its tokens may be used for, separated by spaces [default: every scope but admin and people:identify; operator: admin audit:read]
        #[arg(long)]
        scopes: Option<String>,
    },
    /// List the clients, without secrets
    List,
    /// Revoke a client: its secret and tokens stop working within 60 seconds
    Revoke {
        /// The client's id
        id: String,
    },
}

fn told(problem: Problem) -> String {
    problem.text().en.into_owned()
}

pub(super) fn clients(storage: Storage, action: Clients) -> Result<(), String> {
    let app = open(storage)?;
    match action {
        Clients::Create {
            agency,
            label,
            scopes,
        } => {
            let scopes = wanted(&agency, scopes.as_deref())?;
            let owner = app.clone();
            let code = agency.clone();
            let client = app
                .db()
                .write_now(move |conn| store::create(conn, &owner, &code, &label, &scopes, None))
                .map_err(|problem: Problem| match problem.code() {
                    crate::http::Code::StillReferenced => format!("there is no agency {agency}"),
                    _ => told(problem),
                })?;
            println!("client_id={}\nclient_secret={}", client.id, client.secret);
        }
        Clients::List => {
            let list = app.db().read_now(store::list).map_err(told)?;
            for client in list {
                let state = match (client.revoked_at, client.expires_at) {
                    (Some(at), _) => format!("revoked {at}"),
                    (None, Some(at)) => format!("until {at}"),
                    (None, None) => "active".to_owned(),
                };
                println!(
                    "{}\t{}\t{state}\t{}\t{}",
                    client.id, client.agency_code, client.scopes, client.label
                );
            }
        }
        Clients::Revoke { id } => {
            let owner = app.clone();
            let key = id.clone();
            let revoked = app
                .db()
                .write_now(move |conn| store::revoke(conn, &owner, &key))
                .map_err(told)?;
            if !revoked {
                return Err(format!("there is no active client {id}"));
            }
            println!("revoked {id}");
        }
    }
    app.db().close();
    Ok(())
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

pub(super) fn migrate(storage: Storage) -> Result<(), String> {
    let db = Db::open(&storage.database, DbOptions::default()).map_err(|e| e.to_string())?;
    let applied = db.read_now(migrate_tables).map_err(|e| e.to_string())?;
    db.close();
    match applied.len() {
        0 => println!("{} is up to date", storage.database),
        _ => println!("{}: applied {}", storage.database, applied.join(", ")),
    }
    Ok(())
}

pub(super) fn openapi(check: bool) -> Result<(), String> {
    let made = document::committed();
    if !check {
        print!("{made}");
        return Ok(());
    }
    let held = std::fs::read_to_string("openapi/openapi.json")
        .map_err(|error| format!("openapi/openapi.json cannot be read: {error}"))?;
    if held != made {
        return Err("openapi/openapi.json differs from the code; if the change was intended, run: cargo run -- openapi > openapi/openapi.json".to_owned());
    }
    println!("openapi/openapi.json equals the code");
    Ok(())
}

pub(super) fn healthcheck(listen: SocketAddr) -> Result<(), String> {
    // A service bound to every address answers on loopback.
    let host = if listen.ip().is_unspecified() {
        SocketAddr::from(([127, 0, 0, 1], listen.port()))
    } else {
        listen
    };
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(5)))
        .build()
        .into();
    agent
        .get(format!("http://{host}/readyz"))
        .call()
        .map(drop)
        .map_err(|error| format!("the service at {host} is not ready: {error}"))
}

pub(super) fn backup(storage: Storage, file: &Path) -> Result<(), String> {
    if file.exists() {
        return Err(format!(
            "{} exists already; name a new file",
            file.display()
        ));
    }
    match &storage.database {
        crate::db::DatabaseUrl::Sqlite(_) => sqlite_backup(&storage, file)?,
        crate::db::DatabaseUrl::Postgres(url) => pg_dump(url, file)?,
    }
    println!(
        "{} holds the database; keep the key file with it, without it the personal values cannot be read",
        file.display()
    );
    Ok(())
}

fn sqlite_backup(storage: &Storage, file: &Path) -> Result<(), String> {
    let failed = |error: DbError| error.to_string();
    // SQLite writes into an empty file, and this one only its owner may read.
    keys::create_private(file)
        .map_err(|error| format!("{} cannot be made: {error}", file.display()))?;
    let db = Db::open(&storage.database, DbOptions::default()).map_err(failed)?;
    db.read_now(|conn| dialect::backup_to(conn, file))
        .map_err(failed)?;
    // Who starts from the copy starts another history: cursors of the old one must be refused.
    let copy = crate::db::DatabaseUrl::Sqlite(file.to_owned());
    let copy = Db::open(&copy, DbOptions::default()).map_err(failed)?;
    copy.write_now(|conn| setup::set_note(conn, "feed_epoch", &Id::new()))
        .map_err(failed)?;
    copy.close();
    Ok(())
}

fn pg_dump(url: &str, file: &Path) -> Result<(), String> {
    // Everybody on the machine sees a command line: the password goes by the environment.
    let (url, password) = without_password(url);
    keys::create_private(file)
        .map_err(|error| format!("{} cannot be made: {error}", file.display()))?;
    let status = std::process::Command::new("pg_dump")
        .args(["--format=custom", "--no-owner", "--file"])
        .arg(file)
        .arg("--dbname")
        .arg(&url)
        .envs(password.map(|password| ("PGPASSWORD", password)))
        .status()
        .map_err(|error| {
            format!("pg_dump (of PostgreSQL's client programs) cannot be run: {error}")
        })?;
    if status.success() {
        return Ok(());
    }
    Err("pg_dump failed; its message stands above".to_owned())
}

/// A PostgreSQL URL without its password, and the password.
fn without_password(url: &str) -> (String, Option<String>) {
    let split = url.split_once("://").and_then(|(scheme, rest)| {
        let (login, place) = rest.rsplit_once('@')?;
        let (user, password) = login.split_once(':')?;
        let password = percent_encoding(password)?;
        Some((format!("{scheme}://{user}@{place}"), Some(password)))
    });
    split.unwrap_or_else(|| (url.to_owned(), None))
}

/// Undoes percent-encoding (RFC 3986 section 2.1).
fn percent_encoding(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let hex = [bytes.next()?, bytes.next()?];
            out.push(u8::from_str_radix(std::str::from_utf8(&hex).ok()?, 16).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_stands_on_a_command_line() {
        let (url, password) = without_password("postgres://u:p%40ss@host:5432/db?sslmode=require");
        assert_eq!(url, "postgres://u@host:5432/db?sslmode=require");
        assert_eq!(password.as_deref(), Some("p@ss"));
        let plain = "postgres://u@host/db";
        assert_eq!(without_password(plain), (plain.to_owned(), None));
    }
}
