//! Regions: `kode,nama`, with or without a header, codes dotted or not.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::Read;

use chrono::NaiveDate;

use super::sheet::{self, Line};
use super::{LOAD_LOCK, LoadReport, witness};
use crate::app::Tx;
use crate::db::{DbError, dialect};
use crate::http::{Code, Problem};
use crate::reference::lists::{self, REGIONS_COMPLETE};
use crate::reference::regions::store::{self, Row, Successor};
use crate::reference::regions::{RegionKind, level_of};
use crate::setup;
use crate::text::Text;
use crate::values::region_name::{RegionKind as Said, is_dotted, match_key, parse_name};

/// The note of the newest edition loaded for each province.
const EDITIONS: &str = "regions_editions";

/// How regions are to be loaded.
#[derive(Clone, Debug)]
pub struct RegionLoad {
    /// The day of the edition: codes it no longer holds are retired from this day on.
    pub as_of: NaiveDate,
    /// The regulation that published it, the legal basis of new codes.
    pub edition: Option<String>,
    /// A mapping file `code,successor,on,legal_basis`.
    pub successors: Option<Vec<u8>>,
    /// Whether more than a tenth of a province's codes may be retired at once.
    pub many_retired: bool,
    /// Whether to report only.
    pub dry_run: bool,
}

impl RegionLoad {
    /// An edition of a day, without anything else.
    pub const fn new(as_of: NaiveDate) -> Self {
        Self {
            as_of,
            edition: None,
            successors: None,
            many_retired: false,
            dry_run: false,
        }
    }
}

/// Loads an edition of the regions over what is there, in the transaction of `tx`.
pub fn load_regions(
    tx: &mut Tx<'_>,
    reader: impl Read,
    options: &RegionLoad,
) -> Result<LoadReport, Problem> {
    let mut report = LoadReport::default();
    let file = parse(&sheet::text(reader)?, &mut report)?;
    let mapping = options.successors.as_deref().map(mapping).transpose()?;
    dialect::lock(tx.conn, LOAD_LOCK).map_err(DbError::from)?;
    let provinces: BTreeSet<String> = file
        .keys()
        .filter_map(|code| code.get(..2))
        .map(str::to_owned)
        .collect();
    let mut editions: BTreeMap<String, NaiveDate> =
        setup::note(tx.conn, EDITIONS)?.unwrap_or_default();
    refuse_older(&editions, &provinces, options.as_of)?;
    let complete: Vec<String> = setup::note(tx.conn, REGIONS_COMPLETE)?.unwrap_or_default();
    let mut complete: BTreeSet<String> = complete.into_iter().collect();
    let existing = store::all(tx.conn)?;
    let mut plan = Plan::new(existing, &complete, options);
    plan.take(&file, &mut report);
    plan.retire(&file, &mut report)?;
    let successors = plan.succeed(mapping.unwrap_or_default(), &file)?;
    let completed = plan.complete(&provinces);
    let written = plan.written();
    complete.extend(completed);
    for province in provinces {
        editions.insert(province, options.as_of);
    }
    if options.dry_run {
        return Ok(report);
    }
    store::put(tx.conn, &written)?;
    store::put_successors(tx.conn, &successors)?;
    setup::set_note(tx.conn, REGIONS_COMPLETE, &complete)?;
    setup::set_note(tx.conn, EDITIONS, &editions)?;
    lists::changed(tx.conn)?;
    let day = options.as_of.to_string();
    witness(
        tx,
        "regions",
        options.edition.as_deref().unwrap_or(&day),
        &report,
    )?;
    Ok(report)
}

/// The codes and names of a file in the order of the codes.
fn parse(text: &str, report: &mut LoadReport) -> Result<BTreeMap<String, (u64, String)>, Problem> {
    let mut lines = sheet::lines(text)?;
    let [code, name] = sheet::columns(
        &mut lines,
        [
            &["kode", "code", "kode_wilayah"],
            &["nama", "name", "nama_wilayah"],
        ],
    )?;
    let mut file = BTreeMap::new();
    for Line { number, cells } in lines {
        report.total += 1;
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).map_or("", String::as_str);
        let Some(code) = dotted(cell(code)) else {
            report.refuse(
                number,
                "invalid_region_code",
                "Kode wilayah tidak sah; daftar resmi memakai kode Kemendagri seperti 64.02.06.1001.",
                "The region code is not valid; the official list has Kemendagri codes such as 64.02.06.1001.",
            );
            continue;
        };
        let name = cell(name);
        if name.is_empty() {
            report.refuse(
                number,
                "required",
                "Nama wilayah kosong.",
                "The region's name is empty.",
            );
            continue;
        }
        match file.entry(code) {
            Entry::Vacant(place) => {
                place.insert((number, name.to_owned()));
            }
            Entry::Occupied(_) => report.refuse(
                number,
                "duplicate_code",
                "Kode ini sudah ada pada baris sebelumnya.",
                "This code stands in an earlier row already.",
            ),
        }
    }
    if file.is_empty() {
        return Err(Problem::new(Code::ValidationFailed).detail(
            "Berkas tidak memuat satu pun kode wilayah.",
            "The file holds no region code.",
        ));
    }
    Ok(file)
}

fn dotted(text: &str) -> Option<String> {
    if is_dotted(text) {
        return Some(text.to_owned());
    }
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let code = lists::dotted(text).filter(|_| digits)?;
    (code.len() == 2 || is_dotted(&code)).then_some(code)
}

/// The official name of a code: a regency's and a city's begin with their kind, written out.
fn official_name(code: &str, name: &str) -> String {
    let kind = match RegionKind::of(code) {
        RegionKind::Kabupaten => ("Kabupaten", Said::Kabupaten),
        RegionKind::Kota => ("Kota", Said::Kota),
        _ => return sheet::cased(name),
    };
    let parsed = parse_name(name);
    let bare = if parsed.kind == Some(kind.1) {
        parsed.name.as_str()
    } else {
        name
    };
    format!("{} {}", kind.0, sheet::cased(bare))
}

fn refuse_older(
    editions: &BTreeMap<String, NaiveDate>,
    provinces: &BTreeSet<String>,
    as_of: NaiveDate,
) -> Result<(), Problem> {
    let newer = provinces
        .iter()
        .filter_map(|province| editions.get_key_value(province))
        .find(|(_, loaded)| **loaded > as_of);
    let Some((province, loaded)) = newer else {
        return Ok(());
    };
    Err(Problem::new(Code::Conflict).detail(
        format!("Untuk provinsi {province} sudah dimuat edisi {loaded}, lebih baru daripada {as_of}; muat edisi lama lebih dahulu."),
        format!("For province {province} the edition of {loaded} is loaded, newer than {as_of}; load older editions first."),
    ))
}

/// The rows of the mapping file.
fn mapping(bytes: &[u8]) -> Result<Vec<Successor>, Problem> {
    let mut lines = sheet::lines(&sheet::text(bytes)?)?;
    let columns = sheet::columns(
        &mut lines,
        [&["code"], &["successor"], &["on"], &["legal_basis"]],
    )?;
    lines
        .into_iter()
        .map(|line| {
            let cell = |n: usize| columns[n].and_then(|at| line.cells.get(at));
            let read = || {
                Some(Successor {
                    code: dotted(cell(0)?)?,
                    successor_code: dotted(cell(1)?)?,
                    since: cell(2)?.parse().ok()?,
                    legal_basis: cell(3).filter(|text| !text.is_empty()).cloned(),
                })
            };
            read().ok_or_else(|| {
                wrong_successor(
                    &format!("row {}", line.number),
                    "Isi code,successor,on,legal_basis dengan dua kode wilayah dan tanggal YYYY-MM-DD.",
                    "Write code,successor,on,legal_basis with two region codes and a date YYYY-MM-DD.",
                )
            })
        })
        .collect()
}

fn wrong_successor(at: &str, id: &'static str, en: &'static str) -> Problem {
    Problem::new(Code::ValidationFailed)
        .detail(
            format!("Berkas pengganti ({at}): {id}"),
            format!("The mapping file ({at}): {en}"),
        )
        .at(at, "invalid_successor", Text::new(id, en))
}

/// The regions as they will be.
struct Plan<'o> {
    rows: BTreeMap<String, Row>,
    changed: HashSet<String>,
    complete_before: &'o BTreeSet<String>,
    options: &'o RegionLoad,
}

impl<'o> Plan<'o> {
    fn new(existing: Vec<Row>, complete: &'o BTreeSet<String>, options: &'o RegionLoad) -> Self {
        Self {
            rows: existing
                .into_iter()
                .map(|row| (row.code.clone(), row))
                .collect(),
            changed: HashSet::new(),
            complete_before: complete,
            options,
        }
    }

    /// Goes through the file from above downward, so that a parent stands before its children.
    fn take(&mut self, file: &BTreeMap<String, (u64, String)>, report: &mut LoadReport) {
        for (code, (number, name)) in file {
            let parent = code.rsplit_once('.').map(|(parent, _)| parent);
            if parent.is_some_and(|parent| !self.rows.contains_key(parent)) {
                report.refuse(
                    *number,
                    "unknown_parent",
                    "Wilayah di atasnya tidak ada dalam berkas maupun dalam daftar.",
                    "The region above it is neither in the file nor in the list.",
                );
                continue;
            }
            match self.rows.get(code) {
                None => {
                    let row = self.created(code, name);
                    self.put(row);
                    report.created += 1;
                }
                Some(before) => {
                    let row = self.renewed(before.clone(), name);
                    if row == *before {
                        report.unchanged += 1;
                    } else {
                        self.put(row);
                        report.updated += 1;
                    }
                }
            }
        }
    }

    fn put(&mut self, row: Row) {
        self.changed.insert(row.code.clone());
        self.rows.insert(row.code.clone(), row);
    }

    fn created(&self, code: &str, name: &str) -> Row {
        let mut row = Row::new(code, &official_name(code, name));
        row.legal_basis.clone_from(&self.options.edition);
        // Only over a complete list is a code that was not there before known to be new.
        if code
            .get(..2)
            .is_some_and(|province| self.complete_before.contains(province))
        {
            row.valid_from = Some(self.options.as_of);
        }
        row
    }

    fn renewed(&self, mut row: Row, name: &str) -> Row {
        if row.valid_to.is_some_and(|to| to <= self.options.as_of) {
            row.valid_to = None;
        }
        let official = official_name(&row.code, name);
        if match_key(&row.name) == match_key(&official) {
            // Capitals say less than the name that is there.
            if name.chars().any(char::is_lowercase) {
                row.name = official;
            }
        } else {
            let mut aliases: Vec<String> = row.aliases().map(str::to_owned).collect();
            aliases.retain(|alias| match_key(alias) != match_key(&official));
            if !aliases
                .iter()
                .any(|alias| match_key(alias) == match_key(&row.name))
            {
                aliases.push(row.name.replace('|', " "));
            }
            row.aliases = aliases.join("|");
            row.name = official;
        }
        row.index();
        row
    }

    /// Retires the codes that the file should hold and does not.
    fn retire(
        &mut self,
        file: &BTreeMap<String, (u64, String)>,
        report: &mut LoadReport,
    ) -> Result<(), Problem> {
        let coverage = Coverage::of(file.keys());
        let as_of = self.options.as_of;
        let mut counts: HashMap<String, (usize, usize)> = HashMap::new();
        let mut gone = Vec::new();
        for row in self.rows.values() {
            if row.valid_to.is_some() {
                continue;
            }
            let province = row.code.get(..2).unwrap_or_default().to_owned();
            let count = counts.entry(province).or_default();
            count.0 += 1;
            let begun = row.valid_from.is_none_or(|from| from <= as_of);
            if begun && !file.contains_key(&row.code) && coverage.holds(&row.code, file) {
                count.1 += 1;
                gone.push(row.code.clone());
            }
        }
        const FEW: usize = 50;
        let many = counts
            .iter()
            .find(|(_, (known, gone))| *gone > FEW && gone * 10 > *known);
        if let (Some((province, (known, gone))), false) = (many, self.options.many_retired) {
            return Err(Problem::new(Code::Conflict).detail(
                format!("Berkas ini akan mengakhiri {gone} dari {known} kode provinsi {province}; mungkin hanya sebagian daftar. Tidak ada yang diubah."),
                format!("This file would retire {gone} of the {known} codes of province {province}; it may be a part of the list only. Nothing was changed."),
            ));
        }
        for code in gone {
            if let Some(row) = self.rows.get_mut(&code) {
                row.valid_to = Some(as_of);
                self.changed.insert(code);
                report.retired += 1;
            }
        }
        Ok(())
    }

    /// Checks the mapping, and takes the day from it on which a code ended.
    fn succeed(
        &mut self,
        mapping: Vec<Successor>,
        file: &BTreeMap<String, (u64, String)>,
    ) -> Result<Vec<Successor>, Problem> {
        for pair in &mapping {
            if !self.rows.contains_key(&pair.successor_code) {
                return Err(wrong_successor(
                    &pair.successor_code,
                    "Kode pengganti tidak dikenal.",
                    "The successor's code is unknown.",
                ));
            }
            let Some(row) = self.rows.get_mut(&pair.code) else {
                return Err(wrong_successor(
                    &pair.code,
                    "Kode yang diganti tidak dikenal.",
                    "The code that was replaced is unknown.",
                ));
            };
            if file.contains_key(&pair.code) && pair.since <= self.options.as_of {
                return Err(wrong_successor(
                    &pair.code,
                    "Kode ini masih dipakai dalam edisi yang dimuat.",
                    "This code is still in use in the edition being loaded.",
                ));
            }
            if row.valid_to != Some(pair.since) {
                row.valid_to = Some(pair.since);
                self.changed.insert(pair.code.clone());
            }
        }
        Ok(mapping)
    }

    /// The provinces whose every regency in use now has villages.
    fn complete(&self, provinces: &BTreeSet<String>) -> Vec<String> {
        let current = || self.rows.values().filter(|row| row.valid_to.is_none());
        let with_villages: HashSet<&str> = current()
            .filter(|row| row.level == 4)
            .filter_map(|row| row.code.get(..8))
            .collect();
        let districts: HashSet<&str> = current()
            .filter(|row| row.level == 3)
            .filter_map(|row| row.code.get(..5))
            .collect();
        let lacking: HashSet<&str> = current()
            .filter(|row| match row.level {
                2 => !districts.contains(row.code.as_str()),
                3 => !with_villages.contains(row.code.as_str()),
                _ => false,
            })
            .filter_map(|row| row.code.get(..2))
            .collect();
        let regencies: HashSet<&str> = districts.iter().filter_map(|code| code.get(..2)).collect();
        provinces
            .iter()
            .filter(|province| regencies.contains(province.as_str()))
            .filter(|province| !lacking.contains(province.as_str()))
            .cloned()
            .collect()
    }

    fn written(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = self
            .rows
            .values()
            .filter(|row| self.changed.contains(&row.code))
            .cloned()
            .collect();
        rows.sort_by_key(|row| row.level);
        rows
    }
}

/// Which parts of the country a file speaks of, each at which levels.
struct Coverage<'f>(HashSet<(&'f str, u8)>);

impl<'f> Coverage<'f> {
    fn of(codes: impl Iterator<Item = &'f String>) -> Self {
        let mut spoken = HashSet::new();
        for code in codes {
            let level = level_of(code);
            for end in [2, 5] {
                if let Some(above) = code.get(..end) {
                    spoken.insert((above, level));
                }
            }
        }
        Self(spoken)
    }

    /// Whether the file would hold this code if it were in use.
    ///
    /// A file of one regency says nothing of the others; one with levels 1 and 2 only says nothing
    /// of villages.
    fn holds(&self, code: &str, file: &BTreeMap<String, (u64, String)>) -> bool {
        let (Some(province), level) = (code.get(..2), level_of(code)) else {
            return false;
        };
        let regencies = file.contains_key(province) && self.0.contains(&(province, 2));
        match code.get(..5) {
            None => false,
            Some(_) if level == 2 => regencies,
            Some(regency) => {
                let regency_gone = regencies && !file.contains_key(regency);
                self.0.contains(&(regency, level))
                    || (regency_gone && self.0.contains(&(province, level)))
            }
        }
    }
}
