//! One cell of a spreadsheet, and how each kind of value is read from it.
//!
//! The kind of the cell matters: a number has lost leading zeros and everything after
//! the fifteenth digit, so a NIK is never read from one.

use std::borrow::Cow;
use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::values::date::{self, PartialDate};
use crate::values::email::{self, Email};
use crate::values::gender::{self, Gender};
use crate::values::kbli::{self, KbliCode};
use crate::values::nib::{self, Nib};
use crate::values::nik::{self, Nik};
use crate::values::phone::{self, Phone};
use crate::values::pirt::{self, Pirt};
use crate::values::region_name::{self, RegionCell};
use crate::values::{ValueError, money, name, yes_no};

/// The content of one cell; its `Debug` form shows the kind only.
#[derive(Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing, or blanks only.
    #[default]
    Empty,
    /// Text as written.
    Text(String),
    /// A number.
    Number(f64),
    /// A logical value.
    Bool(bool),
    /// A number formatted as a date.
    Date(NaiveDate),
    /// A formula whose result is not stored in the file.
    Formula,
    /// An error such as `#REF!`.
    Error,
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Empty",
            Self::Text(_) => "Text(redacted)",
            Self::Number(_) => "Number(redacted)",
            Self::Bool(_) => "Bool(redacted)",
            Self::Date(_) => "Date(redacted)",
            Self::Formula => "Formula",
            Self::Error => "Error",
        })
    }
}

impl Cell {
    /// Makes a cell from text: blanks only are empty, and the `'` of our export is removed.
    ///
    /// Exports put `'` before `=`, `+`, `-`, `@`, TAB and CR so that no spreadsheet runs
    /// the text as a formula.
    pub fn from_text(text: &str) -> Self {
        if text.chars().all(char::is_whitespace) {
            return Self::Empty;
        }
        match text.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
                Self::Text(rest.to_string())
            }
            _ => Self::Text(text.to_string()),
        }
    }

    /// Tells whether there is nothing in the cell.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// Gives the text a person sees; whole numbers have no ".0".
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty | Self::Formula | Self::Error => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            // Adding zero turns the minus zero into zero.
            Self::Number(number) => Cow::Owned((number + 0.0).to_string()),
            Self::Bool(true) => Cow::Borrowed("Ya"),
            Self::Bool(false) => Cow::Borrowed("Tidak"),
            Self::Date(date) => Cow::Owned(date.to_string()),
        }
    }

    /// Gives the text, or nothing for a placeholder, or why the cell has no value.
    fn value(&self) -> Result<Option<Cow<'_, str>>, ValueError> {
        match self {
            Self::Formula => Err(ValueError::new(
                "formula_without_value",
                "sel berisi rumus tanpa hasil; buka dan simpan berkas di aplikasi lembar kerja, atau tempel sebagai nilai",
                "the cell holds a formula without a stored result; open and save the file in a spreadsheet program, or paste values",
            )),
            Self::Error => Err(ValueError::new(
                "cell_error",
                "sel berisi kesalahan rumus",
                "the cell holds a formula error",
            )),
            other => {
                let text = other.text();
                Ok((!name::is_placeholder(&text)).then_some(text))
            }
        }
    }

    fn read<T>(
        &self,
        parse: impl FnOnce(&str) -> Result<T, ValueError>,
    ) -> Result<Option<T>, ValueError> {
        self.value()?.map(|text| parse(&text)).transpose()
    }
}

/// Tells whether a number is whole and small enough to be exact in a double.
fn whole(number: f64) -> Option<i64> {
    // 2^53: above it a double skips whole numbers. Below it the conversion is exact.
    (number.is_finite() && number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0)
        .then_some(number as i64)
}

/// Reads text; blanks are collapsed.
pub fn cell_text(cell: &Cell) -> Result<Option<String>, ValueError> {
    cell.read(|text| Ok(name::clean(text)))
}

/// Reads a NIK; a numeric cell is refused whatever its digits, for the last one is lost.
pub fn cell_nik(cell: &Cell) -> Result<Option<Nik>, ValueError> {
    match cell {
        Cell::Number(_) | Cell::Date(_) => Err(nik::numeric_cell()),
        other => other.read(nik::parse),
    }
}

/// Reads a NIB; its 13 digits are exact in a number, but a leading zero is not.
pub fn cell_nib(cell: &Cell) -> Result<Option<Nib>, ValueError> {
    cell.read(nib::parse)
}

/// Reads a P-IRT number; 15 digits are exact in a number.
pub fn cell_pirt(cell: &Cell) -> Result<Option<Pirt>, ValueError> {
    cell.read(pirt::parse)
}

/// Reads an amount in whole rupiah.
pub fn cell_money(cell: &Cell) -> Result<Option<i64>, ValueError> {
    let Cell::Number(number) = cell else {
        return match cell {
            Cell::Date(_) | Cell::Bool(_) => money::parse("").map(Some),
            // "Rp -" is how a spreadsheet shows an amount that was not filled in.
            Cell::Text(text) if is_bare_currency(text) => Ok(None),
            other => other.read(money::parse),
        };
    };
    match whole(*number) {
        _ if *number < 0.0 => Err(money::negative()),
        Some(amount) => Ok(Some(amount)),
        // Computed cells carry dust such as 1500000.0000000002.
        None if (number - number.round()).abs() < 1e-6 && number.abs() < 9e15 => {
            Ok(whole(number.round()))
        }
        None if (1_000.0..9e15).contains(number) => {
            Err(money::not_whole(whole(number.round()).unwrap_or_default()))
        }
        None => money::parse(&cell.text()).map(Some),
    }
}

fn is_bare_currency(text: &str) -> bool {
    let letters: String = text
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | ','))
        .collect();
    letters == "rp"
}

/// Reads a date known to the day; a bare number is a serial of the workbook's epoch.
///
/// A number that looks like a year is refused, as its serial would lie near 1905.
pub fn cell_date(cell: &Cell, epoch_1904: bool) -> Result<Option<NaiveDate>, ValueError> {
    match cell {
        Cell::Date(date) => Ok(Some(*date)),
        Cell::Number(number) if is_year(*number) => Err(ValueError::new(
            "date_day_missing",
            "hanya tahun yang tertulis; tulis hari/bulan/tahun",
            "only a year is given; write day/month/year",
        )),
        Cell::Number(number) => date::from_excel_serial(*number, epoch_1904).map(Some),
        other => other.read(date::parse),
    }
}

/// Reads a date known to the day, the month or the year; a number from 1900 to 2100 is a year.
pub fn cell_partial_date(cell: &Cell, epoch_1904: bool) -> Result<Option<PartialDate>, ValueError> {
    match cell {
        Cell::Number(number) if !is_year(*number) => {
            Ok(Some(date::from_excel_serial(*number, epoch_1904)?.into()))
        }
        Cell::Date(date) => Ok(Some((*date).into())),
        other => other.read(date::parse_partial),
    }
}

fn is_year(number: f64) -> bool {
    number.fract() == 0.0 && (1900.0..=2100.0).contains(&number)
}

/// Reads a year; a list such as "2024,2025" is refused.
pub fn cell_year(cell: &Cell) -> Result<Option<i32>, ValueError> {
    let error = || {
        ValueError::new(
            "invalid_year",
            "tahun harus satu tahun dengan empat angka",
            "the year must be one year of four digits",
        )
    };
    match cell {
        Cell::Date(date) => Ok(Some(date.year())),
        other => other.read(|text| {
            let text = text.trim();
            match text.parse::<i32>() {
                Ok(year) if text.len() == 4 && (1900..=2100).contains(&year) => Ok(year),
                _ => Err(error()),
            }
        }),
    }
}

/// Reads a month: its number or its Indonesian name.
pub fn cell_month(cell: &Cell) -> Result<Option<u32>, ValueError> {
    const NAMES: [&str; 12] = [
        "januari",
        "februari",
        "maret",
        "april",
        "mei",
        "juni",
        "juli",
        "agustus",
        "september",
        "oktober",
        "november",
        "desember",
    ];
    cell.read(|text| {
        let text = text.trim().to_lowercase();
        let named = (1..).zip(NAMES).find(|(_, name)| *name == text);
        named
            .map(|(month, _)| month)
            .or_else(|| text.parse().ok())
            .filter(|month| (1..=12).contains(month))
            .ok_or_else(|| {
                ValueError::new(
                    "invalid_month",
                    "bulan harus angka 1 sampai 12 atau namanya",
                    "the month must be a number from 1 to 12 or its name",
                )
            })
    })
}

/// Reads a whole number of people or things, zero or more; "3 orang" is read too.
pub fn cell_count(cell: &Cell) -> Result<Option<u32>, ValueError> {
    let error = || {
        ValueError::new(
            "invalid_count",
            "jumlah harus bilangan bulat, nol atau lebih",
            "the count must be a whole number, zero or more",
        )
    };
    match cell {
        Cell::Number(number) => whole(*number)
            .and_then(|count| u32::try_from(count).ok())
            .map(Some)
            .ok_or_else(error),
        other => other.read(|text| {
            let lower = text.trim().trim_start_matches('\'').to_lowercase();
            let digits = ["orang", "org", "unit"]
                .iter()
                .find_map(|unit| lower.strip_suffix(unit))
                .unwrap_or(&lower)
                .trim();
            let digits = digits.strip_suffix(".0").unwrap_or(digits);
            if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(error());
            }
            digits.parse().map_err(|_| error())
        }),
    }
}

/// Reads a decimal number; one dot or comma is the decimal mark.
///
/// A single group of three after the mark ("1.500") could be thousands and is refused.
fn decimal(text: &str) -> Option<f64> {
    let text = text.trim().trim_start_matches('\'').replace(',', ".");
    let shape = text.strip_prefix('-').unwrap_or(&text);
    let fits = !shape.is_empty()
        && shape.matches('.').count() <= 1
        && shape.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && shape.bytes().any(|b| b.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// Reads a quantity such as a capacity, zero or more.
pub fn cell_quantity(cell: &Cell) -> Result<Option<f64>, ValueError> {
    let error = || {
        ValueError::new(
            "invalid_quantity",
            "jumlah tidak terbaca dengan pasti; tulis angka tanpa pemisah ribuan dan satuan di kolom lain",
            "the quantity cannot be read for certain; write it without thousands separators, its unit in another column",
        )
    };
    match cell {
        Cell::Number(number) if number.is_finite() && *number >= 0.0 => Ok(Some(*number)),
        Cell::Number(_) | Cell::Date(_) | Cell::Bool(_) => Err(error()),
        other => other.read(|text| {
            let thousands = text
                .trim()
                .split_once(['.', ','])
                .is_some_and(|(head, tail)| tail.len() == 3 && head.len() <= 3);
            match decimal(text) {
                Some(number) if number >= 0.0 && !thousands => Ok(number),
                _ => Err(error()),
            }
        }),
    }
}

/// Reads a percentage from 0 to 100; a number up to 1 may be a share, and is refused.
pub fn cell_percent(cell: &Cell) -> Result<Option<f64>, ValueError> {
    let error = || {
        ValueError::new(
            "invalid_percent",
            "persentase harus antara 0 dan 100",
            "the percentage must be from 0 to 100",
        )
    };
    let ambiguous = |share: f64| {
        ValueError::new(
            "percent_ambiguous",
            "nilai sampai 1 dapat berarti persen atau bagian dari satu; tulis dengan tanda %",
            "a value up to 1 can be percent or a share of one; write it with the % sign",
        )
        .suggest(format!("{}%", (share * 10_000.0).round() / 100.0))
    };
    if matches!(cell, Cell::Date(_) | Cell::Bool(_)) {
        return Err(error());
    }
    cell.read(|text| {
        let marked = text.trim().strip_suffix('%');
        match decimal(marked.unwrap_or(text)) {
            Some(number) if marked.is_none() && number > 0.0 && number <= 1.0 => {
                Err(ambiguous(number))
            }
            Some(number) if (0.0..=100.0).contains(&number) => Ok(number),
            _ => Err(error()),
        }
    })
}

/// Which coordinate a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// North and south.
    Latitude,
    /// East and west.
    Longitude,
}

/// Reads a coordinate in degrees that lies in Indonesia; swapped columns are named so.
pub fn cell_coordinate(cell: &Cell, axis: Axis) -> Result<Option<f64>, ValueError> {
    // The box of Indonesia with its exclusive zone, wide enough for every island.
    const LATITUDES: std::ops::RangeInclusive<f64> = -12.0..=7.0;
    const LONGITUDES: std::ops::RangeInclusive<f64> = 94.0..=142.0;
    let (own, other) = match axis {
        Axis::Latitude => (LATITUDES, LONGITUDES),
        Axis::Longitude => (LONGITUDES, LATITUDES),
    };
    if matches!(cell, Cell::Date(_) | Cell::Bool(_)) {
        return cell_coordinate(&Cell::Number(f64::NAN), axis);
    }
    cell.read(|text| match decimal(text) {
        Some(degrees) if own.contains(&degrees) => Ok(degrees),
        Some(degrees) if other.contains(&degrees) => Err(ValueError::new(
            "coordinate_swapped",
            "lintang dan bujur tampaknya tertukar",
            "latitude and longitude seem to be swapped",
        )),
        _ => Err(ValueError::new(
            "invalid_coordinate",
            "koordinat harus derajat desimal di wilayah Indonesia",
            "the coordinate must be decimal degrees inside Indonesia",
        )),
    })
}

/// Reads a KBLI code; a number of four digits may have lost its zero and is refused.
pub fn cell_kbli(cell: &Cell) -> Result<Option<KbliCode>, ValueError> {
    match cell {
        Cell::Number(number) => match whole(*number).and_then(|n| u32::try_from(n).ok()) {
            Some(code @ 1_000..=9_999) => Err(kbli::leading_zero(code)),
            _ => kbli::parse(&cell.text()).map(Some),
        },
        other => other.read(kbli::parse),
    }
}

/// Reads one telephone number.
pub fn cell_phone(cell: &Cell) -> Result<Option<Phone>, ValueError> {
    cell.read(phone::parse)
}

/// Reads every telephone number of the cell, the first one first.
pub fn cell_phones(cell: &Cell) -> Result<Vec<Phone>, ValueError> {
    Ok(cell.read(phone::parse_many)?.unwrap_or_default())
}

/// Reads an e-mail address.
pub fn cell_email(cell: &Cell) -> Result<Option<Email>, ValueError> {
    cell.read(email::parse)
}

/// Reads a gender.
pub fn cell_gender(cell: &Cell) -> Result<Option<Gender>, ValueError> {
    cell.read(gender::parse)
}

/// Reads yes or no; here `-` and "Tidak ada" are an answer, not a missing value.
pub fn cell_yes_no(cell: &Cell) -> Result<Option<bool>, ValueError> {
    match cell {
        Cell::Bool(answer) => Ok(Some(*answer)),
        Cell::Text(text) if yes_no::parse(text).is_ok() => yes_no::parse(text).map(Some),
        other => other.read(yes_no::parse),
    }
}

/// Reads a region cell: a code or a name.
pub fn cell_region(cell: &Cell) -> Result<Option<RegionCell>, ValueError> {
    match cell {
        // 64.02 in a numeric cell shows as the code, but 64.10 as 64.1.
        Cell::Number(number) if number.fract() != 0.0 => region_name::parse("").map(Some),
        other => other.read(region_name::parse),
    }
}

#[cfg(test)]
#[path = "cell_tests.rs"]
mod tests;
