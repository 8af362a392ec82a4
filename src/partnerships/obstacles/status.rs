//! The life cycle of an obstacle: the states, and the one table of allowed moves.

use crate::db::types::words;

words! {
    /// The state of an obstacle, the code list `obstacle_status`.
    pub enum ObstacleStatus {
        /// Raised.
        Open = "open",
        /// Its owner works on it.
        InProgress = "in_progress",
        /// A regency handed it to its province, which has not begun with it.
        Escalated = "escalated",
        /// It is gone.
        Resolved = "resolved",
        /// The parties live with it.
        AcceptedRisk = "accepted_risk",
    }
}

use ObstacleStatus as S;

impl ObstacleStatus {
    /// The states in which it is closed.
    pub const CLOSED: [Self; 2] = [S::Resolved, S::AcceptedRisk];

    /// The states that may follow, in the order they are shown.
    pub const fn allowed(self) -> &'static [Self] {
        match self {
            S::Open => &[S::InProgress, S::Escalated, S::AcceptedRisk],
            S::InProgress => &[S::Resolved, S::Escalated, S::AcceptedRisk],
            S::Escalated => &[S::InProgress, S::Resolved, S::AcceptedRisk],
            S::Resolved | S::AcceptedRisk => &[],
        }
    }

    /// Whether it is closed.
    pub fn is_closed(self) -> bool {
        Self::CLOSED.contains(&self)
    }
}
