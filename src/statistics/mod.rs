//! Figures of the register, each with what it counts, how much it covers and when it holds.
//!
//! A figure without its definition is worth little: officials' numbers disagree because nobody
//! says what was counted. Every answer therefore carries concept, definition, unit, instant,
//! region code system, source, the states that count, and its coverage: every counted unit of the
//! selection is shown in a row (mapped), may belong to the concept but lacks a value (unmapped,
//! with the reason), or is known not to belong to it (outside, with the reason).
//! `mapped + unmapped = total`, and the rows add up to `mapped`.
//!
//! Families of statistics that answer so: [`businesses`] counts businesses and the women who own
//! them, [`quality`] how good the data on them are, [`training`] batches of training and the persons
//! who were trained.
//!
//! Persons are counted apart from what they own or attend, and once by the keyed hash of the NIK,
//! so that a woman whom two registers know is one woman. A woman in two rows stands in both; hence
//! only `totals` says how many women there are.
//!
//! The register keeps the present state, so figures hold for the instant of the answer; a past date
//! is refused instead of answered with today's figures. All figures of an answer are read from one
//! snapshot of the database.

mod businesses;
mod envelope;
mod grouping;
mod partnerships;
mod quality;
mod training;

pub(crate) use envelope::ratio;
pub use partnerships::ObstacleAge;

use crate::routes::Routes;

/// The routes of statistics.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .configure(businesses::routes)
        .configure(quality::routes)
        .configure(training::routes)
        .configure(partnerships::routes);
}
