//! Names as businesses have them, and as people type them.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

// typos:off
const FORMS: [&str; 8] = ["UD", "UD.", "CV", "CV.", "PT", "PT.", "Kelompok", "IKM"];
const KINDS: [&str; 6] = ["Toko", "Warung", "Kedai", "Kios", "Depot", "Rumah Makan"];
const TITLES: [&str; 6] = ["Bu", "Ibu", "Hj.", "Mbak", "Pak", "H."];
const GOODS: [&str; 30] = [
    "Percetakan",
    "Katering",
    "Kerupuk",
    "Amplang",
    "Batik",
    "Jahit",
    "Salon",
    "Keripik",
    "Tenun",
    "Anyaman",
    "Sambal",
    "Abon",
    "Kue",
    "Roti",
    "Tempe",
    "Jamu",
    "Konveksi",
    "Bordir",
    "Sulam",
    "Manik",
    "Madu",
    "Kopi",
    "Rotan",
    "Mebel",
    "Bakso",
    "Sate",
    "Soto",
    "Gula Aren",
    "Ikan Asin",
    "Laundry",
];
const NAMES: [&str; 40] = [
    "Cahaya",
    "Berkah",
    "Mahakam",
    "Melati",
    "Anggrek",
    "Sejahtera",
    "Makmur",
    "Barokah",
    "Mandiri",
    "Lestari",
    "Jaya",
    "Abadi",
    "Sentosa",
    "Mulia",
    "Harapan",
    "Bersama",
    "Kartini",
    "Srikandi",
    "Enggang",
    "Khatulistiwa",
    "Borneo",
    "Etam",
    "Surya",
    "Bintang",
    "Nusantara",
    "Pelangi",
    "Mutiara",
    "Permata",
    "Amanah",
    "Rezeki",
    "Wijaya",
    "Tunas",
    "Bunga",
    "Kencana",
    "Syukur",
    "Fajar",
    "Hidayah",
    "Puspita",
    "Sinar",
    "Usaha Baru",
];
const PEOPLE: [&str; 24] = [
    "Rahmawati",
    "Nurhayati",
    "Fitriani",
    "Sumiati",
    "Yuliana",
    "Kartika",
    "Halimah",
    "Zubaidah",
    "Novita",
    "Sri",
    "Ani",
    "Wati",
    "Aminah",
    "Maryam",
    "Suryani",
    "Jamilah",
    "Khadijah",
    "Evi",
    "Ratna",
    "Dewi",
    "Endang",
    "Siti",
    "Yanti",
    "Lilis",
];
// typos:on

/// So many different names, the same for the same seed.
pub fn names(count: usize, random: &mut StdRng) -> Vec<String> {
    let mut names = Vec::with_capacity(count);
    let mut known = std::collections::HashSet::new();
    while names.len() < count {
        let mut one = |of: &[&'static str]| *of.choose(random).unwrap();
        let (good, name, second) = (one(&GOODS), one(&NAMES), one(&NAMES));
        let (form, kind, title, person) = (one(&FORMS), one(&KINDS), one(&TITLES), one(&PEOPLE));
        let name = match random.random_range(0..6) {
            0 => format!("{form} {good} {name}"),
            1 => format!("{kind} {name} {second}"),
            2 => format!("{good} {title} {person}"),
            3 => format!("{form} {name} {second} {good}"),
            4 => format!("{good} {name} {person}"),
            _ => format!("{kind} {good} {title} {person}"),
        };
        if known.insert(name.clone()) {
            names.push(name);
        }
    }
    names
}

/// Ways to miss a name.
pub const WAYS: [&str; 16] = [
    "a letter left out",
    "a letter typed twice",
    "two letters swapped",
    "a neighboring key",
    "another vowel",
    "a letter too many",
    "no blank",
    "a blank too many",
    "oe for u",
    "dj for j",
    "tj for c",
    "j for y",
    "f, v and p",
    "no form or title",
    "another form or a title too many",
    "a mistake in each of two words",
];

/// Misses a name in one of the ways; none if the name offers no place for it.
pub fn missed(name: &str, way: usize, random: &mut StdRng) -> Option<String> {
    let text = name.to_lowercase();
    let other = match WAYS[way] {
        "no blank" => {
            let words: Vec<&str> = text.split(' ').collect();
            let [.., before, last] = words.as_slice() else {
                return None;
            };
            let rest = &words[..words.len() - 2];
            [rest, &[&format!("{before}{last}")[..]]].concat().join(" ")
        }
        "oe for u" => text.replacen('u', "oe", 1),
        "dj for j" => text.replacen('j', "dj", 1),
        "tj for c" => text.replacen('c', "tj", 1),
        "j for y" => text.replacen('y', "j", 1),
        "f, v and p" => match text.find(['f', 'v']) {
            Some(at) => format!("{}p{}", &text[..at], &text[at + 1..]),
            None => text.replacen('p', "f", 1),
        },
        "no form or title" => {
            let without = text.split(' ').filter(|word| !is_form_or_title(word));
            without.collect::<Vec<_>>().join(" ")
        }
        "another form or a title too many" => {
            let first = text.split(' ').next()?;
            match first.trim_end_matches('.') {
                "ud" | "pt" => text.replacen(first, "cv.", 1),
                "cv" => text.replacen(first, "ud", 1),
                _ => format!("hj. {text}"),
            }
        }
        "a mistake in each of two words" => {
            let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            let mut long = words.iter_mut().filter(|word| word.len() >= 4);
            for way in [0, 4] {
                let word = long.next()?;
                *word = in_a_word(word, WAYS[way], random)?;
            }
            words.join(" ")
        }
        way => {
            let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            let long: Vec<usize> = (0..words.len()).filter(|n| words[*n].len() >= 4).collect();
            let n = *long.choose(random)?;
            words[n] = in_a_word(&words[n], way, random)?;
            words.join(" ")
        }
    };
    (other != text).then_some(other)
}

fn is_form_or_title(word: &str) -> bool {
    FORMS
        .iter()
        .chain(&TITLES)
        .any(|one| one.to_lowercase() == word)
}

/// The keys beside each other, row by row.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

fn in_a_word(word: &str, way: &str, random: &mut StdRng) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    let at = random.random_range(0..letters.len());
    match way {
        "a letter left out" => {
            letters.remove(at);
        }
        "a letter typed twice" => letters.insert(at, letters[at]),
        "two letters swapped" => {
            let at = at.min(letters.len() - 2);
            letters.swap(at, at + 1);
        }
        "a neighboring key" => {
            let row = ROWS.iter().find(|row| row.contains(letters[at]))?;
            let place = row.find(letters[at])?;
            let beside = if place == 0 { 1 } else { place - 1 };
            letters[at] = row.chars().nth(beside)?;
        }
        "another vowel" => {
            let vowels: Vec<usize> = (0..letters.len())
                .filter(|n| "aiueo".contains(letters[*n]))
                .collect();
            let at = *vowels.choose(random)?;
            letters[at] = if letters[at] == 'a' { 'e' } else { 'a' };
        }
        "a letter too many" => letters.insert(at, random.random_range('a'..='z')),
        "a blank too many" => letters.insert(at.clamp(2, letters.len() - 2), ' '),
        _ => return None,
    }
    Some(letters.into_iter().collect())
}

/// So many misspelt names of these: which is meant, how it is missed, what is typed.
pub fn misspelt(
    names: &[String],
    count: usize,
    random: &mut StdRng,
) -> Vec<(usize, usize, String)> {
    let mut typed = Vec::with_capacity(count);
    while typed.len() < count {
        let meant = random.random_range(0..names.len());
        let way = typed.len() % WAYS.len();
        if let Some(text) = missed(&names[meant], way, random) {
            typed.push((meant, way, text));
        }
    }
    typed
}

/// The generator of these tests.
pub fn seeded() -> StdRng {
    StdRng::seed_from_u64(2022)
}
