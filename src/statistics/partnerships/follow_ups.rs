//! Follow-ups, counted below the obstacle or the meeting that they follow from.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::days::{between, median};
use super::selection::{Selection, selected};
use crate::auth::Who;
use crate::db::{Conn, Id, on};
use crate::http::Problem;
use crate::partnerships::follow_ups::FollowUpStatus;
use crate::schema::{follow_ups, partnerships};
use crate::statistics::envelope::ratio;

/// What is counted of follow-ups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct FollowUpFigures {
    /// Follow-ups, whatever became of them.
    #[schema(minimum = 0)]
    pub total: i64,
    /// Done.
    #[schema(minimum = 0)]
    pub done: i64,
    /// Canceled.
    #[schema(minimum = 0)]
    pub canceled: i64,
    /// Neither done nor canceled.
    #[schema(minimum = 0)]
    pub open: i64,
    /// Of these, those past their day.
    #[schema(minimum = 0)]
    pub overdue: i64,
    /// The share done of those not canceled, in percent; null without any.
    #[schema(
        required,
        max_length = 6,
        pattern = r"^\d{1,3}\.\d{2}$",
        example = "66.67"
    )]
    pub completion_percent: Option<String>,
    /// The median of the days from when they were given until they were done; null without one that
    /// is done.
    #[schema(
        required,
        max_length = 10,
        pattern = r"^\d{1,7}\.\d$",
        example = "12.5"
    )]
    pub median_days: Option<String>,
}

/// A follow-up as counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct FollowUp {
    /// Its state.
    pub status: FollowUpStatus,
    /// When it was given.
    pub assigned_on: NaiveDate,
    /// By when.
    pub due_on: NaiveDate,
    /// When it was done.
    pub done_on: Option<NaiveDate>,
}

impl FollowUp {
    /// Whether it is past its day and neither done nor canceled.
    pub(super) fn is_overdue(self, today: NaiveDate) -> bool {
        self.status.is_open() && self.due_on < today
    }
}

/// The follow-ups of the partnerships selected, by the obstacle they follow from, else by the meeting.
pub(super) fn by_cause(
    conn: &mut Conn,
    who: &Who,
    selection: &Selection,
) -> Result<HashMap<Id, Vec<FollowUp>>, Problem> {
    type Read = (
        Option<Id>,
        Option<Id>,
        FollowUpStatus,
        NaiveDate,
        NaiveDate,
        Option<NaiveDate>,
    );
    let rows: Vec<Read> = on!(conn, |c| {
        let q = follow_ups::table
            .inner_join(partnerships::table.on(partnerships::id.eq(follow_ups::partnership_id)));
        selected!(q, who, selection)
            .select((
                follow_ups::obstacle_id,
                follow_ups::meeting_id,
                follow_ups::status,
                follow_ups::assigned_on,
                follow_ups::due_on,
                follow_ups::done_on,
            ))
            .load(c)
    })?;
    let mut found: HashMap<Id, Vec<FollowUp>> = HashMap::new();
    for (obstacle, meeting, status, assigned_on, due_on, done_on) in rows {
        let Some(cause) = obstacle.or(meeting) else {
            continue;
        };
        found.entry(cause).or_default().push(FollowUp {
            status,
            assigned_on,
            due_on,
            done_on,
        });
    }
    Ok(found)
}

/// Follow-ups of one group while they are counted.
#[derive(Clone, Debug, Default)]
pub(super) struct FollowUpCount {
    figures: FollowUpFigures,
    days: Vec<i64>,
}

impl FollowUpCount {
    /// Counts one.
    pub(super) fn add(&mut self, one: FollowUp, today: NaiveDate) {
        let held = &mut self.figures;
        held.total += 1;
        held.open += i64::from(one.status.is_open());
        held.overdue += i64::from(one.is_overdue(today));
        held.canceled += i64::from(one.status == FollowUpStatus::Canceled);
        if one.status == FollowUpStatus::Done {
            held.done += 1;
            self.days
                .extend(one.done_on.map(|day| between(one.assigned_on, day)));
        }
    }

    /// The figures.
    pub(super) fn finish(self) -> FollowUpFigures {
        let held = self.figures;
        FollowUpFigures {
            completion_percent: ratio(held.done, held.total - held.canceled, 100),
            median_days: median(self.days),
            ..held
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follow_ups_are_counted_by_hand() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2024-06-30");
        let mut count = FollowUpCount::default();
        for (status, due, done) in [
            (FollowUpStatus::Done, "2024-05-01", Some("2024-04-11")),
            (FollowUpStatus::Done, "2024-05-01", Some("2024-05-16")),
            (FollowUpStatus::Open, "2024-06-29", None),
            (FollowUpStatus::InProgress, "2024-06-30", None),
            (FollowUpStatus::Canceled, "2024-04-02", None),
        ] {
            let one = FollowUp {
                status,
                assigned_on: day("2024-04-01"),
                due_on: day(due),
                done_on: done.map(day),
            };
            count.add(one, today);
        }
        let figures = count.finish();
        assert_eq!(
            figures,
            FollowUpFigures {
                total: 5,
                done: 2,
                canceled: 1,
                open: 2,
                overdue: 1,
                completion_percent: Some("50.00".to_owned()),
                median_days: Some("27.5".to_owned()),
            }
        );
        assert_eq!(
            FollowUpCount::default().finish(),
            FollowUpFigures::default()
        );
    }
}
