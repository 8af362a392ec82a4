//! What hand-written code reaches on the same machine: the bare driver behind a bare handler.
//!
//! A limit answers every request of a run in the same way: a fixed body, the rows of some queries,
//! or after a write. It knows no callers, checks nothing, and decrypts and derives nothing; what it
//! reads and writes, and how durably, is what the service reads and writes.

mod body;
mod child;
mod postgres;
mod serve;
mod spec;
mod sqlite;

pub use child::Limit;
pub use serve::serve;
pub use spec::{Param, Query, Row, Spec, Value, Work};
