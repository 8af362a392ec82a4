//! E-mail addresses: a sane check, not the whole grammar of RFC 5321.

use super::ValueError;

/// An e-mail address that can be written to; its `Debug` form shows nothing of it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Gives the address, its domain in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the form that may be shown: first letter and top-level domain.
    pub fn masked(&self) -> String {
        let first = self.0.chars().next().unwrap_or('*');
        let top = self.0.rsplit('.').next().unwrap_or_default();
        format!("{first}***@***.{top}")
    }
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Email(redacted)")
    }
}

/// Reads one address.
pub fn parse(text: &str) -> Result<Email, ValueError> {
    let error = ValueError::new(
        "invalid_email",
        "alamat surel tidak sah",
        "the e-mail address is not valid",
    );
    let text = text.trim();
    let Some((local, domain)) = text.rsplit_once('@') else {
        return Err(error);
    };
    let local_fits = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    let label_fits = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let top_fits = domain
        .rsplit_once('.')
        .is_some_and(|(_, top)| top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic()));
    if !local_fits || domain.len() > 190 || !top_fits || !domain.split('.').all(label_fits) {
        return Err(error);
    }
    Ok(Email(format!("{local}@{}", domain.to_ascii_lowercase())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sane_addresses_only() {
        let email = parse(" Contoh.Usaha@Example.CO.ID ").unwrap();
        assert_eq!(email.as_str(), "Contoh.Usaha@example.co.id");
        assert_eq!(email.masked(), "C***@***.id");
        assert_eq!(format!("{email:?}"), "Email(redacted)");
        for text in [
            "",
            "a",
            "a@b",
            "a b@example.com",
            "a@@example.com",
            "a..b@example.com",
            "a@-x.com",
            "a@example.c0m",
            "a@example.com; b@example.com",
        ] {
            assert_eq!(parse(text).unwrap_err().code, "invalid_email", "{text}");
        }
    }
}
