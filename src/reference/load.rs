//! Loading the official lists as published.
