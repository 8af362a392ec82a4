//! Follows the change feed.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::Curtain;
use super::caller::{Ask, Caller};

/// An entry of the feed: resource, id, version, kind.
pub type Entry = (String, String, i64, String);

/// How long the feed must stay silent at the end: on PostgreSQL its horizon is the whole cluster's.
const SILENCE: Duration = Duration::from_secs(3);

/// Reads from the feed's beginning until the curtain has fallen and nothing new came for a while.
pub fn read(caller: &mut Caller, curtain: &Curtain) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut cursor = String::new();
    let mut silent_since: Option<Instant> = None;
    loop {
        let path = format!("/v1/changes?limit=200{cursor}");
        let page = caller.insist(&Ask::get(&path))?.expect(200)?;
        let next = page.text("/next_cursor")?;
        cursor = format!("&cursor={next}");
        let items = page.body["items"].as_array().context("no items")?;
        for item in items {
            let text = |name: &str| item[name].as_str().map(str::to_owned);
            entries.push((
                text("resource").context("no resource")?,
                text("id").context("no id")?,
                item["version"].as_i64().context("no version")?,
                text("kind").context("no kind")?,
            ));
        }
        if !items.is_empty() {
            silent_since = None;
            continue;
        }
        let since = *silent_since.get_or_insert_with(Instant::now);
        if curtain.has_fallen() && since.elapsed() >= SILENCE {
            return Ok(entries);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Fails unless what was read is what the table holds, entry by entry.
pub fn compare(read: &[Entry], held: &[Entry]) -> Result<()> {
    let first = read.iter().zip(held).position(|(read, held)| read != held);
    ensure!(
        first.is_none() && read.len() == held.len(),
        "the feed gave {} entries, the table holds {}; the first that differ: {:?} {:?}",
        read.len(),
        held.len(),
        read.get(first.unwrap_or(held.len())).map(shown),
        held.get(first.unwrap_or(read.len())).map(shown),
    );
    Ok(())
}

fn shown(entry: &Entry) -> Value {
    serde_json::json!([entry.0, entry.1, entry.2, entry.3])
}
