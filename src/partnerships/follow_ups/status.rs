//! The life cycle of a follow-up: the states, and the one table of allowed moves.

use crate::db::types::words;

words! {
    /// The state of a follow-up, the code list `follow_up_status`.
    pub enum FollowUpStatus {
        /// Given.
        Open = "open",
        /// Its agency works on it.
        InProgress = "in_progress",
        /// Done, with evidence.
        Done = "done",
        /// It fell away.
        Canceled = "canceled",
    }
}

use FollowUpStatus as S;

impl FollowUpStatus {
    /// The states in which something is left to do.
    pub const OPEN: [Self; 2] = [S::Open, S::InProgress];

    /// The states that may follow, in the order they are shown.
    pub const fn allowed(self) -> &'static [Self] {
        match self {
            S::Open => &[S::InProgress, S::Canceled],
            S::InProgress => &[S::Done, S::Canceled],
            S::Done | S::Canceled => &[],
        }
    }

    /// Whether something is left to do.
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }
}
