//! Measures Sinergi's release binary from outside.
//!
//! [`stage`] starts what is measured, [`load`] drives it, [`limit`] is the hand-written code it is
//! held against. [`endure`] lets it die, race and drown, and compares what callers were told with the
//! tables. The figures stand in `benches/RESULTS.md`.

pub mod endure;
pub mod limit;
pub mod limits;
pub mod load;
pub mod stage;
