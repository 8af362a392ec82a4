//! KBLI codes, the classification of business fields (BPS Regulation 7/2025; before it 2/2020).
//!
//! A code is a section letter A to V or two to five digits, and its leading zeros
//! matter. Whether it exists depends on the version and is checked elsewhere.

use super::ValueError;

/// A code with the form of a KBLI code.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KbliCode(String);

impl KbliCode {
    /// Gives the code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the code a spreadsheet may have cut the zero from, for codes of 4 digits.
    ///
    /// Text of four digits is a class of its own, so it is read as such; whoever
    /// looks the code up may offer this one when five digits were expected.
    pub fn with_leading_zero(&self) -> Option<Self> {
        let cut = self.0.len() == 4 && matches!(self.0.as_bytes()[0], b'1'..=b'9');
        cut.then(|| Self(format!("0{}", self.0)))
    }
}

/// Reads a code; "KBLI", a leading `'` and what follows the code after a blank or dash are dropped.
pub fn parse(text: &str) -> Result<KbliCode, ValueError> {
    let error = ValueError::new(
        "invalid_kbli_code",
        "kode KBLI harus satu huruf A-V atau 2 sampai 5 angka",
        "a KBLI code is one letter A-V or 2 to 5 digits",
    );
    let upper = text.trim().trim_start_matches('\'').trim().to_uppercase();
    let code = upper
        .strip_prefix("KBLI")
        .unwrap_or(&upper)
        .trim_start_matches([':', ' ', '.']);
    // "10794 - Industri Kerupuk": the title after the code says nothing new.
    let (code, title) = match code.find([' ', '-', '\u{a0}']) {
        Some(at) => (&code[..at], code[at..].trim_matches([' ', '-', '\u{a0}'])),
        None => (code, ""),
    };
    if title.chars().any(|c| c.is_ascii_digit()) && !title.chars().any(char::is_alphabetic) {
        return Err(error);
    }
    let letter = code.len() == 1 && code.bytes().all(|b| (b'A'..=b'V').contains(&b));
    let digits = (2..=5).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
    if (letter && title.is_empty()) || digits {
        Ok(KbliCode(code.to_string()))
    } else {
        Err(error)
    }
}

/// The refusal of a 4-digit number in a numeric cell: its zero may have been eaten.
pub fn leading_zero(number: u32) -> ValueError {
    ValueError::new(
        "kbli_leading_zero",
        "kode KBLI tersimpan sebagai bilangan sehingga angka nol di depan mungkin hilang; simpan sebagai Teks",
        "the KBLI code was stored as a number, which may have cut its leading zero; store it as text",
    )
    .suggest(format!("{number:05}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert_eq!(parse("01111").unwrap().as_str(), "01111");
        assert_eq!(parse(" 'c ").unwrap().as_str(), "C");
        assert_eq!(parse("KBLI: 10794").unwrap().as_str(), "10794");
        assert_eq!(parse("10794 - Industri Kerupuk").unwrap().as_str(), "10794");
        for text in [
            "W",
            "1",
            "107941",
            "10.79",
            "kerupuk",
            "",
            "10794 10795",
            "10794-10795",
        ] {
            assert_eq!(parse(text).unwrap_err().code, "invalid_kbli_code", "{text}");
        }
    }

    #[test]
    fn the_eaten_zero_is_proposed() {
        let code = parse("1111").unwrap();
        assert_eq!(code.with_leading_zero().unwrap().as_str(), "01111");
        assert_eq!(parse("0111").unwrap().with_leading_zero(), None);
        assert_eq!(parse("10794").unwrap().with_leading_zero(), None);
        assert_eq!(leading_zero(1111).suggestion.as_deref(), Some("01111"));
    }
}
