//! KBLI: a JSON array of objects with `code` and `title`, or a table `code,title`; one level or
//! several in a file.

use std::collections::BTreeMap;
use std::io::Read;

use serde_json::Value;

use super::sheet::{self, Line};
use super::{LOAD_LOCK, LoadReport, witness};
use crate::app::Tx;
use crate::db::{DbError, dialect};
use crate::http::{Code, Problem};
use crate::reference::kbli::KbliVersion;
use crate::reference::kbli::store::{self, Row};
use crate::reference::lists::{self, KBLI_COMPLETE};
use crate::setup;
use crate::values::collapse_blanks;

/// Both editions have more subclasses than this: with so many the list is whole.
const COMPLETE_FROM: usize = 1_000;

/// How KBLI codes are to be loaded.
#[derive(Clone, Copy, Debug)]
pub struct KbliLoad {
    /// The edition the file holds.
    pub version: KbliVersion,
    /// Whether to report only.
    pub dry_run: bool,
}

/// A row of the file.
struct Entry {
    number: u64,
    code: String,
    title: String,
    section: Option<String>,
}

/// Loads codes of an edition over what is there, in the transaction of `tx`.
pub fn load_kbli(
    tx: &mut Tx<'_>,
    reader: impl Read,
    options: &KbliLoad,
) -> Result<LoadReport, Problem> {
    let text = sheet::text(reader)?;
    let mut entries = if text.trim_start().starts_with('[') {
        of_json(&text)?
    } else {
        of_table(&text)?
    };
    let mut report = LoadReport {
        total: entries.len() as u64,
        ..LoadReport::default()
    };
    if entries.is_empty() {
        return Err(Problem::new(Code::ValidationFailed).detail(
            "Berkas tidak memuat satu pun kode KBLI.",
            "The file holds no KBLI code.",
        ));
    }
    dialect::lock(tx.conn, LOAD_LOCK).map_err(DbError::from)?;
    let mut known: BTreeMap<String, Row> = store::all(tx.conn)?
        .into_iter()
        .filter(|row| row.version == options.version)
        .map(|row| (row.code.clone(), row))
        .collect();
    // Parents before children, whatever the order of the file.
    entries.sort_by_key(|entry| entry.code.len());
    let mut taken: BTreeMap<String, Row> = BTreeMap::new();
    for entry in entries {
        if let Some(row) = take(entry, options.version, &known, &taken, &mut report) {
            known.insert(row.code.clone(), row.clone());
            taken.insert(row.code.clone(), row);
        }
    }
    if options.dry_run {
        return Ok(report);
    }
    let rows: Vec<Row> = taken.into_values().collect();
    store::put(tx.conn, &rows)?;
    if known.keys().filter(|code| code.len() == 5).count() > COMPLETE_FROM {
        let mut complete: Vec<String> = setup::note(tx.conn, KBLI_COMPLETE)?.unwrap_or_default();
        let version = options.version.to_string();
        if !complete.contains(&version) {
            complete.push(version);
        }
        setup::set_note(tx.conn, KBLI_COMPLETE, &complete)?;
    }
    lists::changed(tx.conn)?;
    witness(tx, "kbli-codes", options.version.as_str(), &report)?;
    Ok(report)
}

/// The row of an entry; the report says why there is none.
fn take(
    entry: Entry,
    version: KbliVersion,
    known: &BTreeMap<String, Row>,
    taken: &BTreeMap<String, Row>,
    report: &mut LoadReport,
) -> Option<Row> {
    let code = entry.code;
    let letter = code.len() == 1 && code.bytes().all(|b| (b'A'..=b'V').contains(&b));
    let digits = (2..=5).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
    if !letter && !digits {
        report.refuse(
            entry.number,
            "invalid_kbli_code",
            "Kode KBLI harus satu huruf A-V atau 2 sampai 5 angka.",
            "A KBLI code is one letter A-V or 2 to 5 digits.",
        );
        return None;
    }
    if entry.title.is_empty() {
        report.refuse(
            entry.number,
            "required",
            "Judul kode kosong.",
            "The code's title is empty.",
        );
        return None;
    }
    if taken.contains_key(&code) {
        report.refuse(
            entry.number,
            "duplicate_code",
            "Kode ini sudah ada pada baris sebelumnya.",
            "This code stands in an earlier row already.",
        );
        return None;
    }
    let before = known.get(&code);
    let above = (2..code.len())
        .rev()
        .filter_map(|end| code.get(..end))
        .find_map(|above| known.get(above));
    let section = match code.len() {
        1 => Some(code.clone()),
        2 => entry
            .section
            .or_else(|| before.map(|row| row.section.clone())),
        _ => above.map(|row| row.section.clone()),
    };
    let Some(section) = section else {
        report.refuse(
            entry.number,
            "unknown_parent",
            "Kode di atasnya tidak ada dalam berkas maupun dalam daftar.",
            "The code above it is neither in the file nor in the list.",
        );
        return None;
    };
    let parent_code = match code.len() {
        1 => None,
        2 => Some(section.clone()),
        _ => above.map(|row| row.code.clone()),
    };
    let title = title(&entry.title);
    let same = before.filter(|row| row.title_id.to_lowercase() == title.to_lowercase());
    let row = Row {
        version,
        level: i32::try_from(code.len()).unwrap_or(5),
        parent_code,
        section,
        // Capitals say less than the title that is there; another title makes its English stale.
        title_id: same.map_or(title, |row| row.title_id.clone()),
        title_en: same.and_then(|row| row.title_en.clone()),
        code,
    };
    match before {
        None => report.created += 1,
        Some(before) if *before == row => report.unchanged += 1,
        Some(_) => report.updated += 1,
    }
    Some(row)
}

/// A title with single blanks, none inside parentheses, and no shouting.
fn title(text: &str) -> String {
    let text = collapse_blanks(text).replace("( ", "(").replace(" )", ")");
    if text.chars().any(char::is_lowercase) {
        return text;
    }
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        format!("{first}{}", chars.as_str().to_lowercase())
    })
}

fn of_json(text: &str) -> Result<Vec<Entry>, Problem> {
    let array: Vec<Value> = serde_json::from_str(text).map_err(|error| {
        Problem::new(Code::MalformedBody).detail(
            format!("JSON tidak dapat dibaca pada baris {}.", error.line()),
            format!("The JSON cannot be read at line {}.", error.line()),
        )
    })?;
    let text = |one: &Value, key: &str| collapse_blanks(one[key].as_str().unwrap_or_default());
    Ok((1u64..)
        .zip(&array)
        .map(|(number, one)| Entry {
            number,
            code: text(one, "code"),
            title: text(one, "title"),
            section: one
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(key, _)| key.ends_with("_code") || *key == "section")
                .filter_map(|(_, value)| value.as_str())
                .find(|value| value.len() == 1)
                .map(str::to_owned),
        })
        .collect())
}

fn of_table(text: &str) -> Result<Vec<Entry>, Problem> {
    let mut lines = sheet::lines(text)?;
    let [code, title, section] = sheet::columns(
        &mut lines,
        [
            &["code", "kode"],
            &["title", "judul", "uraian"],
            &["section", "kategori"],
        ],
    )?;
    let entry = |Line { number, cells }: Line| {
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).cloned();
        Entry {
            number,
            code: cell(code).unwrap_or_default(),
            title: cell(title).unwrap_or_default(),
            section: cell(section).filter(|letter| letter.len() == 1),
        }
    };
    Ok(lines.into_iter().map(entry).collect())
}
