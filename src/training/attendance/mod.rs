//! Attendance: who was at which session, and the share that decides who passes.
//!
//! Only sessions that have begun count. `hadir` counts as present, the excuses do not: the share is
//! that of the sessions she was at, as the agencies' programs count it.

mod share;

pub use share::{Share, share, shares};
