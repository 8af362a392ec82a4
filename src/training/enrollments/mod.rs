//! Enrollments: one woman's way through a batch, from `applied` to `certified`.

mod status;

pub use status::EnrollmentStatus;
