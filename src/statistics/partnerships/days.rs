//! How long things take.

use chrono::NaiveDate;

use crate::db::types::words;

words! {
    /// For how many days an obstacle stood, the code list `obstacle_age`.
    pub enum ObstacleAge {
        /// 30 days at most.
        UpTo30 = "days_0_30",
        /// 31 to 90 days.
        UpTo90 = "days_31_90",
        /// 91 to 180 days.
        UpTo180 = "days_91_180",
        /// More than 180 days.
        Over180 = "days_over_180",
    }
}

impl ObstacleAge {
    /// The class of so many days.
    pub const fn of(days: i64) -> Self {
        match days {
            ..=30 => Self::UpTo30,
            31..=90 => Self::UpTo90,
            91..=180 => Self::UpTo180,
            _ => Self::Over180,
        }
    }
}

/// The days from one day to another; what ended before it was entered took none.
pub(super) fn between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days().max(0)
}

/// The median of numbers of days with one decimal; none without a number.
pub(super) fn median(mut days: Vec<i64>) -> Option<String> {
    days.sort_unstable();
    let upper = *days.get(days.len() / 2)?;
    let lower = days[(days.len() - 1) / 2];
    let tenths = (lower + upper) * 5;
    Some(format!("{}.{}", tenths / 10, tenths % 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_obstacle_grows_older_at_the_end_of_a_class() {
        use ObstacleAge as Age;
        for (days, class) in [
            (0, Age::UpTo30),
            (30, Age::UpTo30),
            (31, Age::UpTo90),
            (90, Age::UpTo90),
            (91, Age::UpTo180),
            (180, Age::UpTo180),
            (181, Age::Over180),
        ] {
            assert_eq!(Age::of(days), class, "{days}");
        }
    }

    #[test]
    fn a_median_lies_in_the_middle() {
        for (days, middle) in [
            (&[][..], None),
            (&[7], Some("7.0")),
            (&[9, 1, 2], Some("2.0")),
            (&[9, 1, 2, 3], Some("2.5")),
            (&[0, 0], Some("0.0")),
            (&[4, 10], Some("7.0")),
        ] {
            assert_eq!(median(days.to_vec()).as_deref(), middle, "{days:?}");
        }
    }

    #[test]
    fn no_time_is_negative() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(between(day("2024-02-28"), day("2024-03-01")), 2);
        assert_eq!(between(day("2024-03-01"), day("2024-02-28")), 0);
    }
}
