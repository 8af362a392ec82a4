//! Closed lists: the words a field may hold, with their labels in both languages.
//!
//! They are part of the program, because rules are written against them, and stand in
//! `data/code_lists.csv`; a test compares them with the enums that use them.

mod http;
mod store;
mod types;

pub use store::{codes, label};
pub use types::{CodeItem, CodeList, CodeListSummary};

use crate::routes::Routes;

/// The routes of code lists.
pub fn routes(routes: &mut Routes<'_>) {
    routes.service(http::list).service(http::get);
}

#[cfg(test)]
mod tests;
