//! CSV files as spreadsheets of many makers write them, read in constant memory.
//!
//! * The separator is `;`, `,` or TAB, found in the first rows, or named by `sep=;`.
//! * LF, CR LF and a lone CR each end a row, so CR CR LF makes an empty row in between,
//!   which is numbered as every spreadsheet program numbers it, and left out.
//! * A quoted cell may hold line ends; a record is one row.
//! * A file is UTF-8, or else Windows-1252 throughout. The first row that is not UTF-8
//!   decides: it is decoded as Windows-1252 with a warning if all of its bytes are letters
//!   or marks there and no earlier row held UTF-8 beyond ASCII; otherwise the file is
//!   damaged and refused with the row. After that, a row that is UTF-8 beyond ASCII is a
//!   mixture and refused too.

use std::io::Read;

use super::cell::Cell;
use super::sheet::{Limits, SheetError, SheetRow, SheetWarning};
use crate::text::Text;

const CHUNK: usize = 64 * 1024;

/// Opens a CSV file.
pub fn open_csv<R: Read>(mut input: R, limits: &Limits) -> Result<CsvRows<R>, SheetError> {
    let mut buffer = vec![0; CHUNK];
    let mut filled = 0;
    while filled < CHUNK {
        match input.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(SheetError::unreadable()),
        }
    }
    buffer.truncate(filled);
    if buffer.starts_with(&[0xff, 0xfe]) || buffer.starts_with(&[0xfe, 0xff]) {
        return Err(invalid_encoding(1));
    }
    let bom = buffer.starts_with(&[0xef, 0xbb, 0xbf]);
    let mut at = if bom { 3 } else { 0 };
    let (named, line) = separator_line(&buffer[at..]);
    at += line;
    let separator = named.unwrap_or_else(|| sniff(&buffer[at..]));
    Ok(CsvRows {
        input,
        buffer,
        at,
        separator,
        charset: if bom { Charset::Utf8 } else { Charset::Ascii },
        skip_line_feed: false,
        row: u32::from(line > 0),
        limits: limits.clone(),
        warnings: Vec::new(),
        done: false,
    })
}

/// Reads the line `sep=;` that some programs write first, and gives its length.
fn separator_line(bytes: &[u8]) -> (Option<u8>, usize) {
    if bytes.len() < 6 || !bytes[..4].eq_ignore_ascii_case(b"sep=") {
        return (None, 0);
    }
    let length = match (bytes[5], bytes.get(6)) {
        (b'\r', Some(b'\n')) => 7,
        (b'\r' | b'\n', _) => 6,
        _ => return (None, 0),
    };
    match bytes[4] {
        separator @ (b';' | b',' | b'\t' | b'|') => (Some(separator), length),
        _ => (None, 0),
    }
}

/// Finds the separator: the one with the same count in the most of the first rows.
fn sniff(bytes: &[u8]) -> u8 {
    const CANDIDATES: [u8; 3] = [b';', b'\t', b','];
    let mut counts: Vec<[u32; 3]> = Vec::new();
    let (mut row, mut quoted) = ([0; 3], false);
    for &byte in bytes {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                if row != [0; 3] {
                    counts.push(row);
                }
                row = [0; 3];
                if counts.len() == 20 {
                    break;
                }
            }
            _ if !quoted => {
                if let Some(which) = CANDIDATES.iter().position(|c| *c == byte) {
                    row[which] += 1;
                }
            }
            _ => {}
        }
    }
    if row != [0; 3] && counts.len() < 20 {
        counts.push(row);
    }
    let score = |which: usize| {
        counts
            .iter()
            .map(|row| row[which])
            .filter(|count| *count > 0)
            .map(|count| {
                let rows = counts.iter().filter(|row| row[which] == count).count();
                (rows, count)
            })
            .max()
            .unwrap_or_default()
    };
    // The last of equal ones wins in max_by_key, so the order is turned round.
    (0..CANDIDATES.len())
        .rev()
        .max_by_key(|which| score(*which))
        .filter(|which| score(*which).0 > 0)
        .map_or(b',', |which| CANDIDATES[which])
}

#[derive(Clone, Copy, PartialEq)]
enum Charset {
    /// Nothing beyond ASCII so far.
    Ascii,
    Utf8,
    Windows1252,
}

/// The rows of a CSV file; ends after the first error.
pub struct CsvRows<R> {
    input: R,
    buffer: Vec<u8>,
    at: usize,
    separator: u8,
    charset: Charset,
    skip_line_feed: bool,
    row: u32,
    limits: Limits,
    warnings: Vec<SheetWarning>,
    done: bool,
}

#[derive(PartialEq)]
enum State {
    Start,
    Plain,
    Quoted,
    AfterQuote,
}

impl<R: Read> CsvRows<R> {
    /// Gives the warnings so far; complete after the last row.
    pub fn warnings(&self) -> &[SheetWarning] {
        &self.warnings
    }

    /// Gives the separator in use.
    pub fn separator(&self) -> char {
        char::from(self.separator)
    }

    fn byte(&mut self) -> Result<Option<u8>, SheetError> {
        if self.at == self.buffer.len() {
            self.buffer.resize(CHUNK, 0);
            self.at = 0;
            let count = loop {
                match self.input.read(&mut self.buffer) {
                    Ok(count) => break count,
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    Err(_) => {
                        self.buffer.clear();
                        return Err(SheetError::unreadable().at(self.row + 1));
                    }
                }
            };
            self.buffer.truncate(count);
            if count == 0 {
                return Ok(None);
            }
        }
        let byte = self.buffer[self.at];
        self.at += 1;
        Ok(Some(byte))
    }

    /// Reads one record, or nothing at the end of the file.
    fn record(&mut self) -> Result<Option<Vec<Vec<u8>>>, SheetError> {
        let number = self.row.saturating_add(1);
        let mut fields: Vec<Vec<u8>> = Vec::new();
        let mut field: Vec<u8> = Vec::new();
        let (mut state, mut size) = (State::Start, 0_usize);
        loop {
            let Some(byte) = self.byte()? else {
                if state == State::Quoted {
                    return Err(unclosed(number));
                }
                if fields.is_empty() && state == State::Start {
                    return Ok(None);
                }
                break;
            };
            if std::mem::take(&mut self.skip_line_feed) && byte == b'\n' {
                continue;
            }
            size += 1;
            if size > self.limits.max_record_bytes {
                return Err(SheetError::too_long(number));
            }
            match (&state, byte) {
                (State::Start, b'"') => state = State::Quoted,
                (State::Quoted, b'"') => state = State::AfterQuote,
                (State::AfterQuote, b'"') => {
                    field.push(byte);
                    state = State::Quoted;
                }
                (State::Quoted, _) => field.push(byte),
                (_, b'\n') => break,
                (_, b'\r') => {
                    self.skip_line_feed = true;
                    break;
                }
                (_, byte) if byte == self.separator => {
                    fields.push(std::mem::take(&mut field));
                    state = State::Start;
                    if fields.len() >= self.limits.max_columns {
                        return Err(SheetError::too_many_columns(number));
                    }
                }
                _ => {
                    field.push(byte);
                    state = State::Plain;
                }
            }
            if field.len() > self.limits.max_cell_bytes {
                return Err(SheetError::too_long(number));
            }
        }
        fields.push(field);
        self.row = number;
        if number > self.limits.max_rows {
            return Err(SheetError::too_many_rows(number));
        }
        Ok(Some(fields))
    }

    fn decode(&mut self, fields: &[Vec<u8>]) -> Result<Vec<Cell>, SheetError> {
        let error = || invalid_encoding(self.row);
        if fields.iter().flatten().any(|byte| *byte == 0) {
            return Err(error());
        }
        let beyond_ascii = fields.iter().flatten().any(|byte| !byte.is_ascii());
        let texts: Option<Vec<&str>> = fields
            .iter()
            .map(|field| std::str::from_utf8(field).ok())
            .collect();
        if let Some(texts) = texts {
            if beyond_ascii {
                if self.charset == Charset::Windows1252 {
                    return Err(error());
                }
                self.charset = Charset::Utf8;
            }
            return Ok(texts.into_iter().map(Cell::from_text).collect());
        }
        if self.charset == Charset::Utf8 || !plausible_windows_1252(fields) {
            return Err(error());
        }
        if self.charset == Charset::Ascii {
            self.charset = Charset::Windows1252;
            self.warnings.push(SheetWarning {
                code: "decoded_windows_1252",
                message: Text::new(
                    "berkas bukan UTF-8; dibaca sebagai Windows-1252, periksa huruf beraksen",
                    "the file is not UTF-8; read as Windows-1252, check accented letters",
                ),
                row: Some(self.row),
            });
        }
        Ok(fields
            .iter()
            .map(|field| {
                let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(field);
                Cell::from_text(&text)
            })
            .collect())
    }
}

/// Tells whether the bytes can be Windows-1252 text: no undefined byte, no control, mostly ASCII.
fn plausible_windows_1252(fields: &[Vec<u8>]) -> bool {
    let (mut all, mut high) = (0_usize, 0_usize);
    for &byte in fields.iter().flatten() {
        let control = byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n');
        if control || matches!(byte, 0x7f | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d) {
            return false;
        }
        all += 1;
        high += usize::from(!byte.is_ascii());
    }
    high * 3 <= all
}

fn invalid_encoding(row: u32) -> SheetError {
    SheetError::new(
        "invalid_encoding",
        "baris ini bukan teks UTF-8; simpan berkas sebagai \"CSV UTF-8\"",
        "this row is not UTF-8 text; save the file as \"CSV UTF-8\"",
    )
    .at(row)
}

fn unclosed(row: u32) -> SheetError {
    SheetError::new(
        "unclosed_quote",
        "tanda kutip yang dibuka di baris ini tidak ditutup sampai akhir berkas",
        "a quotation mark opened in this row is not closed before the end of the file",
    )
    .at(row)
}

impl<R: Read> Iterator for CsvRows<R> {
    type Item = Result<SheetRow, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let cells = match self.record() {
                Ok(None) => {
                    self.done = true;
                    return None;
                }
                Ok(Some(fields)) => self.decode(&fields),
                Err(error) => Err(error),
            };
            match cells {
                Ok(cells) if cells.iter().all(Cell::is_empty) => {}
                Ok(cells) => {
                    return Some(Ok(SheetRow {
                        number: self.row,
                        sheet: None,
                        cells,
                    }));
                }
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;
