//! Enrollments: one woman's way through a batch, from `applied` to `certified`.
//!
//! An enrollment lies in the register of its person and belongs to the agency of its batch, which
//! alone changes it. Whether a woman may take part is worked out from the program's rules
//! ([`eligibility`], a pure file) and explained; a rule that is not met is overridden only with a
//! reason. A batch never has more seats taken than its quota, and a woman has one active enrollment
//! in it, also when a second row of hers stands in another register (the NIK's keyed hash tells).
//!
//! Everything that gives or takes a seat happens under the batch's lock
//! ([`batches::store::hold`](crate::training::batches::store::hold)). A place that is given up goes
//! in the same transaction to the first of the waiting list ([`seats`]). When the batch ends, no
//! enrollment stays undecided ([`close`]).

mod close;
mod eligibility;
mod explain;
mod facts;
mod http;
mod list;
pub mod row;
pub mod seats;
mod status;
pub mod store;
mod transition;
mod types;
mod view;

pub use close::{cancel, complete, record_all};
pub use eligibility::{EligibilityRule, EligibilityVerdict};
pub use row::EnrollmentRow;
pub use status::EnrollmentStatus;
pub use transition::{advance, certify, uncertify};
pub use types::{Enrollment, EnrollmentInput};
pub use view::views;

use crate::routes::Routes;

/// The routes of enrollments.
pub fn routes(routes: &mut Routes<'_>) {
    routes
        .service(http::of_batch)
        .service(http::create)
        .service(http::eligibility)
        .service(http::all)
        .service(http::get)
        .service(http::transition)
        .service(http::history);
}
