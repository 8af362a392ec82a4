//! The one integration binary; its files mirror the URLs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail"
)]

mod support;

mod audit_chain;
mod audit_events;
mod audit_verify;
mod auth;
mod businesses;
mod businesses_licenses;
mod businesses_market_channels;
mod businesses_milestones;
mod businesses_products;
mod businesses_search;
mod clients;
mod data_quality_flags;
mod data_quality_review;
mod history_as_of;
mod imports;
mod imports_batches;
mod imports_ndjson;
mod imports_templates;
mod keys;
mod limits;
mod limits_places;
mod metrics;
mod ndjson;
mod openapi;
mod operations;
mod organizations;
mod partnerships;
mod people;
mod reference;
mod reference_data;
mod reference_load;
mod schema;
mod sidt;
mod statistics;
mod statistics_partnerships;
mod statistics_quality;
mod statistics_training;
mod training;
mod walk;
