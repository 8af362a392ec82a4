//! The lines of a file, one held at a time.

use std::io::{BufRead, BufReader, Read, Seek};

use super::invalid_encoding;
use crate::imports::sheet::{Limits, SheetError};

/// The lines of a file, one held at a time.
pub(super) struct Lines<R> {
    input: BufReader<R>,
    pub(super) limits: Limits,
    /// The line, as far as it fits.
    pub(super) held: Vec<u8>,
    /// Whether the line was longer than one may be.
    pub(super) is_cut: bool,
    number: u32,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(input: R, limits: &Limits) -> Self {
        Self {
            input: BufReader::with_capacity(64 * 1024, input),
            limits: limits.clone(),
            held: Vec::new(),
            is_cut: false,
            number: 0,
        }
    }

    /// Holds the next line that is not empty and gives its number.
    pub(super) fn next_line(&mut self) -> Result<Option<u32>, SheetError> {
        while self.fill()? {
            self.number = self.number.saturating_add(1);
            if self.number == 1 {
                self.mark()?;
            }
            if self.number > self.limits.max_rows {
                return Err(SheetError::too_many_rows(self.number));
            }
            if self.is_cut || !self.held.trim_ascii().is_empty() {
                return Ok(Some(self.number));
            }
        }
        Ok(None)
    }

    /// Takes the byte order mark off the first line; UTF-16 is refused.
    fn mark(&mut self) -> Result<(), SheetError> {
        if self.held.starts_with(&[0xff, 0xfe]) || self.held.starts_with(&[0xfe, 0xff]) {
            return Err(invalid_encoding(1));
        }
        if self.held.starts_with(&[0xef, 0xbb, 0xbf]) {
            self.held.drain(..3);
        }
        Ok(())
    }

    /// Reads up to the next line feed; false at the end of the file.
    fn fill(&mut self) -> Result<bool, SheetError> {
        self.held.clear();
        self.is_cut = false;
        let mut any = false;
        loop {
            let part = match self.input.fill_buf() {
                Ok(part) => part,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(_) => return Err(SheetError::unreadable().at(self.number + 1)),
            };
            if part.is_empty() {
                return Ok(any);
            }
            any = true;
            let end = part.iter().position(|byte| *byte == b'\n');
            let line = &part[..end.unwrap_or(part.len())];
            let room = self.limits.max_record_bytes.saturating_sub(self.held.len());
            self.held.extend_from_slice(&line[..line.len().min(room)]);
            self.is_cut |= line.len() > room;
            let taken = end.map_or(part.len(), |end| end + 1);
            self.input.consume(taken);
            if end.is_some() {
                return Ok(true);
            }
        }
    }
}

impl<R: Read + Seek> Lines<R> {
    pub(super) fn rewind(&mut self) -> Result<(), SheetError> {
        self.number = 0;
        self.input.rewind().map_err(|_| SheetError::unreadable())
    }
}
