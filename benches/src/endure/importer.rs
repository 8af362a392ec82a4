//! Brings in one file after the other and keeps what became of each.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::Curtain;
use super::caller::{Answer, Ask, Caller};
use crate::stage::generate;

/// The system the imported rows come from.
pub const SOURCE: &str = "bench";
/// Rows of one file.
const ROWS: usize = 5_000;
/// Rows in all; a machine that imports faster than this ends its files early.
const MOST: u32 = 103_021;

/// What became of a file.
#[derive(Debug)]
pub struct Brought {
    pub id: String,
    pub atomic: bool,
    pub status: String,
    pub created: i64,
}

/// Imports files of made-up businesses, every second one as a whole, until the curtain falls.
pub fn bring(caller: &mut Caller, folder: &Path, curtain: &Curtain) -> Result<Vec<Brought>> {
    let file = folder.join("rows.csv");
    generate(MOST, &file)?;
    let text = std::fs::read_to_string(&file)?;
    let mut lines = text.lines();
    let header = lines.next().context("no header")?;
    let rows: Vec<&str> = lines.collect();
    let mut brought = Vec::new();
    for (n, rows) in rows.chunks(ROWS).enumerate() {
        if curtain.has_fallen() {
            break;
        }
        let body = format!("{header}\n{}\n", rows.join("\n"));
        brought.push(one(caller, body.as_bytes(), n % 2 == 1)?);
    }
    Ok(brought)
}

fn one(caller: &mut Caller, body: &[u8], atomic: bool) -> Result<Brought> {
    let key = uuid::Uuid::new_v4().to_string();
    let path = format!("/v1/imports?kind=businesses&mode=commit&source={SOURCE}&atomic={atomic}");
    let ask = Ask::post(&path, &key, "text/csv", body);
    let id = caller.insist(&ask)?.expect(202)?.text("/id")?.to_owned();
    let path = format!("/v1/imports/{id}");
    for _ in 0..6_000 {
        let job: Answer = caller.insist(&Ask::get(&path))?.expect(200)?;
        let status = job.text("/status")?;
        if ["completed", "partially_completed", "failed", "canceled"].contains(&status) {
            return Ok(Brought {
                id,
                atomic,
                status: status.to_owned(),
                created: job.number("/created")?,
            });
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    bail!("import {id} did not end")
}
