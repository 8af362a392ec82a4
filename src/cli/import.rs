//! `sinergi import`.

use std::process::ExitCode;

use clap::Args;

use crate::config::Storage;

/// What to load.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    storage: Storage,
}

pub(super) fn run(_: Options) -> ExitCode {
    ExitCode::FAILURE
}
