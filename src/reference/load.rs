//! Loading the official lists as they are published (`sinergi import regions|kbli FILE`).
//!
//! A newer edition goes over an older one: codes it no longer holds are retired from the edition's
//! day on and stay resolvable, changed names stay as aliases. What took a retired code's place is
//! taken from a mapping file only.

mod kbli;
mod regions;
mod sheet;

pub use kbli::{KbliLoad, load_kbli};
pub use regions::{RegionLoad, load_regions};

use crate::app::Tx;
use crate::audit::Act;
use crate::http::Problem;
use crate::text::Text;

/// Two loads must not go over each other; this number names that lock.
const LOAD_LOCK: i64 = 0x5245_464c;

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its number in the file: the line of a table, the place in a JSON array, from 1.
    pub row: u64,
    /// The reason.
    pub code: &'static str,
    /// The reason in words.
    pub detail: Text,
}

/// What a load did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadReport {
    /// Rows of the file: created, updated, unchanged and refused.
    pub total: u64,
    /// New codes.
    pub created: u64,
    /// Codes whose row changed.
    pub updated: u64,
    /// Codes as they were.
    pub unchanged: u64,
    /// Codes the file no longer holds, retired now; not among the rows.
    pub retired: u64,
    /// Rows left out.
    pub refused: Vec<Refused>,
}

impl LoadReport {
    fn refuse(&mut self, row: u64, code: &'static str, id: &'static str, en: &'static str) {
        self.refused.push(Refused {
            row,
            code,
            detail: Text::new(id, en),
        });
    }

    /// Whether the load changes anything.
    pub const fn changes(&self) -> bool {
        self.created + self.updated + self.retired > 0
    }
}

/// Records a load.
fn witness(
    tx: &mut Tx<'_>,
    resource: &'static str,
    edition: &str,
    report: &LoadReport,
) -> Result<(), Problem> {
    let act = Act {
        values: Some(serde_json::json!({
            "created": report.created,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "retired": report.retired,
            "refused": report.refused.len(),
        })),
        ..Act::administrative("reference_loaded", resource, edition)
    };
    tx.witness(&act)
}

#[cfg(test)]
mod tests;
