//! What was done: one append-only row an act, in the transaction of the act itself.
//!
//! The row holds who, what kind, when, and a digest keyed and salted over the values; values and
//! salt stand in a row of their own that can be erased while the fact stays. History is read from
//! the same rows. A moment later the row is sealed into the [`chain`].

mod answer;
pub mod chain;
mod history;
mod http;
pub mod past;
mod store;
mod words;

pub use answer::{answer, plain};
pub use chain::sealer;
pub use history::{FieldView, HistoryEntry, HistoryPage, changed, difference};
pub use past::{AsOf, Past};
pub use store::{Act, Records, record, record_all};
pub use words::{AuditAction, AuditResource};

use crate::routes::Routes;

/// The routes of the audit trail.
pub fn routes(routes: &mut Routes<'_>) {
    routes.service(http::list);
}
