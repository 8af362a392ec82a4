//! The report as a workbook: one sheet a section, numbers as numbers and days as days.

use chrono::{NaiveDate, NaiveDateTime};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::sheets;
use super::types::PartnershipReport;
use super::words::Words;
use crate::http::Problem;
use crate::text::Lang;

/// A double holds fifteen digits safely; longer numbers stay exact as text.
const EXACT: i64 = 1_000_000_000_000_000;
/// A4, as Excel numbers papers.
const A4: u8 = 9;

/// The height of a line in points.
const LINE: f64 = 15.0;
/// The tallest row there can be.
const TALLEST: f64 = 409.0;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Nothing,
    Text(String),
    Number(i64),
    /// Of a hundred, as the wire writes it.
    Percent(String),
    Day(NaiveDate),
    Moment(NaiveDateTime),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl From<NaiveDateTime> for Cell {
    fn from(moment: NaiveDateTime) -> Self {
        Self::Moment(moment)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

/// A cell of a percentage.
pub(super) fn percent(value: Option<&String>) -> Cell {
    value.map_or(Cell::Nothing, |text| Cell::Percent(text.clone()))
}

/// One sheet: its name, its columns with their widths, its rows.
#[derive(Debug)]
pub(super) struct Sheet {
    pub name: &'static str,
    pub columns: Vec<(&'static str, f64)>,
    pub rows: Vec<Vec<Cell>>,
}

struct Formats {
    head: Format,
    text: Format,
    number: Format,
    percent: Format,
    day: Format,
    moment: Format,
}

impl Formats {
    fn new(words: Words) -> Self {
        let of = |number: &str| {
            Format::new()
                .set_align(FormatAlign::Top)
                .set_num_format(number)
        };
        Self {
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_background_color(0xEE_F1_F5),
            text: Format::new()
                .set_text_wrap()
                .set_indent(1)
                .set_align(FormatAlign::Top)
                .set_align(FormatAlign::Left),
            number: of("#,##0"),
            percent: of("0.00%"),
            day: of(words.t("dd/mm/yyyy", "yyyy-mm-dd")),
            moment: of(words.t("dd/mm/yyyy hh:mm", "yyyy-mm-dd hh:mm")),
        }
    }
}

/// The workbook in one language.
pub(super) fn render_xlsx(report: &PartnershipReport, lang: Lang) -> Result<Vec<u8>, Problem> {
    let words = Words {
        lang,
        zone: report.time_zone,
    };
    let mut book = Workbook::new();
    let formats = Formats::new(words);
    let write = |book: &mut Workbook| {
        for sheet in sheets::of(report, words) {
            fill(book.add_worksheet(), &sheet, &formats)?;
        }
        book.save_to_buffer()
    };
    write(&mut book).map_err(|error| Problem::internal(format!("writing XLSX: {error}")))
}

fn fill(page: &mut Worksheet, sheet: &Sheet, formats: &Formats) -> Result<(), XlsxError> {
    page.set_name(sheet.name)?;
    for (n, (name, width)) in (0u16..).zip(&sheet.columns) {
        page.write_string_with_format(0, n, *name, &formats.head)?;
        page.set_column_width(n, *width)?;
    }
    page.set_row_height(0, 2.0 * LINE)?;
    for (row, cells) in (1u32..).zip(&sheet.rows) {
        page.set_row_height(row, height(cells, &sheet.columns))?;
        for (n, cell) in (0u16..).zip(cells) {
            put(page, row, n, cell, formats)?;
        }
    }
    page.set_freeze_panes(1, 0)?;
    page.set_repeat_rows(0, 0)?;
    page.set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0);
    Ok(())
}

/// The height that shows every line of a row: not every program finds it by itself.
fn height(cells: &[Cell], columns: &[(&str, f64)]) -> f64 {
    let lines = cells
        .iter()
        .zip(columns)
        .map(|(cell, (_, width))| match cell {
            // A column is as wide as so many digits; letters and the indent take a little more.
            Cell::Text(text) => text
                .split('\n')
                .map(|line| {
                    (line.chars().count() as f64 * 1.1 / (width - 2.0))
                        .ceil()
                        .max(1.0)
                })
                .sum(),
            _ => 1.0,
        });
    (lines.fold(1.0, f64::max) * LINE).min(TALLEST)
}

fn put(
    page: &mut Worksheet,
    row: u32,
    n: u16,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Nothing => {}
        // A string cell is never run as a formula: no apostrophe needed.
        Cell::Text(text) => {
            page.write_string_with_format(row, n, text, &formats.text)?;
        }
        Cell::Number(number) if number.abs() >= EXACT => {
            page.write_string_with_format(row, n, number.to_string(), &formats.text)?;
        }
        #[expect(clippy::cast_precision_loss, reason = "smaller than EXACT")]
        Cell::Number(number) => {
            page.write_number_with_format(row, n, *number as f64, &formats.number)?;
        }
        Cell::Percent(text) => {
            let share = text.parse::<f64>().unwrap_or_default() / 100.0;
            page.write_number_with_format(row, n, share, &formats.percent)?;
        }
        Cell::Day(day) => {
            page.write_datetime_with_format(row, n, day, &formats.day)?;
        }
        Cell::Moment(moment) => {
            page.write_datetime_with_format(row, n, moment, &formats.moment)?;
        }
    }
    Ok(())
}
