//! Registration numbers of cooperatives (Cooperatives Regulation 10/2016, Articles 16 to 18).
//!
//! Officials write "NIK" for it, nomor induk koperasi; it is never called so here, because a
//! person's NIK is something else. How many digits it has is not documented: five to twenty letters
//! or digits are taken as sound, anything else is kept and marked.

use super::{ValueError, collapse_blanks};

/// The registration number of a cooperative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CooperativeNumber {
    /// The number without what parts it, or as written when unverified.
    pub number: String,
    /// Whether the number has the form that is taken as sound.
    pub verified: bool,
}

/// Reads a number; blanks, dots, dashes and slashes are dropped from the sound form.
pub fn parse(text: &str) -> Result<CooperativeNumber, ValueError> {
    let written = collapse_blanks(text.trim_start_matches('\''));
    let core = written.to_uppercase().replace([' ', '.', '-', '/'], "");
    if !written.chars().any(|c| c.is_ascii_digit()) {
        return Err(ValueError::new(
            "invalid_cooperative_number",
            "nomor induk koperasi tidak terbaca",
            "the registration number of the cooperative cannot be read",
        ));
    }
    let sound = (5..=20).contains(&core.len()) && core.bytes().all(|b| b.is_ascii_alphanumeric());
    Ok(CooperativeNumber {
        number: if sound { core } else { written },
        verified: sound,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms() {
        let read = parse("6403.0102/0001-2").unwrap();
        assert_eq!(
            (read.number.as_str(), read.verified),
            ("6403010200012", true)
        );
        let read = parse("No: 12").unwrap();
        assert_eq!((read.number.as_str(), read.verified), ("No: 12", false));
        assert_eq!(
            parse("belum ada").unwrap_err().code,
            "invalid_cooperative_number"
        );
    }

    proptest! {
        #[test]
        fn what_was_read_is_read_again(text in "[A-Za-z0-9./: -]{0,26}") {
            if let Ok(read) = parse(&text) {
                prop_assert_eq!(parse(&read.number), Ok(read));
            }
        }
    }
}
