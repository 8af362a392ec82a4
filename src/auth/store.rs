//! Machine clients.

use diesel::prelude::*;

use super::scope::{self, Scope};
use super::{Level, Who};
use crate::app::App;
use crate::audit::{self, Act};
use crate::db::{Conn, Timestamp, on};
use crate::http::Problem;
use crate::keys::Keys;
use crate::schema::{agencies, clients};

/// A client that may ask for tokens.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// Its agency.
    pub agency_code: String,
    /// The agency's level.
    pub level: Level,
    /// The agency's region.
    pub region_code: Option<String>,
    /// The most its tokens may be used for.
    pub scopes: Vec<Scope>,
    secret_hash: Vec<u8>,
}

type Row = (String, String, Level, Option<String>, String, Vec<u8>);

/// The client with this id, unless it is revoked, expired or unknown.
pub fn active_client(conn: &mut Conn, id: &str) -> Result<Option<Client>, Problem> {
    let now = Timestamp::now();
    let today = chrono::Utc::now().date_naive();
    let row: Option<Row> = on!(conn, |c| clients::table
        .inner_join(agencies::table.on(agencies::code.eq(clients::agency_code)))
        .filter(clients::id.eq(id))
        .filter(clients::revoked_at.is_null())
        // A dissolved agency's clients end with it; `valid_to` is the first day without it.
        .filter(
            agencies::valid_to
                .is_null()
                .or(agencies::valid_to.gt(today))
        )
        .filter(
            clients::expires_at
                .is_null()
                .or(clients::expires_at.gt(now))
        )
        .select((
            clients::id,
            clients::agency_code,
            agencies::level,
            agencies::region_code,
            clients::scopes,
            clients::secret_hash,
        ))
        .first(c)
        .optional())?;
    Ok(row.map(
        |(id, agency_code, level, region_code, scopes, secret_hash)| Client {
            id,
            agency_code,
            level,
            region_code,
            scopes: scope::parse_list(&scopes).unwrap_or_default(),
            secret_hash,
        },
    ))
}

impl Client {
    /// Whether the secret is this client's; compared in constant time.
    pub fn has_secret(&self, keys: &Keys, secret: &str) -> bool {
        let given = secret_hash(keys, &self.id, secret);
        let mut difference = given.len() ^ self.secret_hash.len();
        for (a, b) in given.iter().zip(&self.secret_hash) {
            difference |= usize::from(a ^ b);
        }
        difference == 0
    }
}

/// A secret of 256 random bits needs no slow hash: a keyed one is enough.
fn secret_hash(keys: &Keys, id: &str, secret: &str) -> [u8; 32] {
    keys.digest("client_secret", &[id.as_bytes(), secret.as_bytes()])
}

/// A client just made; its secret is shown this once.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: String,
}

/// Makes a client of an agency.
pub fn create(
    conn: &mut Conn,
    app: &App,
    agency: &str,
    label: &str,
    scopes: &[Scope],
    expires_at: Option<Timestamp>,
) -> Result<NewClient, Problem> {
    use base64::Engine;
    let random: [u8; 32] = rand::random();
    let secret = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random);
    let short: [u8; 4] = rand::random();
    let id = format!("{agency}-{:08x}", u32::from_be_bytes(short));
    let now = Timestamp::now();
    on!(conn, |c| diesel::insert_into(clients::table)
        .values((
            clients::id.eq(&id),
            clients::agency_code.eq(agency),
            clients::label.eq(label),
            clients::secret_hash.eq(secret_hash(app.keys(), &id, &secret).as_slice()),
            clients::scopes.eq(scope::join(scopes)),
            clients::created_at.eq(now),
            clients::expires_at.eq(expires_at),
        ))
        .execute(c))?;
    let act = Act::administrative("client_created", "clients", &id);
    audit::record(conn, app, &Who::system("command-line"), "", now, &act)?;
    Ok(NewClient { id, secret })
}

/// A client as `sinergi clients list` shows it.
#[derive(Clone, Debug, Queryable)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its agency.
    pub agency_code: String,
    /// What it is for.
    pub label: String,
    /// The most its tokens may be used for.
    pub scopes: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// Every client, oldest first.
pub fn list(conn: &mut Conn) -> Result<Vec<Listed>, Problem> {
    Ok(on!(conn, |c| clients::table
        .select((
            clients::id,
            clients::agency_code,
            clients::label,
            clients::scopes,
            clients::created_at,
            clients::expires_at,
            clients::revoked_at,
        ))
        .order((clients::created_at, clients::id))
        .load(c))?)
}

/// Revokes a client; whether there was one to revoke.
pub fn revoke(conn: &mut Conn, app: &App, id: &str) -> Result<bool, Problem> {
    let now = Timestamp::now();
    let revoked = on!(conn, |c| diesel::update(
        clients::table.filter(clients::id.eq(id).and(clients::revoked_at.is_null()))
    )
    .set(clients::revoked_at.eq(now))
    .execute(c))?;
    if revoked > 0 {
        let act = Act::administrative("client_revoked", "clients", id);
        audit::record(conn, app, &Who::system("command-line"), "", now, &act)?;
    }
    Ok(revoked > 0)
}

/// Whether any client exists: the first start of an empty database makes one.
pub fn any(conn: &mut Conn) -> Result<bool, Problem> {
    let count: i64 = on!(conn, |c| clients::table.count().get_result(c))?;
    Ok(count > 0)
}
