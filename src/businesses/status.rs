//! The life cycle of a business: the states, and the one table of allowed moves.

use chrono::{DateTime, Months, Utc};

use crate::db::Timestamp;
use crate::db::types::words;

words! {
    /// The state of a business, the code list `business_status`.
    pub enum BusinessStatus {
        /// Being entered.
        Draft = "draft",
        /// Waits for verification.
        Submitted = "submitted",
        /// Given back to whoever submitted it.
        Returned = "returned",
        /// Found correct by somebody else than the submitter.
        Verified = "verified",
        /// Runs.
        Active = "active",
        /// Rests for a time.
        Dormant = "dormant",
        /// Verified or active, but without an update for twelve months; derived, never stored.
        ReverificationDue = "reverification_due",
        /// Ended.
        Closed = "closed",
        /// Refused by the verifier.
        Rejected = "rejected",
        /// Another row stands for it.
        Merged = "merged",
    }
}

words! {
    /// Why a business was closed, the code list `close_reason`.
    pub enum CloseReason {
        /// Bankrupt.
        Bangkrut = "bangkrut",
        /// Moved away.
        Pindah = "pindah",
        /// The owner died.
        PemilikMeninggal = "pemilik_meninggal",
        /// Changed to another business.
        GantiUsaha = "ganti_usaha",
    }
}

use BusinessStatus as S;

/// The moves from each state, in the order they are shown; what is not here is forbidden.
///
/// After twelve months without an update a move to `active` confirms that the business still runs.
const MOVES: [(S, &[S]); 10] = [
    (S::Draft, &[S::Submitted, S::Merged]),
    (
        S::Submitted,
        &[S::Returned, S::Verified, S::Rejected, S::Merged],
    ),
    (S::Returned, &[S::Submitted, S::Merged]),
    (S::Verified, &[S::Active, S::Closed, S::Merged]),
    (S::Active, &[S::Dormant, S::Closed, S::Merged]),
    (S::Dormant, &[S::Active, S::Closed, S::Merged]),
    (
        S::ReverificationDue,
        &[S::Active, S::Dormant, S::Closed, S::Merged],
    ),
    (S::Closed, &[]),
    (S::Rejected, &[]),
    (S::Merged, &[]),
];

impl BusinessStatus {
    /// The states that may follow.
    pub fn allowed(self) -> &'static [Self] {
        MOVES
            .iter()
            .find(|(from, _)| *from == self)
            .map_or(&[], |(_, to)| to)
    }

    /// Whether a row in this state may be removed: it never counted as a business.
    pub const fn is_removable(self) -> bool {
        matches!(self, Self::Draft | Self::Returned | Self::Rejected)
    }

    /// Whether a row in this state has been verified; no move leads back behind it.
    pub const fn is_past_verification(self) -> bool {
        matches!(
            self,
            Self::Verified | Self::Active | Self::Dormant | Self::ReverificationDue | Self::Closed
        )
    }

    /// Whether a business in this state is one: entered in earnest and not ended.
    pub const fn counts(self) -> bool {
        matches!(
            self,
            Self::Submitted
                | Self::Verified
                | Self::Active
                | Self::Dormant
                | Self::ReverificationDue
        )
    }

    /// Whether it grows due for verification when nobody updates it.
    pub const fn grows_due(self) -> bool {
        matches!(self, Self::Verified | Self::Active)
    }

    /// The state to show for a stored one.
    pub fn shown(self, updated_at: Timestamp, now: Timestamp) -> Self {
        if self.grows_due() && updated_at < due_before(now) {
            Self::ReverificationDue
        } else {
            self
        }
    }
}

/// Rows last updated before this instant are due for verification: twelve months ago.
pub fn due_before(now: Timestamp) -> Timestamp {
    DateTime::<Utc>::from_timestamp_micros(now.micros())
        .and_then(|now| now.checked_sub_months(Months::new(12)))
        .map_or(Timestamp::from_micros(0), |then| {
            Timestamp::from_micros(then.timestamp_micros())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_moves_and_ended_ones_have_none() {
        for state in S::ALL {
            assert_eq!(MOVES.iter().filter(|(from, _)| from == state).count(), 1);
            assert!(!state.allowed().contains(&S::Draft));
            assert!(!state.allowed().contains(&S::ReverificationDue));
        }
        for ended in [S::Closed, S::Rejected, S::Merged] {
            assert!(ended.allowed().is_empty());
        }
        assert_eq!(S::Verified.allowed(), [S::Active, S::Closed, S::Merged]);
    }

    #[test]
    fn no_move_leads_back_behind_the_verification() {
        for state in S::ALL.iter().filter(|state| state.is_past_verification()) {
            for next in state.allowed() {
                assert!(next.is_past_verification() || *next == S::Merged);
            }
        }
    }

    #[test]
    fn a_year_without_update_makes_it_due() {
        let now = Timestamp::from_micros(1_795_000_000_000_000);
        let limit = due_before(now);
        assert_eq!(S::Active.shown(limit, now), S::Active);
        let before = Timestamp::from_micros(limit.micros() - 1);
        assert_eq!(S::Active.shown(before, now), S::ReverificationDue);
        assert_eq!(S::Verified.shown(before, now), S::ReverificationDue);
        assert_eq!(S::Dormant.shown(before, now), S::Dormant);
    }
}
