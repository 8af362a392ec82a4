//! The three time zones of Indonesia (Keppres 41/1987).
//!
//! Indonesia has no daylight saving time, so a zone is its distance from UTC and needs no calendar
//! of changes. The law names provinces; a new one keeps the zone of the one it was part of, and so
//! does its code.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use serde::{Serialize, Serializer};

use crate::db::Timestamp;

/// One of the three time zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Zone {
    /// Waktu Indonesia Barat, UTC+7.
    Wib,
    /// Waktu Indonesia Tengah, UTC+8.
    Wita,
    /// Waktu Indonesia Timur, UTC+9.
    Wit,
}

impl Zone {
    /// Every zone, from west to east.
    pub const ALL: &'static [Self] = &[Self::Wib, Self::Wita, Self::Wit];

    /// The zone of a region by its dotted Kemendagri code of any level; without a region, as of a
    /// national agency, that of the capital.
    pub fn of_region(code: Option<&str>) -> Self {
        let province = code
            .and_then(|code| code.get(..2))
            .and_then(|province| province.parse::<u8>().ok());
        match province {
            // Bali, both Nusa Tenggara; South, East and North Kalimantan; Sulawesi.
            Some(51..=53 | 63..=65 | 71..=76) => Self::Wita,
            // Maluku, Papua.
            Some(81..=82 | 91..=97) => Self::Wit,
            // Sumatra, Java, West and Central Kalimantan.
            _ => Self::Wib,
        }
    }

    /// How far its clocks are ahead of UTC.
    const fn seconds(self) -> i64 {
        let hours = match self {
            Self::Wib => 7,
            Self::Wita => 8,
            Self::Wit => 9,
        };
        hours * 3600
    }

    /// The day its calendars show at an instant; an instant that no calendar shows has none.
    pub fn day(self, at: Timestamp) -> Option<NaiveDate> {
        self.local(at).map(|time| time.date())
    }

    /// The day and time its calendars and clocks show at an instant.
    pub fn local(self, at: Timestamp) -> Option<NaiveDateTime> {
        let there = at.plus_seconds(self.seconds());
        DateTime::<Utc>::from_timestamp_micros(there.micros()).map(|time| time.naive_utc())
    }

    /// The day its calendars show now.
    pub fn today(self) -> NaiveDate {
        self.day(Timestamp::now()).unwrap_or_default()
    }

    /// The instant of its midnight at which a day begins.
    pub fn start_of(self, day: NaiveDate) -> Timestamp {
        let midnight = day.and_time(NaiveTime::MIN).and_utc().timestamp_micros();
        Timestamp::from_micros(midnight).plus_seconds(-self.seconds())
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wib => "WIB",
            Self::Wita => "WITA",
            Self::Wit => "WIT",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_micros(text.parse::<DateTime<Utc>>().unwrap().timestamp_micros())
    }

    #[test]
    fn every_province_has_the_zone_of_the_decree() {
        let regions = include_bytes!("../reference/data/regions.csv");
        let provinces: Vec<String> = csv::Reader::from_reader(regions.as_slice())
            .records()
            .map(|record| record.unwrap()[0].to_owned())
            .filter(|code| code.len() == 2)
            .collect();
        let of = |zone: Zone| -> Vec<&str> {
            provinces
                .iter()
                .map(String::as_str)
                .filter(|code| Zone::of_region(Some(code)) == zone)
                .collect()
        };
        assert_eq!(
            of(Zone::Wib).join(" "),
            "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 61 62"
        );
        assert_eq!(
            of(Zone::Wita).join(" "),
            "51 52 53 63 64 65 71 72 73 74 75 76"
        );
        assert_eq!(of(Zone::Wit).join(" "), "81 82 91 92 93 94 95 96");
    }

    #[test]
    fn a_region_of_any_level_lies_in_the_zone_of_its_province() {
        assert_eq!(Zone::of_region(Some("64.02")), Zone::Wita);
        assert_eq!(Zone::of_region(Some("62.71.01.1001")), Zone::Wib);
        assert_eq!(Zone::of_region(None), Zone::Wib);
        assert_eq!(Zone::of_region(Some("")), Zone::Wib);
    }

    #[test]
    fn a_day_begins_in_the_east_first() {
        let day: NaiveDate = "2024-07-01".parse().unwrap();
        for (zone, midnight) in [
            (Zone::Wib, "2024-06-30T17:00:00Z"),
            (Zone::Wita, "2024-06-30T16:00:00Z"),
            (Zone::Wit, "2024-06-30T15:00:00Z"),
        ] {
            let midnight = at(midnight);
            assert_eq!(zone.start_of(day), midnight, "{zone}");
            assert_eq!(zone.day(midnight), Some(day), "{zone}");
            let before = Timestamp::from_micros(midnight.micros() - 1);
            assert_eq!(zone.day(before), day.pred_opt(), "{zone}");
        }
    }

    #[test]
    fn what_no_calendar_shows_is_no_day() {
        for zone in Zone::ALL {
            assert_eq!(zone.day(Timestamp::from_micros(i64::MAX)), None);
        }
    }
}
