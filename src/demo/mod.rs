//! The demo.

use clap::Args;

/// How the demo runs.
#[derive(Debug, Args)]
pub struct Options {}

/// Runs the demo.
pub fn run(_: Options) -> Result<(), String> {
    Ok(())
}
