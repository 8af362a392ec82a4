//! Names of people and businesses: what is kept, and what is compared.
//!
//! The text is kept as written, blanks aside. The match keys only serve to compare two
//! rows; they are never shown.

use super::{ValueError, collapse_blanks};

/// Gives the name as it is kept: trimmed, every run of blanks one blank.
pub fn clean(text: &str) -> String {
    collapse_blanks(text)
}

/// Refuses control characters, which nobody sees.
pub fn visible(text: &str) -> Result<(), ValueError> {
    if text.chars().any(char::is_control) {
        return Err(ValueError::new(
            "invalid_text",
            "Teks memuat karakter kendali yang tidak dapat ditampilkan.",
            "The text holds control characters that cannot be shown.",
        ));
    }
    Ok(())
}

/// Tells whether the cell says that there is no value.
pub fn is_placeholder(text: &str) -> bool {
    let text = collapse_blanks(text).to_lowercase();
    !text.chars().any(char::is_alphanumeric)
        || matches!(
            text.as_str(),
            "n/a"
                | "#n/a"
                | "null"
                | "none"
                | "nihil"
                | "kosong"
                | "tidak ada"
                | "tdk ada"
                | "belum ada"
        )
}

/// Tells whether a business name is a kind of place rather than a name ("Warung Kecil").
pub fn is_generic(text: &str) -> bool {
    const KINDS: [&str; 6] = ["kios", "warung", "toko", "usaha", "kedai", "lapak"];
    const GOODS: [&str; 14] = [
        "kecil",
        "makan",
        "sembako",
        "kelontong",
        "klontong",
        "kopi",
        "nasi",
        "rumahan",
        "dagang",
        "jualan",
        "mikro",
        "umkm",
        "perorangan",
        "sayur",
    ];
    let key = plain_key(text);
    let mut words = key.split(' ');
    match (words.next(), words.next(), words.next()) {
        (Some(kind), None, None) => KINDS.contains(&kind) || matches!(kind, "jualan" | "dagang"),
        (Some(kind), Some(goods), None) => {
            (KINDS.contains(&kind) || kind == "jualan") && GOODS.contains(&goods)
        }
        _ => false,
    }
}

fn plain_key(text: &str) -> String {
    let lower = text.to_lowercase();
    let spaced: String = lower
        .chars()
        .filter(|c| !matches!(c, '\'' | '’' | '`'))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    collapse_blanks(&spaced)
}

/// Gives the key to compare people by: no titles, no degrees, no punctuation, one case.
pub fn person_match_key(text: &str) -> String {
    const TITLES: [&str; 30] = [
        "hj", "h", "haji", "hajjah", "ny", "nyonya", "tn", "tuan", "nn", "nona", "bu", "ibu",
        "bpk", "bapak", "pak", "sdr", "sdri", "dr", "drg", "drs", "dra", "drh", "ir", "prof", "kh",
        "ust", "ustadz", "ustadzah", "hjh", "almh",
    ];
    let whole = plain_key(text);
    // Degrees follow the first comma: "…, S.Pd.I", "…, SE, MM".
    let head = text.split(',').next().unwrap_or(text);
    let mut words: Vec<&str> = head.split_whitespace().collect();
    while words.len() > 1 && words.last().is_some_and(|word| is_degree(word)) {
        words.pop();
    }
    let key = plain_key(&words.join(" "));
    let mut rest = key.as_str();
    while let Some((first, after)) = rest.split_once(' ') {
        if !TITLES.contains(&first) {
            break;
        }
        rest = after;
    }
    if rest.is_empty() {
        whole
    } else {
        rest.to_string()
    }
}

/// Recognizes a degree by its dots: "S.Pd.I", "S.E.", "A.Md".
fn is_degree(word: &str) -> bool {
    let mut parts = word.split('.').filter(|part| !part.is_empty());
    let Some(first) = parts.next() else {
        return false;
    };
    let rest: Vec<&str> = parts.collect();
    matches!(
        first.to_lowercase().as_str(),
        "s" | "m" | "a" | "d" | "sp" | "ph"
    ) && !rest.is_empty()
        && rest
            .iter()
            .all(|part| part.chars().count() <= 4 && part.chars().all(char::is_alphabetic))
}

/// Gives the key to compare businesses by.
///
/// The legal form stays part of the name, since "UD Maju" and "CV Maju" are two firms,
/// but its spelling and place do not matter ("U.D. Maju", "Maju, UD").
pub fn business_match_key(text: &str) -> String {
    const FORMS: [&str; 8] = ["ud", "cv", "pt", "pd", "kub", "ikm", "bumdes", "toko"];
    let key = plain_key(text);
    let mut words: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).collect();
    let joined;
    if let [a, b, ..] = words.as_slice()
        && a.len() == 1
        && b.len() == 1
    {
        joined = format!("{a}{b}");
        if words.len() > 2 && FORMS.contains(&joined.as_str()) {
            words.splice(0..2, [joined.as_str()]);
        }
    }
    if words.first() == Some(&"tk") && words.len() > 1 {
        words[0] = "toko";
    }
    if words.len() > 1
        && let Some(last) = words.last().copied()
        && FORMS[..4].contains(&last)
        && !FORMS.contains(&words[0])
    {
        words.rotate_right(1);
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kept_but_for_blanks() {
        assert_eq!(
            clean("  Kerupuk  Ikan\n\"Melati\" "),
            "Kerupuk Ikan \"Melati\""
        );
    }

    #[test]
    fn people_compare_without_titles() {
        for text in [
            "Contoh Melati",
            "CONTOH MELATI",
            "Hj. Contoh Melati",
            "Ny. Hj. Contoh  Melati, S.PD.I",
            "Ibu Contoh Melati",
            "Dr. Contoh Melati, S.E., M.M.",
            "Contoh Melati S.Pd.",
            "contoh-melati",
        ] {
            assert_eq!(person_match_key(text), "contoh melati", "{text}");
        }
        assert_eq!(person_match_key("Ibu"), "ibu");
        assert_eq!(person_match_key("M. Contoh"), "m contoh");
        assert_ne!(person_match_key("Siti A."), person_match_key("Siti B."));
        assert_eq!(person_match_key("Nur'aini"), "nuraini");
    }

    #[test]
    fn businesses_keep_their_form() {
        let key = business_match_key("UD. Maju Jaya");
        for text in ["U.D. MAJU JAYA", "ud maju  jaya", "Maju Jaya, UD"] {
            assert_eq!(business_match_key(text), key, "{text}");
        }
        for other in [
            "CV Maju Jaya",
            "Maju Jaya",
            "Toko Maju Jaya",
            "PT. Maju Jaya",
        ] {
            assert_ne!(business_match_key(other), key, "{other}");
        }
        assert_eq!(
            business_match_key("Tk. Maju"),
            business_match_key("TOKO MAJU")
        );
        assert_eq!(business_match_key("UD"), "ud");
        assert_eq!(business_match_key("a b"), "a b");
    }

    #[test]
    fn placeholders_and_generic_names_differ() {
        for text in ["", " ", "-", "--", "n/a", "N/A", ".", "Tidak Ada", "…"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["Kios", "WARUNG", "Warung Kecil", "Toko", "toko  sembako"] {
            assert!(is_generic(text) && !is_placeholder(text), "{text}");
        }
        for text in [
            "Warung Bu Contoh",
            "Kios Melati",
            "Ana",
            "Toko Kecil Melati",
        ] {
            assert!(!is_generic(text) && !is_placeholder(text), "{text}");
        }
    }
}
