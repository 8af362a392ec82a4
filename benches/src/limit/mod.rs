//! What hand-written code reaches on the same machine: the bare driver behind a bare handler.
//!
//! A limit answers every request of a run in the same way: a fixed body, the rows of some queries,
//! or after a write. It knows no callers, checks nothing, and decrypts and derives nothing; what it
//! reads and writes, and how durably, is what the service reads and writes.

mod body;
mod child;
mod fresh;
mod import;
mod postgres;
mod serve;
mod spec;
mod sqlite;
mod writer;

pub use child::Limit;
pub use import::{BY_ITSELF, Written, copy_postgres, copy_sqlite};
pub use serve::serve;
pub use spec::{Param, Query, Route, Row, Spec, Value, Work};
