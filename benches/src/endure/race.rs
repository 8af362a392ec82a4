//! Many callers change the same rows through two instances.

use std::thread::scope;
use std::time::Duration;

use anyhow::{Result, bail, ensure};

use super::caller::{Ask, Caller};
use super::kill::{joined, spawn};
use super::{Curtain, Tokens, on_stage, options};
use crate::stage::{Binary, Kind, Service};

/// How many rows all callers share.
const ROWS: usize = 8;
/// How many callers there are.
const CALLERS: usize = 64;

/// Counts in the names of a few businesses, each step under If-Match; at the end each name must say
/// how many steps were acknowledged.
pub fn race(binary: &Binary, kind: Kind, time: Duration) -> Result<()> {
    on_stage(kind, |_, database| {
        let instances = (0..if kind == Kind::Postgres { 2 } else { 1 })
            .map(|_| Service::start(binary, database, &options()))
            .collect::<Result<Vec<_>>>()?;
        let bases: Vec<String> = instances.iter().map(Service::base).collect();
        let tokens = Tokens::of(binary, database, &instances[0])?;
        let mut first = Caller::new(&bases, &tokens.regency, 0);
        let paths = (0..ROWS)
            .map(|_| enter(&mut first))
            .collect::<Result<Vec<_>>>()?;
        let curtain = Curtain::default();
        let counted = scope(|threads| {
            let (curtain, paths) = (&curtain, &paths);
            let callers: Vec<_> = (0..CALLERS)
                .map(|n| {
                    let mut caller = Caller::new(&bases, &tokens.regency, 1 + n as u64);
                    spawn(threads, curtain, move || {
                        count(&mut caller, paths, n, curtain)
                    })
                })
                .collect();
            std::thread::sleep(time);
            curtain.fall();
            callers.into_iter().map(joined).collect::<Result<Vec<_>>>()
        })?;
        let mut refused = 0;
        for (row, path) in paths.iter().enumerate() {
            let steps: i64 = counted.iter().map(|steps| steps.done[row]).sum();
            let held = first.insist(&Ask::get(path))?.expect(200)?;
            ensure!(
                held.text("/name")? == name(steps) && held.number("/version")? == steps + 1,
                "{steps} changes of a row were acknowledged, it says {} in version {}",
                held.text("/name")?,
                held.number("/version")?
            );
        }
        for steps in &counted {
            refused += steps.refused;
        }
        let done: i64 = counted.iter().flat_map(|steps| steps.done).sum();
        ensure!(
            done > 0 && refused > 0,
            "nobody raced: {done} done, {refused} refused"
        );
        println!(
            "race {}, {} instance(s), {CALLERS} clients on {ROWS} rows for {} s: {done} changes \
             acknowledged, {refused} refused with 412, none lost",
            kind.name(),
            instances.len(),
            time.as_secs(),
        );
        Ok(())
    })
}

fn name(steps: i64) -> String {
    format!("Adu {steps}")
}

fn enter(caller: &mut Caller) -> Result<String> {
    let body = serde_json::to_vec(&serde_json::json!({
        "name": name(0),
        "region_code": "64.02",
    }))?;
    let key = uuid::Uuid::new_v4().to_string();
    let ask = Ask::post("/v1/businesses", &key, "application/json", &body);
    let made = caller.insist(&ask)?.expect(201)?;
    Ok(format!("/v1/businesses/{}", made.text("/id")?))
}

#[derive(Default)]
struct Steps {
    done: [i64; ROWS],
    refused: u64,
}

fn count(caller: &mut Caller, paths: &[String], n: usize, curtain: &Curtain) -> Result<Steps> {
    let mut steps = Steps::default();
    let mut row = n % ROWS;
    while !curtain.has_fallen() {
        row = (row + 1) % ROWS;
        let held = caller.insist(&Ask::get(&paths[row]))?.expect(200)?;
        let said = held.text("/name")?;
        let Some(number) = said.strip_prefix("Adu ") else {
            bail!("a row is named {said}");
        };
        let next = name(number.parse::<i64>()? + 1);
        let body = serde_json::to_vec(&serde_json::json!({ "name": next }))?;
        // Nobody dies here, so an answer that never came is a fault.
        let answer = caller.once(&Ask::patch(&paths[row], &held.etag, &body))?;
        match answer.status {
            200 => steps.done[row] += 1,
            412 => steps.refused += 1,
            503 => {}
            _ => drop(answer.expect(200)?),
        }
    }
    Ok(steps)
}
