//! How words are written in Indonesian: abbreviations, old spellings, and words that find nothing.

use super::letters::Letters;

/// A letter without its accent.
pub(super) fn without_accent(c: char) -> char {
    match c {
        'à'..='å' | 'ā' => 'a',
        'ç' => 'c',
        'è'..='ë' | 'ē' => 'e',
        'ì'..='ï' | 'ī' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ø' | 'ō' => 'o',
        'ù'..='ü' | 'ū' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}

/// Writes a word as it sounds in Indonesian, whatever spelling it follows; its letters.
///
/// The spellings of 1901 and 1947 (*oe*, *dj*, *tj*, *sj*, *j* for *y*) stand in many names; *f*, *v*
/// and *p*, *z* and *j*, *kh*, *ch* and *h* are written for each other, and an *h* after another consonant
/// or a second letter is written or not.
pub(super) fn sound(word: &[u8], out: &mut Vec<u8>) -> Letters {
    let mut letters = Letters::default();
    let mut at = 0;
    let mut last = 0;
    while let Some(&letter) = word.get(at) {
        let next = word.get(at + 1).copied().unwrap_or_default();
        let (sounds, taken) = match (letter, next) {
            (b'o', b'e') => (b'u', 2),
            (b'd', b'j') => (b'j', 2),
            (b't', b'j') => (b'c', 2),
            (b's', b'y' | b'j' | b'h') => (b's', 2),
            (b'c' | b'k', b'h') => (b'h', 2),
            (b'b' | b'd' | b'g' | b't', b'h') => (letter, 2),
            (b'p', b'h') => (b'p', 2),
            (b'f' | b'v', _) => (b'p', 1),
            (b'y' | b'z', _) => (b'j', 1),
            (b'q', _) => (b'k', 1),
            (b'x', _) => (b's', 1),
            _ => (letter, 1),
        };
        if sounds != last || !sounds.is_ascii_lowercase() {
            out.push(sounds);
            letters.add(sounds);
        }
        last = sounds;
        at += taken;
    }
    letters
}

/// What an abbreviation stands for.
pub(super) fn written_out(word: &[u8]) -> Option<&'static str> {
    // typos:off
    let whole = match word.len() {
        1 if word == b"h" => "haji",
        2 => match word {
            b"bu" => "ibu",
            b"bp" => "pak",
            b"hj" => "hajjah",
            b"ny" => "nyonya",
            b"tk" => "toko",
            b"wr" => "warung",
            b"rm" => "rumah makan",
            b"jl" => "jalan",
            b"gg" => "gang",
            _ => return None,
        },
        3 => match word {
            b"bpk" => "pak",
            b"hji" => "haji",
            b"hjh" => "hajjah",
            b"wrg" => "warung",
            b"klp" | b"kel" => "kelompok",
            b"kop" => "koperasi",
            b"jln" => "jalan",
            _ => return None,
        },
        5 => match word {
            b"bapak" => "pak",
            b"hajah" => "hajjah",
            _ => return None,
        },
        _ => return None,
    };
    // typos:on
    Some(whole)
}

/// Legal forms, titles and connectives: they tell two firms apart, and find none.
// typos:off
pub(super) const FORMS_AND_TITLES: [&str; 27] = [
    "ud", "cv", "pt", "pd", "fa", "firma", "tbk", "persero", "kub", "ikm", "umkm", "haji",
    "hajjah", "ibu", "pak", "nyonya", "mbak", "mas", "jalan", "gang", "no", "rt", "rw", "dan",
    "di", "and", "the",
];

/// What a business is, in words that many names hold.
pub(super) const KINDS: [&str; 15] = [
    "toko", "warung", "kios", "kedai", "lapak", "depot", "rumah", "makan", "usaha", "dagang",
    "jualan", "kelompok", "koperasi", "bumdes", "industri",
];
// typos:on
