//! PostgreSQL by tokio-postgres: prepared once, and all that does not wait for an answer sent at once.

use std::cell::Cell;
use std::error::Error;
use std::fmt;

use actix_web::HttpRequest;
use anyhow::{Context, Result, ensure};
use bytes::{BufMut, BytesMut};
use futures_util::future::try_join_all;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, NoTls, Row as PgRow, Statement};
use uuid::Uuid;

use super::body::Body;
use super::serve::path_id;
use super::spec::{Param, Query, Row, Spec, Value, Work};
use super::sqlite::Fresh;

/// What one thread reads and writes with.
pub(super) struct Postgres {
    connections: Vec<Connection>,
    next: Cell<usize>,
    fresh_ids: usize,
}

struct Connection {
    client: Client,
    begin: Statement,
    statements: Vec<Statement>,
    commit: Statement,
}

impl Postgres {
    pub(super) async fn connect(spec: &Spec, url: &str) -> Result<Self> {
        let mut connections = Vec::with_capacity(spec.connections);
        for _ in 0..spec.connections {
            connections.push(Connection::open(spec, url).await?);
        }
        Ok(Self {
            connections,
            next: Cell::new(0),
            fresh_ids: spec.fresh_ids(),
        })
    }

    pub(super) async fn answer(&self, spec: &Spec, request: &HttpRequest) -> Result<Vec<u8>> {
        let n = self.next.get();
        self.next.set(n.wrapping_add(1));
        let connection = &self.connections[n % self.connections.len()];
        match &spec.work {
            Work::Fixed => Ok(Vec::new()),
            Work::Read(queries) => connection.read(queries, request, spec.size).await,
            Work::Insert(rows) => {
                connection.insert(rows, &Fresh::new(self.fresh_ids)).await?;
                Ok(Body::default().finish(spec.size))
            }
        }
    }
}

impl Connection {
    async fn open(spec: &Spec, url: &str) -> Result<Self> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        actix_web::rt::spawn(connection);
        let texts: Vec<String> = match &spec.work {
            Work::Fixed => Vec::new(),
            Work::Read(queries) => queries.iter().map(|query| query.sql.clone()).collect(),
            Work::Insert(rows) => rows
                .iter()
                .map(|row| row.insert(|n| format!("${n}")))
                .collect(),
        };
        let mut statements = Vec::with_capacity(texts.len());
        for text in texts {
            statements.push(client.prepare(&text).await.context(text)?);
        }
        Ok(Self {
            begin: client.prepare("BEGIN").await?,
            commit: client.prepare("COMMIT").await?,
            client,
            statements,
        })
    }

    async fn read(&self, queries: &[Query], request: &HttpRequest, size: usize) -> Result<Vec<u8>> {
        let mut body = Body::with_capacity(size);
        let mut found: Vec<Uuid> = Vec::new();
        for (statement, query) in self.statements.iter().zip(queries) {
            let params = query
                .params
                .iter()
                .map(|param| {
                    Ok(match param {
                        Param::PathId => Box::new(path_id(request)?) as Box<dyn ToSql + Sync>,
                        Param::Found => Box::new(std::mem::take(&mut found)),
                        Param::Text(text) => Box::new(text.clone()),
                        Param::Int(number) => Box::new(*number),
                        Param::Id(id) => Box::new(*id),
                    })
                })
                .collect::<Result<Vec<_>>>()?;
            let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(AsRef::as_ref).collect();
            let rows = self.client.query(statement, &params).await?;
            for row in &rows {
                write_row(row, &mut body)?;
                if let Ok(id) = row.try_get(0) {
                    found.push(id);
                }
            }
        }
        Ok(body.finish(size))
    }

    /// One transaction in one round trip: the driver sends what is polled together together, in
    /// order, and another request's statements cannot come between.
    async fn insert(&self, rows: &[Row], fresh: &Fresh) -> Result<()> {
        let bound: Vec<Vec<Bound<'_>>> = rows
            .iter()
            .map(|row| row.values.iter().map(|value| Bound(value, fresh)).collect())
            .collect();
        let params: Vec<Vec<&(dyn ToSql + Sync)>> = bound
            .iter()
            .map(|row| {
                row.iter()
                    .map(|value| value as &(dyn ToSql + Sync))
                    .collect()
            })
            .collect();
        let mut all = Vec::with_capacity(rows.len() + 2);
        all.push(self.client.execute(&self.begin, &[]));
        for (statement, params) in self.statements.iter().zip(&params) {
            all.push(self.client.execute(statement, params));
        }
        all.push(self.client.execute(&self.commit, &[]));
        let done = try_join_all(all).await?;
        let written = &done[1..=rows.len()];
        ensure!(
            written.iter().all(|rows| *rows == 1),
            "a row was not written"
        );
        Ok(())
    }
}

/// A value in its binary form, of whatever type.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn write_row(row: &PgRow, body: &mut Body) -> Result<()> {
    body.begin_row();
    for (n, column) in row.columns().iter().enumerate() {
        body.name(column.name());
        let Some(Raw(raw)) = row.try_get::<_, Option<Raw<'_>>>(n)? else {
            body.null();
            continue;
        };
        match *column.type_() {
            Type::TEXT | Type::VARCHAR => body.text(raw),
            Type::UUID => body.id(raw),
            // The first byte is the version of the binary form.
            Type::JSONB => body.json(&raw[1..]),
            Type::BYTEA => body.null(),
            _ => body.number(number(raw)),
        }
    }
    body.end_row();
    Ok(())
}

/// Booleans, integers, days and instants are numbers of 1, 4 or 8 bytes.
fn number(raw: &[u8]) -> i64 {
    raw.iter()
        .fold(0, |number, byte| (number << 8) | i64::from(*byte))
}

struct Bound<'a>(&'a Value, &'a Fresh);

impl fmt::Debug for Bound<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ToSql for Bound<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let Self(value, fresh) = self;
        match value {
            Value::Null => return Ok(IsNull::Yes),
            Value::Int(number) => out.put_i64(*number),
            Value::Text(text) => out.put_slice(text.as_bytes()),
            Value::Bytes(bytes) => out.put_slice(bytes),
            Value::FreshId(n) => out.put_slice(fresh.ids[*n].as_bytes()),
            Value::FreshIdText(n) => out.put_slice(fresh.texts[*n].as_bytes()),
            Value::FreshNib => out.put_slice(fresh.nib.as_bytes()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
