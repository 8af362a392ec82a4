//! Training batches: one run of a program, with a place, dates, a registration window and a quota.
//!
//! Registration opens only for a program that is approved or runs. The window is extended by an
//! action that says why (the BLK of Paser extended its registration once in 2022), never by a silent
//! change. The first batch that runs makes its program run.

mod extension;
mod http;
mod status;
pub mod store;
mod transition;
mod types;

pub use status::BatchStatus;
pub use store::BatchRow;
pub use transition::transition;
pub use types::{BatchInput, BatchTransition};

use crate::routes::Routes;

/// The routes of training batches.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::of_program)
        .service(http::create)
        .service(http::list)
        .service(http::get)
        .service(http::update)
        .service(http::delete)
        .service(http::transition)
        .service(http::extend)
        .service(http::history);
}
