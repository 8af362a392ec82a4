//! Evaluations: what a party reached in a quarter, a semester or a year, in its own words.
//!
//! Seed 001: "hasil yang sudah dicapai juga dicatat dan dianalisis". Each party writes one for each
//! period of the partnership; once it is signed it stands as it is. The figures of the period are
//! counted elsewhere, from realizations and registers.

mod http;
pub mod store;
mod types;

pub use store::{EvaluationRow, create};
pub use types::{Evaluation, EvaluationInput};

use crate::routes::Routes;

/// The routes of evaluations.
pub(super) fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::list)
        .service(http::create)
        .service(http::get)
        .service(http::update)
        .service(http::delete)
        .service(http::history);
}
