//! The life cycle of an activity: the states, and the one table of allowed moves.

use crate::db::types::words;

words! {
    /// The state of an activity, the code list `activity_status`.
    pub enum ActivityStatus {
        /// Not begun yet.
        Planned = "planned",
        /// Going on.
        Running = "running",
        /// Done.
        Completed = "completed",
        /// Put off.
        Postponed = "postponed",
        /// Given up.
        Canceled = "canceled",
    }
}

use ActivityStatus as S;

impl ActivityStatus {
    /// The states that may follow, in the order they are shown.
    pub const fn allowed(self) -> &'static [Self] {
        match self {
            S::Planned => &[S::Running, S::Postponed, S::Canceled],
            S::Running => &[S::Completed, S::Postponed, S::Canceled],
            S::Postponed => &[S::Planned, S::Running, S::Canceled],
            S::Completed | S::Canceled => &[],
        }
    }

    /// Whether it has begun for certain.
    pub const fn has_begun(self) -> bool {
        matches!(self, S::Running | S::Completed)
    }

    /// Whether nothing is to be done in it any more.
    pub const fn is_over(self) -> bool {
        matches!(self, S::Completed | S::Canceled)
    }
}
