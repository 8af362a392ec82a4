//! The one integration binary; its files mirror the URLs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail"
)]

mod support;

mod audit_chain;
mod audit_verify;
mod auth;
mod businesses;
mod businesses_milestones;
mod data_quality_flags;
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
mod statistics_training;
mod training;
mod walk;
