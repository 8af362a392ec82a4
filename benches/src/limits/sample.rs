//! The rows that a write of the service left, to be written again by the limit.

use anyhow::{Context, Result, bail};
use postgres::types::{FromSql, Type};
use rusqlite::types::ValueRef;
use uuid::Uuid;

use crate::limit::{BY_ITSELF, Row, Value};
use crate::stage::{Cluster, Database};

/// The tables a write of a business touches, in the order they are written.
const TABLES: [&str; 8] = [
    "businesses",
    "business_milestones",
    "ownerships",
    "business_phones",
    "data_quality_flags",
    "audit_events",
    "audit_values",
    "changes",
];

/// Columns that the database fills by itself.
const FILLED: [&str; 2] = ["seq", "txid"];

/// A moment, after which rows are new.
pub(super) enum Mark {
    /// The highest row of each table.
    Sqlite(Vec<(String, i64)>),
    /// A transaction id.
    Postgres(i64),
}

impl Mark {
    /// Now.
    pub(super) fn set(database: &Database<'_>) -> Result<Self> {
        match database.server() {
            None => {
                let conn = rusqlite::Connection::open(database.file())?;
                let marks = sqlite_tables(&conn)?
                    .into_iter()
                    .map(|table| {
                        let sql = format!("SELECT COALESCE(max(rowid), 0) FROM \"{table}\"");
                        Ok((table, conn.query_row(&sql, [], |row| row.get(0))?))
                    })
                    .collect::<Result<_>>()?;
                Ok(Self::Sqlite(marks))
            }
            Some((cluster, name)) => {
                let now = "SELECT pg_current_xact_id()::text::bigint";
                let row = cluster.connect(name)?.query_one(now, &[])?;
                Ok(Self::Postgres(row.get(0)))
            }
        }
    }

    /// The rows that are new since, but those of the tables left out.
    pub(super) fn rows(&self, database: &Database<'_>, but: &[&str]) -> Result<Vec<Row>> {
        let found = match self {
            Self::Sqlite(marks) => sqlite_rows(database, marks)?,
            Self::Postgres(mark) => {
                let (cluster, name) = database.server().context("no PostgreSQL")?;
                postgres_rows(cluster, name, *mark)?
            }
        };
        let mut known = Vec::new();
        for row in found {
            if but.contains(&row.table.as_str()) {
                continue;
            }
            match TABLES.iter().position(|table| *table == row.table) {
                Some(place) => known.push((place, row)),
                None if BY_ITSELF.contains(&row.table.as_str()) => {}
                None => bail!("the service wrote {}, which the limit does not", row.table),
            }
        }
        // Stable: rows of one table stay in their order.
        known.sort_by_key(|(place, _)| *place);
        Ok(known.into_iter().map(|(_, row)| row).collect())
    }
}

fn sqlite_tables(conn: &rusqlite::Connection) -> Result<Vec<String>> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    let mut statement = conn.prepare(sql)?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn sqlite_rows(database: &Database<'_>, marks: &[(String, i64)]) -> Result<Vec<Row>> {
    let conn = rusqlite::Connection::open(database.file())?;
    let mut found = Vec::new();
    for (table, mark) in marks {
        let sql = format!("SELECT * FROM \"{table}\" WHERE rowid > ?1 ORDER BY rowid");
        let mut statement = conn.prepare(&sql)?;
        let names: Vec<String> = statement
            .column_names()
            .into_iter()
            .map(str::to_owned)
            .collect();
        let mut rows = statement.query([mark])?;
        while let Some(row) = rows.next()? {
            let mut made = empty(table);
            for (n, name) in names.iter().enumerate() {
                let value = match row.get_ref(n)? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(number) => Value::Int(number),
                    ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                    ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
                    ValueRef::Real(_) => bail!("{table}.{name} holds a real number"),
                };
                push(&mut made, name, value);
            }
            found.push(made);
        }
    }
    Ok(found)
}

/// Any value in its binary form.
struct Raw(Vec<u8>);

impl<'a> FromSql<'a> for Raw {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(raw.to_vec()))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn postgres_rows(cluster: &Cluster, name: &str, mark: i64) -> Result<Vec<Row>> {
    let mut client = cluster.connect(name)?;
    let tables = client.query(
        "SELECT relname::text FROM pg_class \
         WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'",
        &[],
    )?;
    let mut found = Vec::new();
    for table in tables {
        let table: String = table.get(0);
        let sql = format!("SELECT * FROM {table} WHERE xmin::text::bigint >= $1 ORDER BY ctid");
        for row in client.query(&sql, &[&mark])? {
            let mut made = empty(&table);
            for (n, column) in row.columns().iter().enumerate() {
                let value = row.try_get::<_, Option<Raw>>(n)?;
                let value = value.map_or(Value::Null, |raw| Value::Bytes(raw.0));
                push(&mut made, column.name(), value);
            }
            found.push(made);
        }
    }
    Ok(found)
}

fn empty(table: &str) -> Row {
    Row {
        table: table.to_owned(),
        columns: Vec::new(),
        values: Vec::new(),
    }
}

fn push(row: &mut Row, column: &str, value: Value) {
    if !FILLED.contains(&column) {
        row.columns.push(column.to_owned());
        row.values.push(value);
    }
}

/// Puts new ids in the place of the rows' own, a new NIB in that of `nib`, a new hash in that of a
/// telephone's, and the id of the request's path in that of `changed`.
pub(super) fn freshen(rows: &mut [Row], nib: &str, changed: Option<Uuid>) {
    let ids: Vec<Uuid> = rows
        .iter()
        .filter(|row| row.columns.first().is_some_and(|column| column == "id"))
        .filter_map(|row| match row.values.first() {
            Some(Value::Bytes(bytes)) => Uuid::from_slice(bytes).ok(),
            _ => None,
        })
        .collect();
    for row in rows.iter_mut() {
        let hash = row.columns.iter().position(|name| name == "phone_hash");
        if let Some(n) = hash {
            row.values[n] = Value::FreshHash;
        }
    }
    for value in rows.iter_mut().flat_map(|row| &mut row.values) {
        let bytes: &[u8] = match value {
            Value::Bytes(bytes) => bytes,
            Value::Text(text) => text.as_bytes(),
            _ => continue,
        };
        let as_bytes = ids.iter().position(|id| id.as_bytes() == bytes);
        let as_text = ids.iter().position(|id| id.to_string().as_bytes() == bytes);
        if let Some(n) = as_bytes {
            *value = Value::FreshId(n);
        } else if let Some(n) = as_text {
            *value = Value::FreshIdText(n);
        } else if changed.is_some_and(|id| id.to_string().as_bytes() == bytes) {
            *value = Value::PathIdText;
        } else if bytes == nib.as_bytes() {
            *value = Value::FreshNib;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_new_wherever_they_stand_and_all_else_stays() {
        let (own, other) = (Uuid::now_v7(), Uuid::now_v7());
        let row = |table: &str, columns: &[&str], values: Vec<Value>| Row {
            table: table.to_owned(),
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
            values,
        };
        let bytes = |id: Uuid| Value::Bytes(id.as_bytes().to_vec());
        let mut rows = vec![
            row(
                "businesses",
                &["id", "nib", "name"],
                vec![
                    bytes(own),
                    Value::Text("0220100012345".to_owned()),
                    Value::Text("Amplang".to_owned()),
                ],
            ),
            row(
                "ownerships",
                &["business_id", "person_id"],
                vec![bytes(own), bytes(other)],
            ),
            row(
                "changes",
                &["resource_id", "partnership_id"],
                vec![Value::Text(own.to_string()), Value::Text(other.to_string())],
            ),
        ];
        freshen(&mut rows, "0220100012345", Some(other));
        assert_eq!(
            rows[0].values,
            [
                Value::FreshId(0),
                Value::FreshNib,
                Value::Text("Amplang".to_owned())
            ]
        );
        assert_eq!(rows[1].values, [Value::FreshId(0), bytes(other)]);
        assert_eq!(rows[2].values, [Value::FreshIdText(0), Value::PathIdText]);
    }
}
