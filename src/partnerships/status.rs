//! The life cycle of a partnership: the states, and the one table of allowed moves.

use chrono::{Days, NaiveDate};

use crate::db::types::words;

/// A partnership is expiring on its last so many days.
const EXPIRING_DAYS: u64 = 90;

words! {
    /// The state of a partnership, the code list `partnership_status`.
    pub enum PartnershipStatus {
        /// Being written.
        Draft = "draft",
        /// Its text is being reviewed.
        UnderReview = "under_review",
        /// Its text is agreed; the signatures are collected.
        Agreed = "agreed",
        /// Signed, and not begun yet.
        Signed = "signed",
        /// Signed and begun; derived from its days.
        InForce = "in_force",
        /// In force for 90 more days at most; derived from its days.
        Expiring = "expiring",
        /// Its last day has passed; derived from its days.
        Expired = "expired",
        /// Another partnership continues it.
        Extended = "extended",
        /// Ended before its last day.
        EndedEarly = "ended_early",
        /// Given up before it was signed.
        Canceled = "canceled",
    }
}

use PartnershipStatus as S;

impl PartnershipStatus {
    /// The states that may follow, in the order they are shown.
    ///
    /// `in_force`, `expiring` and `expired` come by themselves with their days, `extended` with the
    /// signing of the partnership that continues this one.
    pub const fn allowed(self) -> &'static [Self] {
        match self {
            S::Draft => &[S::UnderReview, S::Canceled],
            S::UnderReview => &[S::Agreed, S::Draft, S::Canceled],
            S::Agreed => &[S::Signed, S::Draft, S::Canceled],
            S::Signed | S::InForce | S::Expiring => &[S::EndedEarly],
            S::Expired | S::Extended | S::EndedEarly | S::Canceled => &[],
        }
    }

    /// The state as callers see it on a day: a signed partnership begins and ends by itself.
    pub fn shown(self, from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Self {
        if self != S::Signed || today < from {
            self
        } else if today > to {
            S::Expired
        } else if to <= expiring_until(today) {
            S::Expiring
        } else {
            S::InForce
        }
    }

    /// Whether its terms, parties and signatures may still change.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::UnderReview | Self::Agreed)
    }

    /// Whether work may be planned in it: activities, targets, meetings.
    pub const fn takes_plans(self) -> bool {
        matches!(
            self,
            S::Draft | S::UnderReview | S::Agreed | S::Signed | S::InForce | S::Expiring
        )
    }

    /// Whether work may be reported in it: it was signed once. Reports come in after its end too.
    pub const fn takes_reports(self) -> bool {
        !matches!(self, S::Draft | S::UnderReview | S::Agreed | S::Canceled)
    }
}

/// The last day that is near enough, on this day, for a partnership to be expiring.
pub(super) fn expiring_until(today: NaiveDate) -> NaiveDate {
    today
        .checked_add_days(Days::new(EXPIRING_DAYS))
        .unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_partnership_begins_and_ends_by_its_days() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let (from, to) = (day("2024-01-01"), day("2024-12-31"));
        let shown = |today: &str| S::Signed.shown(from, to, day(today));
        assert_eq!(shown("2023-12-31"), S::Signed);
        assert_eq!(shown("2024-01-01"), S::InForce);
        assert_eq!(shown("2024-10-01"), S::InForce);
        assert_eq!(shown("2024-10-02"), S::Expiring);
        assert_eq!(shown("2024-12-31"), S::Expiring);
        assert_eq!(shown("2025-01-01"), S::Expired);
        assert_eq!(
            S::EndedEarly.shown(from, to, day("2024-06-01")),
            S::EndedEarly
        );
    }
}
