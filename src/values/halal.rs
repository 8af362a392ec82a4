//! Halal certificate numbers of BPJPH: `ID` and fourteen to twenty digits.
//!
//! The number of the decree (ketetapan, KH…) on which a certificate rests is printed beside it and
//! is often taken for the certificate's own. Certificates from before BPJPH have numbers of other
//! forms; those are kept and marked.

use super::{ValueError, collapse_blanks};

/// A halal certificate number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Halal {
    /// The number in the form `ID` and digits, or as written when unverified.
    pub number: String,
    /// Whether the number has the known form.
    pub verified: bool,
}

/// Reads a number; blanks, dots and dashes are dropped from the known form.
pub fn parse(text: &str) -> Result<Halal, ValueError> {
    let written = collapse_blanks(text.trim_start_matches('\''));
    let mut core = written.to_uppercase().replace([' ', '.', '-', ':'], "");
    for prefix in ["SERTIFIKAT", "HALAL", "NOMOR", "NO"] {
        if let Some(rest) = core.strip_prefix(prefix) {
            core = rest.to_owned();
        }
    }
    if core.starts_with("KH") {
        return Err(ValueError::new(
            "halal_decree_number",
            "nomor KH adalah nomor ketetapan halal, bukan nomor sertifikatnya; tulis nomor sertifikat yang diawali ID, tercetak pada sertifikat yang sama",
            "a number KH… is that of the halal decree, not of the certificate; write the certificate's number, which begins with ID and is printed on the same certificate",
        ));
    }
    let known = core.strip_prefix("ID").is_some_and(|digits| {
        (14..=20).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    });
    if known {
        return Ok(Halal {
            number: core,
            verified: true,
        });
    }
    if !written.chars().any(|c| c.is_ascii_digit()) {
        return Err(ValueError::new(
            "invalid_halal",
            "nomor sertifikat halal tidak terbaca",
            "the halal certificate number cannot be read",
        ));
    }
    Ok(Halal {
        number: written,
        verified: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_form_of_every_spelling() {
        for text in [
            "ID64110000123450723",
            "id 64110000123450723",
            "No. ID6411-0000-1234-50723",
            "Sertifikat Halal: ID 64110000123450723",
        ] {
            let read = parse(text).unwrap();
            assert_eq!(
                (read.number.as_str(), read.verified),
                ("ID64110000123450723", true),
                "{text}"
            );
        }
    }

    #[test]
    fn the_decree_is_not_the_certificate() {
        for text in ["KH.0123/12/2023", "kh 0123", "No. KH-12345"] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.code, "halal_decree_number", "{text}");
            assert!(error.message.en.contains("begins with ID"));
            assert!(error.message.id.contains("diawali ID"));
        }
    }

    #[test]
    fn older_numbers_are_kept_and_marked() {
        for text in ["15120012340518", "ID6411", "LPPOM-15120012340518"] {
            let read = parse(text).unwrap();
            assert_eq!((read.number.as_str(), read.verified), (text, false));
        }
        assert_eq!(parse("dalam proses").unwrap_err().code, "invalid_halal");
    }

    proptest! {
        #[test]
        fn what_was_read_is_read_again(text in "(ID|KH|no\\. ?)?[A-Z0-9./ -]{0,24}") {
            if let Ok(read) = parse(&text) {
                prop_assert_eq!(parse(&read.number), Ok(read));
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = parse(&text).is_ok();
        }
    }
}
