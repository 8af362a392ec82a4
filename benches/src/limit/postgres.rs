//! PostgreSQL by tokio-postgres: prepared once, and all that does not wait for an answer sent at once.

use std::cell::Cell;
use std::error::Error;

use actix_web::HttpRequest;
use anyhow::{Context, Result, ensure};
use bytes::{BufMut, BytesMut};
use futures_util::future::{try_join_all, try_join3};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, NoTls, Row as PgRow, Statement};
use uuid::Uuid;

use super::body::Body;
use super::fresh::Fresh;
use super::serve::{path_id, word};
use super::spec::{Param, Query, Row, Spec, Value, Work};

/// What one thread reads and writes with.
pub(super) struct Postgres {
    connections: Vec<Connection>,
    next: Cell<usize>,
}

struct Connection {
    client: Client,
    begin: Statement,
    commit: Statement,
    /// The statements of each route.
    routes: Vec<Vec<Statement>>,
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
        })
    }

    pub(super) async fn answer(
        &self,
        spec: &Spec,
        n: usize,
        request: &HttpRequest,
    ) -> Result<Vec<u8>> {
        let next = self.next.get();
        self.next.set(next.wrapping_add(1));
        let connection = &self.connections[next % self.connections.len()];
        let route = &spec.routes[n];
        let statements = &connection.routes[n];
        match &route.work {
            Work::Fixed => {}
            Work::Read(queries) => {
                return connection
                    .read(statements, queries, request, route.size)
                    .await;
            }
            Work::Snapshot(queries) => {
                return connection
                    .snapshot(statements, queries, request, route.size)
                    .await;
            }
            Work::Insert(_) => {
                let fresh = Fresh::new(route.work.fresh_ids(), None);
                let inserts = inserts(statements, &route.work, &fresh);
                connection.transaction(inserts).await?;
            }
            Work::Replace(..) => connection.replace(statements, &route.work, request).await?,
        }
        Ok(Body::default().finish(route.size))
    }
}

/// Statements with what is bound in them.
type Batch<'a> = Vec<(&'a Statement, Vec<Bound<'a>>)>;

fn inserts<'a>(statements: &'a [Statement], work: &'a Work, fresh: &'a Fresh) -> Batch<'a> {
    let bound = |row: &'a Row| {
        let values = row.values.iter();
        values.map(|value| Bound::Value(value, fresh)).collect()
    };
    let rows = work.rows();
    let last = &statements[statements.len() - rows.len()..];
    last.iter().zip(rows.iter().map(bound)).collect()
}

impl Connection {
    async fn open(spec: &Spec, url: &str) -> Result<Self> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        actix_web::rt::spawn(connection);
        let mut routes = Vec::with_capacity(spec.routes.len());
        for route in &spec.routes {
            routes.push(prepare(&client, &route.work).await?);
        }
        Ok(Self {
            begin: client.prepare("BEGIN").await?,
            commit: client.prepare("COMMIT").await?,
            client,
            routes,
        })
    }

    async fn read(
        &self,
        statements: &[Statement],
        queries: &[Query],
        request: &HttpRequest,
        size: usize,
    ) -> Result<Vec<u8>> {
        let mut body = Body::with_capacity(size);
        let mut found: Vec<Uuid> = Vec::new();
        for (statement, query) in statements.iter().zip(queries) {
            let params = params(query, request, &mut found)?;
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

    /// Queries of one moment in one round trip; see [`Self::transaction`].
    async fn snapshot(
        &self,
        statements: &[Statement],
        queries: &[Query],
        request: &HttpRequest,
        size: usize,
    ) -> Result<Vec<u8>> {
        let params = queries
            .iter()
            .map(|query| params(query, request, &mut Vec::new()))
            .collect::<Result<Vec<_>>>()?;
        let params: Vec<Vec<&(dyn ToSql + Sync)>> = params
            .iter()
            .map(|params| params.iter().map(AsRef::as_ref).collect())
            .collect();
        let (begin, end) = statements.split_at(1);
        let (end, statements) = end.split_at(1);
        let asked = statements.iter().zip(&params);
        let asked = try_join_all(asked.map(|(one, params)| self.client.query(one, params)));
        let (_, answers, _) = try_join3(
            self.client.execute(&begin[0], &[]),
            asked,
            self.client.execute(&end[0], &[]),
        )
        .await?;
        let mut body = Body::with_capacity(size);
        for row in answers.iter().flatten() {
            write_row(row, &mut body)?;
        }
        Ok(body.finish(size))
    }

    /// One transaction in one round trip: the driver sends what is polled together together, in
    /// order, and another request's statements cannot come between.
    async fn transaction(&self, batch: Batch<'_>) -> Result<()> {
        let params: Vec<Vec<&(dyn ToSql + Sync)>> = batch
            .iter()
            .map(|(_, values)| {
                let values = values.iter();
                values.map(|value| value as &(dyn ToSql + Sync)).collect()
            })
            .collect();
        let mut all = Vec::with_capacity(batch.len() + 2);
        all.push(self.client.execute(&self.begin, &[]));
        for ((statement, _), params) in batch.iter().zip(&params) {
            all.push(self.client.execute(*statement, params));
        }
        all.push(self.client.execute(&self.commit, &[]));
        let done = try_join_all(all).await?;
        let written = &done[1..=batch.len()];
        ensure!(
            written.iter().all(|rows| *rows == 1),
            "a row was not written"
        );
        Ok(())
    }

    /// Reads a business, and writes it back whole as its next version if it still has the version
    /// that was read.
    async fn replace(
        &self,
        statements: &[Statement],
        work: &Work,
        request: &HttpRequest,
    ) -> Result<()> {
        let id = path_id(request)?;
        let row = self.client.query_one(&statements[0], &[&id]).await?;
        let mut values = Vec::with_capacity(row.len() + 2);
        let mut before = None;
        for (n, column) in row.columns().iter().enumerate() {
            let mut value = row
                .try_get::<_, Option<Raw<'_>>>(n)?
                .map(|raw| raw.0.to_vec());
            if column.name() == "version" {
                before.clone_from(&value);
                let next = row.try_get::<_, i64>(n)? + 1;
                value = Some(next.to_be_bytes().to_vec());
            }
            values.push(Bound::Raw(value));
        }
        values.push(Bound::Raw(Some(id.as_bytes().to_vec())));
        values.push(Bound::Raw(before));
        let fresh = Fresh::new(work.fresh_ids(), Some(id));
        let mut batch = vec![(&statements[1], values)];
        batch.extend(inserts(statements, work, &fresh));
        self.transaction(batch).await
    }
}

/// What is bound in a query.
fn params(
    query: &Query,
    request: &HttpRequest,
    found: &mut Vec<Uuid>,
) -> Result<Vec<Box<dyn ToSql + Sync>>> {
    let mut bound = |param: &Param| {
        Ok(match param {
            Param::PathId => Box::new(path_id(request)?) as Box<dyn ToSql + Sync>,
            Param::Found => Box::new(std::mem::take(found)),
            Param::Word(n) => Box::new(word(request, *n)?),
            Param::Text(text) => Box::new(text.clone()),
            Param::Int(number) => Box::new(*number),
            Param::Id(id) => Box::new(*id),
        })
    };
    query.params.iter().map(&mut bound).collect()
}

/// The statements of a route, in the order they are executed; those of a snapshot after its begin
/// and end.
async fn prepare(client: &Client, work: &Work) -> Result<Vec<Statement>> {
    let mut texts: Vec<String> = Vec::new();
    match work {
        Work::Fixed | Work::Insert(_) => {}
        Work::Read(queries) => texts.extend(queries.iter().map(|query| query.sql.clone())),
        Work::Snapshot(queries) => {
            texts.push("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY".to_owned());
            texts.push("ROLLBACK".to_owned());
            texts.extend(queries.iter().map(|query| query.sql.clone()));
        }
        Work::Replace(query, _) => {
            let read = client.prepare(&query.sql).await.context("the read row")?;
            let columns = read.columns().iter();
            let columns: Vec<String> = columns.map(|column| column.name().to_owned()).collect();
            texts.push(query.sql.clone());
            texts.push(super::spec::update(&columns, |n| format!("${n}")));
        }
    }
    texts.extend(
        work.rows()
            .iter()
            .map(|row| row.insert(|n| format!("${n}"))),
    );
    let mut statements = Vec::with_capacity(texts.len());
    for text in texts {
        statements.push(client.prepare(&text).await.context(text)?);
    }
    Ok(statements)
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

/// A value that is bound.
#[derive(Debug)]
enum Bound<'a> {
    /// One of a row that is written again and again.
    Value(&'a Value, &'a Fresh),
    /// One that was read, in its binary form.
    Raw(Option<Vec<u8>>),
}

impl ToSql for Bound<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Raw(None) | Self::Value(Value::Null, _) => return Ok(IsNull::Yes),
            Self::Raw(Some(bytes)) | Self::Value(Value::Bytes(bytes), _) => out.put_slice(bytes),
            Self::Value(Value::Int(number), _) => out.put_i64(*number),
            Self::Value(Value::Text(text), _) => out.put_slice(text.as_bytes()),
            Self::Value(Value::FreshId(n), fresh) => out.put_slice(fresh.ids[*n].as_bytes()),
            Self::Value(Value::FreshIdText(n), fresh) => out.put_slice(fresh.texts[*n].as_bytes()),
            Self::Value(Value::FreshNib, fresh) => out.put_slice(fresh.nib.as_bytes()),
            Self::Value(Value::FreshHash, fresh) => out.put_slice(&fresh.hash),
            Self::Value(Value::PathIdText, fresh) => out.put_slice(fresh.path_id.as_bytes()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
