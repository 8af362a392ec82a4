//! `cargo run --release -p sinergi-benches -- limits`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use sinergi_benches::{limit, limits};

/// Measures Sinergi's release binary from outside.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The service beside hand-written code on the bare drivers
    Limits(limits::Options),
    /// Be a limit; started by the runs themselves
    #[command(hide = true)]
    Limit {
        /// What to do, as JSON
        spec: PathBuf,
        /// Where to listen
        address: String,
    },
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Limits(options) => limits::run(&options),
        Command::Limit { spec, address } => be_limit(&spec, &address),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn be_limit(spec: &std::path::Path, address: &str) -> Result<()> {
    let text = std::fs::read(spec).with_context(|| spec.display().to_string())?;
    limit::serve(serde_json::from_slice(&text)?, address)
}
