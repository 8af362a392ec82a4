//! What only one database can do, its siblings side by side.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use diesel::{QueryResult, QueryableByName, RunQueryDsl, sql_query};

use super::types::sql;
use super::{Conn, DbError, Id};

/// Two instances must not migrate one PostgreSQL together; this number names that lock.
const MIGRATION_LOCK: i64 = 0x5349_4e45;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

#[derive(QueryableByName)]
struct Flag {
    #[diesel(sql_type = Bool)]
    value: bool,
}

#[derive(QueryableByName)]
struct Place {
    #[diesel(sql_type = BigInt)]
    txid: i64,
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

#[derive(QueryableByName)]
struct Rest {
    #[diesel(sql_type = BigInt)]
    rows: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    since: Option<i64>,
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = sql::Uuid)]
    id: Id,
}

/// Waits until this session alone may migrate.
pub(super) fn lock_migrations(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(c) => c.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})")),
    }
}

/// Lets the next one migrate.
pub(super) fn unlock_migrations(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(c) => {
            c.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))
        }
    }
}

/// The transaction id below which every transaction has ended: what the change feed may serve.
///
/// SQLite has one writer, so what is visible is complete.
pub fn feed_horizon(conn: &mut Conn) -> QueryResult<i64> {
    match conn {
        Conn::Sqlite(_) => Ok(i64::MAX),
        Conn::Postgres(c) => {
            sql_query("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS value")
                .get_result::<Number>(c)
                .map(|row| row.value)
        }
    }
}

/// The next places in the feed's order, transaction id and number, of which nothing earlier can come up.
///
/// SQLite's number alone is the order.
pub fn feed_after(
    conn: &mut Conn,
    table: &'static str,
    after: (i64, i64),
    most: i64,
) -> QueryResult<Vec<(i64, i64)>> {
    let places: Vec<Place> = match conn {
        Conn::Sqlite(c) => sql_query(format!(
            "SELECT txid, seq FROM {table} WHERE seq > ? ORDER BY seq LIMIT ?"
        ))
        .bind::<BigInt, _>(after.1)
        .bind::<BigInt, _>(most)
        .load(c),
        Conn::Postgres(c) => sql_query(format!(
            "SELECT txid, seq FROM {table} WHERE (txid, seq) > ($1, $2) \
             AND txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint \
             ORDER BY txid, seq LIMIT $3"
        ))
        .bind::<BigInt, _>(after.0)
        .bind::<BigInt, _>(after.1)
        .bind::<BigInt, _>(most)
        .load(c),
    }?;
    Ok(places
        .into_iter()
        .map(|place| (place.txid, place.seq))
        .collect())
}

/// How many rows come after a place in the feed's order, and when the oldest of them was written, in
/// microseconds since 1970; rows whose order is not settled yet are among them.
pub fn feed_rest(
    conn: &mut Conn,
    table: &'static str,
    after: (i64, i64),
) -> QueryResult<(i64, Option<i64>)> {
    let rest: Rest = match conn {
        Conn::Sqlite(c) => sql_query(format!(
            "SELECT count(*) AS rows, min(at) AS since FROM {table} WHERE seq > ?"
        ))
        .bind::<BigInt, _>(after.1)
        .get_result(c),
        Conn::Postgres(c) => sql_query(format!(
            "SELECT count(*) AS rows, (extract(epoch FROM min(at)) * 1000000)::bigint AS since \
             FROM {table} WHERE (txid, seq) > ($1, $2)"
        ))
        .bind::<BigInt, _>(after.0)
        .bind::<BigInt, _>(after.1)
        .get_result(c),
    }?;
    Ok((rest.rows, rest.since))
}

/// Takes a lock for the rest of the transaction, or says that another holds it.
///
/// SQLite's single writer never runs two transactions at once.
pub fn try_lock(conn: &mut Conn, name: i64) -> QueryResult<bool> {
    match conn {
        Conn::Sqlite(_) => Ok(true),
        Conn::Postgres(c) => sql_query("SELECT pg_try_advisory_xact_lock($1) AS value")
            .bind::<BigInt, _>(name)
            .get_result::<Flag>(c)
            .map(|row| row.value),
    }
}

/// Waits for a lock which is held for the rest of the transaction.
pub fn lock(conn: &mut Conn, name: i64) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(c) => sql_query("SELECT 1 FROM (SELECT pg_advisory_xact_lock($1)) AS held")
            .bind::<BigInt, _>(name)
            .execute(c)
            .map(drop),
    }
}

/// The same beside others who share it; only [`lock`] waits for them, and they for it.
pub fn lock_shared(conn: &mut Conn, name: i64) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(c) => {
            sql_query("SELECT 1 FROM (SELECT pg_advisory_xact_lock_shared($1)) AS held")
                .bind::<BigInt, _>(name)
                .execute(c)
                .map(drop)
        }
    }
}

/// Those of a table's rows that no other transaction is writing; until the end of this one none will.
///
/// SQLite has a single writer. On PostgreSQL a row that somebody is writing is left out, so that
/// neither waits while it holds what the other wants.
pub fn hold_rows(conn: &mut Conn, table: &'static str, ids: &[Id]) -> QueryResult<Vec<Id>> {
    match conn {
        Conn::Sqlite(_) => Ok(ids.to_vec()),
        Conn::Postgres(c) => sql_query(format!(
            "SELECT id FROM {table} WHERE id = ANY($1) ORDER BY id FOR SHARE SKIP LOCKED"
        ))
        .bind::<Array<sql::Uuid>, _>(ids)
        .load::<Held>(c)
        .map(|rows| rows.into_iter().map(|row| row.id).collect()),
    }
}

/// Tells the planner how much a growing import has written.
///
/// PostgreSQL plans by statistics that its own collector renews only after minutes: until then it
/// takes the tables for empty and reads them whole for every batch. SQLite needs no statistics to
/// choose these indexes.
pub fn refresh_statistics(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(c) => c.batch_execute("ANALYZE import_seen, people, businesses, ownerships"),
    }
}

/// The calendar quarter of a column of dates, such as `2026-Q1`, as an SQL expression.
pub fn quarter_of(conn: &Conn, column: &str) -> String {
    match conn {
        // A date is text there: the year stands first, the month from the sixth character on.
        Conn::Sqlite(_) => format!(
            "substr({column}, 1, 4) || '-Q' || ((CAST(substr({column}, 6, 2) AS INTEGER) + 2) / 3)"
        ),
        Conn::Postgres(_) => format!("to_char({column}, 'YYYY\"-Q\"Q')"),
    }
}

/// The same for all rows of one person, in SQL over `people`: the keyed hash of her NIK, else her id,
/// which is shorter.
pub fn person_key(conn: &Conn) -> &'static str {
    match conn {
        Conn::Sqlite(_) => "COALESCE(people.nik_hash, people.id)",
        Conn::Postgres(_) => "COALESCE(people.nik_hash, uuid_send(people.id))",
    }
}

/// Whether the database holds no table at all.
pub fn is_empty(conn: &mut Conn) -> QueryResult<bool> {
    let count = match conn {
        Conn::Sqlite(c) => {
            sql_query("SELECT count(*) AS value FROM sqlite_master").get_result::<Number>(c)
        }
        Conn::Postgres(c) => sql_query(
            "SELECT count(*) AS value FROM pg_class \
             WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v')",
        )
        .get_result::<Number>(c),
    }?;
    Ok(count.value == 0)
}

/// Writes a consistent copy of an SQLite database to a new file.
pub fn backup_to(conn: &mut Conn, file: &Path) -> Result<(), DbError> {
    match conn {
        Conn::Sqlite(c) => {
            sql_query("VACUUM INTO ?")
                .bind::<Text, _>(file.to_string_lossy())
                .execute(c)?;
            Ok(())
        }
        Conn::Postgres(_) => Err(DbError::Unavailable(
            "PostgreSQL is backed up by pg_dump".to_owned(),
        )),
    }
}
