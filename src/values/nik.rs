//! NIK, the number of a person (Law 24/2013, Article 1 number 12).
//!
//! Sixteen digits: six for the region of first registration, six for the date
//! of birth (forty is added to the day for women), four for the serial. The
//! region may have been dissolved since, so it is not checked here. Every number
//! with a sound structure is accepted: a date that differs from the person's is
//! a warning elsewhere, because real numbers with wrong dates are not re-issued.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::ValueError;
use super::gender::Gender;

/// A NIK of sound structure; its `Debug` form shows no digit.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Nik(String);

/// What the NIK says about the date of birth; the century is not in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BirthDateHint {
    day: u32,
    month: u32,
    year_of_century: i32,
}

impl BirthDateHint {
    /// Tells whether a date of birth fits.
    pub fn agrees_with(&self, date: NaiveDate) -> bool {
        date.day() == self.day
            && date.month() == self.month
            && date.year().rem_euclid(100) == self.year_of_century
    }

    /// Gives the dates that fit, the 1900s first; one or two of them.
    pub fn candidates(&self) -> impl Iterator<Item = NaiveDate> {
        let Self {
            day,
            month,
            year_of_century,
        } = *self;
        [1900, 2000].into_iter().filter_map(move |century| {
            NaiveDate::from_ymd_opt(century + year_of_century, month, day)
        })
    }
}

impl fmt::Debug for BirthDateHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthDateHint(redacted)")
    }
}

impl Nik {
    /// Gives all sixteen digits: for encryption and the keyed hash only.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the form that may be shown: the last four digits.
    pub fn masked(&self) -> String {
        format!("************{}", &self.0[12..])
    }

    /// Gives the first six digits, the district of first registration.
    pub fn region_prefix(&self) -> &str {
        &self.0[..6]
    }

    /// Gives what the digits say about the date of birth.
    pub fn birth_date_hint(&self) -> BirthDateHint {
        let (day, month, year) = date_digits(&self.0);
        BirthDateHint {
            day: if day > 40 { day - 40 } else { day },
            month,
            year_of_century: year,
        }
    }

    /// Gives what the digits say about the gender; a hint, never the answer.
    pub fn gender_hint(&self) -> Gender {
        if date_digits(&self.0).0 > 40 {
            Gender::P
        } else {
            Gender::L
        }
    }
}

impl fmt::Debug for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nik(redacted)")
    }
}

fn date_digits(digits: &str) -> (u32, u32, i32) {
    let two = |at: usize| {
        digits.as_bytes()[at..at + 2]
            .iter()
            .fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
    };
    // At most 99, so the conversion keeps the value.
    (two(6), two(8), two(10) as i32)
}

/// Reads a NIK; a leading `'`, blanks, dashes and dots are dropped.
pub fn parse(text: &str) -> Result<Nik, ValueError> {
    if super::is_scientific(text) {
        return Err(numeric_cell());
    }
    let mut digits = String::with_capacity(16);
    for c in text.trim().trim_start_matches(['\'', '’', '`']).chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '\u{a0}' | '-' | '.' | '\t' => {}
            _ => {
                return Err(ValueError::new(
                    "nik_digits",
                    "NIK hanya boleh berisi angka",
                    "a NIK holds digits only",
                ));
            }
        }
        if digits.len() > 16 {
            break;
        }
    }
    if digits.len() != 16 {
        return Err(ValueError::new(
            "nik_length",
            "NIK harus 16 angka",
            "a NIK has 16 digits",
        ));
    }
    if digits.ends_with("0000") {
        return Err(ValueError::new(
            "nik_serial",
            "nomor urut NIK (4 angka terakhir) tidak boleh 0000",
            "the serial of a NIK (the last 4 digits) cannot be 0000",
        ));
    }
    let nik = Nik(digits);
    let day = date_digits(&nik.0).0;
    let day_fits = (1..=31).contains(&day) || (41..=71).contains(&day);
    if !day_fits || nik.birth_date_hint().candidates().next().is_none() {
        return Err(ValueError::new(
            "nik_birth_date",
            "tanggal lahir di dalam NIK (angka ke-7 sampai ke-12) tidak ada di kalender",
            "the date of birth inside the NIK (digits 7 to 12) does not exist",
        ));
    }
    Ok(nik)
}

/// The refusal of a NIK that went through a number: its last digits are lost.
pub fn numeric_cell() -> ValueError {
    ValueError::new(
        "nik_numeric_cell",
        "NIK tersimpan sebagai bilangan sehingga angka terakhirnya hilang; format kolom sebagai Teks lalu ketik ulang NIK dari sumbernya",
        "the NIK was stored as a number, which loses its last digits; format the column as text and type the NIK again from its source",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> &'static str {
        parse(text).map_or_else(|e| e.code, |_| "ok")
    }

    #[test]
    fn every_spelling_gives_the_same_nik() {
        for text in [
            "6402014107800001",
            "'6402014107800001",
            " 640201 410780 0001 ",
            "640201-410780-0001",
            "64.02.01.410780.0001",
        ] {
            assert_eq!(parse(text).unwrap().as_str(), "6402014107800001", "{text}");
        }
    }

    #[test]
    fn structure_is_checked() {
        assert_eq!(code("640201410780001"), "nik_length");
        assert_eq!(code("64020141078000011"), "nik_length");
        assert_eq!(code("640201410780000O"), "nik_digits");
        assert_eq!(code("6402014107800000"), "nik_serial");
        assert_eq!(code("6402013202800001"), "nik_birth_date");
        assert_eq!(code("6402017213800001"), "nik_birth_date");
        assert_eq!(code("6402010007800001"), "nik_birth_date");
        assert_eq!(code("6402014013800001"), "nik_birth_date");
        assert_eq!(code("6402013002800001"), "nik_birth_date");
        assert_eq!(code("6.40201E+15"), "nik_numeric_cell");
    }

    #[test]
    fn leap_day_fits_when_either_century_has_it() {
        assert_eq!(code("6402016902000001"), "ok");
        assert_eq!(code("6402016902010001"), "nik_birth_date");
    }

    #[test]
    fn hints_come_from_the_digits() {
        let woman = parse("6402014107800001").unwrap();
        assert_eq!(woman.gender_hint(), Gender::P);
        let hint = woman.birth_date_hint();
        assert!(hint.agrees_with(NaiveDate::from_ymd_opt(1980, 7, 1).unwrap()));
        assert!(!hint.agrees_with(NaiveDate::from_ymd_opt(1980, 1, 7).unwrap()));
        assert_eq!(hint.candidates().count(), 2);
        assert_eq!(parse("6402010107800001").unwrap().gender_hint(), Gender::L);
    }

    #[test]
    fn nothing_shows_the_digits() {
        let nik = parse("6402014107801234").unwrap();
        assert_eq!(nik.masked(), "************1234");
        assert_eq!(format!("{nik:?}"), "Nik(redacted)");
        assert!(!format!("{:?}", nik.birth_date_hint()).contains("80"));
    }

    proptest! {
        #[test]
        fn never_panics_and_never_echoes(text in "\\PC{0,30}") {
            if let Err(error) = parse(&text) {
                prop_assert!(error.suggestion.is_none());
            }
        }
    }
}
