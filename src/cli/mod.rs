//! The commands of the one binary.

mod admin;
mod audit;
mod clients;
mod import;
mod keys;
mod log;
pub(crate) mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Capacity, Config, Listen, Quotas, Storage, TOKEN_SECONDS};
use crate::demo;

/// The register of women's businesses that several agencies share.
#[derive(Debug, Parser)]
#[command(name = "sinergi", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Migrate the database, then serve
    Serve {
        #[command(flatten)]
        storage: Storage,
        #[command(flatten)]
        listen: Listen,
        #[command(flatten)]
        quotas: Quotas,
        #[command(flatten)]
        capacity: Capacity,
    },
    /// Serve a throw-away database filled with what the seeds name
    Demo(demo::Options),
    /// Load a file: the official lists, an agency's businesses, or a training's participants
    Import(import::Options),
    /// Create, list, rotate and revoke the machine clients of agencies
    Clients {
        #[command(flatten)]
        storage: Storage,
        #[command(subcommand)]
        action: clients::Clients,
    },
    /// Check the audit trail
    Audit {
        #[command(flatten)]
        storage: Storage,
        #[command(subcommand)]
        action: audit::Audit,
    },
    /// Rotate the key that signs tokens
    Keys {
        #[command(flatten)]
        storage: Storage,
        #[command(subcommand)]
        action: keys::Keys,
    },
    /// Bring the database's tables up to date and end
    Migrate {
        #[command(flatten)]
        storage: Storage,
    },
    /// Print the OpenAPI document, or compare it with openapi/openapi.json
    Openapi {
        /// Fail unless the committed document equals the code's
        #[arg(long)]
        check: bool,
    },
    /// Ask a running service whether it can work; exit 0 when it can
    Healthcheck {
        /// The service's address
        #[arg(
            long,
            env = "SINERGI_LISTEN",
            default_value = "127.0.0.1:8080",
            value_name = "ADDRESS"
        )]
        listen: std::net::SocketAddr,
    },
    /// Write a consistent copy of the database to a new file while the service runs
    Backup {
        #[command(flatten)]
        storage: Storage,
        /// The file to write; it must not exist
        #[arg(value_name = "FILE")]
        file: std::path::PathBuf,
    },
}

/// Runs the command of the arguments; a failure is one sentence that says what to change.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    log::start();
    let outcome = match cli.command {
        Command::Serve {
            storage,
            listen,
            quotas,
            capacity,
        } => serve::serve(Config {
            storage,
            listen,
            quotas,
            capacity,
            token_seconds: TOKEN_SECONDS,
        }),
        Command::Demo(options) => demo::run(options),
        Command::Import(options) => return import::run(options),
        Command::Clients { storage, action } => clients::clients(storage, action),
        Command::Audit { storage, action } => audit::audit(storage, &action),
        Command::Keys { storage, action } => keys::keys(&storage, &action),
        Command::Migrate { storage } => admin::migrate(storage),
        Command::Openapi { check } => admin::openapi(check),
        Command::Healthcheck { listen } => admin::healthcheck(listen),
        Command::Backup { storage, file } => admin::backup(storage, &file),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("sinergi: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// The application for commands that do not serve.
fn open(storage: Storage) -> Result<crate::app::App, String> {
    let listen = Listen {
        listen: std::net::SocketAddr::from(([127, 0, 0, 1], 0)),
        public_url: None,
        workers: Some(1),
        max_upload: 1 << 30,
    };
    crate::app::App::open(Config {
        storage,
        listen,
        quotas: Quotas::default(),
        capacity: Capacity::default(),
        token_seconds: TOKEN_SECONDS,
    })
}
