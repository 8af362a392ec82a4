//! Target against realization, and budgets absorbed.
//!
//! What is counted are **quarterly targets**: a target in a quarter for which something was planned
//! or reported. One counts once a figure of it counts, and when its quarter has ended without one:
//! an agency that reports nothing is not left out of the picture. The figures are those of
//! [`figures`], the one place that knows which revision counts.
//!
//! * **Units** are never added together: a row is always of one indicator and one unit, and of one
//!   name where the indicator is `lainnya`. Percentages are not added either.
//! * A target lies in its region, else where its activity or its partnership does.
//! * **Money** belongs to activities, which have no quarter of their own: budgets stand in `totals`, by
//!   partnership, agency and region. An activity lies in the smallest region that holds all of its
//!   regions, so that nothing is split.
//!
//! [`figures`]: crate::partnerships::figures

mod achievement;
mod budget;
mod measure;
mod types;

pub(super) use measure::count;
pub(super) use types::{PartnershipStatistic, PartnershipStatisticQuery};
