//! Training: batches, their seats, who took them, and the money.
//!
//! What is covered are **batches** within the caller's jurisdiction, by the area of the agency that
//! runs them: a regency does not count what a province runs, although it sees its own women's
//! enrollments there. A batch counts unless it is canceled, or its program is canceled or a draft:
//! as with businesses, a draft is nothing that others should count.
//!
//! * **Seats** are the quotas. **Accepted** are enrollments that hold or used a seat (accepted,
//!   attending, passed, failed, certified: [`EnrollmentStatus::SEATED`]). The row of a woman who
//!   withdrew does not say whether she had a seat. One who was dropped had one and is told apart: her
//!   seat goes to the first of the waiting list, so counting her as well would fill it twice.
//! * **Persons** are those accepted, each once by the keyed hash of the NIK, else by her row. How
//!   many agencies trained the same person is counted over the selection without its agency filter:
//!   "whom did others train as well" is asked by an agency about its own.
//! * **Money** belongs to programs. A program stands in each row where it has a batch; where region
//!   or quarter split it over rows, its budget is told in the totals alone, because every share of
//!   it would be made up. A program without a batch has no place and no day: it counts in the area
//!   of its agency and in its fiscal year, in the totals and where rows are not split so.
//!
//! [`EnrollmentStatus::SEATED`]: crate::training::enrollments::EnrollmentStatus::SEATED

mod concept;
mod http;
mod measure;
mod store;
mod types;

use crate::routes::Routes;

/// The route of statistics of training.
pub fn routes(routes: &mut Routes<'_>) {
    routes.service(http::training);
}
