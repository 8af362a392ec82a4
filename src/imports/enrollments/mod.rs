//! Enrollments by import: a list of participants becomes enrollments, results and attendance.
//!
//! Each row is written by itself, in a savepoint of its own, through the very functions of the API:
//! seats are counted and the waiting list moves on, so that how a row comes out depends on the rows
//! before it. A dry run does the same in one transaction that is rolled back.
//!
//! Whom a row means is found in this order, and never guessed between two ([`whom`]):
//!
//! 1. the id of an enrollment of this batch: the row is hers, and changes neither her nor her
//!    business;
//! 2. the NIK, within the register of the row's region;
//! 3. the business with its owner, exactly as an import of businesses finds or enters both
//!    ([`super::link`]); what a regency owns is linked and not changed;
//! 4. her name among the women of this batch ([`members`]), where only one of them fits;
//! 5. else she is somebody new.
//!
//! A row that says how far she is brings her there step by step ([`moves`]); she is never taken
//! back: a row that says less than is recorded changes nothing and is told. What the row leaves
//! blank stays as it is. A list may name women who were never entered
//! while registration was open, since it records what was: only the day of application must lie
//! within the window.

mod aliases;
mod bring;
mod members;
mod moves;
mod read;
mod refusal;
mod whom;
mod words;
mod write;

pub use aliases::field_of;
pub use write::write;
