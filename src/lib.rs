//! Sinergi: a register of women's businesses, shared by the agencies that support them.
//!
//! One crate, one binary, rooms named after the domain; `docs/ARCHITECTURE.md` is the map.
//! [`app`] builds the whole application, [`routes`] mounts what each room offers.

pub mod app;
pub mod audit;
pub mod auth;
mod background;
pub mod businesses;
pub mod changes;
pub mod cli;
pub mod clients;
pub mod config;
pub mod data_quality;
pub mod db;
pub mod demo;
mod health;
pub mod http;
pub mod imports;
pub mod keys;
pub mod limits;
pub mod metrics;
pub mod openapi;
pub mod partnerships;
pub mod people;
pub mod reference;
pub mod routes;
mod schema;
pub mod setup;
pub mod statistics;
pub mod text;
pub mod training;
pub mod values;
