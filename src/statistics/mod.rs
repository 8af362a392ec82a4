//! Figures of the register, each with what it counts, how much it covers and when it holds.
//!
//! A figure without its definition is worth little: officials' numbers disagree because nobody
//! says what was counted. Every answer therefore carries concept, definition, unit, instant,
//! region code system, source, the business states that count, and its coverage: every counted
//! business of the selection is shown in a row (mapped), may belong to the concept but lacks a
//! value (unmapped, with the reason), or is known not to belong to it (outside, with the reason).
//! `mapped + unmapped = total`, and the rows add up to `mapped`.
//!
//! Persons are counted apart from businesses, and once by the keyed hash of the NIK, so that a
//! woman whom two registers know is one woman. A woman with businesses in two rows stands in both;
//! hence only `totals` says how many women there are.
//!
//! The register keeps the present state of a business, so figures hold for the instant of the
//! answer; a past date is refused instead of answered with today's figures.

mod concepts;
mod http;
mod store;
mod types;

use utoipa_actix_web::service_config::ServiceConfig;

/// The routes of statistics.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(http::women_businesses).service(http::ikm);
}
