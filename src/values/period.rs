//! A period that agencies evaluate: a quarter, a semester or a year.

use std::cmp::Ordering;
use std::fmt;

use chrono::NaiveDate;

use super::quarter::{self, Quarter, YEARS};
use super::zone::Zone;
use super::{ValueError, text_value};
use crate::db::Timestamp;
use crate::text::Text;

/// A quarter, a semester or a whole calendar year between 2000 and 2100.
///
/// Periods stand in the order of their first days, and the shorter before the longer.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct Period(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Quarter(Quarter),
    Semester(i32, u8),
    Year(i32),
}

text_value! {
    Period, parse,
    "A calendar year, or a semester or quarter (triwulan) of one.",
    4..=7, "^(20[0-9]{2}|2100)(-(Q[1-4]|S[12]))?$", "2024-S1"
}

impl Period {
    /// The semester with this number, 1 or 2, of a year from 2000 to 2100.
    pub fn semester(year: i32, number: u8) -> Option<Self> {
        (YEARS.contains(&year) && (1..=2).contains(&number))
            .then_some(Self(Kind::Semester(year, number)))
    }

    /// A whole year from 2000 to 2100.
    pub fn whole(year: i32) -> Option<Self> {
        YEARS.contains(&year).then_some(Self(Kind::Year(year)))
    }

    /// Its year.
    pub const fn year(self) -> i32 {
        match self.0 {
            Kind::Quarter(quarter) => quarter.year(),
            Kind::Semester(year, _) | Kind::Year(year) => year,
        }
    }

    /// The quarters it consists of, in their order.
    pub fn quarters(self) -> impl Iterator<Item = Quarter> {
        let range = match self.0 {
            Kind::Quarter(quarter) => quarter.number()..=quarter.number(),
            Kind::Semester(_, 1) => 1..=2,
            Kind::Semester(..) => 3..=4,
            Kind::Year(_) => 1..=4,
        };
        let year = self.year();
        range.filter_map(move |number| Quarter::new(year, number))
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        match self.0 {
            Kind::Quarter(quarter) => quarter.first_day(),
            Kind::Semester(year, 2) => quarter::first_of_month(year, 7),
            Kind::Semester(year, _) | Kind::Year(year) => quarter::first_of_month(year, 1),
        }
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        match self.0 {
            Kind::Quarter(quarter) => quarter.last_day(),
            Kind::Semester(year, 1) => quarter::last_before(year, 7),
            Kind::Semester(year, _) | Kind::Year(year) => quarter::last_before(year, 13),
        }
    }

    /// The instants in which it lies: from the first, and before the second.
    pub fn instants(self, zone: Zone) -> (Timestamp, Timestamp) {
        quarter::instants(self.first_day(), self.last_day(), zone)
    }

    /// What people call it.
    pub fn label(self) -> Text {
        match self.0 {
            Kind::Quarter(quarter) => quarter.label(),
            Kind::Semester(year, number) => {
                let roman = if number == 1 { "I" } else { "II" };
                Text::owned(
                    format!("Semester {roman} {year}"),
                    format!("Semester {number} of {year}"),
                )
            }
            Kind::Year(year) => Text::owned(format!("Tahun {year}"), format!("Year {year}")),
        }
    }
}

impl From<Quarter> for Period {
    fn from(quarter: Quarter) -> Self {
        Self(Kind::Quarter(quarter))
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        let days = |period: &Self| (period.first_day(), period.last_day());
        days(self).cmp(&days(other))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Quarter(quarter) => quarter.fmt(f),
            Kind::Semester(year, number) => write!(f, "{year:04}-S{number}"),
            Kind::Year(year) => write!(f, "{year:04}"),
        }
    }
}

/// Reads a period, as "2024-Q2", "2024-S1" or "2024".
pub fn parse(text: &str) -> Result<Period, ValueError> {
    let read = || match text.split_once("-S") {
        Some((year, number)) => Period::semester(quarter::year_of(year)?, quarter::digit(number)?),
        None if text.len() == 4 => Period::whole(quarter::year_of(text)?),
        None => quarter::parse(text).ok().map(Period::from),
    };
    read().ok_or(ValueError::new(
        "invalid_period",
        "periode adalah triwulan (2024-Q2), semester (2024-S1), atau tahun (2024)",
        "a period is a quarter (2024-Q2), a semester (2024-S1) or a year (2024)",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;
    use crate::values::tests::{round_trip, schema_agrees};

    fn period(text: &str) -> Period {
        parse(text).unwrap()
    }

    #[test]
    fn a_period_has_its_days_and_quarters() {
        for (text, first, last, quarters) in [
            ("2024-Q2", "2024-04-01", "2024-06-30", "2024-Q2"),
            ("2024-S1", "2024-01-01", "2024-06-30", "2024-Q1 2024-Q2"),
            ("2024-S2", "2024-07-01", "2024-12-31", "2024-Q3 2024-Q4"),
            (
                "2100",
                "2100-01-01",
                "2100-12-31",
                "2100-Q1 2100-Q2 2100-Q3 2100-Q4",
            ),
        ] {
            let period = period(text);
            assert_eq!(period.first_day().to_string(), first);
            assert_eq!(period.last_day().to_string(), last);
            assert_eq!(period.to_string(), text);
            let inner: Vec<Quarter> = period.quarters().collect();
            let names: Vec<String> = inner.iter().map(Quarter::to_string).collect();
            assert_eq!(names.join(" "), quarters);
            assert_eq!(inner[0].first_day(), period.first_day());
            assert_eq!(inner[inner.len() - 1].last_day(), period.last_day());
            let (from, to) = period.instants(Zone::Wib);
            assert_eq!(from, inner[0].instants(Zone::Wib).0);
            assert_eq!(to, inner[inner.len() - 1].instants(Zone::Wib).1);
            round_trip!(period);
        }
    }

    #[test]
    fn periods_stand_in_order() {
        let mut all = ["2025", "2024", "2024-S2", "2024-Q3", "2024-S1", "2024-Q1"].map(period);
        all.sort();
        let names = all.map(|period| period.to_string()).join(" ");
        assert_eq!(names, "2024-Q1 2024-S1 2024 2024-Q3 2024-S2 2025");
    }

    #[test]
    fn it_has_a_name_in_both_languages() {
        for (text, id, en) in [
            ("2024-Q4", "Triwulan IV 2024", "Quarter 4 of 2024"),
            ("2024-S1", "Semester I 2024", "Semester 1 of 2024"),
            ("2024-S2", "Semester II 2024", "Semester 2 of 2024"),
            ("2024", "Tahun 2024", "Year 2024"),
        ] {
            let label = period(text).label();
            assert_eq!((label.get(Lang::Id), label.get(Lang::En)), (id, en));
        }
    }

    #[test]
    fn what_is_no_period_is_refused_by_schema_and_reader_alike() {
        schema_agrees::<Period>(
            &["2000", "2100", "2024-S1", "2024-S2", "2024-Q1"],
            &[
                "",
                "1999",
                "2101",
                "24",
                "2024-",
                "2024-S0",
                "2024-S3",
                "2024-Q5",
                "2024-s1",
                "1999-S2",
                "2024-S12",
                "+202",
                "2024 ",
                "2024-S\u{661}",
            ],
        );
        assert_eq!(parse("2024-S3").unwrap_err().code, "invalid_period");
    }
}
