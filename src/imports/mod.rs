//! Imports.

use crate::app::App;

/// Runs the import jobs of this instance in the background.
pub struct Runner;

impl Runner {
    /// Starts the background work.
    pub fn start(_: &App) -> Self {
        Self
    }

    /// Waits until the work at hand is put down.
    pub fn join(self) {}
}
