//! Obstacles: open and overdue, by category, severity and age; what followed from them, and how long
//! it took.
//!
//! An obstacle lies in the region it names, else where its activity or its partnership does. One is
//! overdue when a follow-up of it is: it has no other day of its own. Each is as old as it stood,
//! so that the open and the closed are told by the same classes.

mod measure;
mod types;

pub(super) use measure::count;
pub(super) use types::{ObstacleStatistic, ObstacleStatisticQuery};
