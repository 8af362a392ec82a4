//! Gender, `P` (perempuan) or `L` (laki-laki), as on the identity card.

use super::{ValueError, collapse_blanks};
use crate::db::types::words;

words! {
    /// The gender of a person, the code list `gender`.
    pub enum Gender {
        /// Perempuan, a woman.
        P = "P",
        /// Laki-laki, a man.
        L = "L",
    }
}

/// Reads a gender; bare numbers are refused, because agencies number them both ways.
pub fn parse(text: &str) -> Result<Gender, ValueError> {
    let word: String = collapse_blanks(text)
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '/')
        .collect();
    match word.as_str() {
        "p" | "pr" | "prp" | "perempuan" | "wanita" | "w" | "female" | "f" => Ok(Gender::P),
        "l" | "lk" | "lakilaki" | "laki" | "pria" | "male" => Ok(Gender::L),
        "0" | "1" | "2" => Err(ValueError::new(
            "gender_code_ambiguous",
            "kode angka untuk jenis kelamin tidak dapat dipastikan; tulis P atau L",
            "a number for the gender can mean either; write P or L",
        )),
        _ => Err(ValueError::new(
            "invalid_gender",
            "jenis kelamin tidak dikenal; tulis P (perempuan) atau L (laki-laki)",
            "unknown gender; write P (woman) or L (man)",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for text in ["P", "p", "PR", "Pr.", "Perempuan", " WANITA "] {
            assert_eq!(parse(text), Ok(Gender::P), "{text}");
        }
        for text in [
            "L",
            "LK",
            "lk.",
            "Laki-laki",
            "LAKI - LAKI",
            "laki laki",
            "Pria",
        ] {
            assert_eq!(parse(text), Ok(Gender::L), "{text}");
        }
    }

    #[test]
    fn numbers_and_unanswered_choices_are_refused() {
        assert_eq!(parse("1").unwrap_err().code, "gender_code_ambiguous");
        assert_eq!(parse("2").unwrap_err().code, "gender_code_ambiguous");
        assert_eq!(parse("L/P").unwrap_err().code, "invalid_gender");
        assert_eq!(parse("M").unwrap_err().code, "invalid_gender");
    }
}
