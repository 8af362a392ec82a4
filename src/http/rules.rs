//! Broken rules, collected before anything is refused.

use chrono::NaiveDate;

use super::{Code, FieldError, Problem};
use crate::text::Text;
use crate::values::ValueError;
use crate::values::date::today;
use crate::values::name;

/// Collects every broken rule before anything is refused.
#[derive(Debug, Default)]
pub struct Rules(Vec<FieldError>);

/// A text with a stop at its end, before another sentence.
fn ended(text: &str) -> String {
    let stop = if text.ends_with(['.', '!', '?', ':', ';']) {
        ""
    } else {
        "."
    };
    format!("{text}{stop}")
}

impl Rules {
    /// Notes a broken rule.
    pub fn broken(&mut self, pointer: impl Into<String>, code: &'static str, detail: Text) {
        self.0.push(FieldError::new(pointer, code, detail));
    }

    /// Notes the error of a parsed value, or hands the value on.
    pub fn check<T>(&mut self, pointer: &str, parsed: Result<T, ValueError>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                let mut detail = error.message;
                if let Some(suggestion) = error.suggestion {
                    detail = Text::owned(
                        format!("{} Saran: {suggestion}", ended(&detail.id)),
                        format!("{} Suggestion: {suggestion}", ended(&detail.en)),
                    );
                }
                self.broken(pointer, error.code, detail);
                None
            }
        }
    }

    /// Whether nothing was broken so far.
    pub fn is_clean(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses with every broken rule, if there is one.
    pub fn finish(self) -> Result<(), Problem> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(Problem::new(Code::ValidationFailed).errors(self.0))
    }

    /// Cleans a short text; control characters and nothing but blanks are broken rules.
    pub fn text(&mut self, given: &str, pointer: &str) -> String {
        let clean = name::clean(given);
        if self.check(pointer, name::visible(&clean)).is_some() && clean.is_empty() {
            self.broken(
                pointer,
                "required",
                Text::new("Isian ini kosong.", "This field is blank."),
            );
        }
        clean
    }

    /// Cleans a text of several lines; control characters and nothing but blanks are broken rules.
    pub fn prose(&mut self, given: &str, pointer: &str) -> String {
        let lines: Vec<String> = given.trim().lines().map(name::clean).collect();
        let clean = lines.join("\n");
        if clean.is_empty() || clean.chars().any(|c| c.is_control() && c != '\n') {
            self.text(given, pointer);
        }
        clean
    }

    /// Two days, the second not before the first.
    pub fn in_order(&mut self, first: NaiveDate, last: NaiveDate, pointer: &str) {
        if last < first {
            self.broken(
                pointer,
                "out_of_order",
                Text::new(
                    "Hari terakhir tidak boleh sebelum hari pertama.",
                    "The last day cannot lie before the first.",
                ),
            );
        }
    }

    /// A list that names nothing twice.
    pub fn no_repeats<T: PartialEq>(&mut self, items: &[T], pointer: &str) {
        for (n, item) in items.iter().enumerate() {
            if items[..n].contains(item) {
                self.broken(
                    format!("{pointer}/{n}"),
                    "repeated",
                    Text::new("Sudah disebut di atas.", "This is named already."),
                );
            }
        }
    }

    /// A day that has come already.
    pub fn not_in_future(&mut self, day: Option<NaiveDate>, pointer: &str) {
        if day.is_some_and(|day| day > today()) {
            self.broken(
                pointer,
                "in_the_future",
                Text::new("Tanggal ini belum tiba.", "This date lies in the future."),
            );
        }
    }

    /// A move or a refusal that needs a reason and has none.
    pub fn reason_required(&mut self) {
        self.broken(
            "/reason",
            "required",
            Text::new("Sebutkan alasannya.", "Say why."),
        );
    }
}
