//! Dates as officials write them: day, month, year.
//!
//! The order is always day before month, except in `yyyy-mm-dd`. A year of two digits
//! is read as 19yy from 40 to 99, because 20yy would lie in the future until 2040; from
//! 00 to 39 both centuries are possible and the date is refused. No date is ever
//! suggested, since a date of birth is personal.

use chrono::{Datelike, Days, NaiveDate};

use super::zone::Zone;
use super::{ValueError, collapse_blanks};

const FIRST_YEAR: i32 = 1900;
const LAST_YEAR: i32 = 2100;
/// From this two-digit year on, the century can only be the 1900s.
const SURE_SINCE: i32 = 40;

/// Today in the eastern half of Indonesia (WIT, UTC+9): no date that an official writes today lies
/// after it.
pub fn today() -> NaiveDate {
    Zone::Wit.today()
}

/// A date known to the day, the month or the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12, where known.
    pub month: Option<u32>,
    /// The day of the month, where known.
    pub day: Option<u32>,
}

impl PartialDate {
    /// Gives the date when it is known to the day.
    pub fn full(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month?, self.day?)
    }

    /// Gives the ISO 8601 form with as many parts as are known.
    pub fn iso(self) -> String {
        match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{:04}-{month:02}-{day:02}", self.year),
            (Some(month), None) => format!("{:04}-{month:02}", self.year),
            _ => format!("{:04}", self.year),
        }
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(date: NaiveDate) -> Self {
        Self {
            year: date.year(),
            month: Some(date.month()),
            day: Some(date.day()),
        }
    }
}

fn invalid() -> ValueError {
    ValueError::new(
        "invalid_date",
        "tanggal tidak terbaca; tulis hari/bulan/tahun (dd/mm/yyyy)",
        "the date cannot be read; write day/month/year (dd/mm/yyyy)",
    )
}

fn century() -> ValueError {
    ValueError::new(
        "date_century_ambiguous",
        "tahun dua angka dapat berarti 19xx atau 20xx; tulis tahun empat angka",
        "a year of two digits can mean 19xx or 20xx; write four digits",
    )
}

/// Reads a date known to the day.
pub fn parse(text: &str) -> Result<NaiveDate, ValueError> {
    let parts = split(text)?;
    let [a, b, c] = parts.as_slice() else {
        return Err(invalid());
    };
    let (day, month, year) = if a.len() == 4 { (c, b, a) } else { (a, b, c) };
    let month = month_number(month)?;
    NaiveDate::from_ymd_opt(year_number(year)?, month, day_number(day)?).ok_or_else(invalid)
}

/// Reads a date known to the day, the month ("05/2019", "Mei 2019", "2019-05") or the year.
pub fn parse_partial(text: &str) -> Result<PartialDate, ValueError> {
    let parts = split(text)?;
    let (year, month) = match parts.as_slice() {
        [year] if year.len() == 4 => (year_number(year)?, None),
        [a, b] if a.len() == 4 && a.bytes().all(|x| x.is_ascii_digit()) => {
            (year_number(a)?, Some(month_number(b)?))
        }
        [a, b] if b.len() == 4 => (year_number(b)?, Some(month_number(a)?)),
        [_, _, _] => return parse(text).map(PartialDate::from),
        _ => return Err(invalid()),
    };
    Ok(PartialDate {
        year,
        month,
        day: None,
    })
}

/// Reads the serial number of a date from a numeric cell.
///
/// The 1900 system counts a 29 February 1900 that never was (serial 60, refused);
/// the 1904 system counts from 1 January 1904 as day zero.
pub fn from_excel_serial(serial: f64, epoch_1904: bool) -> Result<NaiveDate, ValueError> {
    // 2,958,465 is 31 December 9999, the last day a spreadsheet knows.
    if !serial.is_finite() || !(0.0..2_958_466.0).contains(&serial) {
        return Err(invalid());
    }
    // In range and cut to whole days, so the conversion keeps the value.
    let days = serial.trunc() as u64;
    let (year, month, day, days) = match (epoch_1904, days) {
        (true, days) => (1904, 1, 1, days),
        (false, 0 | 60) => return Err(invalid()),
        (false, days @ 1..60) => (1899, 12, 31, days),
        (false, days) => (1899, 12, 30, days),
    };
    NaiveDate::from_ymd_opt(year, month, day)
        .and_then(|epoch| epoch.checked_add_days(Days::new(days)))
        .filter(|date| (FIRST_YEAR..=LAST_YEAR).contains(&date.year()))
        .ok_or_else(invalid)
}

fn split(text: &str) -> Result<Vec<String>, ValueError> {
    let text = collapse_blanks(text.trim().trim_start_matches('\'')).to_lowercase();
    if text.len() > 40 {
        return Err(invalid());
    }
    // "1980-05-12 00:00:00" and "…T00:00:00": midnight is how machines write a date.
    let text = match text.split_once(['t', ' ']) {
        Some((date, time))
            if date.len() >= 8
                && date
                    .bytes()
                    .all(|b| b.is_ascii_digit() || b"/-.".contains(&b))
                && time
                    .trim_end_matches('z')
                    .bytes()
                    .all(|b| b"0:.".contains(&b)) =>
        {
            date.to_string()
        }
        _ => text,
    };
    // "Senin, 12 Mei 1980": the weekday says nothing new.
    let date = match text.split_once(',') {
        Some((weekday, rest)) if weekday.chars().all(char::is_alphabetic) => rest,
        _ => &text,
    };
    let parts: Vec<String> = date
        .split(['/', '-', '.', ' '])
        .filter(|part| !part.is_empty())
        .map(String::from)
        .collect();
    if parts.is_empty() || parts.len() > 3 {
        return Err(invalid());
    }
    Ok(parts)
}

fn number(text: &str) -> Result<u32, ValueError> {
    if text.len() > 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(invalid());
    }
    text.parse().map_err(|_| invalid())
}

fn day_number(text: &str) -> Result<u32, ValueError> {
    if text.len() > 2 {
        return Err(invalid());
    }
    number(text)
}

fn year_number(text: &str) -> Result<i32, ValueError> {
    let year = i32::try_from(number(text)?).map_err(|_| invalid())?;
    match text.len() {
        2 if year >= SURE_SINCE => Ok(1900 + year),
        2 => Err(century()),
        4 if (FIRST_YEAR..=LAST_YEAR).contains(&year) => Ok(year),
        _ => Err(invalid()),
    }
}

fn month_number(text: &str) -> Result<u32, ValueError> {
    Ok(match text {
        "januari" | "jan" | "january" => 1,
        "februari" | "pebruari" | "feb" | "peb" | "february" => 2,
        "maret" | "mar" | "mrt" | "march" => 3,
        "april" | "apr" => 4,
        "mei" | "may" => 5,
        "juni" | "jun" | "june" => 6,
        "juli" | "jul" | "july" => 7,
        "agustus" | "agu" | "agt" | "ags" | "agst" | "aug" | "august" => 8,
        "september" | "sep" | "sept" => 9,
        "oktober" | "okt" | "oct" | "october" => 10,
        "november" | "nopember" | "nov" | "nop" => 11,
        "desember" | "des" | "dec" | "december" => 12,
        digits if digits.len() <= 2 => match number(digits)? {
            month @ 1..=12 => month,
            _ => return Err(invalid()),
        },
        _ => return Err(invalid()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn iso(text: &str) -> String {
        parse(text).map_or_else(|e| e.code.to_string(), |d| d.to_string())
    }

    #[test]
    fn writings_of_one_day() {
        for text in [
            "12/05/1980",
            "12-5-1980",
            "12.05.1980",
            "1980-05-12",
            "12 Mei 1980",
            "12 MEI 1980",
            "12-Mei-80",
            "12-05-80",
            "1980-05-12 00:00:00",
            "1980-05-12T00:00:00Z",
            "'12/05/1980",
            "Senin, 12 Mei 1980",
        ] {
            assert_eq!(iso(text), "1980-05-12", "{text}");
        }
        assert_eq!(iso("3 Pebruari 1975"), "1975-02-03");
        assert_eq!(iso("3 Nopember 1975"), "1975-11-03");
        assert_eq!(iso("3 Agt 2001"), "2001-08-03");
    }

    #[test]
    fn refusals() {
        assert_eq!(iso("12-05-05"), "date_century_ambiguous");
        assert_eq!(iso("12-05-39"), "date_century_ambiguous");
        assert_eq!(iso("12-05-40"), "1940-05-12");
        for text in [
            "05/13/1980",
            "31/02/1980",
            "1980",
            "12051980",
            "29353",
            "",
            "12 Foo 1980",
            "12/05/1880",
            "2024,2025",
        ] {
            assert_eq!(iso(text), "invalid_date", "{text}");
        }
    }

    #[test]
    fn partial_dates() {
        for (text, wanted) in [
            ("2019", "2019"),
            ("2019-05", "2019-05"),
            ("05/2019", "2019-05"),
            ("Mei 2019", "2019-05"),
            ("12 Mei 2019", "2019-05-12"),
        ] {
            assert_eq!(parse_partial(text).unwrap().iso(), wanted, "{text}");
        }
        for text in ["19", "2024,2025", "13/2019", "0019", "tahun lalu"] {
            assert_eq!(
                parse_partial(text).unwrap_err().code,
                "invalid_date",
                "{text}"
            );
        }
        assert_eq!(
            parse_partial("12 Mei 2019")
                .unwrap()
                .full()
                .unwrap()
                .to_string(),
            "2019-05-12"
        );
    }

    #[test]
    fn serials_of_both_epochs() {
        let date = |serial, epoch| from_excel_serial(serial, epoch).map(|d| d.to_string()).ok();
        assert_eq!(date(29353.0, false).as_deref(), Some("1980-05-12"));
        assert_eq!(date(29353.75, false).as_deref(), Some("1980-05-12"));
        assert_eq!(date(27891.0, true).as_deref(), Some("1980-05-12"));
        assert_eq!(date(1.0, false).as_deref(), Some("1900-01-01"));
        assert_eq!(date(59.0, false).as_deref(), Some("1900-02-28"));
        assert_eq!(date(61.0, false).as_deref(), Some("1900-03-01"));
        for bad in [0.0, 60.0, -1.0, 2_958_466.0, f64::NAN, f64::INFINITY] {
            assert_eq!(date(bad, false), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_day_comes_back(days in 0_u64..73_000) {
            let date = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + Days::new(days);
            prop_assert_eq!(parse(&date.format("%d/%m/%Y").to_string()), Ok(date));
            prop_assert_eq!(parse(&date.to_string()), Ok(date));
        }

        #[test]
        fn never_panics(text in "\\PC{0,30}|[0-9/ .-]{0,12}", serial in any::<f64>()) {
            let _ = parse(&text);
            let _ = parse_partial(&text);
            let _ = from_excel_serial(serial, true);
        }
    }
}
