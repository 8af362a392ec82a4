//! Measures Sinergi's release binary from outside.
//!
//! [`stage`] starts what is measured, [`load`] drives it, [`limit`] is the hand-written code it is
//! held against. The figures stand in `benches/RESULTS.md`.

pub mod limit;
pub mod limits;
pub mod load;
pub mod stage;
