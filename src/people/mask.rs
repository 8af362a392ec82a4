//! How personal values are shown to those who may not read them in full.

use super::{MaskedAddress, StreetAddress};
use crate::values::{email, nik, phone};

/// What stands for a value of which nothing may be shown.
const HIDDEN: &str = "***";

/// A NIK as it may be shown: the last four digits.
pub fn nik(text: &str) -> String {
    nik::parse(text).map_or_else(|_| HIDDEN.to_owned(), |nik| nik.masked())
}

/// A telephone number as it may be shown: the last four digits.
pub fn phone(text: &str) -> String {
    phone::parse(text).map_or_else(|_| HIDDEN.to_owned(), |phone| phone.masked())
}

/// An e-mail address as it may be shown: first letter and top-level domain.
pub fn email(text: &str) -> String {
    email::parse(text).map_or_else(|_| HIDDEN.to_owned(), |email| email.masked())
}

/// A name as anybody may be shown it: of each part the first letter.
pub fn name(text: &str) -> String {
    let parts: Vec<String> = text
        .split_whitespace()
        .filter_map(|part| part.chars().find(|c| c.is_alphabetic()))
        .map(|first| format!("{}{HIDDEN}", first.to_uppercase()))
        .collect();
    if parts.is_empty() {
        return HIDDEN.to_owned();
    }
    parts.join(" ")
}

/// A street, RT or RW as it may be shown: that there is one.
pub fn street(_: &str) -> String {
    HIDDEN.to_owned()
}

/// An address as it may be shown: RT and RW with a name lead to one door, so only the postal code.
pub fn address(address: &StreetAddress) -> MaskedAddress {
    let hidden = |part: &Option<String>| part.as_deref().map(street);
    MaskedAddress {
        street: hidden(&address.street),
        rt: hidden(&address.rt),
        rw: hidden(&address.rw),
        postal_code: address.postal_code.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_agreed_part_is_shown() {
        assert_eq!(nik("6402014107801234"), "************1234");
        assert_eq!(phone("+6281255501234"), "08******1234");
        assert_eq!(email("contoh@example.co.id"), "c***@***.id");
        assert_eq!(nik("not a NIK"), "***");
        assert_eq!(name("Contoh Lestari"), "C*** L***");
        assert_eq!(name("  'aisyah  -  M.  "), "A*** M***");
        assert_eq!(name("123"), "***");
        let shown = address(&StreetAddress {
            street: Some("Jalan Contoh 12".to_owned()),
            rt: Some("005".to_owned()),
            rw: None,
            postal_code: Some("75511".to_owned()),
        });
        assert_eq!(shown.street.as_deref(), Some("***"));
        assert_eq!(shown.rt.as_deref(), Some("***"));
        assert_eq!(shown.rw, None);
        assert_eq!(shown.postal_code.as_deref(), Some("75511"));
    }
}
