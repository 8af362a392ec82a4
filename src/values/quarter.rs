//! A quarter of a calendar year (triwulan), in which agencies plan and report.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::zone::Zone;
use super::{ValueError, text_value};
use crate::db::Timestamp;
use crate::text::Text;

/// The years that a period may lie in.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

const ROMAN: [&str; 4] = ["I", "II", "III", "IV"];

/// Three months of a calendar year between 2000 and 2100; earlier ones are less.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct Quarter {
    year: i32,
    number: u8,
}

text_value! {
    Quarter, parse,
    "A quarter (triwulan) of a calendar year, as year and number.",
    7..=7, "^(20[0-9]{2}|2100)-Q[1-4]$", "2024-Q2"
}

impl Quarter {
    /// The quarter with this number from 1 to 4, of a year from 2000 to 2100.
    pub fn new(year: i32, number: u8) -> Option<Self> {
        (YEARS.contains(&year) && (1..=4).contains(&number)).then_some(Self { year, number })
    }

    /// The quarter that a day lies in.
    pub fn of(day: NaiveDate) -> Option<Self> {
        let number = u8::try_from(day.month0() / 3 + 1).ok()?;
        Self::new(day.year(), number)
    }

    /// The four quarters of a year.
    pub fn of_year(year: i32) -> Option<[Self; 4]> {
        Self::new(year, 1).map(|_| [1, 2, 3, 4].map(|number| Self { year, number }))
    }

    /// Its year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// Its number within the year, from 1 to 4.
    pub const fn number(self) -> u8 {
        self.number
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        first_of_month(self.year, u32::from(self.number - 1) * 3 + 1)
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        last_before(self.year, u32::from(self.number) * 3 + 1)
    }

    /// The one after it; none after the last of 2100.
    pub fn next(self) -> Option<Self> {
        match self.number {
            4 => Self::new(self.year + 1, 1),
            number => Self::new(self.year, number + 1),
        }
    }

    /// The instants in which it lies: from the first, and before the second.
    pub fn instants(self, zone: Zone) -> (Timestamp, Timestamp) {
        instants(self.first_day(), self.last_day(), zone)
    }

    /// What people call it.
    pub fn label(self) -> Text {
        let Self { year, number } = self;
        let roman = ROMAN[usize::from(number - 1)];
        Text::owned(
            format!("Triwulan {roman} {year}"),
            format!("Quarter {number} of {year}"),
        )
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.number)
    }
}

/// Reads a quarter, as "2024-Q2".
pub fn parse(text: &str) -> Result<Quarter, ValueError> {
    let read = || {
        let (year, number) = text.split_once("-Q")?;
        Quarter::new(year_of(year)?, digit(number)?)
    };
    read().ok_or(ValueError::new(
        "invalid_quarter",
        "triwulan ditulis sebagai tahun dan nomornya, misalnya 2024-Q2",
        "a quarter is written as year and number, as 2024-Q2",
    ))
}

/// A year of four digits.
pub(super) fn year_of(text: &str) -> Option<i32> {
    if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// A number of one digit.
pub(super) fn digit(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [digit @ b'0'..=b'9'] => Some(digit - b'0'),
        _ => None,
    }
}

/// The first day of a month; the year is one of [`YEARS`], so the day exists.
pub(super) fn first_of_month(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default()
}

/// The day before a month begins; month 13 is January of the next year.
pub(super) fn last_before(year: i32, month: u32) -> NaiveDate {
    let following = if month > 12 {
        first_of_month(year + 1, month - 12)
    } else {
        first_of_month(year, month)
    };
    following.pred_opt().unwrap_or_default()
}

/// The instants of these days in a zone: from the first, and before the second.
pub(super) fn instants(first: NaiveDate, last: NaiveDate, zone: Zone) -> (Timestamp, Timestamp) {
    let after = last.succ_opt().unwrap_or(last);
    (zone.start_of(first), zone.start_of(after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;
    use crate::values::tests::{round_trip, schema_agrees};

    fn quarter(text: &str) -> Quarter {
        parse(text).unwrap()
    }

    #[test]
    fn a_quarter_is_three_months() {
        for (text, first, last) in [
            ("2024-Q1", "2024-01-01", "2024-03-31"),
            ("2024-Q2", "2024-04-01", "2024-06-30"),
            ("2024-Q3", "2024-07-01", "2024-09-30"),
            ("2024-Q4", "2024-10-01", "2024-12-31"),
            ("2000-Q1", "2000-01-01", "2000-03-31"),
            ("2100-Q4", "2100-10-01", "2100-12-31"),
        ] {
            let quarter = quarter(text);
            assert_eq!(quarter.first_day().to_string(), first);
            assert_eq!(quarter.last_day().to_string(), last);
            for day in [quarter.first_day(), quarter.last_day()] {
                assert_eq!(Quarter::of(day), Some(quarter), "{day}");
            }
            assert_eq!(quarter.to_string(), text);
            round_trip!(quarter);
        }
        for day in ["1999-12-31", "2101-01-01"] {
            assert_eq!(Quarter::of(day.parse().unwrap()), None, "{day}");
        }
    }

    #[test]
    fn each_follows_the_one_before() {
        let mut all = vec![quarter("2000-Q1")];
        while let Some(next) = all.last().and_then(|last| last.next()) {
            assert!(next > all[all.len() - 1]);
            assert_eq!(
                all[all.len() - 1].last_day().succ_opt(),
                Some(next.first_day())
            );
            all.push(next);
        }
        assert_eq!(all.len(), 101 * 4);
        assert_eq!(Quarter::of_year(2024).unwrap(), all[96..100]);
        assert_eq!(Quarter::of_year(2101), None);
    }

    #[test]
    fn it_begins_at_midnight_of_the_zone() {
        let (from, to) = quarter("2024-Q4").instants(Zone::Wita);
        assert_eq!(from.to_string(), "2024-09-30T16:00:00.000000Z");
        assert_eq!(to.to_string(), "2024-12-31T16:00:00.000000Z");
        assert_eq!(quarter("2025-Q1").instants(Zone::Wita).0, to);
    }

    #[test]
    fn it_has_a_name_in_both_languages() {
        let label = quarter("2024-Q2").label();
        assert_eq!(label.get(Lang::Id), "Triwulan II 2024");
        assert_eq!(label.get(Lang::En), "Quarter 2 of 2024");
    }

    #[test]
    fn what_is_no_quarter_is_refused_by_schema_and_reader_alike() {
        schema_agrees::<Quarter>(
            &["2000-Q1", "2024-Q4", "2100-Q4"],
            &[
                "",
                "2024",
                "2024-Q0",
                "2024-Q5",
                "2024-Q",
                "2024-Q12",
                "2024-q1",
                "1999-Q4",
                "2101-Q1",
                "24-Q1",
                "+024-Q1",
                " 2024-Q1",
                "2024-S1",
                "2024-Q\u{661}",
                "2024Q1",
            ],
        );
        assert_eq!(parse("2024-Q5").unwrap_err().code, "invalid_quarter");
    }
}
