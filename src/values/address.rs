//! What a free-text address says for certain: RT, RW, village, district, regency.
//!
//! Two different answers in one address ("RT.005 / RT011") make none certain.

use super::collapse_blanks;
use super::region_name::RegionKind;

/// The certain parts of an address.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AddressParts {
    /// RT, three digits.
    pub rt: Option<String>,
    /// RW, three digits.
    pub rw: Option<String>,
    /// The village with the kind its label says, desa or kelurahan.
    pub village: Option<(RegionKind, String)>,
    /// The name of the kecamatan.
    pub district: Option<String>,
    /// The regency with the kind its label says, kabupaten or kota.
    pub regency: Option<(RegionKind, String)>,
    /// The postal code where labeled.
    pub postal_code: Option<String>,
}

impl std::fmt::Debug for AddressParts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AddressParts(redacted)")
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Label {
    Rt,
    Rw,
    Village(RegionKind),
    District,
    Regency(RegionKind),
    Postal,
    Other,
}

/// Collects one answer; a second, different one makes it uncertain.
struct Found<T>(Vec<T>);

impl<T: PartialEq> Found<T> {
    fn add(&mut self, value: T) {
        if !self.0.contains(&value) {
            self.0.push(value);
        }
    }

    fn certain(mut self) -> Option<T> {
        if self.0.len() == 1 {
            self.0.pop()
        } else {
            None
        }
    }
}

/// Finds the certain parts of an address.
pub fn parse(text: &str) -> AddressParts {
    let tokens = tokens(&collapse_blanks(text));
    let (mut rt, mut rw) = (Found(Vec::new()), Found(Vec::new()));
    let (mut village, mut district) = (Found(Vec::new()), Found(Vec::new()));
    let (mut regency, mut postal) = (Found(Vec::new()), Found(Vec::new()));
    let mut at = 0;
    while at < tokens.len() {
        let Some(label) = label(&tokens, at) else {
            at += 1;
            continue;
        };
        at += 1;
        match label {
            Label::Rt => at = read_rt(&tokens, at, &mut rt, &mut rw),
            Label::Rw => {
                if let Some(number) = tokens.get(at).and_then(|t| unit_number(t)) {
                    rw.add(number);
                    at += 1;
                }
            }
            Label::Postal => {
                at += usize::from(
                    tokens
                        .get(at)
                        .is_some_and(|t| t.eq_ignore_ascii_case("pos")),
                );
                if let Some(code) = tokens.get(at)
                    && code.len() == 5
                    && code.bytes().all(|b| b.is_ascii_digit())
                {
                    postal.add(code.clone());
                }
            }
            Label::Village(_) | Label::District | Label::Regency(_) => {
                let name = read_name(&tokens, &mut at);
                match label {
                    _ if name.is_empty() => {}
                    Label::Village(kind) => village.add((kind, name)),
                    Label::District => district.add(name),
                    Label::Regency(kind) => regency.add((kind, name)),
                    _ => {}
                }
            }
            Label::Other => {}
        }
    }
    AddressParts {
        rt: rt.certain(),
        rw: rw.certain(),
        village: village.certain(),
        district: district.certain(),
        regency: regency.certain(),
        postal_code: postal.certain(),
    }
}

/// Reads what follows RT: "005", "005/002" (RT and RW) or "/RW 005/002".
fn read_rt(
    tokens: &[String],
    mut at: usize,
    rt: &mut Found<String>,
    rw: &mut Found<String>,
) -> usize {
    let get = |at: usize| tokens.get(at).map_or("", String::as_str);
    let both = get(at) == "/" && get(at + 1).eq_ignore_ascii_case("rw");
    if both {
        at += 2;
    }
    let Some(number) = unit_number(get(at)) else {
        return at;
    };
    at += 1;
    if get(at) == "/" {
        if let Some(second) = unit_number(get(at + 1)) {
            rw.add(second);
            at += 2;
        } else if both {
            return at;
        }
    } else if both {
        return at;
    }
    rt.add(number);
    at
}

fn read_name(tokens: &[String], at: &mut usize) -> String {
    let mut words: Vec<&str> = Vec::new();
    while let Some(token) = tokens.get(*at) {
        if matches!(token.as_str(), "," | "/" | "(" | ")") || label(tokens, *at).is_some() {
            break;
        }
        if token.bytes().all(|b| b.is_ascii_digit()) && token.len() > 2 {
            break;
        }
        words.push(token);
        *at += 1;
    }
    // More words than any name has: the text goes on without a comma.
    if words.len() > 4 {
        String::new()
    } else {
        words.join(" ")
    }
}

fn unit_number(token: &str) -> Option<String> {
    let fits = (1..=3).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| format!("{token:0>3}"))
}

fn label(tokens: &[String], at: usize) -> Option<Label> {
    let word = tokens[at].to_lowercase();
    Some(match word.as_str() {
        "rt" => Label::Rt,
        "rw" => Label::Rw,
        "desa" | "ds" => Label::Village(RegionKind::Desa),
        "kel" | "kelurahan" => Label::Village(RegionKind::Kelurahan),
        "kec" | "kecamatan" => Label::District,
        "kab" | "kabupaten" => Label::Regency(RegionKind::Kabupaten),
        // "Kecamatan Kota Bangun": kota is a label only at the start of a part.
        "kota" if at == 0 || tokens[at - 1] == "," => Label::Regency(RegionKind::Kota),
        "kode" | "kodepos" => Label::Postal,
        "jl" | "jln" | "jalan" | "gg" | "gang" | "prov" | "provinsi" | "dusun" | "dsn" => {
            Label::Other
        }
        _ => return None,
    })
}

/// Splits into words, numbers and the marks `,` `/` `(` `)`; "RT011" becomes two tokens.
fn tokens(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    let flush = |word: &mut String, out: &mut Vec<String>| {
        let upper = word.to_uppercase();
        match upper
            .strip_prefix("RT")
            .or_else(|| upper.strip_prefix("RW"))
        {
            Some(number) if unit_number(number).is_some() => {
                out.push(word[..2].to_string());
                out.push(number.to_string());
            }
            _ if !word.is_empty() => out.push(word.clone()),
            _ => {}
        }
        word.clear();
    };
    for c in text.chars() {
        match c {
            ',' | '/' | '(' | ')' => {
                flush(&mut word, &mut out);
                out.push(c.to_string());
            }
            ' ' | '.' | ':' | ';' => flush(&mut word, &mut out),
            _ => word.push(c),
        }
    }
    flush(&mut word, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_rts_are_not_certain() {
        let parts = parse("RT.005 / RT011 / RT. 005, DESA CONTOH JAYA, KECAMATAN CONTOH BARU");
        assert_eq!(parts.rt, None);
        assert_eq!(
            parts.village,
            Some((RegionKind::Desa, "CONTOH JAYA".into()))
        );
        assert_eq!(parts.district.as_deref(), Some("CONTOH BARU"));
    }

    #[test]
    fn rt_and_rw_spelled_many_ways() {
        for text in [
            "RT.005 RW.002",
            "RT 5/RW 2",
            "rt005/rw002",
            "RT/RW 005/002",
            "RT. 05 / 02",
            "Jl. Contoh RT/RW: 5/2",
        ] {
            let parts = parse(text);
            assert_eq!(
                (parts.rt.as_deref(), parts.rw.as_deref()),
                (Some("005"), Some("002")),
                "{text}"
            );
        }
        assert_eq!(parse("RT 0005").rt, None);
        assert_eq!(parse("RT/RW 005").rt, None);
        assert_eq!(parse("RT 005 / RT 005").rt.as_deref(), Some("005"));
    }

    #[test]
    fn names_end_where_the_next_part_begins() {
        let parts =
            parse("Jl. Contoh No. 12 Kel. Melayu Kec. Kota Bangun Kab. Kutai Kartanegara 75500");
        assert_eq!(
            parts.village,
            Some((RegionKind::Kelurahan, "Melayu".into()))
        );
        assert_eq!(parts.district.as_deref(), Some("Kota Bangun"));
        assert_eq!(
            parts.regency,
            Some((RegionKind::Kabupaten, "Kutai Kartanegara".into()))
        );
        assert_eq!(parts.postal_code, None);
        assert_eq!(
            parse("Contoh, Kode Pos 75500").postal_code.as_deref(),
            Some("75500")
        );
        assert_eq!(parse("Jalan Poros Desa"), AddressParts::default());
        assert_eq!(parse("Desa A, Desa B").village, None);
    }
}
