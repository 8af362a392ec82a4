//! The one integration binary; its files mirror the URLs.

mod support;

mod auth;
mod data_quality_flags;
mod organizations;
mod people;
mod schema;
mod statistics;
