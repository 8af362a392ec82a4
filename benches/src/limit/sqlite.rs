//! SQLite by rusqlite: reads on the thread that answers, writes by one thread, many in one commit.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use actix_web::HttpRequest;
use anyhow::{Context, Result, anyhow};
use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{Connection, Statement, ToSql, params_from_iter};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::body::Body;
use super::serve::path_id;
use super::spec::{Param, Query, Row, Spec, Value, Work};

/// The service's own settings of a connection.
const PRAGMAS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; \
                       PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                       PRAGMA cache_size = -8000;";

/// The most writes one commit takes, as in the service.
const GROUP: usize = 128;

/// Columns of JSON text, which needs no quotes in an answer.
const DOCUMENTS: [&str; 2] = ["document", "derived"];

fn open(file: &str) -> Result<Connection> {
    let conn = Connection::open(file).with_context(|| file.to_owned())?;
    conn.execute_batch(PRAGMAS)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}

/// What one thread reads with.
pub(super) struct Sqlite {
    conn: RefCell<Connection>,
    /// The names of each query's columns, once it ran.
    names: Vec<OnceCell<Vec<String>>>,
    writer: Option<Writer>,
}

impl Sqlite {
    pub(super) fn open(spec: &Spec, file: &str, writer: Option<Writer>) -> Result<Self> {
        let queries = match &spec.work {
            Work::Read(queries) => queries.len(),
            Work::Fixed | Work::Insert(_) => 0,
        };
        Ok(Self {
            conn: RefCell::new(open(file)?),
            names: vec![OnceCell::new(); queries],
            writer,
        })
    }

    pub(super) async fn answer(&self, spec: &Spec, request: &HttpRequest) -> Result<Vec<u8>> {
        match &spec.work {
            Work::Fixed => Ok(Vec::new()),
            Work::Read(queries) => self.read(queries, request, spec.size),
            Work::Insert(_) => {
                let writer = self.writer.as_ref().context("no writer")?;
                writer.write().await?;
                Ok(Body::default().finish(spec.size))
            }
        }
    }

    fn read(&self, queries: &[Query], request: &HttpRequest, size: usize) -> Result<Vec<u8>> {
        let conn = self.conn.borrow();
        let mut body = Body::with_capacity(size);
        let mut found: Vec<SqlValue> = Vec::new();
        for (query, names) in queries.iter().zip(&self.names) {
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

/// The one thread that writes.
#[derive(Clone)]
pub(super) struct Writer(Sender<oneshot::Sender<Result<(), String>>>);

impl Writer {
    pub(super) fn start(spec: &Arc<Spec>, file: &str) -> Result<Self> {
        let conn = open(file)?;
        let (queue, jobs) = channel();
        let spec = Arc::clone(spec);
        std::thread::spawn(move || {
            if let Err(error) = commit_groups(&conn, &spec, &jobs) {
                eprintln!("{error:#}");
            }
        });
        Ok(Self(queue))
    }

    async fn write(&self) -> Result<()> {
        let (done, waiting) = oneshot::channel();
        self.0.send(done).context("the writer ended")?;
        waiting
            .await
            .context("the writer ended")?
            .map_err(|error| anyhow!(error))
    }
}

fn commit_groups(
    conn: &Connection,
    spec: &Spec,
    jobs: &Receiver<oneshot::Sender<Result<(), String>>>,
) -> Result<()> {
    let Work::Insert(rows) = &spec.work else {
        return Ok(());
    };
    let mut statements = rows
        .iter()
        .map(|row| Ok(conn.prepare(&row.insert(|n| format!("?{n}")))?))
        .collect::<Result<Vec<_>>>()?;
    let count = spec.fresh_ids();
    while let Ok(first) = jobs.recv() {
        conn.execute_batch("BEGIN IMMEDIATE")?;
        insert(&mut statements, rows, count)?;
        let mut waiting = vec![first];
        while waiting.len() < GROUP
            && let Ok(next) = jobs.try_recv()
        {
            insert(&mut statements, rows, count)?;
            waiting.push(next);
        }
        conn.execute_batch("COMMIT")?;
        for one in waiting {
            drop(one.send(Ok(())));
        }
    }
    Ok(())
}

fn insert(statements: &mut [Statement<'_>], rows: &[Row], count: usize) -> Result<()> {
    let fresh = Fresh::new(count);
    for (statement, row) in statements.iter_mut().zip(rows) {
        statement.execute(params_from_iter(
            row.values.iter().map(|value| Bound(value, &fresh)),
        ))?;
    }
    Ok(())
}

/// What is new in one transaction.
pub(super) struct Fresh {
    pub(super) ids: Vec<Uuid>,
    pub(super) texts: Vec<String>,
    pub(super) nib: String,
}

impl Fresh {
    pub(super) fn new(count: usize) -> Self {
        let ids: Vec<Uuid> = (0..count).map(|_| Uuid::now_v7()).collect();
        Self {
            texts: ids.iter().map(Uuid::to_string).collect(),
            ids,
            nib: format!("{:013}", fastrand::u64(0..10_000_000_000_000)),
        }
    }
}

struct Bound<'a>(&'a Value, &'a Fresh);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let Self(value, fresh) = self;
        Ok(ToSqlOutput::Borrowed(match value {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
            Value::FreshId(n) => ValueRef::Blob(fresh.ids[*n].as_bytes()),
            Value::FreshIdText(n) => ValueRef::Text(fresh.texts[*n].as_bytes()),
            Value::FreshNib => ValueRef::Text(fresh.nib.as_bytes()),
        }))
    }
}
