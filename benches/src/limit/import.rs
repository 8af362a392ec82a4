//! The limit of an import: the finished rows, out of one database into all tables and indexes of
//! another, by the fastest way each database has, in one transaction.

use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use postgres::{Client, NoTls};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::sqlite::open;

/// Tables that instances write by themselves, later and whoever writes: the audit chain's seals.
pub const BY_ITSELF: [&str; 2] = ["audit_seals", "leases"];

/// How long it took to write, and what was written.
#[derive(Debug)]
pub struct Written {
    /// From the first statement to the end of the commit.
    pub took: Duration,
    /// Rows by table, in the order of the tables' references.
    pub tables: Vec<(String, u64)>,
}

/// Copies the rows of every table that is empty in the second file.
pub fn copy_sqlite(from: &Path, to: &Path) -> Result<Written> {
    let source = Connection::open(from)?;
    let target = open(&to.to_string_lossy())?;
    let mut all = Vec::new();
    for table in tables(&source)? {
        if BY_ITSELF.contains(&table.as_str()) {
            continue;
        }
        let rows = rows(&source, &table)?;
        let sql = format!("SELECT count(*) FROM \"{table}\"");
        let held: i64 = target.query_row(&sql, [], |row| row.get(0))?;
        if held == 0 && !rows.is_empty() {
            all.push((table, rows));
        }
    }
    let began = Instant::now();
    target.execute_batch("BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON")?;
    for (table, rows) in &all {
        let binds = vec!["?"; rows.first().map_or(0, Vec::len)].join(",");
        let mut insert = target.prepare(&format!("INSERT INTO \"{table}\" VALUES ({binds})"))?;
        for row in rows {
            insert.execute(params_from_iter(row))?;
        }
    }
    target.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(Written {
        took: began.elapsed(),
        tables: all
            .into_iter()
            .map(|(table, rows)| (table, rows.len() as u64))
            .collect(),
    })
}

fn tables(conn: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT name FROM sqlite_master \
               WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid";
    let mut statement = conn.prepare(sql)?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn rows(conn: &Connection, table: &str) -> Result<Vec<Vec<Value>>> {
    let mut statement = conn.prepare(&format!("SELECT * FROM \"{table}\" ORDER BY rowid"))?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| (0..columns).map(|n| row.get(n)).collect())?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Copies the rows of every table that is empty in the second database, by `COPY`.
pub fn copy_postgres(from: &str, to: &str) -> Result<Written> {
    let mut source = Client::connect(from, NoTls)?;
    let mut target = Client::connect(to, NoTls)?;
    // The order in which the migrations made them: what is referred to stands before.
    let names = source.query(
        "SELECT relname::text FROM pg_class \
         WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY oid",
        &[],
    )?;
    let mut all = Vec::new();
    for name in names {
        let table: String = name.get(0);
        if BY_ITSELF.contains(&table.as_str()) {
            continue;
        }
        let count = format!("SELECT count(*) FROM {table}");
        let held: i64 = target.query_one(&count, &[])?.get(0);
        let rows: i64 = source.query_one(&count, &[])?.get(0);
        if held == 0 && rows > 0 {
            let mut data = Vec::new();
            source
                .copy_out(&format!("COPY {table} TO STDOUT (FORMAT binary)"))?
                .read_to_end(&mut data)?;
            all.push((table, u64::try_from(rows)?, data));
        }
    }
    let began = Instant::now();
    let mut transaction = target.transaction()?;
    for (table, rows, data) in &all {
        let mut copy = transaction
            .copy_in(&format!("COPY {table} FROM STDIN (FORMAT binary)"))
            .with_context(|| table.clone())?;
        copy.write_all(data)?;
        let copied = copy.finish().with_context(|| table.clone())?;
        ensure!(copied == *rows, "{table}: {copied} of {rows} rows");
    }
    transaction.commit()?;
    Ok(Written {
        took: began.elapsed(),
        tables: all
            .into_iter()
            .map(|(table, rows, _)| (table, rows))
            .collect(),
    })
}
