//! The closed lists of certificates, and the one table of allowed moves.

use chrono::NaiveDate;

use crate::db::types::words;

words! {
    /// What a certificate says, the code list `certificate_type`.
    pub enum CertificateType {
        /// She attended.
        Kehadiran = "kehadiran",
        /// She completed the training.
        Kelulusan = "kelulusan",
        /// A body licensed by BNSP examined her.
        KompetensiBnsp = "kompetensi_bnsp",
    }
}

words! {
    /// How an examination came out, the code list `competence_result`.
    pub enum CompetenceResult {
        /// Competent.
        Kompeten = "kompeten",
        /// Not yet competent.
        BelumKompeten = "belum_kompeten",
    }
}

words! {
    /// The state of a certificate, the code list `certificate_status`.
    pub enum CertificateStatus {
        /// Issued.
        Issued = "issued",
        /// Taken back.
        Revoked = "revoked",
        /// Past its last day; derived, never stored.
        Expired = "expired",
    }
}

impl CertificateStatus {
    /// The states that may follow.
    pub const fn allowed(self) -> &'static [Self] {
        match self {
            Self::Issued | Self::Expired => &[Self::Revoked],
            Self::Revoked => &[],
        }
    }

    /// The state to show for a stored one.
    pub fn shown(self, expires_on: Option<NaiveDate>, today: NaiveDate) -> Self {
        if self == Self::Issued && expires_on.is_some_and(|last| last < today) {
            Self::Expired
        } else {
            self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CertificateStatus::{Expired, Issued, Revoked};

    #[test]
    fn it_expires_after_its_last_day_unless_it_was_revoked() {
        let last: NaiveDate = "2026-03-06".parse().unwrap();
        let next = last.succ_opt().unwrap();
        assert_eq!(Issued.shown(Some(last), last), Issued);
        assert_eq!(Issued.shown(Some(last), next), Expired);
        assert_eq!(Issued.shown(None, next), Issued);
        assert_eq!(Revoked.shown(Some(last), next), Revoked);
    }

    #[test]
    fn nothing_leads_to_expired_or_back_to_issued() {
        for state in CertificateStatus::ALL {
            assert!(state.allowed().iter().all(|to| *to == Revoked));
        }
        assert!(Revoked.allowed().is_empty());
    }
}
