//! Checks of KBLI codes.

use std::collections::{BTreeMap, HashMap};

use super::Lists;
use crate::data_quality::{Flag, FlagCode};
use crate::http::Rules;
use crate::reference::kbli::store::Row;
use crate::text::Text;
use crate::values::ValueError;

/// What is said of a code that no list holds.
const UNKNOWN: &str = "unknown_kbli_code";

/// One edition of KBLI in memory.
#[derive(Debug, Default)]
pub(super) struct Edition {
    codes: BTreeMap<String, String>,
    complete: bool,
}

/// How far a code could be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KbliMatch {
    /// It stands in the list.
    Known,
    /// A code above it stands in the list, which is not complete.
    ParentKnown,
}

pub(super) fn editions(rows: Vec<Row>, complete: &[String]) -> HashMap<String, Edition> {
    let mut editions: HashMap<String, Edition> = HashMap::new();
    for row in rows {
        let version = row.version.as_str();
        let edition = editions.entry(version.to_owned()).or_default();
        edition.complete = complete.iter().any(|one| one == version);
        edition.codes.insert(row.code, row.title_id);
    }
    editions
}

impl Lists {
    /// Looks a KBLI code of a business up, 2 to 5 digits in an edition (2020 or 2025).
    ///
    /// Once the full list is loaded an unknown code is refused; until then a well-formed one under
    /// a known code is accepted.
    pub fn kbli(&self, version: &str, code: &str) -> Result<KbliMatch, ValueError> {
        let edition = self.kbli.get(version).ok_or(ValueError::new(
            "unknown_kbli_version",
            "Edisi KBLI tidak dikenal; isi 2020 atau 2025.",
            "The KBLI edition is unknown; it is 2020 or 2025.",
        ))?;
        let formed = (2..=5).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
        if !formed {
            return Err(ValueError::new(
                "invalid_kbli_code",
                "Kode KBLI usaha terdiri atas 2 sampai 5 angka; huruf kategori terlalu umum.",
                "A business's KBLI code has 2 to 5 digits; a section letter is too general.",
            ));
        }
        if edition.codes.contains_key(code) {
            return Ok(KbliMatch::Known);
        }
        let parent = (2..code.len()).rev().find_map(|end| {
            let above = code.get(..end)?;
            edition.codes.contains_key(above).then_some(above)
        });
        if parent.is_some() && !edition.complete {
            return Ok(KbliMatch::ParentKnown);
        }
        let unknown = ValueError {
            code: UNKNOWN,
            message: Text::owned(
                format!("Kode ini tidak ada dalam KBLI {version}."),
                format!("KBLI {version} has no such code."),
            ),
            suggestion: None,
        };
        Err(match edition.near(code) {
            Some(near) => unknown.suggest(near),
            None => unknown,
        })
    }

    /// The Indonesian title of a KBLI code of an edition, where it is known.
    pub fn kbli_title(&self, version: &str, code: &str) -> Option<&str> {
        let edition = self.kbli.get(version)?;
        edition.codes.get(code).map(String::as_str)
    }

    /// Checks a KBLI code of a version (2020 or 2025): unknown ones are refused once the full list
    /// is loaded; until then a well-formed code under a known parent is accepted with a flag. One
    /// that was accepted so and is not in the full list has another flag.
    pub fn check_kbli(
        &self,
        version: &str,
        code: &str,
        pointer: &str,
        rules: &mut Rules,
        flags: &mut Vec<Flag>,
    ) -> bool {
        let found = self.kbli(version, code);
        match &found {
            Ok(KbliMatch::ParentKnown) => {
                flags.push(Flag::new(FlagCode::CodeListIncomplete, "kbli_code"));
            }
            Err(error) if error.code == UNKNOWN => {
                flags.push(Flag::new(FlagCode::KbliUnknown, "kbli_code"));
            }
            _ => {}
        }
        rules.check(pointer, found).is_some()
    }
}

impl Edition {
    /// The code the sender may have meant: with the zero a spreadsheet ate, or the nearest below
    /// the same code.
    fn near(&self, code: &str) -> Option<String> {
        let show = |code: &str| Some(format!("{code} {}", self.codes.get(code)?));
        let padded = format!("0{code}");
        if code.len() == 4 && self.codes.contains_key(&padded) {
            return show(&padded);
        }
        let (parent, _) = code.split_at(code.len().saturating_sub(1).max(1));
        let sibling = self
            .codes
            .range(parent.to_owned()..)
            .map(|(code, _)| code.as_str())
            .take_while(|known| known.starts_with(parent))
            .filter(|known| known.len() == code.len())
            .min_by_key(|known| strsim::damerau_levenshtein(known, code));
        let above = (2..code.len())
            .rev()
            .filter_map(|end| code.get(..end))
            .find(|above| self.codes.contains_key(*above));
        sibling.or(above).and_then(show)
    }
}

#[cfg(test)]
impl Edition {
    pub(super) fn fill(&mut self) {
        self.complete = true;
    }
}
