//! Every setting is a flag and an environment variable, all listed by `--help`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::db::DatabaseUrl;

/// Which database, and with which keys.
#[derive(Args, Clone, Debug)]
pub struct Storage {
    /// The database: sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        default_value = "sqlite:sinergi.db",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database: DatabaseUrl,
    /// The key file shared by all instances [default: sinergi.keys; required with PostgreSQL]
    #[arg(long, global = true, env = "SINERGI_KEYS", value_name = "FILE")]
    pub keys: Option<PathBuf>,
    /// The most database connections this instance holds
    #[arg(long, global = true, env = "SINERGI_CONNECTIONS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..=200), value_name = "N")]
    pub connections: u32,
}

impl Storage {
    /// The key file, or the sentence that says why one must be named.
    pub fn key_file(&self) -> Result<PathBuf, String> {
        match (&self.keys, &self.database) {
            (Some(path), _) => Ok(path.clone()),
            (None, DatabaseUrl::Sqlite(_)) => Ok(PathBuf::from("sinergi.keys")),
            (None, DatabaseUrl::Postgres(_)) => Err(
                "PostgreSQL needs a key file that all instances share: set SINERGI_KEYS or --keys"
                    .to_owned(),
            ),
        }
    }
}

/// Where and how the service answers.
#[derive(Args, Clone, Debug)]
pub struct Listen {
    /// The address to listen on; port 0 takes a free one
    #[arg(
        long,
        env = "SINERGI_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS"
    )]
    pub listen: SocketAddr,
    /// The address callers use, when a gateway or path prefix stands before the service
    #[arg(long, env = "SINERGI_PUBLIC_URL", value_parser = public_url, value_name = "URL")]
    pub public_url: Option<String>,
    /// How many threads answer requests [default: one for each processor]
    #[arg(long, env = "SINERGI_WORKERS", value_parser = clap::value_parser!(u16).range(1..=256), value_name = "N")]
    pub workers: Option<u16>,
    /// The largest file an import takes, in bytes
    #[arg(long, env = "SINERGI_MAX_UPLOAD", default_value_t = 64 << 20, value_name = "BYTES")]
    pub max_upload: usize,
}

fn public_url(text: &str) -> Result<String, String> {
    let known = text.starts_with("https://") || text.starts_with("http://");
    if !known || text.contains(['?', '#', ' ']) {
        return Err("it must look like https://host/prefix".to_owned());
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// How much one client may ask for, in requests a window.
#[derive(Args, Clone, Debug)]
pub struct Quotas {
    /// How many requests a minute one client may send to this instance
    #[arg(id = "rate_limit", long = "rate-limit", env = "SINERGI_RATE_LIMIT", default_value_t = Self::REQUESTS, value_parser = clap::value_parser!(u32).range(1..=Self::MOST), value_name = "N")]
    pub requests: u32,
    /// How many tokens a minute may be asked for in the name of one client
    #[arg(id = "token_rate_limit", long = "token-rate-limit", env = "SINERGI_TOKEN_RATE_LIMIT", default_value_t = Self::TOKENS, value_parser = clap::value_parser!(u32).range(1..=Self::MOST), value_name = "N")]
    pub tokens: u32,
    /// The length of a window: a minute, which the names of the settings promise.
    #[arg(skip = Self::WINDOW)]
    pub window: Duration,
}

impl Quotas {
    /// A regency's whole register, entered row by row over 32 connections, fits into a minute.
    const REQUESTS: u32 = 30_000;
    /// A token lives for fifteen minutes; this is for systems that ask for one a process or a job.
    const TOKENS: u32 = 120;
    /// More than an instance can answer: for benches.
    const MOST: i64 = 1_000_000_000;
    const WINDOW: Duration = Duration::from_secs(60);
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            requests: Self::REQUESTS,
            tokens: Self::TOKENS,
            window: Self::WINDOW,
        }
    }
}

/// How much this instance takes on at once; what is beyond is refused with 503.
#[derive(Args, Clone, Debug)]
pub struct Capacity {
    /// How many requests are worked on at once
    #[arg(id = "max_requests", long = "max-requests", env = "SINERGI_MAX_REQUESTS", default_value_t = Self::REQUESTS, value_parser = clap::value_parser!(u32).range(1..=100_000), value_name = "N")]
    pub requests: u32,
    /// How many files are taken in at once
    #[arg(id = "max_uploads", long = "max-uploads", env = "SINERGI_MAX_UPLOADS", default_value_t = Self::UPLOADS, value_parser = clap::value_parser!(u32).range(1..=1_000), value_name = "N")]
    pub uploads: u32,
    /// How many connections of callers are held at once; further ones wait to be accepted
    #[arg(id = "max_sockets", long = "max-sockets", env = "SINERGI_MAX_SOCKETS", default_value_t = Self::SOCKETS, value_parser = clap::value_parser!(u32).range(1..=1_000_000), value_name = "N")]
    pub sockets: u32,
    /// How long a body may take to arrive, beside what its size takes over a slow line.
    #[arg(skip = Self::PATIENCE)]
    pub patience: Duration,
}

impl Capacity {
    /// What waits is answered within a tenth of a second or so, and each takes a thread at most.
    const REQUESTS: u32 = 256;
    const UPLOADS: u32 = 8;
    const SOCKETS: u32 = 10_000;
    const PATIENCE: Duration = Duration::from_secs(30);
}

impl Default for Capacity {
    fn default() -> Self {
        Self {
            requests: Self::REQUESTS,
            uploads: Self::UPLOADS,
            sockets: Self::SOCKETS,
            patience: Self::PATIENCE,
        }
    }
}

/// What the whole application is built from.
#[derive(Clone, Debug)]
pub struct Config {
    /// Which database, and with which keys.
    pub storage: Storage,
    /// Where and how the service answers.
    pub listen: Listen,
    /// How much one client may ask for.
    pub quotas: Quotas,
    /// How much this instance takes on at once.
    pub capacity: Capacity,
    /// How long a token is valid, in seconds.
    pub token_seconds: i64,
}

/// How long a token is valid: fifteen minutes.
pub const TOKEN_SECONDS: i64 = 15 * 60;
