//! The code by which anybody has a certificate checked.

/// Crockford's base32: no I, L, O or U, so that what is read off paper is not mistaken.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters of a code: five bits each, 130 in all.
pub(super) const LENGTH: usize = 26;

/// A new code, random.
pub(super) fn new() -> String {
    let random: [u8; LENGTH] = rand::random();
    random
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect()
}

/// The code that somebody typed: in either case, in groups, with the letters that are mistaken for
/// digits; none when it cannot be one.
pub(super) fn read(text: &str) -> Option<String> {
    let code: String = text
        .chars()
        .filter(|c| !matches!(c, '-' | ' '))
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .collect();
    let known = |byte: u8| ALPHABET.contains(&byte);
    (code.len() == LENGTH && code.bytes().all(known)).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = new();
        assert_eq!(code.len(), LENGTH);
        assert_ne!(code, new());
        assert_eq!(read(&code).as_deref(), Some(code.as_str()));
        let typed = format!("{}-{} ", code[..13].to_lowercase(), &code[13..]);
        assert_eq!(read(&typed), Some(code));
        assert_eq!(
            read("oIl00-00000-00000-00000-00000-0").as_deref(),
            Some("01100000000000000000000000")
        );
        for bad in [
            "",
            "0",
            "U0000000000000000000000000",
            "é000000000000000000000000",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
