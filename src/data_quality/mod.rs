//! Data-quality flags: what a row leaves in doubt, open until resolved.
//!
//! A warning never stops a write; it becomes a flag on the row it concerns. Each room has one place
//! that says what its rows leave in doubt (`businesses::doubts` and `businesses::shared`,
//! `people::doubts`); it is asked with each write by the API and by imports ([`set`]), and again when
//! something around the row changed ([`review`]): another row, an official list, the day. Flags are
//! derived data, so they enter the change feed but need no audit row.
//!
//! A flag whose reason is gone is resolved by itself. An official may settle one by hand, which is
//! audited; it stays settled while its reason is the same (the `basis`: the values it is about), and
//! opens when the reason comes anew, with other values or after it was gone.
//!
//! A row has at most one flag for each code and field; it keeps its id when it opens again.

mod due;
mod http;
pub mod review;
mod row;
mod set;
mod store;
mod types;

pub use due::{Due, DueKind, due};
pub use set::{NewFlags, set, set_all};
pub use types::{
    DataQualityFlag, Flag, FlagCode, FlagResolution, FlagResource, FlagSeverity, FlagStatus,
    RowFlags, Undecided,
};

use crate::routes::Routes;

/// The routes of data-quality flags.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::get)
        .service(http::transition);
}
