//! Telephone numbers, kept as E.164 (`+62…`).
//!
//! Mobile numbers are `+628` and 8 to 11 digits; landlines need their area code.
//! A number of another country, a local number without an area code and a number
//! with an extension cannot be read safely and are refused.

use super::{ValueError, is_scientific};

/// An Indonesian telephone number; its `Debug` form shows no digit.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// Gives the E.164 form, `+62…`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether it is a mobile number.
    pub fn is_mobile(&self) -> bool {
        self.0.starts_with("+628")
    }

    /// Gives the form that may be shown, such as `08******1234`.
    pub fn masked(&self) -> String {
        let national = &self.0[3..];
        format!(
            "0{}******{}",
            &national[..1],
            &national[national.len() - 4..]
        )
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phone(redacted)")
    }
}

fn invalid() -> ValueError {
    ValueError::new(
        "invalid_phone",
        "nomor telepon tidak sah; tulis seperti 08xxxxxxxxxx atau dengan kode wilayah",
        "the telephone number is not valid; write it like 08xxxxxxxxxx or with its area code",
    )
}

/// Reads one number.
pub fn parse(text: &str) -> Result<Phone, ValueError> {
    if is_scientific(text) {
        return Err(invalid());
    }
    let lower = text
        .trim()
        .trim_start_matches(['\'', '’', '`'])
        .to_lowercase();
    let mut rest = lower.trim();
    for label in [
        "no", "telepon", "telp", "tlp", "tel", "whatsapp", "wa", "hp",
    ] {
        if let Some(after) = rest.strip_prefix(label) {
            rest = after.trim_start_matches(['.', ':', ' ']);
        }
    }
    let plus = rest.starts_with('+');
    let mut digits = String::with_capacity(15);
    for c in rest.strip_prefix('+').unwrap_or(rest).chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '\u{a0}' | '-' | '–' | '.' | '(' | ')' => {}
            _ => return Err(invalid()),
        }
        if digits.len() > 17 {
            return Err(invalid());
        }
    }
    let digits = digits.as_str();
    // "8…" without a zero is a mobile number that went through a numeric cell.
    let national = if let Some(rest) = digits.strip_prefix("62") {
        // "+62 (0)812": the trunk zero is not dialed after the country code.
        rest.strip_prefix('0').unwrap_or(rest)
    } else if plus {
        return Err(invalid());
    } else if let Some(rest) = digits.strip_prefix("0062") {
        rest
    } else if let Some(rest) = digits.strip_prefix('0') {
        rest
    } else if digits.starts_with('8') {
        digits
    } else {
        return Err(invalid());
    };
    let fits = match national.as_bytes().first() {
        Some(b'8') => (9..=12).contains(&national.len()),
        Some(b'2'..=b'7' | b'9') => (8..=11).contains(&national.len()),
        _ => false,
    };
    // One digit repeated fills the box of a form; nobody answers there.
    let filler = national
        .bytes()
        .skip(1)
        .all(|b| Some(b) == national.as_bytes().get(1).copied());
    if fits && !filler {
        Ok(Phone(format!("+62{national}")))
    } else {
        Err(invalid())
    }
}

/// Reads all numbers of a cell such as "0812…/0813…"; one bad number refuses the cell.
pub fn parse_many(text: &str) -> Result<Vec<Phone>, ValueError> {
    let lower = text
        .to_lowercase()
        .replace(" atau ", "/")
        .replace(" dan ", "/");
    let mut phones: Vec<Phone> = Vec::new();
    for part in lower.split(['/', ',', ';', '\n', '&', '|']) {
        if part.trim().is_empty() {
            continue;
        }
        let phone = parse(part)?;
        if !phones.contains(&phone) {
            phones.push(phone);
        }
    }
    if phones.is_empty() || phones.len() > 5 {
        return Err(invalid());
    }
    Ok(phones)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_mobile_number() {
        for text in [
            "081255500123",
            "0812-5550-0123",
            "0812.5550.0123",
            "62 812 5550 0123",
            "+62 812-5550-0123",
            "+62 (0)812 5550 0123",
            "81255500123",
            "'081255500123",
            "WA: 0812 5550 0123",
            "No. HP 0812 5550 0123",
            "0062 81255500123",
        ] {
            assert_eq!(parse(text).unwrap().as_str(), "+6281255500123", "{text}");
        }
    }

    #[test]
    fn landlines_need_their_area_code() {
        assert_eq!(parse("(0541) 555123").unwrap().as_str(), "+62541555123");
        assert!(!parse("021-5550123").unwrap().is_mobile());
        assert!(parse("555123").is_err());
        assert!(parse("541555123").is_err());
    }

    #[test]
    fn what_is_not_safe_is_refused() {
        for text in [
            "",
            "-",
            "0812",
            "08125550012345",
            "+60123456789",
            "0812x5550123",
            "8.12555E+10",
            "0541 555123 ext 12",
            "080000000000",
            "1",
        ] {
            assert_eq!(parse(text).unwrap_err().code, "invalid_phone", "{text}");
        }
    }

    #[test]
    fn two_numbers_in_a_cell() {
        let phones = parse_many("081255500123/ 081355500456").unwrap();
        assert_eq!(phones.len(), 2);
        assert_eq!(
            parse_many("081255500123 atau 0812 5550 0123")
                .unwrap()
                .len(),
            1
        );
        assert!(parse_many("0541-555123/24").is_err());
        assert!(parse_many(" / ").is_err());
    }

    #[test]
    fn masked_and_redacted() {
        let phone = parse("081255501234").unwrap();
        assert_eq!(phone.masked(), "08******1234");
        assert_eq!(format!("{phone:?}"), "Phone(redacted)");
    }
}
