//! NPWP and NITKU of enterprises (Minister of Finance Regulation 112/2022, changed by 136/2023).
//!
//! The NPWP of an enterprise has sixteen digits: a zero and the fifteen of its former NPWP. That of
//! a resident person **is** her NIK: such a number is refused wherever an enterprise's is read, so
//! that no NIK stands where nothing is encrypted. A NITKU names one place of business: the NPWP and
//! six digits more, `000000` for the head office.

use super::{ValueError, is_scientific};

/// The NPWP of an enterprise, sixteen digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Npwp(String);

/// The number of one place of business of an enterprise, twenty-two digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Nitku(String);

impl Npwp {
    /// Gives the sixteen digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Nitku {
    /// Gives the twenty-two digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads an NPWP of fifteen or sixteen digits; blanks, dots and dashes are dropped.
pub fn parse(text: &str) -> Result<Npwp, ValueError> {
    let error = ValueError::new(
        "invalid_npwp",
        "NPWP badan terdiri atas 16 angka (0 dan 15 angka NPWP lama) atau 15 angka lama; simpan sebagai Teks",
        "the NPWP of an enterprise has 16 digits (0 and the former 15), or the former 15; store it as text",
    );
    let digits = digits(text).ok_or_else(|| error.clone())?;
    match digits.len() {
        15 => Ok(Npwp(format!("0{digits}"))),
        16 if digits.starts_with('0') => Ok(Npwp(digits)),
        16 => Err(a_person_s()),
        22 => Err(ValueError::new(
            "npwp_is_nitku",
            "22 angka adalah NITKU (NPWP dan 6 angka tempat usaha); catat dengan jenis nitku",
            "22 digits are a NITKU (the NPWP and 6 digits of the place of business); record it as nitku",
        )),
        _ => Err(error),
    }
}

/// Reads a NITKU of twenty-two digits; blanks, dots and dashes are dropped.
pub fn parse_nitku(text: &str) -> Result<Nitku, ValueError> {
    let digits = digits(text).filter(|digits| digits.len() == 22);
    match digits {
        Some(digits) if digits.starts_with('0') => Ok(Nitku(digits)),
        Some(_) => Err(a_person_s()),
        None => Err(ValueError::new(
            "invalid_nitku",
            "NITKU terdiri atas 22 angka: NPWP 16 angka dan 6 angka tempat usaha; simpan sebagai Teks",
            "a NITKU has 22 digits: the NPWP of 16 and 6 of the place of business; store it as text",
        )),
    }
}

/// The digits of a number, unless anything but digits and what parts them stands in it.
fn digits(text: &str) -> Option<String> {
    if is_scientific(text) {
        return None;
    }
    let text = text.trim().trim_start_matches(['\'', '’', '`']);
    let kept = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '-' | '.' | '\t'));
    let digits: String = kept.collect();
    digits.bytes().all(|b| b.is_ascii_digit()).then_some(digits)
}

/// The refusal of a person's number; it proposes nothing, since the number is her NIK.
fn a_person_s() -> ValueError {
    ValueError::new(
        "npwp_is_nik",
        "NPWP orang pribadi adalah NIK-nya dan tidak dicatat pada usaha; catat NIK pada orangnya (/v1/people) dan jadikan ia pemilik usaha",
        "a person's NPWP is her NIK and is not recorded on a business; record the NIK with the person (/v1/people) and make her an owner of the business",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fifteen_digits_become_sixteen() {
        for text in [
            "01.234.567.8-901.000",
            "'012345678901000",
            "0012 3456 7890 1000",
        ] {
            assert_eq!(parse(text).unwrap().as_str(), "0012345678901000", "{text}");
        }
        let nitku = parse_nitku("0012345678901000-000001").unwrap();
        assert_eq!(nitku.as_str(), "0012345678901000000001");
    }

    #[test]
    fn a_person_s_number_is_refused_and_not_repeated() {
        for error in [
            parse("6402994107800001").unwrap_err(),
            parse_nitku("6402994107800001000000").unwrap_err(),
        ] {
            assert_eq!((error.code, error.suggestion), ("npwp_is_nik", None));
            assert!(!error.message.en.contains("6402"));
        }
    }

    #[test]
    fn what_is_neither_is_refused() {
        for text in [
            "",
            "proses",
            "1234567890123",
            "1.23457E+14",
            "12345678901234567",
            "0123456789O1000",
        ] {
            assert_eq!(parse(text).unwrap_err().code, "invalid_npwp", "{text}");
        }
        assert_eq!(
            parse("0012345678901000000001").unwrap_err().code,
            "npwp_is_nitku"
        );
        assert_eq!(
            parse_nitku("0012345678901000").unwrap_err().code,
            "invalid_nitku"
        );
    }

    proptest! {
        #[test]
        fn what_was_read_is_read_again(text in "[0-9. -]{10,26}") {
            if let Ok(read) = parse(&text) {
                prop_assert_eq!(read.as_str().len(), 16);
                prop_assert_eq!(parse(read.as_str()), Ok(read));
            }
            if let Ok(read) = parse_nitku(&text) {
                prop_assert_eq!(parse_nitku(read.as_str()), Ok(read));
            }
        }

        #[test]
        fn never_panics_and_never_echoes(text in "\\PC{0,30}") {
            for error in [parse(&text).err(), parse_nitku(&text).err()].into_iter().flatten() {
                prop_assert!(error.suggestion.is_none());
            }
        }
    }
}
