//! The formats of single values as officials write them.
//!
//! Every file here reads one kind of value from text. What can be read in one
//! way only is read; everything else is refused with a code and a message that
//! never repeats the value, because messages reach logs and error lists.
//! A suggestion is given only for values that are not personal.

pub mod address;
pub mod date;
pub mod email;
pub mod gender;
pub mod kbli;
pub mod money;
pub mod name;
pub mod nib;
pub mod nik;
pub mod phone;
pub mod pirt;
pub mod region_name;
pub mod yes_no;

use crate::text::Text;

/// Why a value was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// The code of the reason, the same in every language.
    pub code: &'static str,
    /// The reason for people; it never holds the value itself.
    pub message: Text,
    /// A proposal the sender may accept; never given for personal values.
    pub suggestion: Option<String>,
}

impl ValueError {
    /// Makes an error without a suggestion.
    pub const fn new(code: &'static str, id: &'static str, en: &'static str) -> Self {
        Self {
            code,
            message: Text::new(id, en),
            suggestion: None,
        }
    }

    /// Adds a proposal.
    #[must_use]
    pub fn suggest(mut self, proposal: impl Into<String>) -> Self {
        self.suggestion = Some(proposal.into());
        self
    }
}

/// Collapses every run of blanks (line breaks and no-break blanks too) to one and trims.
pub fn collapse_blanks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}') {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Tells whether a number was written in scientific notation, which loses digits.
pub(crate) fn is_scientific(text: &str) -> bool {
    let text = text.trim().trim_start_matches('\'');
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let digits = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_digit());
    !mantissa.is_empty()
        && mantissa
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.' || c == ',')
        && digits(exponent.trim_start_matches(['+', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_collapse() {
        assert_eq!(collapse_blanks("  Sumber\u{a0}\n Sari  "), "Sumber Sari");
        assert_eq!(collapse_blanks("\u{feff}"), "");
    }

    #[test]
    fn scientific_notation_is_seen() {
        assert!(is_scientific("6.40201E+15"));
        assert!(is_scientific("'6,40201e15"));
        assert!(!is_scientific("6402014107800001"));
        assert!(!is_scientific("Ende"));
    }
}
