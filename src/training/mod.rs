//! Training: from the plan to the certificate and the job.
//!
//! A **program** is what an agency plans and pays for, a **batch** one run of it with a place, dates
//! and a quota, an **enrollment** one woman's way through a batch: from `applied` to `certified`.
//! Seed 000: "sudah banyak instansi yang menjalankan program pelatihan tersebut"; each agency sees
//! here who was trained by whom, in what, with what result.
//!
//! Programs and batches lie in the **area** of the agency that owns them ([`Who::area`]): a regency's
//! in its register, a province's and the ministry's where only their own level and those above look.
//! They are changed by their owner alone ([`Who::must_own`]). An enrollment lies in the **register**
//! of its person, so that a regency also sees which of its women a province trained; it belongs to
//! the batch's owner. What it links to (program, batch, person) keeps its own rules.
//!
//! [`Who::area`]: crate::auth::Who::area
//! [`Who::must_own`]: crate::auth::Who::must_own

pub mod attendance;
pub mod batches;
pub mod certificates;
pub mod enrollments;
mod lists;
pub mod outcome;
pub mod placements;
pub mod programs;
mod roster;
pub mod sessions;
pub mod speakers;

pub use lists::{FundSource, TrainingField, TrainingMethod};

/// The resources of training in audit and change feed, all read with `training:read`.
pub const RESOURCES: [&str; 7] = [
    "training-programs",
    "training-batches",
    "training-sessions",
    "training-speakers",
    "enrollments",
    "certificates",
    "job-placements",
];

use crate::routes::Routes;

/// The routes of training.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .configure(programs::routes)
        .configure(batches::routes)
        .configure(sessions::routes)
        .configure(speakers::routes)
        .configure(enrollments::routes)
        .configure(certificates::routes)
        .configure(placements::routes)
        .configure(outcome::routes)
        .configure(attendance::routes)
        .configure(roster::routes);
}
