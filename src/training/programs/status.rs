//! The life cycle of a training program: the states, and the one table of allowed moves.

use crate::db::types::words;

words! {
    /// The state of a training program, the code list `training_program_status`.
    pub enum ProgramStatus {
        /// Being planned.
        Draft = "draft",
        /// Approved: batches may open their registration.
        Approved = "approved",
        /// A batch has begun.
        Running = "running",
        /// All its batches have ended.
        Completed = "completed",
        /// Given up.
        Canceled = "canceled",
    }
}

use ProgramStatus as S;

impl ProgramStatus {
    /// The states that may follow, in the order they are shown.
    pub const fn allowed(self) -> &'static [Self] {
        match self {
            S::Draft => &[S::Approved, S::Canceled],
            S::Approved => &[S::Running, S::Canceled],
            S::Running => &[S::Completed, S::Canceled],
            S::Completed | S::Canceled => &[],
        }
    }

    /// Whether batches may take people in.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Approved | Self::Running)
    }

    /// Whether it has ended, one way or the other.
    pub const fn is_ended(self) -> bool {
        self.allowed().is_empty()
    }
}
