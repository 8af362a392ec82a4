//! Web addresses that businesses are found at: `http` or `https`, and nothing personal in them.

use super::{ValueError, nik, phone};

/// Reads a web address and gives it trimmed, its scheme and host in lower case.
///
/// A telephone number, a NIK or an e-mail address in it is refused: addresses are shown to everybody
/// who sees the business, and end up in logs of others.
pub fn parse(text: &str) -> Result<String, ValueError> {
    let text = text.trim();
    let error = ValueError::new(
        "invalid_url",
        "alamat web diawali http:// atau https:// dan nama situs, tanpa spasi dan tanpa nama pengguna",
        "a web address begins with http:// or https:// and a host name, without blanks and user names",
    );
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(error);
    };
    let scheme = scheme.to_ascii_lowercase();
    if !matches!(scheme.as_str(), "http" | "https") {
        return Err(error);
    }
    let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (place, path) = rest.split_at(at);
    let (host, port) = place.split_once(':').unwrap_or((place, "443"));
    let label_fits = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let host_fits = host.contains('.') && host.len() <= 253 && host.split('.').all(label_fits);
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\');
    if !host_fits || port.parse::<u16>().is_err() || text.contains(odd) {
        return Err(error);
    }
    if is_personal(rest) {
        return Err(personal());
    }
    Ok(format!("{scheme}://{}{path}", place.to_lowercase()))
}

/// Whether a text holds a mobile telephone number, a NIK or an e-mail address.
pub fn is_personal(text: &str) -> bool {
    let joined = text.replace([' ', '-'], "");
    let mail = |part: &str| {
        part.replace("%40", "@")
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    };
    [text, &joined].into_iter().any(holds_number)
        || text.split(['/', '?', '&', '=', ' ', ',']).any(mail)
}

fn holds_number(text: &str) -> bool {
    let mut runs = text.split(|c: char| !c.is_ascii_digit());
    runs.any(|digits| {
        // A catalog's own numbers may begin with an 8: a telephone is written with 0 or 62.
        let mobile = !digits.starts_with('8') && digits.len() >= 10;
        (mobile && phone::parse(digits).is_ok_and(|phone| phone.is_mobile()))
            || nik::parse(digits).is_ok()
    })
}

/// The refusal of a text with a personal value; it never repeats the text.
pub fn personal() -> ValueError {
    ValueError::new(
        "personal_value",
        "teks ini memuat nomor telepon, NIK, atau surel; tautan wa.me pun demikian. Catat telepon dan surel pada contact usaha, yang terenkripsi",
        "this text holds a telephone number, a NIK or an e-mail address; so does a wa.me link. Telephone and e-mail belong to the business's contact, which is encrypted",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shops_and_pages() {
        for (given, read) in [
            (
                "HTTPS://Toko.Example.id/Amplang",
                "https://toko.example.id/Amplang",
            ),
            (" http://example.co.id ", "http://example.co.id"),
            (
                "https://example.id:8443/a?b=c#d",
                "https://example.id:8443/a?b=c#d",
            ),
            (
                "https://shop.example/i.123456789.9876543210",
                "https://shop.example/i.123456789.9876543210",
            ),
            (
                "https://social.example/@amplang_mahakam",
                "https://social.example/@amplang_mahakam",
            ),
        ] {
            assert_eq!(parse(given).unwrap(), read);
        }
    }

    #[test]
    fn no_other_scheme_and_no_user() {
        for text in [
            "",
            "example.id",
            "ftp://example.id",
            "javascript://example.id/%0aalert(1)",
            "https://",
            "https://localhost/x",
            "https://siti@example.id/",
            "https://siti:pw@example.id/",
            "https://example.id/a b",
            "https://exa mple.id",
            "https://example..id",
            "https://example.id:x/",
            "https://example.id/<script>",
        ] {
            assert_eq!(parse(text).unwrap_err().code, "invalid_url", "{text}");
        }
    }

    #[test]
    fn nothing_personal() {
        for text in [
            "https://wa.me/6281255501299",
            "https://wa.example/send?phone=081255501299",
            "https://example.id/6402994107800001",
            "https://example.id/?mail=siti@example.id",
            "https://example.id/?mail=siti%40example.id",
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(
                (error.code, error.suggestion),
                ("personal_value", None),
                "{text}"
            );
        }
        assert!(!is_personal("Toko Amplang Mahakam 2 (lantai 1)"));
        assert!(is_personal("WA 0812-5550-1299"));
    }

    proptest! {
        #[test]
        fn what_was_read_is_read_again(text in "https?://[a-zA-Z0-9.:-]{1,20}(/[!-~]{0,20})?") {
            if let Ok(read) = parse(&text) {
                prop_assert_eq!(parse(&read), Ok(read.clone()));
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,60}") {
            let _ = parse(&text).is_ok();
        }
    }
}
