//! The queries of clients.

use diesel::prelude::*;

use super::rules::{checked, level_of, must_not_be_own};
use super::status::ClientStatus;
use super::types::{
    Client, ClientChange, ClientFilter, ClientInput, ClientSort, ClientTransition, NewClient,
};
use super::{RESOURCE, secrets};
use crate::app::{App, Tx};
use crate::audit::{Act, changed};
use crate::auth::{Level, Scope, scope};
use crate::db::{Conn, Timestamp, on, replace_row};
use crate::http::{Code, IfMatch, List, Page, Position, Problem, Rules, check_move, etag, keyset};
use crate::schema::{agencies as agency_rows, clients};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = clients, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(diesel::sqlite::Sqlite, diesel::pg::Pg))]
pub(super) struct Row {
    pub(super) id: String,
    agency_code: String,
    label: String,
    scopes: String,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
    version: i64,
    updated_at: Timestamp,
}

impl Row {
    fn scopes(&self) -> Vec<Scope> {
        scope::parse_list(&self.scopes).unwrap_or_default()
    }

    fn changeable(&self) -> ClientChange {
        ClientChange {
            label: Some(self.label.clone()).filter(|label| !label.is_empty()),
            scopes: self.scopes(),
            expires_at: self.expires_at,
        }
    }

    fn status(&self, now: Timestamp) -> ClientStatus {
        ClientStatus::at(now, self.revoked_at, self.expires_at)
    }

    fn view(self, now: Timestamp) -> Client {
        let status = self.status(now);
        let ClientChange {
            label,
            scopes,
            expires_at,
        } = self.changeable();
        Client {
            id: self.id,
            agency: self.agency_code,
            label,
            scopes,
            status,
            allowed_transitions: status.allowed().to_vec(),
            expires_at,
            revoked_at: self.revoked_at,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    /// Refuses a change of what is over.
    pub(super) fn must_not_be_revoked(&self) -> Result<(), Problem> {
        if self.revoked_at.is_none() {
            return Ok(());
        }
        Err(Problem::new(Code::Conflict).detail(
            "Klien ini sudah dicabut untuk selamanya; buat klien baru.",
            "This client was revoked for good; create a new one.",
        ))
    }
}

impl Client {
    /// The strong tag of what is shown: a client expires without a new version.
    pub fn tag(&self) -> String {
        let view = match self.status {
            ClientStatus::Expired => "x",
            _ => "",
        };
        etag(self.version, view)
    }
}

/// A client that may ask for tokens.
#[derive(Clone, Debug)]
pub struct Active {
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
}

/// The client with this id, unless it is revoked, expired or unknown.
pub fn active(conn: &mut Conn, id: &str) -> Result<Option<Active>, Problem> {
    let now = Timestamp::now();
    let today = chrono::Utc::now().date_naive();
    let row: Option<(String, String, Level, Option<String>, String)> =
        on!(conn, |c| clients::table
            .inner_join(agency_rows::table.on(agency_rows::code.eq(clients::agency_code)))
            .filter(clients::id.eq(id))
            .filter(clients::revoked_at.is_null())
            // A dissolved agency's clients end with it; `valid_to` is the first day without it.
            .filter(
                agency_rows::valid_to
                    .is_null()
                    .or(agency_rows::valid_to.gt(today))
            )
            .filter(
                clients::expires_at
                    .is_null()
                    .or(clients::expires_at.gt(now))
            )
            .select((
                clients::id,
                clients::agency_code,
                agency_rows::level,
                agency_rows::region_code,
                clients::scopes,
            ))
            .first(c)
            .optional())?;
    Ok(
        row.map(|(id, agency_code, level, region_code, scopes)| Active {
            id,
            agency_code,
            level,
            region_code,
            scopes: scope::parse_list(&scopes).unwrap_or_default(),
        }),
    )
}

/// Whether any client exists: the first start of an empty database makes one.
pub fn any(conn: &mut Conn) -> Result<bool, Problem> {
    let count: i64 = on!(conn, |c| clients::table.count().get_result(c))?;
    Ok(count > 0)
}

/// One page of the list.
pub fn list(
    conn: &mut Conn,
    app: &App,
    query: &List<ClientFilter>,
) -> Result<Page<Client>, Problem> {
    let filter = &query.filter;
    let sort = filter.sort.unwrap_or(ClientSort::CreatedAt);
    let list = format!("clients:{sort}");
    let now = Timestamp::now();
    let place = match query.page.after(app, &list)? {
        Some(place) => {
            let at: i64 = place.key.parse().map_err(Problem::internal)?;
            Some((Timestamp::from_micros(at), place.id))
        }
        None => None,
    };
    macro_rules! filtered {
        () => {{
            let mut q = clients::table.into_boxed();
            if let Some(agency) = &filter.agency {
                q = q.filter(clients::agency_code.eq(agency));
            }
            q = match filter.status {
                None => q,
                Some(ClientStatus::Revoked) => q.filter(clients::revoked_at.is_not_null()),
                Some(ClientStatus::Expired) => q
                    .filter(clients::revoked_at.is_null())
                    .filter(clients::expires_at.le(now)),
                Some(ClientStatus::Active) => q.filter(clients::revoked_at.is_null()).filter(
                    clients::expires_at
                        .is_null()
                        .or(clients::expires_at.gt(now)),
                ),
            };
            if let Some(scope) = filter.scope {
                // No scope is part of another's.
                q = q.filter(clients::scopes.like(format!("%{scope}%")));
            }
            if let Some(end) = filter.expires_before {
                q = q.filter(clients::expires_at.lt(end));
            }
            q
        }};
    }
    let falling = sort == ClientSort::CreatedAtFalling;
    let limit = query.page.limit() + 1;
    let rows: Vec<Row> = on!(conn, |c| {
        let q = filtered!().select(Row::as_select()).limit(limit);
        keyset!(q, falling, place, clients::created_at, clients::id).load(c)
    })?;
    let total = if query.page.wants_total() {
        Some(on!(conn, |c| filtered!().count().get_result(c))?)
    } else {
        None
    };
    let page = Page::new(app, &list, &query.page, rows, total, |row| Position {
        key: row.created_at.micros().to_string(),
        id: row.id.clone(),
    });
    Ok(page.map(|row| row.view(now)))
}

pub(super) fn load(conn: &mut Conn, id: &str) -> Result<Row, Problem> {
    Ok(on!(conn, |c| clients::table
        .find(id)
        .select(Row::as_select())
        .first(c))?)
}

/// One client.
pub fn find(conn: &mut Conn, id: &str) -> Result<Client, Problem> {
    load(conn, id).map(|row| row.view(Timestamp::now()))
}

/// Creates a client of an agency, with its first secret.
pub fn create(tx: &mut Tx<'_>, input: ClientInput) -> Result<NewClient, Problem> {
    let mut rules = Rules::default();
    let level = level_of(tx.conn, &input.agency, &mut rules)?;
    let change = checked(
        ClientChange {
            label: input.label,
            scopes: input.scopes,
            expires_at: input.expires_at,
        },
        level,
        None,
        tx.at,
        &mut rules,
    );
    rules.finish()?;
    let short: [u8; 4] = rand::random();
    let row = Row {
        id: format!("{}-{:08x}", input.agency, u32::from_be_bytes(short)),
        agency_code: input.agency,
        scopes: scope::join(&change.scopes),
        label: change.label.clone().unwrap_or_default(),
        created_at: tx.at,
        expires_at: change.expires_at,
        revoked_at: None,
        version: 1,
        updated_at: tx.at,
    };
    on!(tx.conn, |c| diesel::insert_into(clients::table)
        .values(&row)
        .execute(c))?;
    tx.witness(&Act {
        values: Some(changed(None, Some(&change))?),
        version: Some(1),
        ..Act::administrative("client_created", RESOURCE, &row.id)
    })?;
    let made = secrets::make(tx, &row.id, None)?;
    let client = row.view(tx.at);
    Ok(NewClient {
        client_id: client.id.clone(),
        client,
        secret_id: made.secret.id,
        client_secret: made.client_secret,
    })
}

/// Changes a client by a merge patch.
pub fn update(
    tx: &mut Tx<'_>,
    id: &str,
    if_match: &IfMatch,
    patch: impl FnOnce(&ClientChange) -> Result<ClientChange, Problem>,
) -> Result<Client, Problem> {
    let before = load(tx.conn, id)?;
    if_match.check_version(before.version)?;
    before.must_not_be_revoked()?;
    let was = before.changeable();
    let mut rules = Rules::default();
    let level = level_of(tx.conn, &before.agency_code, &mut Rules::default())?;
    let is = checked(patch(&was)?, level, Some(&was), tx.at, &mut rules);
    rules.finish()?;
    if was.scopes.contains(&Scope::Admin) && !is.scopes.contains(&Scope::Admin) {
        must_not_be_own(tx, id)?;
    }
    let changes = changed(Some(&was), Some(&is))?;
    if changes.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(before.view(tx.at));
    }
    let row = Row {
        label: is.label.unwrap_or_default(),
        scopes: scope::join(&is.scopes),
        expires_at: is.expires_at,
        version: before.version + 1,
        updated_at: tx.at,
        ..before
    };
    replace_row!(tx.conn, clients, &row)?;
    tx.witness(&Act {
        values: Some(changes),
        version: Some(row.version),
        ..Act::administrative("updated", RESOURCE, id)
    })?;
    Ok(row.view(tx.at))
}

/// Moves a client along its life cycle: revokes it, for good.
pub fn transition(
    tx: &mut Tx<'_>,
    id: &str,
    if_match: &IfMatch,
    wanted: &ClientTransition,
) -> Result<Client, Problem> {
    let before = load(tx.conn, id)?;
    if_match.check_version(before.version)?;
    let from = before.status(tx.at);
    check_move(from, wanted.to, from.allowed())?;
    must_not_be_own(tx, id)?;
    let mut rules = Rules::default();
    let reason = wanted
        .reason
        .as_deref()
        .map(|reason| rules.text(reason, "/reason"));
    rules.finish()?;
    let row = Row {
        revoked_at: Some(tx.at),
        version: before.version + 1,
        updated_at: tx.at,
        ..before
    };
    replace_row!(tx.conn, clients, &row)?;
    tx.witness(&Act {
        values: Some(serde_json::json!({ "status": [from, row.status(tx.at)] })),
        version: Some(row.version),
        purpose: reason,
        ..Act::administrative("client_revoked", RESOURCE, id)
    })?;
    Ok(row.view(tx.at))
}
