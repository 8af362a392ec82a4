//! BPOM registration numbers of processed food: MD for food made here, ML for imported food.
//!
//! The letters are followed by twelve digits, of newer registrations by up to fifteen. The digits
//! alone are a usual slip, and without the letters nobody finds the product in BPOM's own list, so
//! they are asked for; another count of digits is kept and marked.

use super::{ValueError, collapse_blanks};

/// The letters that a number begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// Made in Indonesia (makanan dalam negeri).
    Md,
    /// Imported (makanan luar negeri).
    Ml,
}

impl Letters {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Md => "MD",
            Self::Ml => "ML",
        }
    }
}

/// A BPOM registration number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bpom {
    /// The number in the form `MD 123456789012`, or as written when unverified.
    pub number: String,
    /// Whether the number has the known form.
    pub verified: bool,
}

/// Reads a number of one kind; blanks, dots, dashes and a leading `BPOM RI` are dropped.
pub fn parse(text: &str, letters: Letters) -> Result<Bpom, ValueError> {
    let written = collapse_blanks(text.trim_start_matches('\''));
    let mut core = written.to_uppercase().replace([' ', '.', '-', ':'], "");
    for prefix in ["NOMOR", "NO", "BPOM", "RI"] {
        if let Some(rest) = core.strip_prefix(prefix) {
            core = rest.to_owned();
        }
    }
    let at = core.find(|c: char| c.is_ascii_digit());
    let Some((own, digits)) = at.map(|at| core.split_at(at)) else {
        return Err(unreadable());
    };
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    let known = plain && (12..=15).contains(&digits.len());
    let wanted = letters.as_str();
    match own {
        "" => {
            let error = ValueError::new(
                "bpom_letters_missing",
                "nomor izin edar BPOM diawali huruf: MD untuk pangan dalam negeri, ML untuk pangan impor; tulis hurufnya juga",
                "a BPOM number begins with letters: MD for food made here, ML for imported food; write them as well",
            );
            Err(if known {
                error.suggest(format!("{wanted} {digits}"))
            } else {
                error
            })
        }
        "MD" | "ML" if own != wanted => Err(ValueError::new(
            "bpom_letters_mismatch",
            "huruf di depan nomor tidak sesuai dengan jenisnya: MD adalah bpom_md, ML adalah bpom_ml",
            "the letters before the number belong to the other kind: MD is bpom_md, ML is bpom_ml",
        )),
        "MD" | "ML" if known => Ok(Bpom {
            number: format!("{wanted} {digits}"),
            verified: true,
        }),
        "MD" | "ML" => Ok(Bpom {
            number: written,
            verified: false,
        }),
        _ => Err(unreadable()),
    }
}

fn unreadable() -> ValueError {
    ValueError::new(
        "invalid_bpom",
        "nomor izin edar BPOM terdiri atas MD atau ML dan 12 sampai 15 angka; nomor lain dicatat dengan jenisnya sendiri",
        "a BPOM number is MD or ML and 12 to 15 digits; another number is recorded under its own kind",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use Letters::{Md, Ml};
    use proptest::prelude::*;

    #[test]
    fn one_form_of_every_spelling() {
        for text in [
            "MD 245612345678",
            "md245612345678",
            "BPOM RI MD 2456-1234-5678",
            "No. BPOM: MD. 245612345678",
        ] {
            let read = parse(text, Md).unwrap();
            assert_eq!(
                (read.number.as_str(), read.verified),
                ("MD 245612345678", true),
                "{text}"
            );
        }
        assert!(parse("ML 245612345678901", Ml).unwrap().verified);
    }

    #[test]
    fn the_letters_are_asked_for() {
        let error = parse("245612345678", Ml).unwrap_err();
        assert_eq!(error.code, "bpom_letters_missing");
        assert_eq!(error.suggestion.as_deref(), Some("ML 245612345678"));
        assert_eq!(parse("2456", Md).unwrap_err().suggestion, None);
        assert_eq!(
            parse("ML 245612345678", Md).unwrap_err().code,
            "bpom_letters_mismatch"
        );
        for text in ["PIRT 2066402010001-29", "TR 123456789", "MD", ""] {
            assert_eq!(parse(text, Md).unwrap_err().code, "invalid_bpom", "{text}");
        }
    }

    #[test]
    fn another_count_of_digits_is_kept_and_marked() {
        for text in ["MD 2456", "MD 2456123456789012", "MD 2456/12345678"] {
            let read = parse(text, Md).unwrap();
            assert_eq!((read.number.as_str(), read.verified), (text, false));
        }
    }

    proptest! {
        #[test]
        fn what_was_read_is_read_again(text in "(MD|ml)? ?[0-9./ -]{1,20}") {
            if let Ok(read) = parse(&text, Md) {
                prop_assert_eq!(parse(&read.number, Md), Ok(read));
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = (parse(&text, Md).is_ok(), parse(&text, Ml).is_ok());
        }
    }
}
