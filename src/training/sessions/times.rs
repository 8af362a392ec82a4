//! Which instants lie within the days of a batch: a pure file.

use chrono::NaiveDate;

use crate::db::Timestamp;
use crate::values::zone::Zone;

/// Whether an instant is not before this day anywhere in Indonesia.
pub(super) fn begins_within(at: Timestamp, first: NaiveDate) -> bool {
    Zone::Wit.day(at).is_some_and(|day| day >= first)
}

/// Whether what ends at an instant is over by the end of this day somewhere in Indonesia; midnight
/// is the end of the day before it.
pub(super) fn ends_within(at: Timestamp, last: NaiveDate) -> bool {
    let moment_before = Timestamp::from_micros(at.micros().saturating_sub(1));
    Zone::Wib.day(moment_before).is_some_and(|day| day <= last)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_micros(text.parse::<DateTime<Utc>>().unwrap().timestamp_micros())
    }

    #[test]
    fn a_day_begins_in_the_east_and_ends_in_the_west() {
        let day: NaiveDate = "2026-03-02".parse().unwrap();
        // Midnight in Jayapura, and a second before it.
        assert!(begins_within(at("2026-03-01T15:00:00Z"), day));
        assert!(!begins_within(at("2026-03-01T14:59:59Z"), day));
        // Midnight after it in Jakarta, and a second later.
        assert!(ends_within(at("2026-03-02T17:00:00Z"), day));
        assert!(!ends_within(at("2026-03-02T17:00:01Z"), day));
    }

    #[test]
    fn what_no_calendar_shows_lies_within_nothing() {
        let day: NaiveDate = "2026-03-02".parse().unwrap();
        assert!(!begins_within(Timestamp::from_micros(i64::MAX), day));
        assert!(!ends_within(Timestamp::from_micros(i64::MAX), day));
    }
}
