//! What every program of this package plays on: the binary, a database, running instances, callers.
//!
//! Everything here is seen from outside the service: its command line, its environment, its HTTP
//! answers, and what the kernel says of its process.

mod binary;
mod client;
mod cluster;
mod database;
mod process;
mod room;
mod service;

pub use binary::{Binary, generate, workspace};
pub use client::Client;
pub use cluster::{Cluster, Server};
pub use database::{Database, Kind};
pub use process::{Usage, usage};
pub use room::Room;
pub(crate) use service::free_port;
pub use service::{Options, Service};
