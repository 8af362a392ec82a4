//! Quarters: the coordinator closes one, and its figures then stand.

pub(super) mod store;

pub(super) use store::closed;
