//! The one integration binary; its files mirror the URLs.

mod support;

mod auth;
mod data_quality_flags;
mod organizations;
mod people;
mod reference;
mod reference_data;
mod reference_load;
mod schema;
mod statistics;
