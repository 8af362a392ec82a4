//! The state of a license, and how it follows the day: a pure file.

use chrono::NaiveDate;

use crate::db::types::words;

words! {
    /// The state of a license, the code list `license_status`.
    pub enum LicenseStatus {
        /// Applied for and not issued yet.
        Proses = "proses",
        /// In force.
        Berlaku = "berlaku",
        /// Expired; also shown for `berlaku` once the last day has passed.
        Kedaluwarsa = "kedaluwarsa",
        /// Revoked.
        Dicabut = "dicabut",
    }
}

impl LicenseStatus {
    /// The state to show for a stored one.
    pub fn shown(self, expires_on: Option<NaiveDate>, today: NaiveDate) -> Self {
        if self == Self::Berlaku && expires_on.is_some_and(|last| last < today) {
            Self::Kedaluwarsa
        } else {
            self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use LicenseStatus::{Berlaku, Dicabut, Kedaluwarsa, Proses};

    #[test]
    fn what_is_in_force_expires_after_its_last_day() {
        let last: NaiveDate = "2026-03-06".parse().unwrap();
        let next = last.succ_opt().unwrap();
        assert_eq!(Berlaku.shown(Some(last), last), Berlaku);
        assert_eq!(Berlaku.shown(Some(last), next), Kedaluwarsa);
        assert_eq!(Berlaku.shown(None, next), Berlaku);
        for other in [Proses, Kedaluwarsa, Dicabut] {
            assert_eq!(other.shown(Some(last), next), other);
        }
    }
}
