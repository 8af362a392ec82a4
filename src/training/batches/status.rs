//! The life cycle of a training batch: the states, and the one table of allowed moves.

use crate::db::types::words;

words! {
    /// The state of a training batch, the code list `training_batch_status`.
    pub enum BatchStatus {
        /// Being planned.
        Planned = "planned",
        /// Takes applications.
        RegistrationOpen = "registration_open",
        /// Takes no more applications.
        RegistrationClosed = "registration_closed",
        /// Runs.
        Running = "running",
        /// Ended; every participant has a result.
        Completed = "completed",
        /// Given up.
        Canceled = "canceled",
    }
}

use BatchStatus as S;

impl BatchStatus {
    /// The states that may follow, in the order they are shown.
    ///
    /// A closed registration opens again by an extension of its window only.
    pub const fn allowed(self) -> &'static [Self] {
        match self {
            S::Planned => &[S::RegistrationOpen, S::Canceled],
            S::RegistrationOpen => &[S::RegistrationClosed, S::Canceled],
            S::RegistrationClosed => &[S::Running, S::Canceled],
            S::Running => &[S::Completed, S::Canceled],
            S::Completed | S::Canceled => &[],
        }
    }

    /// The states of a batch that has ended, one way or the other.
    pub const ENDED: [Self; 2] = [S::Completed, S::Canceled];

    /// Whether it has ended, one way or the other.
    pub fn is_ended(self) -> bool {
        Self::ENDED.contains(&self)
    }
}
