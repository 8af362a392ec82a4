//! How the report writes numbers, days and words in one language.

use std::borrow::Borrow;

use chrono::{Datelike, NaiveDate, Timelike};

use crate::db::Timestamp;
use crate::partnerships::targets::{TargetIndicator, TargetUnit};
use crate::reference::code_lists;
use crate::text::Lang;
use crate::values::period::Period;
use crate::values::quarter::Quarter;
use crate::values::zone::Zone;

/// What stands where there is nothing.
const NOTHING: &str = "–";

const MONTHS: [(&str, &str); 12] = [
    ("Januari", "January"),
    ("Februari", "February"),
    ("Maret", "March"),
    ("April", "April"),
    ("Mei", "May"),
    ("Juni", "June"),
    ("Juli", "July"),
    ("Agustus", "August"),
    ("September", "September"),
    ("Oktober", "October"),
    ("November", "November"),
    ("Desember", "December"),
];

/// A language and the clock of the place.
///
/// Templates hand numbers and days over by reference, Rust by value; both are taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    pub lang: Lang,
    pub zone: Zone,
}

impl Words {
    /// The language tag.
    pub const fn tag(self) -> &'static str {
        self.lang.tag()
    }

    /// One of two sentences.
    pub const fn t(self, id: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Id => id,
            Lang::En => en,
        }
    }

    /// The label of a code; the code itself where its list has none.
    pub fn label(self, list: &str, code: &str) -> String {
        code_lists::label(list, code)
            .map_or_else(|| code.to_owned(), |text| text.get(self.lang).to_owned())
    }

    /// An indicator: its own name where it has one.
    pub fn indicator(self, code: impl Borrow<TargetIndicator>, name: Option<&str>) -> String {
        let label = || self.label("target_indicator", code.borrow().as_str());
        name.map_or_else(label, str::to_owned)
    }

    /// A unit, as it stands behind a name.
    pub fn unit(self, unit: impl Borrow<TargetUnit>) -> String {
        self.label("target_unit", unit.borrow().as_str())
            .to_lowercase()
    }

    /// A whole number with groups of three.
    pub fn number(self, value: impl Borrow<i64>) -> String {
        let value = *value.borrow();
        let digits = value.unsigned_abs().to_string();
        let mut out = String::from(if value < 0 { "−" } else { "" });
        for (n, digit) in digits.chars().enumerate() {
            if n > 0 && (digits.len() - n).is_multiple_of(3) {
                out.push_str(self.t(".", ","));
            }
            out.push(digit);
        }
        out
    }

    /// A whole number, where there is one.
    pub fn some(self, value: impl Borrow<Option<i64>>) -> String {
        let value = *value.borrow();
        value.map_or_else(|| NOTHING.to_owned(), |value| self.number(value))
    }

    /// A difference with its sign.
    pub fn difference(self, value: impl Borrow<Option<i64>>) -> String {
        let value = *value.borrow();
        let sign = if value.is_some_and(|value| value > 0) {
            "+"
        } else {
            ""
        };
        format!("{sign}{}", self.some(value))
    }

    /// Rupiah.
    pub fn rupiah(self, value: impl Borrow<Option<i64>>) -> String {
        let value = *value.borrow();
        value.map_or_else(
            || NOTHING.to_owned(),
            |value| format!("{}\u{a0}{}", self.t("Rp", "IDR"), self.number(value)),
        )
    }

    /// A percentage as the wire writes it, without needless zeros.
    pub fn percent(self, value: Option<&str>) -> String {
        let Some(value) = value else {
            return NOTHING.to_owned();
        };
        let (whole, rest) = value.split_once('.').unwrap_or((value, ""));
        let grouped = whole.parse().map(|whole: i64| self.number(whole));
        let whole = grouped.unwrap_or_else(|_| whole.to_owned());
        match rest.trim_end_matches('0') {
            "" => format!("{whole}%"),
            rest => format!("{whole}{}{rest}%", self.t(",", ".")),
        }
    }

    /// A text, where there is one.
    pub fn text(self, value: Option<&str>) -> String {
        value.unwrap_or(NOTHING).to_owned()
    }

    /// A day, as "2 April 2024".
    pub fn day(self, day: impl Borrow<NaiveDate>) -> String {
        let day = *day.borrow();
        let (id, en) = MONTHS[usize::try_from(day.month0()).unwrap_or_default()];
        format!("{} {} {}", day.day(), self.t(id, en), day.year())
    }

    /// A day for narrow columns, as "02/04/2024" or "2 Apr 2024".
    pub fn short(self, day: impl Borrow<NaiveDate>) -> String {
        let day = *day.borrow();
        day.format(self.t("%d/%m/%Y", "%-d\u{a0}%b\u{a0}%Y"))
            .to_string()
    }

    /// A day for narrow columns, where there is one.
    pub fn some_short(self, day: impl Borrow<Option<NaiveDate>>) -> String {
        let day = *day.borrow();
        day.map_or_else(|| NOTHING.to_owned(), |day| self.short(day))
    }

    /// A day, where there is one.
    pub fn some_day(self, day: impl Borrow<Option<NaiveDate>>) -> String {
        let day = *day.borrow();
        day.map_or_else(|| NOTHING.to_owned(), |day| self.day(day))
    }

    /// Two days.
    pub fn range(self, from: impl Borrow<NaiveDate>, to: impl Borrow<NaiveDate>) -> String {
        format!("{} – {}", self.day(from), self.day(to))
    }

    /// Two days for narrow columns.
    pub fn short_range(self, from: impl Borrow<NaiveDate>, to: impl Borrow<NaiveDate>) -> String {
        format!("{}\u{a0}– {}", self.short(from), self.short(to))
    }

    /// From one day to another, of which the last may not have come.
    pub fn span(
        self,
        from: impl Borrow<Option<NaiveDate>>,
        to: impl Borrow<Option<NaiveDate>>,
    ) -> String {
        match (*from.borrow(), *to.borrow()) {
            (Some(from), Some(to)) => self.short_range(from, to),
            (Some(from), None) => format!("{} {}", self.t("sejak", "since"), self.short(from)),
            (None, to) => self.some_short(to),
        }
    }

    /// From a day on, to another where it has come.
    pub fn since(self, from: impl Borrow<NaiveDate>, to: impl Borrow<Option<NaiveDate>>) -> String {
        self.span(Some(*from.borrow()), to)
    }

    /// An instant by the clock of the place.
    pub fn moment(self, at: impl Borrow<Timestamp>) -> String {
        let at = *at.borrow();
        let Some(local) = self.zone.local(at) else {
            return NOTHING.to_owned();
        };
        let colon = self.t(".", ":");
        let (hour, minute) = (local.hour(), local.minute());
        let day = self.day(local.date());
        format!("{day}, {hour:02}{colon}{minute:02} {}", self.zone)
    }

    /// What people call a period.
    pub fn period(self, period: impl Borrow<Period>) -> String {
        let period = *period.borrow();
        period.label().get(self.lang).to_owned()
    }

    /// What people call a quarter.
    pub fn quarter(self, quarter: impl Borrow<Quarter>) -> String {
        let quarter = *quarter.borrow();
        quarter.label().get(self.lang).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Words = Words {
        lang: Lang::Id,
        zone: Zone::Wita,
    };
    const EN: Words = Words {
        lang: Lang::En,
        ..ID
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_are_written_as_each_language_does() {
        for (value, id, en) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1.000", "1,000"),
            (-12_345, "−12.345", "−12,345"),
            (1_250_000_000, "1.250.000.000", "1,250,000,000"),
        ] {
            assert_eq!(ID.number(value), id);
            assert_eq!(EN.number(value), en);
        }
        assert_eq!(ID.rupiah(Some(5_000)), "Rp\u{a0}5.000");
        assert_eq!(ID.rupiah(None), "–");
        assert_eq!(EN.difference(Some(7)), "+7");
        assert_eq!(EN.difference(Some(-7)), "−7");
        assert_eq!(EN.difference(Some(0)), "0");
    }

    #[test]
    fn percentages_lose_needless_zeros_only() {
        for (wire, id, en) in [
            ("80.00", "80%", "80%"),
            ("66.67", "66,67%", "66.67%"),
            ("1250.50", "1.250,5%", "1,250.5%"),
            ("100.05", "100,05%", "100.05%"),
        ] {
            assert_eq!(ID.percent(Some(wire)), id);
            assert_eq!(EN.percent(Some(wire)), en);
        }
        assert_eq!(ID.percent(None), "–");
    }

    #[test]
    fn an_instant_is_told_by_the_clock_of_the_place() {
        let at = Timestamp::from_micros(1_719_763_500_000_000);
        assert_eq!(at.to_string(), "2024-06-30T16:05:00.000000Z");
        assert_eq!(ID.moment(at), "1 Juli 2024, 00.05 WITA");
        assert_eq!(EN.moment(at), "1 July 2024, 00:05 WITA");
        assert_eq!(
            ID.short_range(day("2024-04-01"), day("2024-06-30")),
            "01/04/2024\u{a0}– 30/06/2024"
        );
        assert_eq!(
            EN.span(Some(day("2024-04-01")), None),
            "since 1\u{a0}Apr\u{a0}2024"
        );
        assert_eq!(EN.span(None, None), "–");
    }

    #[test]
    fn a_code_without_a_label_shows_itself() {
        assert_eq!(ID.label("party_role", "pembina"), "Pembina");
        assert_eq!(ID.label("party_role", "nobody"), "nobody");
        assert_eq!(
            ID.indicator(TargetIndicator::Lainnya, Some("Contoh ukuran")),
            "Contoh ukuran"
        );
    }
}
