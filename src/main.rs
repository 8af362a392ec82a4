//! Reads the command and calls the library.

fn main() {}
