//! What a limit is to do; written by the run, read by the limit's own process.

use serde::{Deserialize, Serialize};

/// What a limit is to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Spec {
    /// An SQLite file or a `postgres://` URL; none for a fixed body.
    pub database: Option<String>,
    /// How often it is connected to PostgreSQL, for each thread that answers.
    pub connections: usize,
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
    /// New rows, written in one transaction.
    Insert(Vec<Row>),
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
}

impl Spec {
    /// How many ids are new in each transaction.
    pub(super) fn fresh_ids(&self) -> usize {
        let Work::Insert(rows) = &self.work else {
            return 0;
        };
        rows.iter()
            .flat_map(|row| &row.values)
            .filter_map(|value| match value {
                Value::FreshId(n) | Value::FreshIdText(n) => Some(n + 1),
                _ => None,
            })
            .max()
            .unwrap_or(0)
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
