//! Businesses, their workers and the women who own them.
//!
//! One store counts for both statistics; a concept says which businesses belong.

mod concepts;
mod http;
mod store;
mod types;

use utoipa_actix_web::service_config::ServiceConfig;

/// The routes of statistics of businesses.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(http::women_businesses).service(http::ikm);
}
