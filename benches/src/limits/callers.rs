//! Who sends what in a run.

use std::sync::Arc;

use anyhow::{Result, ensure};

use crate::load::{Answer, Caller, request};

/// The size an answer must have.
#[derive(Clone, Copy, Debug)]
pub(super) enum Size {
    /// This many bytes, the same for every request.
    Exactly(usize),
    /// What the request's own answer had when it was first asked for.
    AsBefore,
    /// It differs by what was written; it must hold something.
    Any,
}

/// A path that is read, and the size of its answer.
#[derive(Clone, Debug)]
pub(super) struct Path {
    pub(super) path: String,
    pub(super) size: usize,
}

/// Reads paths in random order.
pub(super) struct Reader {
    pub(super) paths: Arc<Vec<Path>>,
    pub(super) headers: Arc<str>,
    pub(super) size: Size,
    pub(super) random: fastrand::Rng,
    pub(super) last: usize,
}

impl Caller for Reader {
    fn write(&mut self, out: &mut Vec<u8>) {
        self.last = self.random.usize(..self.paths.len());
        request(out, "GET", &self.paths[self.last].path, &self.headers, &[]);
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<()> {
        answer.expect(200)?;
        check(answer, self.size, self.paths[self.last].size)
    }
}

/// Enters one business after the other, which differ by their NIB.
pub(super) struct Poster {
    /// The body before and after the NIB.
    pub(super) body: Arc<(String, String)>,
    pub(super) headers: Arc<str>,
    pub(super) size: Size,
    pub(super) random: fastrand::Rng,
}

/// The path of businesses.
pub(super) const BUSINESSES: &str = "/v1/businesses";

impl Caller for Poster {
    fn write(&mut self, out: &mut Vec<u8>) {
        let nib = self.random.u64(0..10_000_000_000_000);
        let body = format!("{}{nib:013}{}", self.body.0, self.body.1);
        request(out, "POST", BUSINESSES, &self.headers, body.as_bytes());
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<()> {
        answer.expect(201)?;
        check(answer, self.size, 0)
    }
}

fn check(answer: &Answer<'_>, size: Size, before: usize) -> Result<()> {
    let wanted = match size {
        Size::Exactly(size) => size,
        Size::AsBefore => before,
        Size::Any => answer.body.len().max(1),
    };
    let held = answer.body.len();
    ensure!(held == wanted, "a body of {held} bytes instead of {wanted}");
    Ok(())
}
