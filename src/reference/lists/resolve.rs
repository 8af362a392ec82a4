//! From the region cells of a spreadsheet's row to one code, or to a reason why not.
//!
//! What the cells leave open is never guessed: names are read from the province downward, each
//! within those above it, and the row is refused unless one region remains. An undotted code is
//! read only in the system the sender declares, because 6402 is Kutai Kartanegara in Kemendagri and
//! Kutai Barat in BPS.

use super::{Lists, Region, incomplete, is_within};
use crate::data_quality::{Flag, FlagCode};
use crate::reference::regions::{CodeSystem, RegionKind, level_of};
use crate::text::Text;
use crate::values::region_name::{self, RegionCell, RegionKind as Said, RegionName};
use crate::values::{ValueError, collapse_blanks};

/// What a row says of its region; every cell may hold a name or a code.
#[derive(Clone, Copy, Debug, Default)]
pub struct RegionQuery<'a> {
    /// The village's cell.
    pub village: Option<&'a str>,
    /// The district's cell.
    pub district: Option<&'a str>,
    /// The regency's or city's cell.
    pub regency: Option<&'a str>,
    /// The province's cell.
    pub province: Option<&'a str>,
    /// The dotted code within which the file's regions lie.
    pub within: Option<&'a str>,
    /// The code's cell.
    pub code: Option<&'a str>,
    /// The system of undotted codes.
    pub code_system: Option<CodeSystem>,
}

/// The region of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// Its dotted code.
    pub code: String,
    /// What it leaves in doubt.
    pub flags: Vec<Flag>,
}

/// A cell that says something.
fn said(cell: Option<&str>) -> Option<String> {
    let text = collapse_blanks(cell?);
    let says = text.chars().any(char::is_alphanumeric);
    says.then_some(text)
}

impl Lists {
    /// Finds the one region a row means.
    pub fn resolve_region(&self, query: RegionQuery<'_>) -> Result<Resolved, ValueError> {
        let mut cells = [
            said(query.province),
            said(query.regency),
            said(query.district),
            said(query.village),
        ];
        spread(&mut cells);
        // The regions that fit what was read so far; none read yet is the declared scope.
        let mut fitting: Vec<&str> = vec![query.within.unwrap_or_default()];
        let mut narrowed = false;
        if let Some(text) = said(query.code) {
            fitting = match region_name::parse(&text)? {
                RegionCell::Name(name) => self.named_anywhere(&name, &fitting)?,
                cell => vec![self.coded(&cell, &query)?.code.as_str()],
            };
            narrowed = true;
        }
        for (level, cell) in (1u8..).zip(&cells) {
            let Some(text) = cell else { continue };
            fitting = match region_name::parse(text)? {
                RegionCell::Name(name) => self.named(level, &name, text, &fitting, &query)?,
                cell => {
                    let region = self.coded(&cell, &query)?;
                    vec![self.agreeing(region, level, &fitting)?.code.as_str()]
                }
            };
            narrowed = true;
        }
        self.single(&fitting, narrowed)
    }

    /// The one that remains.
    fn single(&self, fitting: &[&str], narrowed: bool) -> Result<Resolved, ValueError> {
        match fitting {
            [code] if narrowed || code.len() >= 5 => {
                let retired = self.region(code).is_some_and(|region| region.retired);
                let flag = Flag::new(FlagCode::RegionRetired, "region_code");
                Ok(Resolved {
                    code: (*code).to_owned(),
                    flags: retired.then_some(flag).into_iter().collect(),
                })
            }
            [_] | [] => Err(ValueError::new(
                "region_required",
                "Baris ini tidak menyebut wilayah.",
                "The row names no region.",
            )),
            several => Err(self.ambiguous(several)),
        }
    }

    fn ambiguous(&self, candidates: &[&str]) -> ValueError {
        const SHOWN: usize = 5;
        let shown: Vec<&str> = candidates.iter().copied().take(SHOWN).collect();
        let more = if candidates.len() > SHOWN {
            ", …"
        } else {
            ""
        };
        let list = format!("{}{more}", shown.join(", "));
        ValueError {
            code: "region_ambiguous",
            message: Text::owned(
                format!(
                    "Nama wilayah ini dipakai beberapa wilayah: {list}. Sebutkan wilayah di atasnya atau kodenya."
                ),
                format!(
                    "Several regions have this name: {list}. Name the region above it or its code."
                ),
            ),
            suggestion: Some(
                shown
                    .iter()
                    .filter_map(|code| self.region(code))
                    .map(|region| self.described(region))
                    .collect::<Vec<_>>()
                    .join("; "),
            ),
        }
    }

    /// "Tani Bhakti (64.02.20.2004), Samboja Barat".
    fn described(&self, region: &Region) -> String {
        let above = region
            .code
            .rsplit_once('.')
            .and_then(|(parent, _)| self.region(parent));
        match above {
            Some(parent) => format!("{} ({}), {}", region.name, region.code, parent.name),
            None => format!("{} ({})", region.name, region.code),
        }
    }

    /// The region a code means.
    fn coded(&self, cell: &RegionCell, query: &RegionQuery<'_>) -> Result<&Region, ValueError> {
        let region = match cell {
            RegionCell::Dotted(code) => self.region(code).ok_or_else(|| self.unknown_code(code))?,
            RegionCell::Undotted(digits) => self.undotted(digits, query.code_system)?,
            RegionCell::Name(_) => return Err(unknown()),
        };
        match query.within {
            Some(within) if !is_within(&region.code, within) => Err(ValueError {
                code: "region_outside_scope",
                message: Text::owned(
                    format!(
                        "Wilayah {} di luar wilayah berkas ini ({within}).",
                        region.code
                    ),
                    format!(
                        "The region {} lies outside this file's region ({within}).",
                        region.code
                    ),
                ),
                suggestion: None,
            }),
            _ => Ok(region),
        }
    }

    fn undotted(&self, digits: &str, system: Option<CodeSystem>) -> Result<&Region, ValueError> {
        let official = dotted(digits).and_then(|code| self.region(&code));
        let statistical = self.region_by_bps(digits);
        match system {
            Some(CodeSystem::Kemendagri) => {
                official.ok_or_else(|| match dotted(digits) {
                    Some(code) => self.unknown_code(&code),
                    None => unknown(),
                })
            }
            Some(CodeSystem::Bps) => statistical.ok_or(ValueError::new(
                "unknown_region",
                "Kode BPS ini tidak dikenal; kode BPS desa dan kelurahan tidak tercatat. Pakai kode bertitik atau nama wilayah.",
                "This BPS code is unknown; BPS codes of villages are not recorded. Use a dotted code or the region's name.",
            )),
            None => match (official, statistical) {
                // A province's two digits are its dotted code, unless BPS gives them to another.
                (Some(one), Some(other)) if digits.len() == 2 && one.code == other.code => Ok(one),
                (Some(one), Some(other)) if one.code != other.code => Err(ValueError {
                    code: "region_code_system_required",
                    message: both(digits, one, other, (
                        "Sebutkan sistem kodenya (code_system) atau tulis kode bertitik.",
                        "Name its system (code_system) or write a dotted code.",
                    )),
                    suggestion: None,
                }),
                _ => Err(ValueError::new(
                    "region_code_system_required",
                    "Kode tanpa titik dapat berarti dua wilayah; sebutkan sistem kodenya (kemendagri atau bps) atau tulis kode bertitik.",
                    "An undotted code can mean two regions; name its system (kemendagri or bps) or write a dotted code.",
                )),
            },
        }
    }

    fn unknown_code(&self, code: &str) -> ValueError {
        let near = self.near_codes(code);
        let error = if self.is_partial(code) {
            ValueError {
                code: "region_list_incomplete",
                message: incomplete(code),
                suggestion: None,
            }
        } else {
            unknown()
        };
        if near.is_empty() {
            error
        } else {
            error.suggest(near.join("; "))
        }
    }

    /// A code below or at what was read before it; otherwise the cells contradict each other.
    fn agreeing<'a>(
        &self,
        region: &'a Region,
        level: u8,
        fitting: &[&str],
    ) -> Result<&'a Region, ValueError> {
        let below = fitting.iter().any(|code| is_within(&region.code, code));
        let above = fitting.iter().any(|code| is_within(code, &region.code));
        if region.level == level && (below || above) {
            return Ok(region);
        }
        Err(ValueError {
            code: "region_name_mismatch",
            message: Text::owned(
                format!(
                    "{} adalah {}; isian wilayah lain pada baris ini bertentangan.",
                    region.code, region.name
                ),
                format!(
                    "{} is {}; another region cell of the row contradicts it.",
                    region.code, region.name
                ),
            ),
            suggestion: None,
        })
    }

    /// The regions of a level with a name, within those that fit so far.
    fn named<'a>(
        &'a self,
        level: u8,
        name: &RegionName,
        text: &str,
        fitting: &[&'a str],
        query: &RegionQuery<'_>,
    ) -> Result<Vec<&'a str>, ValueError> {
        // A code deeper than this cell was read before: the name must be that of its region here.
        if let [code] = fitting
            && !code.is_empty()
            && level_of(code) >= level
        {
            return if self.bears(code, level, name) {
                Ok(fitting.to_vec())
            } else {
                Err(self.contradicted(code, level, query))
            };
        }
        let deeper: Vec<&str> = fitting
            .iter()
            .copied()
            .filter(|code| !code.is_empty() && level_of(code) >= level)
            .filter(|code| self.bears(code, level, name))
            .collect();
        if !deeper.is_empty() {
            return Ok(deeper);
        }
        let found = self.lookup(level, name, fitting);
        if found.is_empty() {
            return Err(self.unknown_name(level, text, fitting));
        }
        Ok(found)
    }

    fn lookup(&self, level: u8, name: &RegionName, fitting: &[&str]) -> Vec<&str> {
        let names = &self.names[usize::from(level.clamp(1, 4) - 1)];
        let inside = |key: &str| -> Vec<&str> {
            let codes = names.get(key).map(Vec::as_slice).unwrap_or_default();
            codes
                .iter()
                .map(String::as_str)
                .filter(|code| fitting.iter().any(|above| is_within(code, above)))
                .collect()
        };
        let whole = inside(&name.full_key());
        if !whole.is_empty() || name.kind.is_none() {
            return whole;
        }
        let kind = name.kind.filter(|kind| level_said(*kind) == level);
        let Some(kind) = kind else { return whole };
        let mut bare = inside(&name.key());
        bare.retain(|code| {
            self.region(code)
                .is_some_and(|region| fits(region.kind, kind))
        });
        bare
    }

    /// A name whose column does not say its level: any level, the row must leave one.
    fn named_anywhere<'a>(
        &'a self,
        name: &RegionName,
        fitting: &[&'a str],
    ) -> Result<Vec<&'a str>, ValueError> {
        let found: Vec<&str> = (1..=4)
            .flat_map(|level| self.lookup(level, name, fitting))
            .collect();
        if found.is_empty() {
            return Err(self.unknown_name(4, &name.name, fitting));
        }
        Ok(found)
    }

    /// Whether the region at this level above a code, or of its successor, has this name.
    fn bears(&self, code: &str, level: u8, name: &RegionName) -> bool {
        let lineage = std::iter::once(code).chain(
            self.region(code)
                .into_iter()
                .flat_map(|region| region.successors.iter().map(String::as_str)),
        );
        lineage
            .filter_map(|code| self.region(at_level(code, level)?))
            .any(|region| {
                region.keys.contains(&name.full_key())
                    || name.kind.is_some_and(|kind| {
                        level_said(kind) == level
                            && fits(region.kind, kind)
                            && region.keys.contains(&name.key())
                    })
            })
    }

    fn contradicted(&self, code: &str, level: u8, query: &RegionQuery<'_>) -> ValueError {
        let correct = (
            "Perbaiki kode atau nama wilayah pada baris ini.",
            "Correct the code or the name in this row.",
        );
        let region = at_level(code, level).and_then(|code| self.region(code));
        let Some(region) = region else {
            return unknown();
        };
        let digits: String = match query.code_system {
            Some(CodeSystem::Bps) => region.bps_code.clone().unwrap_or_default(),
            _ => region.code.replace('.', ""),
        };
        let official = dotted(&digits).and_then(|code| self.region(&code));
        let message = match (official, self.region_by_bps(&digits)) {
            (Some(one), Some(other)) if one.code != other.code => {
                both(&digits, one, other, correct)
            }
            _ => Text::owned(
                format!("{} adalah {}. {}", region.code, bare(region), correct.0),
                format!("{} is {}. {}", region.code, bare(region), correct.1),
            ),
        };
        ValueError {
            code: "region_name_mismatch",
            message,
            suggestion: None,
        }
    }

    fn unknown_name(&self, level: u8, text: &str, fitting: &[&str]) -> ValueError {
        let candidates: Vec<&Region> = fitting
            .iter()
            .flat_map(|above| self.within(above))
            .filter(|region| region.level == level && !region.retired)
            .collect();
        let names = candidates.iter().map(|region| region.name.as_str());
        let near: Vec<String> = region_name::suggestions(text, names)
            .into_iter()
            .flat_map(|name| candidates.iter().filter(move |region| region.name == name))
            .take(3)
            .map(|region| self.described(region))
            .collect();
        let partial = fitting.iter().find(|code| self.is_partial(code));
        let error = match partial {
            Some(code) => ValueError {
                code: "region_list_incomplete",
                message: {
                    let way_out = incomplete(code);
                    Text::owned(
                        format!("Nama wilayah tidak dikenal. {}", way_out.id),
                        format!("The region's name is unknown. {}", way_out.en),
                    )
                },
                suggestion: None,
            },
            None => unknown(),
        };
        if near.is_empty() {
            error
        } else {
            error.suggest(near.join("; "))
        }
    }
}

/// "Tani Bhakti, Samboja Barat" in one cell names the region above in the same breath.
fn spread(cells: &mut [Option<String>; 4]) {
    let Some(lowest) = cells.iter().rposition(Option::is_some) else {
        return;
    };
    let text = cells[lowest].clone().unwrap_or_default();
    let mut parts = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let own = parts.next().map(str::to_owned);
    let rest: Vec<&str> = parts.collect();
    if rest.is_empty() || rest.len() > lowest || cells[..lowest].iter().any(Option::is_some) {
        return;
    }
    cells[lowest] = own;
    for (place, part) in (0..lowest).rev().zip(rest) {
        cells[place] = Some(part.to_owned());
    }
}

fn unknown() -> ValueError {
    ValueError::new(
        "unknown_region",
        "Wilayah tidak dikenal.",
        "The region is unknown.",
    )
}

/// "6402 is Kutai Kartanegara in Kemendagri and Kutai Barat in BPS. …"
fn both(digits: &str, official: &Region, statistical: &Region, way_out: (&str, &str)) -> Text {
    let (one, other) = (bare(official), bare(statistical));
    Text::owned(
        format!(
            "{digits} adalah {one} menurut Kemendagri dan {other} menurut BPS. {}",
            way_out.0
        ),
        format!(
            "{digits} is {one} in Kemendagri and {other} in BPS. {}",
            way_out.1
        ),
    )
}

/// A regency's or city's name without its kind.
fn bare(region: &Region) -> &str {
    let name = region.name.as_str();
    match region.kind {
        RegionKind::Kabupaten => name.strip_prefix("Kabupaten "),
        RegionKind::Kota => name.strip_prefix("Kota "),
        _ => None,
    }
    .unwrap_or(name)
}

/// Undotted digits as a dotted code of the interior ministry.
pub(in crate::reference) fn dotted(digits: &str) -> Option<String> {
    let cuts: &[usize] = match digits.len() {
        2 => &[2],
        4 => &[2, 4],
        6 => &[2, 4, 6],
        10 => &[2, 4, 6, 10],
        _ => return None,
    };
    let mut begin = 0;
    let parts: Option<Vec<&str>> = cuts
        .iter()
        .map(|end| {
            let part = digits.get(begin..*end);
            begin = *end;
            part
        })
        .collect();
    parts.map(|parts| parts.join("."))
}

/// The part of a dotted code that names a level.
fn at_level(code: &str, level: u8) -> Option<&str> {
    match level {
        1 => code.get(..2),
        2 => code.get(..5),
        3 => code.get(..8),
        _ => (code.len() > 8).then_some(code),
    }
}

const fn level_said(kind: Said) -> u8 {
    match kind {
        Said::Province => 1,
        Said::Kabupaten | Said::Kota => 2,
        Said::Kecamatan => 3,
        Said::Desa | Said::Kelurahan => 4,
    }
}

/// Kabupaten and Kota tell two regions apart; desa and kelurahan are mixed up too often to.
const fn fits(kind: RegionKind, said: Said) -> bool {
    match said {
        Said::Kabupaten => matches!(kind, RegionKind::Kabupaten),
        Said::Kota => matches!(kind, RegionKind::Kota),
        _ => true,
    }
}
