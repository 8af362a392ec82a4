//! NIB, the business identification number of OSS (Government Regulation 28/2025): 13 digits.

use super::{ValueError, is_scientific};

/// A NIB of sound structure.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Nib(String);

impl Nib {
    /// Gives the thirteen digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads a NIB; a leading `'`, blanks, dashes and dots are dropped.
///
/// Twelve digits get the proposal with a leading zero, because a numeric cell eats it.
pub fn parse(text: &str) -> Result<Nib, ValueError> {
    if is_scientific(text) {
        return Err(ValueError::new(
            "nib_scientific",
            "NIB tersimpan dalam notasi ilmiah; format kolom sebagai Teks lalu ketik ulang",
            "the NIB is in scientific notation; format the column as text and type it again",
        ));
    }
    let digits: String = text
        .trim()
        .trim_start_matches(['\'', '’', '`'])
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '-' | '.' | '\t'))
        .collect();
    let error = ValueError::new("invalid_nib", "NIB harus 13 angka", "a NIB has 13 digits");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(error);
    }
    match digits.len() {
        13 => Ok(Nib(digits)),
        12 => Err(error.suggest(format!("0{digits}"))),
        _ => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_and_refusals() {
        assert_eq!(parse("'0220001234567").unwrap().as_str(), "0220001234567");
        assert_eq!(parse("0220 0012-34567").unwrap().as_str(), "0220001234567");
        assert_eq!(
            parse("220001234567").unwrap_err().suggestion.as_deref(),
            Some("0220001234567")
        );
        assert_eq!(parse("2.20001E+11").unwrap_err().code, "nib_scientific");
        for text in ["", "proses", "12345", "02200012345678"] {
            let error = parse(text).unwrap_err();
            assert_eq!(
                (error.code, error.suggestion),
                ("invalid_nib", None),
                "{text}"
            );
        }
    }
}
