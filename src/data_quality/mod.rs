//! Data-quality flags: what a row leaves in doubt, open until resolved.
//!
//! A warning never stops a write; it becomes a flag on the row it concerns. The rooms that write
//! rows say with each write what is in doubt ([`set`]); flags are derived data, so they enter the
//! change feed but need no audit row. An official may settle a doubt by hand, which is audited; if
//! the row is written again while the doubt is still there, the flag opens again.
//!
//! A row has at most one flag for each code and field; it keeps its id when it opens again.

mod http;
mod store;
mod types;

pub use store::{NewFlags, set, set_all};
pub use types::{
    DataQualityFlag, Flag, FlagCode, FlagResource, FlagSeverity, FlagStatus, RowFlags,
};

use crate::routes::Routes;

/// The routes of data-quality flags.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::get)
        .service(http::transition);
}
