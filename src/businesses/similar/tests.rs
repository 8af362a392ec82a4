use super::*;

const EQUAL: u32 = 10_000;

// typos:off

fn likeness(typed: &str, name: &str) -> Option<u32> {
    Typed::of(typed).likeness(&name.to_lowercase())
}

/// Each is at least as like as the next.
fn ordered(typed: &str, names: &[&str]) {
    let figures: Vec<_> = names.iter().map(|name| likeness(typed, name)).collect();
    assert!(figures.is_sorted_by(|a, b| a > b), "{typed}: {figures:?}");
}

#[test]
fn what_was_typed_is_like_nothing_more_than_itself() {
    for name in ["Percetakan Cahaya", "UD Maju", "日本", "a", "Kue 100%"] {
        assert_eq!(likeness(name, name), Some(EQUAL), "{name}");
    }
    ordered(
        "percetkan cahya",
        &[
            "Percetkan Cahya",
            "Percetakan Cahya",
            "Percetakan Cahaya",
            "Percetakan Cahaya Mandiri",
            "Percetakan Cahaya Mandiri Utama",
        ],
    );
}

#[test]
fn spellings_that_sound_alike_are_nearly_equal() {
    for (typed, name) in [
        ("Soerabaja", "Surabaya"),
        ("Widjaja", "Wijaya"),
        ("Tjahaja", "Cahaya"),
        ("Sjukur", "Syukur"),
        ("Sukur", "Syukur"),
        ("Rachmat", "Rahmat"),
        ("Rakhmat", "Rahmat"),
        ("Pitri", "Fitri"),
        ("Nopi", "Novi"),
        ("Bhakti", "Bakti"),
        ("Zubaidah", "Jubaidah"),
        ("Annisa", "Anisa"),
    ] {
        let figure = likeness(typed, name);
        assert!(figure > Some(9_500), "{typed} {name} {figure:?}");
        assert!(figure < Some(EQUAL), "{typed} {name} {figure:?}");
    }
}

#[test]
fn forms_and_titles_order_and_do_not_hide() {
    ordered("ud maju jaya", &["UD. Maju Jaya", "CV Maju Jaya"]);
    ordered(
        "maju jaya",
        &["Maju Jaya", "UD Maju Jaya", "UD Maju Jaya Abadi"],
    );
    for (typed, name) in [
        ("Bu Ani", "Ibu Ani"),
        ("U.D. Maju", "UD Maju"),
        ("H.Ahmad", "Haji Ahmad"),
        ("tk. maju", "Toko Maju"),
        ("rm padang", "Rumah Makan Padang"),
        ("Jln Melati", "Jl. Melati"),
    ] {
        assert_eq!(likeness(typed, name), Some(EQUAL), "{typed} {name}");
    }
    // A kind of place alone does not make two names alike.
    assert_eq!(likeness("toko melati", "Toko Kenanga"), None);
    assert!(likeness("toko melati", "Warung Melati").is_some());
    assert!(likeness("UD", "UD Maju").is_some());
}

#[test]
fn words_may_be_joined_or_parted() {
    for (typed, name) in [
        ("percetakancahaya", "Percetakan Cahaya"),
        ("perce takan cahaya", "Percetakan Cahaya"),
        ("cahaya percetakan", "Percetakan Cahaya"),
        ("percet", "Percetakan Cahaya"),
        ("cetak", "Percetakan Cahaya"),
    ] {
        assert!(likeness(typed, name) > Some(7_000), "{typed} {name}");
    }
}

#[test]
fn other_names_are_not_alike() {
    for typed in ["qqqq", "aaaa", "zzzz qqqq"] {
        assert_eq!(likeness(typed, "Toko Keripik Aneka Zahra"), None, "{typed}");
    }
    for (typed, name) in [
        ("melati", "Mawar"),
        ("percetakan cahaya", "Katering Berkah"),
        ("batik", "Keripik"),
        ("ani", "Ina"),
        ("ud", "CV Maju"),
        ("", "Maju"),
        ("%", "100% Asli"),
        ("...", "Maju"),
        ("maju", ""),
    ] {
        assert_eq!(likeness(typed, name), None, "{typed} {name}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_strange(typed in "\\PC{0,200}", name in "\\PC{0,200}") {
        let figure = likeness(&typed, &name);
        assert!(figure.is_none_or(|figure| figure <= EQUAL));
        let lower = name.to_lowercase();
        if lower.chars().any(|c| c.is_ascii_alphanumeric()) {
            assert!(likeness(&name, &name).is_some(), "{name}");
        }
    }
}
