//! The purpose a personal value is asked for.

use crate::http::{FieldError, Rules};
use crate::text::Text;

/// The fewest characters that say anything.
const SHORTEST: usize = 5;
/// The most characters a purpose may have.
const LONGEST: usize = 200;

/// The purpose as it is recorded, trimmed, or why it is refused.
///
/// It is kept in the audit trail in plain text, so a NIK must not stand in it.
pub(super) fn purpose(text: &str, pointer: &str) -> Result<String, FieldError> {
    let text = text.trim();
    let length = text.chars().count();
    if !(SHORTEST..=LONGEST).contains(&length) || text.chars().any(char::is_control) {
        return Err(FieldError::new(
            pointer,
            "invalid_purpose",
            Text::new(
                "Tulis tujuan dalam 5-200 karakter.",
                "Write the purpose in 5-200 characters.",
            ),
        ));
    }
    if holds_nik(text) {
        return Err(FieldError::new(
            pointer,
            "personal_value",
            Text::new(
                "Tujuan tidak boleh berisi NIK atau 16 angka berurutan.",
                "The purpose must not hold a NIK or 16 digits in a row.",
            ),
        ));
    }
    Ok(text.to_owned())
}

/// Checks a purpose in a body and gives it as it is recorded.
pub fn check_purpose(text: &str, pointer: &str, rules: &mut Rules) -> Option<String> {
    match purpose(text, pointer) {
        Ok(purpose) => Some(purpose),
        Err(error) => {
            rules.broken(error.pointer, error.code, error.detail);
            None
        }
    }
}

/// Whether sixteen digits follow each other, blanks, dots and dashes between them aside.
fn holds_nik(text: &str) -> bool {
    let mut digits = 0;
    for c in text.chars() {
        if c.is_numeric() {
            digits += 1;
        } else if !(c.is_whitespace() || matches!(c, '.' | '-')) {
            digits = 0;
        }
        if digits >= 16 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        purpose(text, "/purpose").map_or_else(|error| error.code, |_| "ok")
    }

    #[test]
    fn a_purpose_says_something_and_names_nobody() {
        assert_eq!(code("verifikasi berkas KUR 2026"), "ok");
        assert_eq!(code("  cek "), "invalid_purpose");
        assert_eq!(code(&"x".repeat(201)), "invalid_purpose");
        assert_eq!(code("cek 6402014107800001"), "personal_value");
        assert_eq!(code("cek 640201-410780.0001 segera"), "personal_value");
        assert_eq!(code("cek 64020141078 dan 00001"), "ok");
    }
}
