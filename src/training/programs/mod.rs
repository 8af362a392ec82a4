//! Training programs: what an agency plans, approves and pays for.
//!
//! A program says what is taught and how, to whom it is open ([`Eligibility`], rules as data), with
//! which money, and how much attendance it takes to pass. It is approved before a batch may take
//! people in, runs from its first batch on, and is completed when all its batches have ended.

mod http;
mod status;
pub mod store;
mod types;

pub use status::ProgramStatus;
pub use types::{Eligibility, Program, ProgramInput, ProgramTransition};

use crate::routes::Routes;

/// The routes of training programs.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::delete)
        .service(http::transition)
        .service(http::history);
}
