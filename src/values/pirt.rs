//! P-IRT, the production certificate number of home-made food (BPOM Regulation 22/2018).
//!
//! The number has 13 digits and two digits of the year in which it expires. The
//! numbering after BPOM Regulation 4/2024 is not verified, so any other number is
//! kept and marked, not refused.

use super::{ValueError, collapse_blanks};

/// A P-IRT number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pirt {
    /// The number in the form `ddddddddddddd-dd`, or as written when unverified.
    pub number: String,
    /// Whether the number has the known form.
    pub verified: bool,
}

impl Pirt {
    /// Gives the year in which the certificate expires, as the number says; a hint, never the answer.
    ///
    /// The last two digits are its year (BPOM Regulation 22/2018); other numbers say nothing.
    pub fn expiry_year(&self) -> Option<i32> {
        let (_, year) = self.number.rsplit_once('-').filter(|_| self.verified)?;
        year.parse::<i32>().ok().map(|year| 2000 + year)
    }

    /// Gives the warning of a number without the known form.
    pub fn warning(&self) -> Option<ValueError> {
        (!self.verified).then(|| {
            ValueError::new(
                "format_unverified",
                "nomor P-IRT tidak berbentuk 13 angka dan 2 angka tahun; disimpan apa adanya",
                "the P-IRT number does not have 13 digits and 2 of the year; kept as written",
            )
        })
    }
}

/// Reads a P-IRT number; only text without any digit is refused.
pub fn parse(text: &str) -> Result<Pirt, ValueError> {
    let written = collapse_blanks(text.trim_start_matches('\''));
    let mut core = written.to_uppercase().replace([' ', '.'], "");
    for prefix in ["SPP-IRT", "P-IRT", "PIRT", "NO", "NOMOR", ":"] {
        if let Some(rest) = core.strip_prefix(prefix) {
            core = rest.trim_start_matches(':').to_string();
        }
    }
    let digits = core.replace('-', "");
    let dashes = core.matches('-').count();
    let dash_fits = dashes == 0 || (dashes == 1 && core.len() == 16 && &core[13..14] == "-");
    if digits.len() == 15 && dash_fits && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(Pirt {
            number: format!("{}-{}", &digits[..13], &digits[13..]),
            verified: true,
        });
    }
    if !written.chars().any(|c| c.is_ascii_digit()) || written.chars().count() > 64 {
        return Err(ValueError::new(
            "invalid_pirt",
            "nomor P-IRT tidak terbaca",
            "the P-IRT number cannot be read",
        ));
    }
    Ok(Pirt {
        number: written,
        verified: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strong_form_is_normalized() {
        for text in [
            "2066402010001-29",
            "206640201000129",
            "P-IRT 2066402010001-29",
            "PIRT No. 2066402010001-29",
        ] {
            let pirt = parse(text).unwrap();
            assert_eq!(pirt.number, "2066402010001-29", "{text}");
            assert_eq!(pirt.warning(), None);
        }
    }

    #[test]
    fn only_the_known_form_hints_at_a_year() {
        assert_eq!(parse("206640201000129").unwrap().expiry_year(), Some(2029));
        assert_eq!(parse("206640201-0001").unwrap().expiry_year(), None);
    }

    #[test]
    fn other_numbers_are_kept_with_a_warning() {
        let pirt = parse("206640201-0001").unwrap();
        assert_eq!(pirt.number, "206640201-0001");
        assert_eq!(pirt.warning().unwrap().code, "format_unverified");
        assert_eq!(parse("dalam proses").unwrap_err().code, "invalid_pirt");
    }
}
