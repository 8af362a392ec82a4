//! The life cycle of a realization: the states, and the one table of allowed moves.

use crate::db::types::words;

words! {
    /// The state of a realization, the code list `realization_status`.
    pub enum RealizationStatus {
        /// Reported by the party that answers for the target.
        Reported = "reported",
        /// Verified by another party.
        Verified = "verified",
        /// Returned by another party, to be reported again.
        Returned = "returned",
    }
}

use RealizationStatus as S;

impl RealizationStatus {
    /// The states that may follow, in the order they are shown; a change of its figure reports it
    /// again.
    pub const fn allowed(self) -> &'static [Self] {
        match self {
            S::Reported => &[S::Verified, S::Returned],
            S::Verified => &[S::Returned],
            S::Returned => &[],
        }
    }
}
