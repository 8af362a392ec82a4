//! The one integration binary; its files mirror the URLs.

mod support;

mod auth;
mod organizations;
mod people;
mod schema;
