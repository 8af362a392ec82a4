//! Reads a published file, a table of codes and names or a JSON array, whole: they are small.

use std::io::Read;

use crate::http::{Code, Problem};
use crate::values::collapse_blanks;

/// The most bytes of a file; the national list of 91,000 regions has three million.
const MAX: u64 = 64 << 20;

/// A row of a table: its line and its cells.
pub(super) struct Line {
    pub number: u64,
    pub cells: Vec<String>,
}

/// Reads all of a file as UTF-8, without its byte order mark.
pub(super) fn text(reader: impl Read) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    let read = reader.take(MAX + 1).read_to_end(&mut bytes);
    read.map_err(|error| {
        Problem::new(Code::MalformedBody).detail(
            format!("Berkas tidak dapat dibaca: {error}."),
            format!("The file cannot be read: {error}."),
        )
    })?;
    if bytes.len() as u64 > MAX {
        return Err(Problem::new(Code::BodyTooLarge));
    }
    let text = String::from_utf8(bytes).map_err(|_| Problem::new(Code::InvalidEncoding))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// Splits a table into lines of cells with blanks collapsed; empty lines are left out.
pub(super) fn lines(text: &str) -> Result<Vec<Line>, Problem> {
    let first = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|mark| first.bytes().filter(|b| b == mark).count())
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    let (mut number, mut counted) = (1u64, 0usize);
    for record in reader.records() {
        let record = record.map_err(|_| Problem::new(Code::MalformedBody))?;
        // The reader's own count is one behind after CR LF: it stands between the two.
        let place = record.position().map_or(0, csv::Position::byte);
        let place = usize::try_from(place).unwrap_or(0);
        let rest = text.get(place..).unwrap_or_default();
        let begin = text.len() - rest.trim_start_matches(['\r', '\n']).len();
        let passed = text.get(counted..begin).unwrap_or_default();
        number += passed.bytes().filter(|byte| *byte == b'\n').count() as u64;
        counted = begin;
        let cells: Vec<String> = record.iter().map(collapse_blanks).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            lines.push(Line { number, cells });
        }
    }
    Ok(lines)
}

/// Takes the header off, if there is one, and says in which column each wanted name stands.
///
/// A first line whose first cell holds a digit is no header: the columns are then in the order of
/// the names.
pub(super) fn columns<const N: usize>(
    lines: &mut Vec<Line>,
    wanted: [&[&str]; N],
) -> Result<[Option<usize>; N], Problem> {
    let header = lines.first().is_some_and(|line| {
        let first = line.cells.first().map_or("", String::as_str);
        first.len() > 1 && !first.contains(|c: char| c.is_ascii_digit())
    });
    if !header {
        return Ok(std::array::from_fn(Some));
    }
    let names = lines.remove(0).cells;
    let names: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let found = wanted.map(|words| names.iter().position(|name| words.contains(&name.as_str())));
    if found.iter().take(2).any(Option::is_none) {
        return Err(Problem::new(Code::ValidationFailed).detail(
            "Baris judul harus memuat kolom kode dan nama (kode,nama).",
            "The header must hold a column for the code and one for the name (code,name).",
        ));
    }
    Ok(found)
}

/// Writes a name given in capitals as words; one that has small letters stays as it is.
pub(super) fn cased(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let words = name.split(' ').map(|word| {
        let roman = word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
        if roman || matches!(word, "DKI" | "DI") {
            return word.to_owned();
        }
        let mut begins = true;
        word.chars()
            .map(|c| {
                let out = if begins { c } else { c.to_ascii_lowercase() };
                begins = !c.is_alphanumeric() && c != '\'';
                out
            })
            .collect()
    });
    words.collect::<Vec<String>>().join(" ")
}
