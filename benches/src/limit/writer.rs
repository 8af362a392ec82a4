//! SQLite's one thread that writes, many writes in one commit.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use anyhow::{Context, Result, anyhow, ensure};
use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{CachedStatement, Connection, ToSql, params_from_iter};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::fresh::Fresh;
use super::spec::{Row, Spec, Value, Work};
use super::sqlite::open;

/// The most writes one commit takes, as in the service.
const GROUP: usize = 128;

struct Job {
    /// The route of the request.
    route: usize,
    path_id: Option<Uuid>,
    done: oneshot::Sender<Result<(), String>>,
}

/// The one thread that writes.
#[derive(Clone)]
pub(super) struct Writer(Sender<Job>);

impl Writer {
    pub(super) fn start(spec: &Arc<Spec>, file: &str) -> Result<Self> {
        let conn = open(file)?;
        let (queue, jobs) = channel();
        let spec = Arc::clone(spec);
        std::thread::spawn(move || {
            while let Ok(first) = jobs.recv() {
                if let Err(error) = commit_group(&conn, &spec, first, &jobs) {
                    eprintln!("{error:#}");
                    return;
                }
            }
        });
        Ok(Self(queue))
    }

    pub(super) async fn write(&self, route: usize, path_id: Option<Uuid>) -> Result<()> {
        let (done, waiting) = oneshot::channel();
        let job = Job {
            route,
            path_id,
            done,
        };
        self.0.send(job).context("the writer ended")?;
        waiting
            .await
            .context("the writer ended")?
            .map_err(|error| anyhow!(error))
    }
}

fn commit_group(conn: &Connection, spec: &Spec, first: Job, jobs: &Receiver<Job>) -> Result<()> {
    conn.execute_batch("BEGIN IMMEDIATE")?;
    write(conn, spec, &first)?;
    let mut waiting = vec![first];
    while waiting.len() < GROUP
        && let Ok(next) = jobs.try_recv()
    {
        write(conn, spec, &next)?;
        waiting.push(next);
    }
    conn.execute_batch("COMMIT")?;
    for job in waiting {
        drop(job.done.send(Ok(())));
    }
    Ok(())
}

fn write(conn: &Connection, spec: &Spec, job: &Job) -> Result<()> {
    let work = &spec.routes[job.route].work;
    if let Work::Replace(query, _) = work {
        replace(conn, &query.sql, job.path_id.context("no id")?)?;
    }
    let fresh = Fresh::new(work.fresh_ids(), job.path_id);
    for row in work.rows() {
        insert(&mut statement(conn, row)?, row, &fresh)?;
    }
    Ok(())
}

fn statement<'c>(conn: &'c Connection, row: &Row) -> Result<CachedStatement<'c>> {
    Ok(conn.prepare_cached(&row.insert(|n| format!("?{n}")))?)
}

fn insert(statement: &mut CachedStatement<'_>, row: &Row, fresh: &Fresh) -> Result<()> {
    statement.execute(params_from_iter(
        row.values.iter().map(|value| Bound(value, fresh)),
    ))?;
    Ok(())
}

/// Reads a business and writes it back whole as its next version.
fn replace(conn: &Connection, sql: &str, id: Uuid) -> Result<()> {
    let mut read = conn.prepare_cached(sql)?;
    let names: Vec<String> = read.column_names().into_iter().map(str::to_owned).collect();
    let mut values = read.query_row([id.as_bytes().as_slice()], |row| {
        (0..names.len())
            .map(|n| row.get::<_, SqlValue>(n))
            .collect::<Result<Vec<_>, _>>()
    })?;
    let place = |name: &str| names.iter().position(|one| one == name);
    let version = place("version").context("no version")?;
    let before = values[version].clone();
    if let SqlValue::Integer(number) = &mut values[version] {
        *number += 1;
    }
    values.push(SqlValue::Blob(id.as_bytes().to_vec()));
    values.push(before);
    let mut update = conn.prepare_cached(&super::spec::update(&names, |n| format!("?{n}")))?;
    let changed = update.execute(params_from_iter(values))?;
    ensure!(changed == 1, "another write came first");
    Ok(())
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
            Value::FreshHash => ValueRef::Blob(&fresh.hash),
            Value::PathIdText => ValueRef::Text(fresh.path_id.as_bytes()),
        }))
    }
}
