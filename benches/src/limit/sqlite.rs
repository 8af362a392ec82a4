//! SQLite by rusqlite: reads on the thread that answers.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};

use actix_web::HttpRequest;
use anyhow::{Context, Result};
use rusqlite::types::{Value as SqlValue, ValueRef};
use rusqlite::{Connection, Statement, params_from_iter};

use super::body::Body;
use super::serve::{path_id, word};
use super::spec::{Param, Query, Spec, Work};
use super::writer::Writer;

/// The service's own settings of a connection.
const PRAGMAS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; \
                       PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                       PRAGMA cache_size = -8000;";

/// Columns of JSON text, which needs no quotes in an answer.
const DOCUMENTS: [&str; 2] = ["document", "derived"];

pub(super) fn open(file: &str) -> Result<Connection> {
    let conn = Connection::open(file).with_context(|| file.to_owned())?;
    conn.execute_batch(PRAGMAS)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}

/// What one thread reads with.
pub(super) struct Sqlite {
    conn: RefCell<Connection>,
    /// The names of the columns of each route's queries, once they ran.
    names: Vec<Vec<OnceCell<Vec<String>>>>,
    writer: Option<Writer>,
}

impl Sqlite {
    pub(super) fn open(spec: &Spec, file: &str, writer: Option<Writer>) -> Result<Self> {
        let queries = |work: &Work| match work {
            Work::Read(queries) | Work::Snapshot(queries) => queries.len(),
            Work::Fixed | Work::Insert(_) | Work::Replace(..) => 0,
        };
        let routes = spec.routes.iter();
        Ok(Self {
            conn: RefCell::new(open(file)?),
            names: routes
                .map(|route| vec![OnceCell::new(); queries(&route.work)])
                .collect(),
            writer,
        })
    }

    pub(super) async fn answer(
        &self,
        spec: &Spec,
        n: usize,
        request: &HttpRequest,
    ) -> Result<Vec<u8>> {
        let route = &spec.routes[n];
        let id = match &route.work {
            Work::Fixed => return Ok(Body::default().finish(route.size)),
            Work::Read(queries) => return self.read(queries, n, request, route.size),
            Work::Snapshot(queries) => {
                self.conn.borrow().execute_batch("BEGIN DEFERRED")?;
                let body = self.read(queries, n, request, route.size);
                self.conn.borrow().execute_batch("ROLLBACK")?;
                return body;
            }
            Work::Insert(_) => None,
            Work::Replace(..) => Some(path_id(request)?),
        };
        let writer = self.writer.as_ref().context("no writer")?;
        writer.write(n, id).await?;
        Ok(Body::default().finish(route.size))
    }

    fn read(
        &self,
        queries: &[Query],
        n: usize,
        request: &HttpRequest,
        size: usize,
    ) -> Result<Vec<u8>> {
        let conn = self.conn.borrow();
        let mut body = Body::with_capacity(size);
        let mut found: Vec<SqlValue> = Vec::new();
        for (query, names) in queries.iter().zip(&self.names[n]) {
            let (sql, params) = bind(query, request, &found)?;
            let mut statement = conn.prepare_cached(&sql)?;
            let names = names.get_or_init(|| {
                let names = statement.column_names();
                names.into_iter().map(str::to_owned).collect()
            });
            found.clear();
            rows(&mut statement, &params, names, &mut body, &mut found)?;
        }
        Ok(body.finish(size))
    }
}

fn bind<'a>(
    query: &'a Query,
    request: &HttpRequest,
    found: &[SqlValue],
) -> Result<(Cow<'a, str>, Vec<SqlValue>)> {
    let mut sql = Cow::Borrowed(query.sql.as_str());
    let mut params = Vec::with_capacity(query.params.len());
    for param in &query.params {
        match param {
            Param::PathId => params.push(SqlValue::Blob(path_id(request)?.as_bytes().to_vec())),
            Param::Word(n) => params.push(SqlValue::Text(word(request, *n)?)),
            Param::Text(text) => params.push(SqlValue::Text(text.clone())),
            Param::Int(number) => params.push(SqlValue::Integer(*number)),
            Param::Id(id) => params.push(SqlValue::Blob(id.as_bytes().to_vec())),
            Param::Found => {
                let binds = vec!["?"; found.len()].join(",");
                sql = Cow::Owned(sql.replace("(?)", &format!("({binds})")));
                params.extend_from_slice(found);
            }
        }
    }
    Ok((sql, params))
}

fn rows(
    statement: &mut Statement<'_>,
    params: &[SqlValue],
    names: &[String],
    body: &mut Body,
    found: &mut Vec<SqlValue>,
) -> Result<()> {
    let mut rows = statement.query(params_from_iter(params))?;
    while let Some(row) = rows.next()? {
        body.begin_row();
        for (n, name) in names.iter().enumerate() {
            body.name(name);
            match row.get_ref(n)? {
                ValueRef::Null => body.null(),
                ValueRef::Integer(number) => body.number(number),
                ValueRef::Real(number) => body.json(number.to_string().as_bytes()),
                ValueRef::Text(text) if DOCUMENTS.contains(&name.as_str()) => body.json(text),
                ValueRef::Text(text) => body.text(text),
                ValueRef::Blob(bytes) => body.id(bytes),
            }
        }
        body.end_row();
        found.push(row.get(0)?);
    }
    Ok(())
}
