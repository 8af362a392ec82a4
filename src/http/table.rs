//! Lists and statistics as CSV and XLSX.

use std::borrow::Cow;

use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use serde_json::Value;

use super::wire::XLSX;
use super::{Answer, Format, Problem, Wire};

/// One column: its header, and where its value stands in the item's JSON (RFC 6901).
#[derive(Clone, Copy, Debug)]
pub struct Column(pub &'static str, pub &'static str);

/// What an item looks like as a row of a table.
pub trait Columns {
    /// The columns in order.
    const COLUMNS: &'static [Column];
}

/// A column that is known only once the items are: a header, and where its value stands.
pub type FreeColumn = (Cow<'static, str>, Cow<'static, str>);

/// The columns of a kind of item.
pub fn columns<T: Columns>() -> Vec<FreeColumn> {
    T::COLUMNS
        .iter()
        .map(|column| (Cow::Borrowed(column.0), Cow::Borrowed(column.1)))
        .collect()
}

/// Answers a statistic whole, in the format the caller accepts: as JSON, or its lines as a table.
pub fn whole<T: Serialize + Columns>(
    wire: &Wire,
    json: &impl Serialize,
    lines: impl FnOnce() -> Vec<T>,
) -> Answer {
    whole_of(wire, json, || (columns::<T>(), lines()))
}

/// Answers a document whole, its lines in columns that depend on it.
pub fn whole_of<T: Serialize>(
    wire: &Wire,
    json: &impl Serialize,
    table: impl FnOnce() -> (Vec<FreeColumn>, Vec<T>),
) -> Answer {
    let format = wire.format(&[Format::Json, Format::Csv, Format::Xlsx])?;
    let mut answer = HttpResponse::Ok();
    answer.insert_header(("Vary", "Accept, Accept-Language, Authorization"));
    if format == Format::Json {
        return Ok(answer.json(json));
    }
    let (columns, lines) = table();
    if format == Format::Csv {
        return csv_of(&mut answer, &columns, &lines);
    }
    xlsx_of(&mut answer, &columns, &lines)
}

/// Answers the items as CSV (RFC 4180, UTF-8, header row).
pub fn csv<T: Serialize + Columns>(
    answer: &mut HttpResponseBuilder,
    items: &[T],
) -> Result<HttpResponse, Problem> {
    csv_of(answer, &columns::<T>(), items)
}

fn csv_of<T: Serialize>(
    answer: &mut HttpResponseBuilder,
    columns: &[FreeColumn],
    items: &[T],
) -> Result<HttpResponse, Problem> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let failed = |error: csv::Error| Problem::internal(format!("writing CSV: {error}"));
    writer
        .write_record(columns.iter().map(|column| column.0.as_bytes()))
        .map_err(failed)?;
    for item in items {
        let json = serde_json::to_value(item).map_err(Problem::internal)?;
        writer
            .write_record(columns.iter().map(|column| cell(&json, &column.1)))
            .map_err(failed)?;
    }
    let body = writer.into_inner().map_err(Problem::internal)?;
    Ok(answer
        .content_type("text/csv; charset=utf-8; header=present")
        .body(body))
}

/// A spreadsheet would run a text that begins like a formula; an apostrophe in front stops it, and
/// our importer takes it off again. Numbers and E.164 phones are safe as they are.
pub(crate) fn guarded(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let phone = text.strip_prefix('+').is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit() || b == b'*')
    });
    if risky && !phone {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn cell(json: &Value, pointer: &str) -> String {
    match json.pointer(pointer) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => guarded(text),
        Some(Value::Array(list)) => guarded(
            &list
                .iter()
                .map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned))
                .collect::<Vec<_>>()
                .join("; "),
        ),
        Some(other) => other.to_string(),
    }
}

/// Answers the items as one worksheet.
pub fn xlsx<T: Serialize + Columns>(
    answer: &mut HttpResponseBuilder,
    items: &[T],
) -> Result<HttpResponse, Problem> {
    xlsx_of(answer, &columns::<T>(), items)
}

fn xlsx_of<T: Serialize>(
    answer: &mut HttpResponseBuilder,
    columns: &[FreeColumn],
    items: &[T],
) -> Result<HttpResponse, Problem> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let bold = rust_xlsxwriter::Format::new().set_bold();
    let sheet = book.add_worksheet();
    let failed =
        |error: rust_xlsxwriter::XlsxError| Problem::internal(format!("writing XLSX: {error}"));
    for (n, column) in (0u16..).zip(columns) {
        sheet
            .write_string_with_format(0, n, column.0.as_ref(), &bold)
            .map_err(failed)?;
    }
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    for (row, item) in (1u32..).zip(items) {
        let json = serde_json::to_value(item).map_err(Problem::internal)?;
        for (n, column) in (0u16..).zip(columns) {
            match json.pointer(&column.1) {
                None | Some(Value::Null) => {}
                // A double holds fifteen digits safely; longer numbers stay exact as text.
                Some(Value::Number(number)) if number.as_f64().is_some_and(|n| n.abs() < 1e15) => {
                    let number = number.as_f64().unwrap_or_default();
                    sheet.write_number(row, n, number).map_err(failed)?;
                }
                Some(Value::Bool(flag)) => {
                    sheet.write_boolean(row, n, *flag).map_err(failed)?;
                }
                Some(Value::String(text)) => {
                    // A string cell is never run as a formula: no apostrophe needed.
                    sheet.write_string(row, n, text).map_err(failed)?;
                }
                Some(_) => {
                    sheet
                        .write_string(row, n, cell(&json, &column.1))
                        .map_err(failed)?;
                }
            }
        }
    }
    let body = book.save_to_buffer().map_err(failed)?;
    Ok(answer.content_type(XLSX).body(body))
}
