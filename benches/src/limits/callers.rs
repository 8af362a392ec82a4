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

/// The NIB of the business that is entered first.
pub(super) const NIB: &str = "0220100012345";
/// Its telephone.
pub(super) const PHONE: &str = "081255501234";

/// Enters one business after the other, which differ by their NIB and their telephone.
pub(super) struct Poster {
    /// The body of the first.
    pub(super) body: Arc<str>,
    pub(super) headers: Arc<str>,
    pub(super) size: Size,
    pub(super) random: fastrand::Rng,
}

/// The path of businesses.
pub(super) const BUSINESSES: &str = "/v1/businesses";

impl Caller for Poster {
    fn write(&mut self, out: &mut Vec<u8>) {
        let nib = self.random.u64(0..10_000_000_000_000);
        let phone = nib % 100_000_000;
        let body = self.body.replacen(NIB, &format!("{nib:013}"), 1);
        let body = body.replacen(PHONE, &format!("0812{phone:08}"), 1);
        request(out, "POST", BUSINESSES, &self.headers, body.as_bytes());
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<()> {
        answer.expect(201)?;
        check(answer, self.size, 0)
    }
}

/// Changes its own businesses in turn, each under the tag of the answer before.
pub(super) struct Patcher {
    /// Path and tag.
    pub(super) rows: Vec<(String, String)>,
    pub(super) headers: Arc<str>,
    pub(super) size: Size,
    pub(super) next: usize,
}

impl Caller for Patcher {
    fn write(&mut self, out: &mut Vec<u8>) {
        self.next += 1;
        let row = self.next % self.rows.len();
        let (path, tag) = &self.rows[row];
        // Another year each time a business comes round again.
        let year = 1950 + (self.next / self.rows.len()) % 70;
        let headers = format!("{}If-Match: {tag}\r\n", self.headers);
        let body = format!(r#"{{"started_on":"{year}"}}"#);
        request(out, "PATCH", path, &headers, body.as_bytes());
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<()> {
        answer.expect(200)?;
        let row = self.next % self.rows.len();
        if let Some(tag) = answer.header("etag") {
            tag.clone_into(&mut self.rows[row].1);
        }
        check(answer, self.size, 0)
    }
}

/// Sends a mixture: of ten requests six read a business, two a page, one enters and one changes.
pub(super) struct Mixture {
    pub(super) one: Reader,
    pub(super) page: Reader,
    pub(super) poster: Poster,
    pub(super) patcher: Patcher,
    pub(super) random: fastrand::Rng,
    pub(super) last: u32,
}

impl Mixture {
    fn current(&mut self) -> &mut dyn Caller {
        match self.last {
            0..6 => &mut self.one,
            6..8 => &mut self.page,
            8 => &mut self.poster,
            _ => &mut self.patcher,
        }
    }
}

impl Caller for Mixture {
    fn write(&mut self, out: &mut Vec<u8>) {
        self.last = self.random.u32(..10);
        self.current().write(out);
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<()> {
        self.current().read(answer)
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
