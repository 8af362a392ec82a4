//! What a limit is to do; written by the run, read by the limit's own process.

use serde::{Deserialize, Serialize};

/// What a limit is to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Spec {
    /// An SQLite file or a `postgres://` URL; none where nothing is read or written.
    pub database: Option<String>,
    /// How often it is connected to PostgreSQL, for each thread that answers.
    pub connections: usize,
    /// What it answers; the first route that fits a request.
    pub routes: Vec<Route>,
}

/// What one kind of request is answered with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Route {
    /// Its method.
    pub method: String,
    /// Whether its path ends in an id.
    pub by_id: bool,
    /// What comes before the answer.
    pub work: Work,
    /// The status of the answer.
    pub status: u16,
    /// The size of the answer's body, in bytes.
    pub size: usize,
}

/// What comes before the answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Work {
    /// Nothing.
    Fixed,
    /// Queries, whose rows the answer holds.
    Read(Vec<Query>),
    /// The same of one moment of the database; none depends on another.
    Snapshot(Vec<Query>),
    /// New rows, written in one transaction.
    Insert(Vec<Row>),
    /// The business of the path, read by the query, is written back whole as its next version, with
    /// new rows in the same transaction.
    Replace(Query, Vec<Row>),
}

/// A query.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Query {
    /// Its text, in the dialect of the database.
    pub sql: String,
    /// What is bound.
    pub params: Vec<Param>,
}

/// What is bound in a query.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Param {
    /// The id at the end of the request's path.
    PathId,
    /// The ids in the first column of the query before, as an array; SQLite takes one bind for
    /// each in the place of `(?)`.
    Found,
    /// The n-th word of the request's `q`, or the last, as a pattern of LIKE.
    Word(usize),
    /// A text.
    Text(String),
    /// A number.
    Int(i64),
    /// An id.
    Id(uuid::Uuid),
}

/// A row as the service wrote it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Its table.
    pub table: String,
    /// Its columns, but those the database fills by itself.
    pub columns: Vec<String>,
    /// Their values.
    pub values: Vec<Value>,
}

/// A value of a row that is written again and again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// NULL.
    Null,
    /// A number of SQLite.
    Int(i64),
    /// A text of SQLite.
    Text(String),
    /// Bytes of SQLite; any value of PostgreSQL in its binary form.
    Bytes(Vec<u8>),
    /// An id that is new in each transaction, the same in all rows of one; as bytes.
    FreshId(usize),
    /// The same as text.
    FreshIdText(usize),
    /// Thirteen digits that are new in each transaction.
    FreshNib,
    /// The hash of a telephone, new in each transaction.
    FreshHash,
    /// The id of the request's path as text.
    PathIdText,
}

impl Work {
    /// The rows it inserts.
    pub(super) fn rows(&self) -> &[Row] {
        match self {
            Self::Fixed | Self::Read(_) | Self::Snapshot(_) => &[],
            Self::Insert(rows) | Self::Replace(_, rows) => rows,
        }
    }

    /// How many ids are new in each transaction.
    pub(super) fn fresh_ids(&self) -> usize {
        let values = self.rows().iter().flat_map(|row| &row.values);
        let places = values.filter_map(|value| match value {
            Value::FreshId(n) | Value::FreshIdText(n) => Some(n + 1),
            _ => None,
        });
        places.max().unwrap_or(0)
    }
}

impl Row {
    /// The statement that inserts it; `bind` writes the n-th place, from 1 on.
    pub(super) fn insert(&self, bind: impl Fn(usize) -> String) -> String {
        let columns: Vec<String> = self.columns.iter().map(|c| format!("\"{c}\"")).collect();
        let binds: Vec<String> = (1..=self.columns.len()).map(bind).collect();
        format!(
            "INSERT INTO {} ({}) VALUES ({})",
            self.table,
            columns.join(", "),
            binds.join(", ")
        )
    }
}

/// The statement that writes a business back whole, if it has still the version it was read with;
/// the last two binds are its id and that version.
pub(super) fn update(columns: &[String], bind: impl Fn(usize) -> String) -> String {
    let set: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(n, column)| format!("\"{column}\" = {}", bind(n + 1)))
        .collect();
    let (id, version) = (bind(columns.len() + 1), bind(columns.len() + 2));
    format!(
        "UPDATE businesses SET {} WHERE id = {id} AND version = {version}",
        set.join(", ")
    )
}
