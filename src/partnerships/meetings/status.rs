//! The life cycle of a meeting: the states, and the one table of allowed moves.

use crate::db::types::words;

words! {
    /// The state of a meeting, the code list `meeting_status`.
    pub enum MeetingStatus {
        /// Called.
        Scheduled = "scheduled",
        /// It took place.
        Held = "held",
        /// It took place, and its minutes stand.
        MinutesApproved = "minutes_approved",
        /// It does not take place.
        Canceled = "canceled",
    }
}

use MeetingStatus as S;

impl MeetingStatus {
    /// The states that may follow, in the order they are shown.
    pub const fn allowed(self) -> &'static [Self] {
        match self {
            S::Scheduled => &[S::Held, S::Canceled],
            S::Held => &[S::MinutesApproved],
            S::MinutesApproved | S::Canceled => &[],
        }
    }

    /// Whether it took place.
    pub const fn was_held(self) -> bool {
        matches!(self, S::Held | S::MinutesApproved)
    }

    /// Whether it stands as it is: its minutes are approved, or it was canceled.
    pub const fn is_ended(self) -> bool {
        self.allowed().is_empty()
    }
}
