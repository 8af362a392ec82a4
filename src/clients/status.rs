//! The life cycle of a client: the states, and the one table of allowed moves.

use crate::db::Timestamp;
use crate::db::types::words;

words! {
    /// The state of a client, the code list `client_status`; derived, never stored.
    pub enum ClientStatus {
        /// May ask for tokens.
        Active = "active",
        /// Past its last instant; a later one lets it ask for tokens again.
        Expired = "expired",
        /// Ended for good.
        Revoked = "revoked",
    }
}

impl ClientStatus {
    /// The states that may follow.
    pub const fn allowed(self) -> &'static [Self] {
        match self {
            Self::Active | Self::Expired => &[Self::Revoked],
            Self::Revoked => &[],
        }
    }

    /// The state at an instant of a client that was revoked, or expires, then.
    pub fn at(
        now: Timestamp,
        revoked_at: Option<Timestamp>,
        expires_at: Option<Timestamp>,
    ) -> Self {
        match (revoked_at, expires_at) {
            (Some(_), _) => Self::Revoked,
            (None, Some(end)) if end <= now => Self::Expired,
            _ => Self::Active,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ClientStatus::{Active, Expired, Revoked};

    #[test]
    fn it_expires_at_its_instant_unless_it_was_revoked() {
        let end = Timestamp::from_micros(1_795_000_000_000_000);
        let before = Timestamp::from_micros(end.micros() - 1);
        assert_eq!(ClientStatus::at(before, None, Some(end)), Active);
        assert_eq!(ClientStatus::at(end, None, Some(end)), Expired);
        assert_eq!(ClientStatus::at(end, None, None), Active);
        assert_eq!(ClientStatus::at(before, Some(before), Some(end)), Revoked);
    }

    #[test]
    fn nothing_leads_back_from_revoked() {
        for state in ClientStatus::ALL {
            assert!(state.allowed().iter().all(|to| *to == Revoked));
        }
        assert!(Revoked.allowed().is_empty());
    }
}
