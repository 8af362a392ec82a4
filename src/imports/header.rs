//! Finds the header of a sheet and what its columns hold.
//!
//! Title rows and empty rows above the header are passed over. A header may take two rows
//! ("JUMLAH TENAGA KERJA" over "L" and "P") and a row of column numbers below it. A sheet
//! without a header is refused: the order of its columns is never guessed. Units other
//! than whole rupiah in a header ("OMZET (JUTA RP)") make the column unknown.

use std::collections::HashSet;

use std::ops::Range;

use super::aliases::{field_of, plain};
use super::cell::Cell;
use super::send_back;
use super::sheet::{SheetError, SheetRow};
use super::types::ImportKind;
use crate::text::Text;

pub use super::field::Field;

/// The columns without which a file says nothing; one of each list is enough.
fn mandatory(kind: ImportKind) -> &'static [&'static [Field]] {
    match kind {
        ImportKind::Businesses => &[
            &[Field::BusinessName],
            &[Field::OwnerName, Field::BusinessId],
        ],
        ImportKind::Enrollments => &[&[Field::OwnerName, Field::EnrollmentId]],
    }
}

/// The kind of file, told by its headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The template of this service, or a file with understandable headers of its own.
    Canonical,
    /// A regency's list of UMKM with categories and coordinates.
    Umkm,
    /// A list of firms whose `id_*` columns hold names.
    FirmList,
    /// A list of training alumni.
    Alumni,
}

/// What the columns of a sheet hold and where its rows begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The kind of file.
    pub shape: Shape,
    /// The field of each column; nothing for unknown columns.
    pub columns: Vec<Option<Field>>,
    /// The headers of unknown columns, as written.
    pub unknown_columns: Vec<String>,
    /// The row numbers of the header, the end excluded.
    pub header_rows: Range<u32>,
    /// The number of the first row that can hold data.
    pub first_data_row: u32,
    labels: Vec<String>,
    headers: Vec<String>,
}

impl Layout {
    /// Gives the header of each column as written; the parts of two rows stand in one.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The headers of the columns of which nothing is stored.
    pub fn unstored_columns(&self) -> Vec<String> {
        let columns = self.columns.iter().zip(&self.headers);
        let unstored = columns.filter(|(field, _)| field.is_some_and(|field| !field.is_stored()));
        unstored.map(|(_, header)| header.clone()).collect()
    }

    /// The layout of a file whose rows name their columns themselves: no row is a header.
    pub(super) fn of_keys(
        keys: &[(Option<Field>, String)],
        kind: ImportKind,
    ) -> Result<Self, SheetError> {
        let columns: Vec<Option<Field>> = keys.iter().map(|(field, _)| *field).collect();
        complete(&columns, kind)?;
        let headers: Vec<String> = keys.iter().map(|(_, key)| key.clone()).collect();
        let labels: Vec<String> = headers.iter().map(|key| plain(key)).collect();
        let unknown = keys.iter().filter(|(field, _)| field.is_none());
        Ok(Self {
            shape: shape(&labels, &columns, kind),
            unknown_columns: unknown.map(|(_, key)| key.clone()).collect(),
            header_rows: 0..0,
            first_data_row: 1,
            columns,
            labels,
            headers,
        })
    }

    /// Gives the column of a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| *column == Some(field))
    }

    /// Gives the cell of a field; empty where the sheet has no such column.
    pub fn cell<'a>(&self, row: &'a SheetRow, field: Field) -> &'a Cell {
        self.column(field).map_or(&Cell::Empty, |at| row.cell(at))
    }

    /// Tells whether the row is a sum, a footnote or the header once more.
    pub fn is_footer(&self, row: &SheetRow) -> bool {
        self.is_repeated_header(row) || self.is_sum(row) || is_footnote(row)
    }

    /// Tells whether the row repeats the header, as printed lists do on each page.
    pub fn is_repeated_header(&self, row: &SheetRow) -> bool {
        if is_column_numbers(row) {
            return true;
        }
        let filled: Vec<(usize, String)> = texts(row).collect();
        let same = filled
            .iter()
            .filter(|(at, text)| self.labels.get(*at).is_some_and(|label| label == text))
            .count();
        same >= 2 && same * 2 > filled.len()
    }

    fn is_sum(&self, row: &SheetRow) -> bool {
        let Some((at, first)) = texts(row).next() else {
            return false;
        };
        const SUMS: [&str; 9] = [
            "total",
            "jumlah",
            "grand total",
            "sub total",
            "subtotal",
            "jumlah total",
            "total keseluruhan",
            "jumlah keseluruhan",
            "jumlah seluruhnya",
        ];
        if SUMS.contains(&first.as_str()) {
            return true;
        }
        // "Jumlah Kecamatan Contoh": nothing but figures besides, unlike "Jumlah Berkah"
        // with its owner.
        let prefixed = ["total ", "jumlah ", "sub total "]
            .iter()
            .any(|sum| first.starts_with(sum));
        prefixed
            && row
                .cells
                .iter()
                .enumerate()
                .all(|(other, cell)| other == at || cell.is_empty() || is_figure(cell))
            && row.cells.iter().filter(|cell| !cell.is_empty()).count() > 1
    }
}

fn texts(row: &SheetRow) -> impl Iterator<Item = (usize, String)> + '_ {
    row.cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(at, cell)| (at, plain(&cell.text())))
}

fn is_figure(cell: &Cell) -> bool {
    match cell {
        Cell::Number(_) | Cell::Formula => true,
        Cell::Text(text) => {
            let lower = text.to_lowercase();
            let digits = lower.trim().trim_start_matches("rp");
            digits
                .chars()
                .all(|c| c.is_ascii_digit() || c.is_whitespace() || ".,-".contains(c))
        }
        _ => false,
    }
}

/// Recognizes "Sumber: …" and the like, alone in their row.
fn is_footnote(row: &SheetRow) -> bool {
    let mut filled = row.cells.iter().filter(|cell| !cell.is_empty());
    let (Some(Cell::Text(text)), None | Some(_)) = (filled.next(), filled.next()) else {
        return false;
    };
    if filled.next().is_some() {
        return false;
    }
    let lower = text.trim().to_lowercase();
    let word = lower
        .split_once(':')
        .map(|(word, _)| word.trim_end())
        .unwrap_or_default();
    matches!(
        word,
        "sumber" | "sumber data" | "catatan" | "keterangan" | "ket" | "note" | "nb"
    ) || lower.starts_with("*)")
        || lower.starts_with("mengetahui,")
}

/// Recognizes the row "1 2 3 …" or "(1) (2) (3) …" below a header.
fn is_column_numbers(row: &SheetRow) -> bool {
    let filled: Vec<String> = texts(row).map(|(_, text)| text).collect();
    filled.len() >= 3
        && filled
            .iter()
            .zip(1_u32..)
            .all(|(text, number)| *text == number.to_string())
}

struct Candidate {
    kind: ImportKind,
    labels: Vec<String>,
    written: Vec<String>,
    rows: usize,
}

impl Candidate {
    fn fields(&self) -> impl Iterator<Item = Option<Field>> + '_ {
        self.labels.iter().map(|label| field_of(label, self.kind))
    }

    fn score(&self) -> usize {
        let known: HashSet<Field> = self.fields().flatten().collect();
        known.len()
    }
}

fn one_row(row: &SheetRow, kind: ImportKind) -> Candidate {
    let written: Vec<String> = row
        .cells
        .iter()
        .map(|cell| crate::values::collapse_blanks(&cell.text()))
        .collect();
    Candidate {
        kind,
        labels: written.iter().map(|text| plain(text)).collect(),
        written,
        rows: 1,
    }
}

/// Reads two rows as one header when the lower one only divides groups of the upper one.
fn two_rows(upper: &SheetRow, lower: &SheetRow, kind: ImportKind) -> Option<Candidate> {
    if upper.number + 1 != lower.number {
        return None;
    }
    let (upper, lower) = (one_row(upper, kind), one_row(lower, kind));
    let width = upper.labels.len().max(lower.labels.len());
    let get = |labels: &[String], at: usize| labels.get(at).cloned().unwrap_or_default();
    // The group of a column: the last upper label, while the upper row stays empty.
    let mut group = String::new();
    let (mut labels, mut written) = (Vec::with_capacity(width), Vec::with_capacity(width));
    let mut divided = 0;
    for at in 0..width {
        let (own, part) = (get(&upper.labels, at), get(&lower.labels, at));
        if !own.is_empty() {
            group.clone_from(&own);
        }
        let starts_group = at + 1 < width
            && !own.is_empty()
            && get(&upper.labels, at + 1).is_empty()
            && !get(&lower.labels, at + 1).is_empty();
        if part.is_empty() || part == own {
            labels.push(own);
            written.push(get(&upper.written, at));
        } else if starts_group || (own.is_empty() && !group.is_empty()) {
            let both = format!("{group} {part}");
            let found = field_of(&both, kind);
            // "KEHADIRAN" over "1", "2", "3" divides; other numbers below a header count columns.
            let is_session = matches!(found, Some(Field::Session(_)));
            if !is_session && part.chars().all(|c| c.is_ascii_digit() || c == ' ') {
                return None;
            }
            // "ALAMAT" over "DESA" and "KECAMATAN": the part says it alone.
            let label = if found.is_some() { both } else { part };
            divided += usize::from(field_of(&label, kind).is_some());
            labels.push(label);
            written.push(
                format!("{} {}", get(&upper.written, at), get(&lower.written, at))
                    .trim()
                    .to_string(),
            );
        } else {
            return None;
        }
    }
    let both = Candidate {
        kind,
        labels,
        written,
        rows: 2,
    };
    // A title above the header adds nothing to it.
    (divided > 0 && both.score() > lower.score()).then_some(both)
}

/// Finds the header among the first rows of a sheet; twenty are enough.
pub fn recognize(rows: &[SheetRow], kind: ImportKind) -> Result<Layout, SheetError> {
    let mut best: Option<(usize, usize, Candidate)> = None;
    for (at, row) in rows.iter().take(20).enumerate() {
        let single = one_row(row, kind);
        let double = rows.get(at + 1).and_then(|next| two_rows(row, next, kind));
        for candidate in [Some(single), double].into_iter().flatten() {
            let score = candidate.score();
            if score >= 2 && best.as_ref().is_none_or(|(most, ..)| score > *most) {
                best = Some((score, at, candidate));
            }
        }
    }
    let Some((_, at, candidate)) = best else {
        return Err(not_found(kind));
    };
    let first = rows[at].number;
    let mut end = rows[at + candidate.rows - 1].number + 1;
    if let Some(next) = rows.get(at + candidate.rows)
        && is_column_numbers(next)
    {
        end = next.number + 1;
    }
    let (columns, unknown_columns) = assign(&candidate).map_err(|error| error.at(first))?;
    complete(&columns, kind).map_err(|error| error.at(first))?;
    Ok(Layout {
        shape: shape(&candidate.labels, &columns, kind),
        columns,
        unknown_columns,
        header_rows: first..end,
        first_data_row: end,
        labels: candidate.labels,
        headers: candidate.written,
    })
}

/// Refuses columns that say nothing.
fn complete(columns: &[Option<Field>], kind: ImportKind) -> Result<(), SheetError> {
    let missing: Vec<&str> = mandatory(kind)
        .iter()
        .filter(|fields| !fields.iter().any(|field| columns.contains(&Some(*field))))
        .filter_map(|fields| fields.first())
        .map(|field| field.name())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(", ");
    Err(named(
        "missing_column",
        format!("kolom wajib tidak ada: {names}"),
        format!("mandatory columns are missing: {names}"),
    ))
}

type Columns = (Vec<Option<Field>>, Vec<String>);

fn assign(candidate: &Candidate) -> Result<Columns, SheetError> {
    let mut columns: Vec<Option<Field>> = Vec::with_capacity(candidate.labels.len());
    let mut unknown = Vec::new();
    for (field, written) in candidate.fields().zip(&candidate.written) {
        match field {
            // A second running number says nothing, so it is no conflict.
            Some(Field::RowNo) if columns.contains(&field) => columns.push(None),
            Some(twice) if columns.contains(&field) => {
                let name = twice.header();
                return Err(named(
                    "duplicate_column",
                    format!("dua kolom berisi {name}; hapus atau ganti nama salah satunya"),
                    format!("two columns hold {name}; remove or rename one"),
                ));
            }
            field => {
                let sent_back = send_back::OWN.contains(&written.as_str());
                if field.is_none() && !written.is_empty() && !sent_back {
                    unknown.push(written.clone());
                }
                columns.push(field);
            }
        }
    }
    Ok((columns, unknown))
}

fn shape(labels: &[String], columns: &[Option<Field>], kind: ImportKind) -> Shape {
    let has = |wanted: &[&str]| labels.iter().any(|label| wanted.contains(&label.as_str()));
    // Whoever takes part has some position in her business, and only the list can say which.
    let position = kind == ImportKind::Enrollments && columns.contains(&Some(Field::OwnerPosition));
    if position || has(&["nama peserta"]) {
        Shape::Alumni
    } else if has(&[
        "id kelurahan",
        "id kecamatan",
        "id kabkota",
        "id kbli",
        "id aktif",
    ]) {
        Shape::FirmList
    } else if has(&["kategori nama"]) {
        Shape::Umkm
    } else {
        Shape::Canonical
    }
}

fn named(code: &'static str, id: String, en: String) -> SheetError {
    SheetError {
        code,
        message: Text::owned(id, en),
        row: None,
    }
}

fn not_found(kind: ImportKind) -> SheetError {
    const OF_ENROLLMENTS: [Field; 6] = [
        Field::EnrollmentId,
        Field::OwnerName,
        Field::OwnerNik,
        Field::BusinessName,
        Field::Result,
        Field::Session(1),
    ];
    const OF_BUSINESSES: [Field; 12] = [
        Field::BusinessName,
        Field::OwnerName,
        Field::OwnerNik,
        Field::OwnerGender,
        Field::Village,
        Field::District,
        Field::Regency,
        Field::Address,
        Field::Phone,
        Field::Nib,
        Field::KbliCode,
        Field::SalesIdr,
    ];
    let expected: &[Field] = match kind {
        ImportKind::Businesses => &OF_BUSINESSES,
        ImportKind::Enrollments => &OF_ENROLLMENTS,
    };
    let names: Vec<_> = expected.iter().map(|field| field.header()).collect();
    let names = names.join(", ");
    named(
        "header_not_found",
        format!(
            "baris judul kolom tidak ditemukan di 20 baris pertama; tambahkan judul seperti: {names}"
        ),
        format!(
            "no header row was found in the first 20 rows; add one with columns such as: {names}"
        ),
    )
}

#[cfg(test)]
#[path = "header_tests.rs"]
mod tests;
