//! A workbook and its three sheets.

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula, Workbook, Worksheet, XlsxError,
};

use super::columns::{Column, Form, guide};
use crate::http::Problem;
use crate::imports::types::ImportKind;
use crate::reference::code_lists::codes;

/// The names of its sheets, that of the rows first.
pub(super) const SHEETS: [&str; 3] = ["Data", "Petunjuk", "Kode"];

/// The last row of a sheet, counted from 0.
const LAST: u32 = 1_048_575;
/// A4, as Excel numbers papers.
const A4: u8 = 9;
/// The height of a line in points.
const LINE: u32 = 15;
/// The letters of a line that explains a column.
const A_LINE: usize = 58;
/// What a message beside a cell may hold.
const MESSAGE: usize = 255;

/// The workbook to fill in for a kind of import, with these rows below its header; a template to
/// download has none.
pub fn template(kind: ImportKind, rows: &[Vec<&str>]) -> Result<Vec<u8>, Problem> {
    made(kind, rows).map_err(|error| Problem::internal(format!("writing a template: {error}")))
}

fn made(kind: ImportKind, rows: &[Vec<&str>]) -> Result<Vec<u8>, XlsxError> {
    let columns = Column::of(kind);
    let mut book = Workbook::new();
    // The same bytes each time, so that they have a tag.
    let made_on = ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made_on));
    let lists = Lists::of(columns);
    data(book.add_worksheet(), columns, &lists, rows)?;
    guidance(book.add_worksheet(), kind, columns)?;
    lists.write(book.add_worksheet())?;
    book.save_to_buffer()
}

/// The codes of the drop-down lists, one below the other on a sheet of their own: a list that stands
/// in the validation itself may have 255 characters.
struct Lists {
    /// The header of the column, the code and its label.
    rows: Vec<(&'static str, &'static str, &'static str)>,
}

impl Lists {
    fn of(columns: &[Column]) -> Self {
        let mut rows = Vec::new();
        let mut taken = Vec::new();
        for column in columns {
            let Form::Code(list) = column.form else {
                continue;
            };
            if !taken.contains(&list) {
                taken.push(list);
                rows.extend(codes(list).map(|(code, label)| (list, code, label)));
            }
        }
        Self { rows }
    }

    /// Where the codes of a list stand.
    fn place(&self, list: &str) -> Formula {
        let first = self.rows.iter().position(|row| row.0 == list).unwrap_or(0) + 2;
        let count = self.rows.iter().filter(|row| row.0 == list).count();
        Formula::new(format!("=Kode!$B${first}:$B${}", first + count - 1))
    }

    fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold();
        let text = Format::new().set_num_format("@");
        sheet.set_name(SHEETS[2])?;
        for (n, (title, width)) in (0..).zip([("Daftar", 24.0), ("Kode", 26.0), ("Arti", 48.0)]) {
            sheet.write_string_with_format(0, n, title, &bold)?;
            sheet.set_column_width(n, width)?;
        }
        for (row, (list, code, label)) in (1..).zip(&self.rows) {
            sheet.write_string(row, 0, *list)?;
            sheet.write_string_with_format(row, 1, *code, &text)?;
            sheet.write_string(row, 2, *label)?;
        }
        printed(sheet.set_freeze_panes(1, 0)?);
        Ok(())
    }
}

fn data(
    sheet: &mut Worksheet,
    columns: &[Column],
    lists: &Lists,
    rows: &[Vec<&str>],
) -> Result<(), XlsxError> {
    let header = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border_bottom(FormatBorder::Thin)
        .set_background_color(Color::RGB(0xE8_EEF7));
    let required = header.clone().set_font_color(Color::RGB(0xC0_0000));
    sheet.set_name(SHEETS[0])?;
    for (n, column) in (0..).zip(columns) {
        let format = if column.required { &required } else { &header };
        sheet.write_string_with_format(0, n, column.header, format)?;
        sheet.set_column_width(n, width(column))?;
        sheet.set_column_format(n, &cells(column.form))?;
        sheet.add_data_validation(1, n, LAST, n, &validation(column, lists)?)?;
    }
    // Not every program makes a row as high as its text.
    sheet.set_row_height(0, 2 * LINE)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape().set_repeat_rows(0, 0)?;
    for (row, values) in (1..).zip(rows) {
        for ((n, column), value) in (0..).zip(columns).zip(values) {
            match (column.form, value.parse::<f64>()) {
                _ if value.is_empty() => {}
                (Form::Number, Ok(number)) => {
                    sheet.write_number_with_format(row, n, number, &cells(column.form))?;
                }
                _ => {
                    sheet.write_string_with_format(row, n, *value, &cells(column.form))?;
                }
            }
        }
    }
    Ok(())
}

fn width(column: &Column) -> f64 {
    match column.form {
        Form::Words => 26.0,
        Form::Digits => 20.0,
        Form::Code(_) => 18.0,
        Form::Number | Form::Day => 15.0,
    }
}

fn cells(form: Form) -> Format {
    match form {
        Form::Digits | Form::Code(_) => Format::new().set_num_format("@"),
        Form::Day => Format::new().set_num_format("yyyy-mm-dd"),
        Form::Words | Form::Number => Format::new(),
    }
}

/// What a cell offers and says when it is entered.
fn validation(column: &Column, lists: &Lists) -> Result<DataValidation, XlsxError> {
    let message: String = column.what.chars().take(MESSAGE).collect();
    let told = DataValidation::new()
        .set_input_title(column.header)?
        .set_input_message(message)?;
    let Form::Code(list) = column.form else {
        return Ok(told.allow_any_value());
    };
    told.allow_list_formula(lists.place(list))
        .set_error_title("Bukan kode daftar ini")?
        .set_error_message("Pilih salah satu kode dari daftar; artinya ada di lembar \"Kode\".")
}

/// The sheet that explains the columns.
fn guidance(sheet: &mut Worksheet, kind: ImportKind, columns: &[Column]) -> Result<(), XlsxError> {
    let (title, lines) = guide(kind);
    let bold = Format::new()
        .set_bold()
        .set_border_bottom(FormatBorder::Thin);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let text = wrapped.clone().set_num_format("@");
    sheet.set_name(SHEETS[1])?;
    for (n, width) in (0..).zip([26.0, 8.0, 64.0, 24.0, 22.0]) {
        sheet.set_column_width(n, width)?;
    }
    sheet.write_string_with_format(0, 0, title, &Format::new().set_bold().set_font_size(14))?;
    let mut row = 2;
    for line in lines {
        sheet.merge_range(row, 0, row, 4, line, &wrapped)?;
        sheet.set_row_height(row, 30)?;
        row += 1;
    }
    row += 1;
    for (n, title) in (0..).zip(["Kolom", "Wajib", "Isi", "Contoh", "Dalam NDJSON"]) {
        sheet.write_string_with_format(row, n, title, &bold)?;
    }
    for column in columns {
        row += 1;
        let need = if column.required { "ya" } else { "tidak" };
        sheet.write_string_with_format(row, 0, column.header, &wrapped)?;
        sheet.write_string_with_format(row, 1, need, &wrapped)?;
        sheet.write_string_with_format(row, 2, column.what, &wrapped)?;
        sheet.write_string_with_format(row, 3, column.example, &text)?;
        sheet.write_string_with_format(row, 4, column.field.header(), &wrapped)?;
        // Not every program makes a row as high as its text.
        let lines = column.what.chars().count().div_ceil(A_LINE).max(1);
        sheet.set_row_height(row, u32::try_from(lines).unwrap_or(1) * LINE)?;
    }
    printed(sheet);
    Ok(())
}

fn printed(sheet: &mut Worksheet) {
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0);
}
