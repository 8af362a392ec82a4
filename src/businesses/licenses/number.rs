//! The numbers of licenses by their type: a pure file.

use super::types::LicenseType;
use crate::values::bpom::{self, Letters};
use crate::values::{ValueError, cooperative, halal, nik, npwp, pirt};

/// A number that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// The one form of it, or as written.
    pub text: String,
    /// Whether it has the known form of its type; none where the type has no form.
    pub verified: Option<bool>,
    /// The year of expiry that it tells.
    pub expiry_year: Option<i32>,
}

impl Number {
    fn of(text: String, verified: bool) -> Self {
        Self {
            text,
            verified: Some(verified),
            expiry_year: None,
        }
    }
}

impl LicenseType {
    /// Whether a number of this type is one holder's in the whole country, so that two owners with
    /// the same one are a doubt. Others are numbered by each office for itself, or name a standard.
    pub(super) const fn is_one_holder_s(self) -> bool {
        matches!(
            self,
            Self::Pirt
                | Self::BpomMd
                | Self::BpomMl
                | Self::Halal
                | Self::Npwp
                | Self::Nitku
                | Self::IndukKoperasi
        )
    }
}

/// Reads a number as its type wants it.
pub(super) fn read(kind: LicenseType, text: &str) -> Result<Number, ValueError> {
    if !text.chars().any(|c| c.is_ascii_digit()) {
        return Err(ValueError::new(
            "number_without_digit",
            "ini bukan nomor; selama izin belum terbit, kosongkan nomornya dan pakai status proses",
            "this is no number; until the license is issued, leave the number out and use the status proses",
        ));
    }
    let taxes = matches!(kind, LicenseType::Npwp | LicenseType::Nitku);
    if !taxes && nik::parse(text).is_ok() {
        return Err(ValueError::new(
            "number_is_nik",
            "nomor ini berbentuk NIK seseorang, yang bukan nomor izin; nomor induk koperasi pun bukan NIK pengurusnya. Catat NIK pada orangnya (/v1/people)",
            "this number has the form of a person's NIK, which is no license number; nor is the registration number of a cooperative the NIK of who runs it. Record a NIK with the person (/v1/people)",
        ));
    }
    Ok(match kind {
        LicenseType::Pirt => {
            let read = pirt::parse(text)?;
            Number {
                expiry_year: read.expiry_year(),
                ..Number::of(read.number, read.verified)
            }
        }
        LicenseType::BpomMd => {
            let read = bpom::parse(text, Letters::Md)?;
            Number::of(read.number, read.verified)
        }
        LicenseType::BpomMl => {
            let read = bpom::parse(text, Letters::Ml)?;
            Number::of(read.number, read.verified)
        }
        LicenseType::Halal => {
            let read = halal::parse(text)?;
            Number::of(read.number, read.verified)
        }
        LicenseType::Npwp => Number::of(npwp::parse(text)?.as_str().to_owned(), true),
        LicenseType::Nitku => Number::of(npwp::parse_nitku(text)?.as_str().to_owned(), true),
        LicenseType::IndukKoperasi => {
            let read = cooperative::parse(text)?;
            Number::of(read.number, read.verified)
        }
        LicenseType::Merek
        | LicenseType::Hki
        | LicenseType::Sni
        | LicenseType::Haccp
        | LicenseType::TkdnIk
        | LicenseType::Iumk
        | LicenseType::SkuDesa
        | LicenseType::SiupLama
        | LicenseType::Ska
        | LicenseType::BadanHukum
        | LicenseType::IzinLain => Number {
            text: text.to_owned(),
            verified: None,
            expiry_year: None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(kind: LicenseType, text: &str) -> &'static str {
        read(kind, text).map_or_else(|error| error.code, |_| "ok")
    }

    #[test]
    fn each_type_has_its_form() {
        for (kind, given, text, verified) in [
            (
                LicenseType::Pirt,
                "206640201000129",
                "2066402010001-29",
                Some(true),
            ),
            (LicenseType::Pirt, "12/345", "12/345", Some(false)),
            (
                LicenseType::BpomMd,
                "md 245612345678",
                "MD 245612345678",
                Some(true),
            ),
            (LicenseType::BpomMl, "ML 2456", "ML 2456", Some(false)),
            (
                LicenseType::Halal,
                "ID 64110000123450723",
                "ID64110000123450723",
                Some(true),
            ),
            (
                LicenseType::Npwp,
                "01.234.567.8-901.000",
                "0012345678901000",
                Some(true),
            ),
            (
                LicenseType::Nitku,
                "0012345678901000.000001",
                "0012345678901000000001",
                Some(true),
            ),
            (
                LicenseType::IndukKoperasi,
                "6403.0102.0001",
                "640301020001",
                Some(true),
            ),
            (LicenseType::Merek, "IDM000123456", "IDM000123456", None),
            (LicenseType::Sni, "SNI 8272:2016", "SNI 8272:2016", None),
        ] {
            let number = read(kind, given).unwrap();
            assert_eq!(
                (number.text.as_str(), number.verified),
                (text, verified),
                "{kind} {given}"
            );
        }
        assert_eq!(
            read(LicenseType::Pirt, "2066402010001-29")
                .unwrap()
                .expiry_year,
            Some(2029)
        );
    }

    #[test]
    fn usual_slips_have_their_own_refusal() {
        assert_eq!(
            code(LicenseType::Halal, "KH.0123/12/2023"),
            "halal_decree_number"
        );
        assert_eq!(
            code(LicenseType::BpomMd, "245612345678"),
            "bpom_letters_missing"
        );
        assert_eq!(
            code(LicenseType::BpomMd, "ML 245612345678"),
            "bpom_letters_mismatch"
        );
        assert_eq!(code(LicenseType::Npwp, "6402994107800001"), "npwp_is_nik");
        for kind in LicenseType::ALL {
            assert_eq!(
                code(*kind, "masih dalam proses"),
                "number_without_digit",
                "{kind}"
            );
            let nik = code(*kind, "6402994107800001");
            assert!(
                matches!(nik, "number_is_nik" | "npwp_is_nik" | "invalid_nitku"),
                "{kind}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_was_read_is_read_again(text in "(ID|MD|ML|KH)?[0-9A-Z./ -]{1,24}") {
            for kind in LicenseType::ALL {
                if let Ok(number) = read(*kind, text.trim()) {
                    prop_assert_eq!(read(*kind, &number.text), Ok(number));
                }
            }
        }
    }
}
