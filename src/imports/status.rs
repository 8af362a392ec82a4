//! The life of an import.
//!
//! `uploaded` → `validating` → `dry_run_done`, or → `processing` → `completed`,
//! `partially_completed` (some rows were refused) or `failed`. Only the service moves a job along;
//! a caller may stop one that has not ended.

use crate::db::types::words;

words! {
    /// Where an import stands, the code list `import_status`.
    pub enum ImportStatus {
        /// The file is here.
        Uploaded = "uploaded",
        /// Its columns are being matched.
        Mapping = "mapping",
        /// It is being read and checked.
        Validating = "validating",
        /// The dry run has ended; nothing was stored.
        DryRunDone = "dry_run_done",
        /// Its rows are being stored.
        Processing = "processing",
        /// Every row is in, or was left out on purpose.
        Completed = "completed",
        /// It has ended and some rows were refused.
        PartiallyCompleted = "partially_completed",
        /// It has ended and nothing was stored.
        Failed = "failed",
        /// It was stopped.
        Canceled = "canceled",
    }
}

impl ImportStatus {
    /// The states in which a job has work left.
    pub const OPEN: [Self; 4] = [
        Self::Uploaded,
        Self::Mapping,
        Self::Validating,
        Self::Processing,
    ];

    /// Whether the job has ended.
    pub fn has_ended(self) -> bool {
        !Self::OPEN.contains(&self)
    }

    /// The states a caller may move it to.
    pub fn allowed(self) -> Vec<Self> {
        if self.has_ended() {
            Vec::new()
        } else {
            vec![Self::Canceled]
        }
    }
}
