//! Region cells: a code or a name, never resolved here.
//!
//! A name alone identifies no region, since many repeat; and an undotted code may be of
//! the interior ministry or of BPS, whose codes overlap. This file only says what the
//! cell holds; the region tables decide.

use super::{ValueError, collapse_blanks};

/// The kind of region a prefix names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegionKind {
    /// Provinsi.
    Province,
    /// Kabupaten.
    Kabupaten,
    /// Kota.
    Kota,
    /// Kecamatan.
    Kecamatan,
    /// Desa.
    Desa,
    /// Kelurahan.
    Kelurahan,
}

/// A name with the kind its prefix says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionName {
    /// The kind, where a prefix names it.
    pub kind: Option<RegionKind>,
    /// The name without the prefix, blanks collapsed, case as written.
    pub name: String,
    full: String,
}

impl RegionName {
    /// Gives the key of the name without its prefix.
    pub fn key(&self) -> String {
        match_key(&self.name)
    }

    /// Gives the key of the whole text: "Kota Bangun" is a kecamatan, not the kota Bangun.
    pub fn full_key(&self) -> String {
        match_key(&self.full)
    }
}

/// What a region cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegionCell {
    /// A dotted code of the interior ministry (Kepmendagri 300.2.2-2138/2025).
    Dotted(String),
    /// An undotted code, whose system must be declared by the sender.
    Undotted(String),
    /// A name.
    Name(RegionName),
}

/// Reads a region cell.
pub fn parse(text: &str) -> Result<RegionCell, ValueError> {
    let text = collapse_blanks(text.trim().trim_start_matches('\''));
    if text.chars().any(char::is_alphabetic) {
        return Ok(RegionCell::Name(parse_name(&text)));
    }
    if is_dotted(&text) {
        return Ok(RegionCell::Dotted(text));
    }
    if matches!(text.len(), 2 | 4 | 6 | 7 | 10) && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(RegionCell::Undotted(text));
    }
    Err(ValueError::new(
        "invalid_region_code",
        "kode wilayah tidak sah; tulis kode bertitik seperti 64.02.01.2001 atau nama wilayah",
        "the region code is not valid; write a dotted code such as 64.02.01.2001 or a name",
    ))
}

/// Tells whether the text has the form of a dotted code of the interior ministry.
pub fn is_dotted(text: &str) -> bool {
    let mut parts = text.split('.');
    let digits =
        |part: &str, len: usize| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    let mut level = 0;
    for part in parts.by_ref() {
        level += 1;
        let fits = match level {
            1..=3 => digits(part, 2),
            4 => digits(part, 4) && matches!(part.as_bytes()[0], b'1'..=b'3'),
            _ => false,
        };
        if !fits {
            return false;
        }
    }
    // Two digits alone fit both systems and are left undotted.
    level > 1
}

/// Splits a name from the prefix that says its kind.
pub fn parse_name(text: &str) -> RegionName {
    const PREFIXES: [(&str, RegionKind); 19] = [
        ("provinsi", RegionKind::Province),
        ("propinsi", RegionKind::Province),
        ("prov", RegionKind::Province),
        ("prop", RegionKind::Province),
        ("kabupaten", RegionKind::Kabupaten),
        ("kab", RegionKind::Kabupaten),
        ("kota", RegionKind::Kota),
        ("kotamadya", RegionKind::Kota),
        ("kodya", RegionKind::Kota),
        ("kecamatan", RegionKind::Kecamatan),
        ("kec", RegionKind::Kecamatan),
        ("distrik", RegionKind::Kecamatan),
        ("desa", RegionKind::Desa),
        ("ds", RegionKind::Desa),
        ("kampung", RegionKind::Desa),
        ("kelurahan", RegionKind::Kelurahan),
        ("kel", RegionKind::Kelurahan),
        ("kelurahan/desa", RegionKind::Desa),
        ("desa/kelurahan", RegionKind::Desa),
    ];
    let full = collapse_blanks(text);
    let end = full.find(['.', ' ', ':']).unwrap_or(full.len());
    let first = full[..end].to_lowercase();
    let rest = full[end..].trim_start_matches(['.', ' ', ':']);
    let kind = PREFIXES
        .iter()
        .find(|(prefix, _)| *prefix == first && !rest.is_empty())
        .map(|(_, kind)| *kind);
    let name = if kind.is_some() {
        rest.to_string()
    } else {
        full.clone()
    };
    RegionName { kind, name, full }
}

/// Gives the key to compare region names by; common short forms are written out.
pub fn match_key(name: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let spaced: String = name
        .to_lowercase()
        .chars()
        .filter(|c| !matches!(c, '\'' | '’' | '`'))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    for word in spaced.split_whitespace() {
        words.push(
            match word {
                "gn" | "gng" => "gunung",
                "sei" => "sungai",
                "tj" | "tjg" => "tanjung",
                "ma" => "muara",
                "lb" => "long",
                other => other,
            }
            .to_string(),
        );
    }
    words.join(" ")
}

/// Gives up to three known names that look like the one written, the best first.
///
/// The helper proposes and never decides: "Tani Bakti" may be "Tani Bhakti" misspelled
/// or another village.
pub fn suggestions<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    const CLOSE: f64 = 0.90;
    let key = match_key(&parse_name(written).name);
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .map(|name| {
            (
                strsim::jaro_winkler(&key, &match_key(&parse_name(name).name)),
                name,
            )
        })
        .filter(|(score, _)| *score >= CLOSE)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.truncate(3);
    scored.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> (Option<RegionKind>, String) {
        let parsed = parse_name(text);
        (parsed.kind, parsed.key())
    }

    #[test]
    fn prefixes() {
        let kukar = (Some(RegionKind::Kabupaten), "kutai kartanegara".to_string());
        for text in [
            "KAB. KUTAI KARTANEGARA",
            "Kabupaten Kutai Kartanegara",
            "Kab.Kutai  Kartanegara ",
            "kab kutai kartanegara\n",
        ] {
            assert_eq!(name(text), kukar, "{text}");
        }
        assert_eq!(
            name("KOTA SAMARINDA"),
            (Some(RegionKind::Kota), "samarinda".into())
        );
        assert_eq!(
            name("KEC. TENGGARONG"),
            (Some(RegionKind::Kecamatan), "tenggarong".into())
        );
        assert_eq!(
            name("DESA  Sumber Sari "),
            (Some(RegionKind::Desa), "sumber sari".into())
        );
        assert_eq!(
            name("KEL. Melayu"),
            (Some(RegionKind::Kelurahan), "melayu".into())
        );
        assert_eq!(name("Kelua"), (None, "kelua".into()));
        assert_eq!(name("Desa"), (None, "desa".into()));
        assert_eq!(parse_name("Kota Bangun").full_key(), "kota bangun");
        assert_eq!(name("GN. BINTANG AWAI").1, "gunung bintang awai");
        assert_eq!(name("TEWEH  BARU").1, "teweh baru");
        assert_eq!(name("Pasar Panas/Taniran").1, "pasar panas taniran");
    }

    #[test]
    fn codes() {
        for text in ["64.02", "64.02.01", "64.02.01.2001", "64.02.01.1004"] {
            assert_eq!(parse(text), Ok(RegionCell::Dotted(text.into())), "{text}");
        }
        for text in ["64", "6402", "640201", "6403010", "6402012001"] {
            assert_eq!(parse(text), Ok(RegionCell::Undotted(text.into())), "{text}");
        }
        for text in [
            "64.2",
            "64.02.01.4001",
            "64.02.01.2001.1",
            "640",
            "64020",
            "-",
            "",
        ] {
            assert_eq!(
                parse(text).unwrap_err().code,
                "invalid_region_code",
                "{text}"
            );
        }
    }

    #[test]
    fn misspelled_names_get_proposals() {
        let known = [
            "Tani Bhakti",
            "Tani Harapan",
            "Sumber Sari",
            "Loa Duri Ilir",
        ];
        assert_eq!(suggestions("DESA TANI BAKTI", known)[0], "Tani Bhakti");
        assert!(suggestions("Balikpapan", known).is_empty());
    }
}
