//! Writes row by row and keeps what it was told.

use anyhow::{Context, Result};

use super::Curtain;
use super::caller::{Ask, Caller};

/// What the names of rows written one by one begin with.
pub const NAMES: &str = "Tahan";

/// A business that the service said it has.
#[derive(Debug)]
pub struct Told {
    pub id: String,
    pub name: String,
    pub version: i64,
}

/// Enters businesses and renames each second one, until the curtain falls.
///
/// Every request is insisted on: what was sent is known to be done before the next is sent.
pub fn write(caller: &mut Caller, number: usize, curtain: &Curtain) -> Result<Vec<Told>> {
    let mut told = Vec::new();
    let mut n = 0_u64;
    while !curtain.has_fallen() {
        n += 1;
        let mut business = enter(caller, &format!("{NAMES} {number}-{n}"))?;
        if n.is_multiple_of(2) {
            rename(caller, &mut business)?;
        }
        told.push(business);
    }
    Ok(told)
}

fn enter(caller: &mut Caller, name: &str) -> Result<Told> {
    let body = serde_json::to_vec(&serde_json::json!({
        "name": name,
        "region_code": "64.02",
        "sector": "kuliner",
        "contact": { "phone": "081200000001" },
    }))?;
    let key = uuid::Uuid::new_v4().to_string();
    let ask = Ask::post("/v1/businesses", &key, "application/json", &body);
    let answer = caller.insist(&ask)?.expect(201)?;
    Ok(Told {
        id: answer.text("/id")?.to_owned(),
        name: answer.text("/name")?.to_owned(),
        version: answer.number("/version")?,
    })
}

/// Whoever does not hear what became of a change reads the row again: its tag says it.
fn rename(caller: &mut Caller, business: &mut Told) -> Result<()> {
    let path = format!("/v1/businesses/{}", business.id);
    let wanted = format!("{} baru", business.name);
    let body = serde_json::to_vec(&serde_json::json!({ "name": wanted }))?;
    for _ in 0..200 {
        let held = caller.insist(&Ask::get(&path))?.expect(200)?;
        if held.text("/name")? == wanted {
            business.version = held.number("/version")?;
            business.name = wanted;
            return Ok(());
        }
        // Whatever it answers, the next look tells.
        drop(caller.once(&Ask::patch(&path, &held.etag, &body)));
    }
    Err(anyhow::anyhow!("a business could not be renamed")).context(path)
}
