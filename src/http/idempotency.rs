//! Safe retries: the first answer of a key is given again (draft-ietf-httpapi-idempotency-key-header).
//!
//! The answer is stored in the transaction of the write itself, so a crash between commit and
//! answer loses nothing. A request that failed changed nothing, is not kept, and may be repeated.

use actix_web::HttpResponse;
use diesel::prelude::*;

use super::{Code, Problem, Reply, Wire};
use crate::app::{App, Tx};
use crate::auth::Who;
use crate::db::{Conn, Timestamp, dialect, on};
use crate::schema::idempotency_keys as keys;
use crate::text::Text;

/// How long an answer is kept.
const KEPT_SECONDS: i64 = 24 * 3600;

/// Runs the work of a POST once per key and answers it.
pub async fn post(
    app: &App,
    who: &Who,
    wire: &Wire,
    body: &[u8],
    work: impl FnOnce(&mut Tx<'_>) -> Result<Reply, Problem> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    wire.json_only()?;
    let Some(key) = wire.idempotency_key.as_deref() else {
        let reply = app.write(who, wire, work).await?;
        return Ok(reply.into_response(app.public_base(), false));
    };
    let key = parse_key(key)?;
    let operation = format!("{} {}?{}", wire.operation, wire.path, wire.query);
    let fingerprint = app
        .keys()
        .digest("idempotency", &[operation.as_bytes(), body]);
    let owner = app.clone();
    let client = who.client_id.clone();
    let (reply, replayed) = app
        .write(who, wire, move |tx| {
            let lock = app_lock(&owner, &client, &key);
            if !dialect::try_lock(tx.conn, lock)? {
                return Err(Problem::new(Code::IdempotencyInProgress));
            }
            if let Some(kept) = load(tx.conn, &client, &key)? {
                if kept.0 != fingerprint {
                    return Err(Problem::new(Code::IdempotencyKeyReused));
                }
                let plain = owner
                    .keys()
                    .open(&context(&client, &key), &kept.1)
                    .map_err(Problem::internal)?;
                let reply = serde_json::from_slice(&plain).map_err(Problem::unreadable)?;
                return Ok((reply, true));
            }
            let reply = work(tx)?;
            let plain = serde_json::to_vec(&reply).map_err(Problem::internal)?;
            let answer = owner.keys().seal(&context(&client, &key), &plain);
            let expires = tx.at.plus_seconds(KEPT_SECONDS);
            on!(tx.conn, |c| diesel::insert_into(keys::table)
                .values((
                    keys::client_id.eq(&client),
                    keys::key.eq(&key),
                    keys::fingerprint.eq(fingerprint.as_slice()),
                    keys::answer.eq(&answer),
                    keys::expires_at.eq(expires),
                ))
                .execute(c))?;
            Ok((reply, false))
        })
        .await?;
    Ok(reply.into_response(app.public_base(), replayed))
}

/// Forgets answers whose time is over, at most so many; says how many there were.
pub fn erase_expired(conn: &mut Conn, now: Timestamp, most: usize) -> QueryResult<usize> {
    let last = i64::try_from(most).unwrap_or(i64::MAX) - 1;
    on!(conn, |c| {
        let last: Option<Timestamp> = keys::table
            .filter(keys::expires_at.lt(now))
            .select(keys::expires_at)
            .order(keys::expires_at)
            .offset(last)
            .first(c)
            .optional()?;
        // Those of the same instant go too: a few more.
        match last {
            Some(last) => diesel::delete(keys::table.filter(keys::expires_at.le(last))).execute(c),
            None => diesel::delete(keys::table.filter(keys::expires_at.lt(now))).execute(c),
        }
    })
}

fn load(
    conn: &mut Conn,
    client: &str,
    key: &str,
) -> Result<Option<(Vec<u8>, Vec<u8>)>, diesel::result::Error> {
    let now = Timestamp::now();
    let kept = on!(conn, |c| keys::table
        .filter(keys::client_id.eq(client).and(keys::key.eq(key)))
        .select((keys::fingerprint, keys::answer, keys::expires_at))
        .first::<(Vec<u8>, Vec<u8>, Timestamp)>(c)
        .optional())?;
    match kept {
        Some((fingerprint, answer, expires)) if expires > now => Ok(Some((fingerprint, answer))),
        Some(_) => {
            on!(conn, |c| diesel::delete(
                keys::table.filter(keys::client_id.eq(client).and(keys::key.eq(key)))
            )
            .execute(c))?;
            Ok(None)
        }
        None => Ok(None),
    }
}

/// Accepts the draft's quoted form and the bare one that most clients send.
fn parse_key(text: &str) -> Result<String, Problem> {
    let bare = text.trim_matches('"');
    uuid::Uuid::try_parse(bare)
        .map(|uuid| uuid.hyphenated().to_string())
        .map_err(|_| {
            Problem::new(Code::InvalidHeader).at(
                "Idempotency-Key",
                "invalid_format",
                Text::new("Isi dengan UUID.", "Send a UUID."),
            )
        })
}

fn context(client: &str, key: &str) -> String {
    format!("idempotency:{client}:{key}")
}

fn app_lock(app: &App, client: &str, key: &str) -> i64 {
    let digest = app
        .keys()
        .digest("lock", &[client.as_bytes(), key.as_bytes()]);
    let mut first = [0u8; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(first)
}
