//! Series: the meetings of a rule such as every first Wednesday, called at once.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use utoipa::ToSchema;

use super::rules::check;
use super::store::{MeetingRow, insert};
use super::types::{Meeting, MeetingInput, MeetingKind};
use crate::app::Tx;
use crate::db::types::words;
use crate::db::{Id, Timestamp};
use crate::http::{Problem, Rules};
use crate::partnerships::hold;
use crate::text::Text;

/// The most meetings of one series.
const MOST: usize = 60;

words! {
    /// Which of its month's days of that name, the code list `meeting_week`.
    pub enum MeetingWeek {
        /// The first.
        First = "first",
        /// The second.
        Second = "second",
        /// The third.
        Third = "third",
        /// The fourth.
        Fourth = "fourth",
        /// The last: the fourth or the fifth.
        Last = "last",
    }
}

words! {
    /// A day of the week, the code list `weekday`.
    pub enum Weekday {
        /// Monday.
        Monday = "monday",
        /// Tuesday.
        Tuesday = "tuesday",
        /// Wednesday.
        Wednesday = "wednesday",
        /// Thursday.
        Thursday = "thursday",
        /// Friday.
        Friday = "friday",
        /// Saturday.
        Saturday = "saturday",
        /// Sunday.
        Sunday = "sunday",
    }
}

/// A series of meetings to call: one in each month, or in each so many months.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingSeriesInput {
    /// What they are for.
    pub kind: MeetingKind,
    /// Their title.
    #[schema(min_length = 1, max_length = 300, example = "Rapat koordinasi bulanan")]
    pub title: Option<String>,
    /// The party that chairs them, by its agency's code; the coordinator unless named.
    #[schema(min_length = 1, max_length = 64, example = "dp3a-kukar")]
    pub chair_agency: Option<String>,
    /// Which of the month's days of that name.
    pub week: MeetingWeek,
    /// On which day of the week.
    pub weekday: Weekday,
    /// Every so many months, counted from the month of the first one.
    #[schema(minimum = 1, maximum = 12, example = 1)]
    pub every_months: u32,
    /// The first day on which there may be one.
    #[schema(value_type = String, format = Date, min_length = 10, max_length = 10, example = "2024-01-01")]
    pub from: NaiveDate,
    /// The last day on which there may be one.
    #[schema(value_type = String, format = Date, min_length = 10, max_length = 10, example = "2024-12-31")]
    pub until: NaiveDate,
    /// When they begin, in the coordinator's time zone.
    #[schema(
        min_length = 5,
        max_length = 5,
        pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$",
        example = "09:00"
    )]
    pub start_time: String,
    /// How long they last, in minutes.
    #[schema(minimum = 1, maximum = 1440, example = 120)]
    pub duration_minutes: Option<i64>,
    /// Where they are held.
    #[schema(min_length = 1, max_length = 300)]
    pub place: Option<String>,
    /// What will be discussed.
    #[schema(min_length = 1, max_length = 4000)]
    pub agenda: Option<String>,
}

/// The meetings of a series that was called.
#[derive(Clone, Debug, serde::Serialize, ToSchema)]
pub struct MeetingSeries {
    /// The series: each meeting bears it, and changes by itself from now on.
    pub series_id: Id,
    /// The meetings, earliest first.
    #[schema(max_items = 60)]
    pub meetings: Vec<Meeting>,
}

impl MeetingWeek {
    /// The day in a month; every month has each of them.
    fn day(self, first_of_month: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
        let (year, month) = (first_of_month.year(), first_of_month.month());
        let nth = |n| NaiveDate::from_weekday_of_month_opt(year, month, weekday.of_calendar(), n);
        match self {
            Self::First => nth(1),
            Self::Second => nth(2),
            Self::Third => nth(3),
            Self::Fourth => nth(4),
            Self::Last => nth(5).or_else(|| nth(4)),
        }
    }
}

impl Weekday {
    const fn of_calendar(self) -> chrono::Weekday {
        match self {
            Self::Monday => chrono::Weekday::Mon,
            Self::Tuesday => chrono::Weekday::Tue,
            Self::Wednesday => chrono::Weekday::Wed,
            Self::Thursday => chrono::Weekday::Thu,
            Self::Friday => chrono::Weekday::Fri,
            Self::Saturday => chrono::Weekday::Sat,
            Self::Sunday => chrono::Weekday::Sun,
        }
    }
}

/// The days of a series, at most one more than [`MOST`].
fn days(input: &MeetingSeriesInput) -> Vec<NaiveDate> {
    let mut days = Vec::new();
    let mut month = input.from.with_day(1);
    while let Some(first) = month {
        let day = input.week.day(first, input.weekday);
        let Some(day) = day.filter(|day| *day <= input.until) else {
            break;
        };
        // Until the first one is found, every month may hold it.
        let step = if day >= input.from {
            days.push(day);
            input.every_months
        } else {
            1
        };
        if days.len() > MOST {
            break;
        }
        month = first.checked_add_months(chrono::Months::new(step));
    }
    days
}

/// The seconds between midnight and a time of day; the schema has found it to be one.
fn seconds(time: &str) -> Option<i64> {
    let (hours, minutes) = time.split_once(':')?;
    Some(hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60)
}

/// Calls the meetings of a series.
pub fn create(
    tx: &mut Tx<'_>,
    of: Id,
    input: &MeetingSeriesInput,
) -> Result<(Id, Vec<MeetingRow>), Problem> {
    let partnership = hold(tx, of)?;
    let zone = partnership.zone();
    let days = days(input);
    let at = |day: NaiveDate| -> Timestamp {
        zone.start_of(day)
            .plus_seconds(seconds(&input.start_time).unwrap_or_default())
    };
    let first = days.first().copied().unwrap_or(input.from);
    let one = MeetingInput {
        kind: input.kind,
        title: input.title.clone(),
        starts_at: at(first),
        ends_at: None,
        place: input.place.clone(),
        chair_agency: input.chair_agency.clone(),
        agenda: input.agenda.clone(),
        minutes: None,
        decisions: Vec::new(),
    };
    let mut rules = Rules::default();
    check_days(input, days.len(), &mut rules);
    let one = check(tx, &partnership, one, None, rules)?;
    let series = Id::new();
    let mut rows = Vec::with_capacity(days.len());
    for day in days {
        let starts_at = at(day);
        let lasting = |minutes: i64| starts_at.plus_seconds(minutes * 60);
        let meeting = MeetingInput {
            starts_at,
            ends_at: input.duration_minutes.map(lasting),
            ..one.clone()
        };
        rows.push(insert(tx, &partnership, Some(series), meeting)?);
    }
    Ok((series, rows))
}

/// A series has at least one meeting and at most [`MOST`].
fn check_days(input: &MeetingSeriesInput, count: usize, rules: &mut Rules) {
    if input.until < input.from {
        rules.in_order(input.from, input.until, "/until");
    } else if count == 0 {
        rules.broken(
            "/until",
            "no_meeting",
            Text::new(
                "Tidak ada hari seperti itu di antara kedua tanggal ini.",
                "There is no such day between these dates.",
            ),
        );
    } else if count > MOST {
        rules.broken(
            "/until",
            "too_many_meetings",
            Text::owned(
                format!("Satu seri paling banyak {MOST} pertemuan."),
                format!("A series has at most {MOST} meetings."),
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(week: MeetingWeek, every_months: u32, from: &str, until: &str) -> String {
        let input = MeetingSeriesInput {
            kind: MeetingKind::Koordinasi,
            title: None,
            chair_agency: None,
            week,
            weekday: Weekday::Wednesday,
            every_months,
            from: from.parse().unwrap(),
            until: until.parse().unwrap(),
            start_time: "09:00".to_owned(),
            duration_minutes: None,
            place: None,
            agenda: None,
        };
        let days: Vec<String> = days(&input).iter().map(NaiveDate::to_string).collect();
        days.join(" ")
    }

    #[test]
    fn every_month_has_its_day() {
        assert_eq!(
            series(MeetingWeek::First, 1, "2024-01-01", "2024-12-31"),
            "2024-01-03 2024-02-07 2024-03-06 2024-04-03 2024-05-01 2024-06-05 \
             2024-07-03 2024-08-07 2024-09-04 2024-10-02 2024-11-06 2024-12-04"
        );
        // The last Wednesday is the fifth in January, May, July and October, else the fourth.
        assert_eq!(
            series(MeetingWeek::Last, 1, "2024-01-01", "2024-06-30"),
            "2024-01-31 2024-02-28 2024-03-27 2024-04-24 2024-05-29 2024-06-26"
        );
        assert_eq!(
            series(MeetingWeek::Fourth, 1, "2024-01-01", "2024-02-28"),
            "2024-01-24 2024-02-28"
        );
    }

    #[test]
    fn months_are_counted_from_the_first_meeting() {
        assert_eq!(
            series(MeetingWeek::First, 3, "2024-01-15", "2024-12-31"),
            "2024-02-07 2024-05-01 2024-08-07 2024-11-06"
        );
        assert_eq!(
            series(MeetingWeek::First, 12, "2024-01-03", "2026-01-07"),
            "2024-01-03 2025-01-01 2026-01-07"
        );
    }

    #[test]
    fn the_first_and_the_last_day_count() {
        assert_eq!(
            series(MeetingWeek::First, 1, "2024-02-07", "2024-03-06"),
            "2024-02-07 2024-03-06"
        );
        assert_eq!(
            series(MeetingWeek::First, 1, "2024-02-08", "2024-03-05"),
            ""
        );
        assert_eq!(
            series(MeetingWeek::First, 1, "2024-12-31", "2024-01-01"),
            ""
        );
    }

    #[test]
    fn it_stops_one_after_the_most() {
        let all = series(MeetingWeek::Second, 1, "2024-01-01", "9999-12-31");
        assert_eq!(all.split(' ').count(), MOST + 1);
    }

    #[test]
    fn a_time_of_day_is_so_many_seconds() {
        assert_eq!(seconds("00:00"), Some(0));
        assert_eq!(seconds("09:30"), Some(34_200));
        assert_eq!(seconds("23:59"), Some(86_340));
    }
}
