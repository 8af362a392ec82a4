//! The commands that end by themselves.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use crate::config::Storage;
use crate::db::{Db, DbError, DbOptions, Id, dialect, migrate as migrate_tables};
use crate::{keys, openapi as document, setup};

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
