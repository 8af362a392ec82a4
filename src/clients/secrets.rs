//! The secrets of clients: two may be valid at a time, and each is shown once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::prelude::*;

use super::rules::{in_future, must_not_be_own};
use super::store::load;
use super::types::{ClientSecret, NewClientSecret};
use super::{Active, RESOURCE, active};
use crate::app::{App, Tx};
use crate::audit::Act;
use crate::db::{Conn, Id, Timestamp, dialect, on};
use crate::http::{Code, IfMatch, Page, PageQuery, Problem, Rules, etag, page_by_id};
use crate::keys::Keys;
use crate::schema::client_secrets;

/// The most secrets of a client that are valid at a time.
const MOST: usize = 2;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = client_secrets, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
struct Row {
    id: Id,
    client_id: String,
    hash: Vec<u8>,
    hint: Option<String>,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
}

impl From<Row> for ClientSecret {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            hint: row.hint,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

impl ClientSecret {
    /// Its strong tag: a secret never changes.
    pub fn tag(&self) -> String {
        etag(1, "")
    }
}

/// The valid secrets of a client, as they are kept.
pub struct Held {
    client: String,
    hashes: Vec<Vec<u8>>,
}

impl Held {
    /// Whether the secret is one of them; each is compared, in constant time.
    pub fn include(&self, keys: &Keys, secret: &str) -> bool {
        let given = hash(keys, &self.client, secret);
        self.hashes.iter().fold(false, |found, held| {
            let mut difference = given.len() ^ held.len();
            for (a, b) in given.iter().zip(held) {
                difference |= usize::from(a ^ b);
            }
            found | (difference == 0)
        })
    }
}

/// A secret of 256 random bits needs no slow hash: a keyed one is enough.
fn hash(keys: &Keys, client: &str, secret: &str) -> [u8; 32] {
    keys.digest("client_secret", &[client.as_bytes(), secret.as_bytes()])
}

/// An active client and its valid secrets.
pub fn held(conn: &mut Conn, client: &str) -> Result<Option<(Active, Held)>, Problem> {
    let Some(found) = active(conn, client)? else {
        return Ok(None);
    };
    let rows = valid(conn, client, Timestamp::now())?;
    let held = Held {
        client: found.id.clone(),
        hashes: rows.into_iter().map(|row| row.hash).collect(),
    };
    Ok(Some((found, held)))
}

fn valid(conn: &mut Conn, client: &str, now: Timestamp) -> Result<Vec<Row>, Problem> {
    Ok(on!(conn, |c| client_secrets::table
        .filter(client_secrets::client_id.eq(client))
        .filter(
            client_secrets::expires_at
                .is_null()
                .or(client_secrets::expires_at.gt(now))
        )
        .select(Row::as_select())
        .order(client_secrets::id)
        .load(c))?)
}

/// One page of a client's secrets, oldest first; expired ones are among them until they are ended.
pub fn list(
    conn: &mut Conn,
    app: &App,
    client: &str,
    page: &PageQuery,
) -> Result<Page<ClientSecret>, Problem> {
    load(conn, client)?;
    let list = format!("client-secrets:{client}");
    macro_rules! filtered {
        () => {
            client_secrets::table
                .filter(client_secrets::client_id.eq(client))
                .into_boxed()
        };
    }
    let page = page_by_id!(conn, app, page, &list, client_secrets, Row, filtered!());
    Ok(page.map(ClientSecret::from))
}

/// One secret of a client.
pub fn find(conn: &mut Conn, client: &str, id: Id) -> Result<ClientSecret, Problem> {
    let row: Row = on!(conn, |c| client_secrets::table
        .find(id)
        .filter(client_secrets::client_id.eq(client))
        .select(Row::as_select())
        .first(c))?;
    Ok(row.into())
}

/// Adds a second secret to a client; both are valid until one is ended or expires.
pub fn add(
    tx: &mut Tx<'_>,
    client: &str,
    expires_at: Option<Timestamp>,
) -> Result<NewClientSecret, Problem> {
    lock(tx, client)?;
    load(tx.conn, client)?.must_not_be_revoked()?;
    let mut rules = Rules::default();
    in_future(expires_at, tx.at, &mut rules);
    rules.finish()?;
    if valid(tx.conn, client, tx.at)?.len() >= MOST {
        return Err(Problem::new(Code::SecretLimit));
    }
    let made = make(tx, client, expires_at)?;
    let values = serde_json::json!({
        "secret_id": [null, made.secret.id],
        "expires_at": [null, expires_at],
    });
    witness(tx, "client_secret_created", client, values)?;
    Ok(made)
}

/// Makes a secret, whoever asks.
pub(super) fn make(
    tx: &mut Tx<'_>,
    client: &str,
    expires_at: Option<Timestamp>,
) -> Result<NewClientSecret, Problem> {
    let random: [u8; 32] = rand::random();
    let client_secret = URL_SAFE_NO_PAD.encode(random);
    let row = Row {
        id: Id::new(),
        client_id: client.to_owned(),
        hash: hash(tx.app.keys(), client, &client_secret).to_vec(),
        hint: client_secret
            .get(client_secret.len() - 4..)
            .map(str::to_owned),
        created_at: tx.at,
        expires_at,
    };
    on!(tx.conn, |c| diesel::insert_into(client_secrets::table)
        .values(&row)
        .execute(c))?;
    Ok(NewClientSecret {
        secret: row.into(),
        client_secret,
    })
}

/// Ends a secret: no token is given for it any more.
pub fn end(tx: &mut Tx<'_>, client: &str, id: Id, if_match: &IfMatch) -> Result<(), Problem> {
    lock(tx, client)?;
    let secret = find(tx.conn, client, id)?;
    if_match.check(&secret.tag())?;
    let valid = valid(tx.conn, client, tx.at)?;
    if matches!(valid.as_slice(), [last] if last.id == id) {
        must_not_be_own(tx, client)?;
    }
    on!(tx.conn, |c| diesel::delete(client_secrets::table.find(id))
        .execute(c))?;
    let values = serde_json::json!({ "secret_id": [id, null] });
    witness(tx, "client_secret_ended", client, values)
}

fn witness(
    tx: &mut Tx<'_>,
    action: &'static str,
    client: &str,
    values: serde_json::Value,
) -> Result<(), Problem> {
    tx.witness(&Act {
        values: Some(values),
        ..Act::administrative(action, RESOURCE, client)
    })
}

/// Waits until nobody else adds or ends a secret of the client: how many are valid decides.
fn lock(tx: &mut Tx<'_>, client: &str) -> Result<(), Problem> {
    let digest = tx
        .app
        .keys()
        .digest("lock", &[b"clients", client.as_bytes()]);
    let mut first = [0u8; 8];
    first.copy_from_slice(&digest[..8]);
    Ok(dialect::lock(tx.conn, i64::from_be_bytes(first))?)
}
