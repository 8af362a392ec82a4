//! A row on its way into the register: read once, however often it is planned.

use super::context::Context;
use super::finding::Finding;
use super::marks::Marks;
use super::matching::Keys;
use super::read::{self, ReadRow};
use super::source::SourceRow;

/// A row that was read, with what it is found by.
pub struct Line {
    /// The row as the file has it.
    pub source: SourceRow,
    /// What it says, or why it cannot be read.
    pub read: Result<Said, Vec<Finding>>,
}

/// What a sound row says.
pub struct Said {
    /// Its values.
    pub row: ReadRow,
    /// What the register knows it by.
    pub keys: Keys,
    /// What later rows of the file know it by.
    pub marks: Marks,
}

impl Line {
    /// Reads a row; neither database nor earlier rows are asked.
    pub fn of(context: &Context, source: SourceRow) -> Self {
        let read = read::read(&source, context).map(|row| {
            let keys = Keys::of(context, &row);
            let marks = Marks::of(context, &row, &keys);
            Said { row, keys, marks }
        });
        Self { source, read }
    }
}
