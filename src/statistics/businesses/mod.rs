//! Businesses, their workers and the women who own them.
//!
//! One store counts for both statistics; a concept says which businesses belong.

mod concepts;
mod http;
mod store;
mod types;

pub(super) use concepts::COUNTED;

use crate::routes::Routes;

/// The routes of statistics of businesses.
pub fn routes(routes: &mut Routes<'_>) {
    routes.service(http::women_businesses).service(http::ikm);
}
