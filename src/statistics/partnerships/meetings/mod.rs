//! Meetings: held against planned, who was there, and what followed.
//!
//! A meeting lies where its partnership does, and in the quarter of its day in the coordinator's
//! time zone. Attendance is told of meetings that were held, of parties that have a mark there: a
//! party without one is not taken for absent. Follow-ups of an obstacle that a meeting named are
//! counted with the obstacle, and not here as well.

mod measure;
mod types;

pub(super) use measure::count;
pub(super) use types::{MeetingStatistic, MeetingStatisticQuery};
