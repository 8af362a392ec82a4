//! Far more callers than one instance can serve, and many that only hold a connection.

use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::{Tokens, on_stage, options};
use crate::load::{Answer, Caller, Figures, Plan, request, send};
use crate::stage::{Binary, Kind, Service};

/// Callers that keep one instance busy.
const ENOUGH: usize = 32;
/// Callers that ask for much more than it can do.
const TOO_MANY: usize = 1_500;
/// Connections that ask for nothing.
const IDLE: usize = 2_000;
/// How many times its capacity the instance must have been asked for.
const OFFERED: f64 = 1.5;
/// The most memory an instance may hold meanwhile, in MB.
const MEMORY: f64 = 256.0;
/// The share of a fresh instance's capacity that must be there after.
const AGAIN: f64 = 0.8;

/// Enters businesses and reads them back, and takes clear refusals for an answer.
struct Mixed {
    headers: String,
    body: Vec<u8>,
    n: u64,
    may_refuse: bool,
}

impl Caller for Mixed {
    fn write(&mut self, out: &mut Vec<u8>) {
        self.n += 1;
        if self.n.is_multiple_of(2) {
            let path = "/v1/businesses?region=64.02&limit=10";
            request(out, "GET", path, &self.headers, b"");
        } else {
            let headers = format!("{}Content-Type: application/json\r\n", self.headers);
            request(out, "POST", "/v1/businesses", &headers, &self.body);
        }
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<()> {
        match answer.status {
            200 | 201 => Ok(()),
            503 if self.may_refuse => {
                let wait = answer
                    .header("retry-after")
                    .context("503 without Retry-After")?;
                wait.parse::<u32>().context("Retry-After in seconds")?;
                let problem: serde_json::Value = serde_json::from_slice(answer.body)?;
                ensure!(problem["code"] == "busy", "503 is not clear: {problem}");
                Ok(())
            }
            _ => answer.expect(200),
        }
    }
}

fn callers(count: usize, token: &str, may_refuse: bool) -> Vec<Mixed> {
    (0..count)
        .map(|n| Mixed {
            headers: format!("Authorization: Bearer {token}\r\n"),
            body: br#"{"name":"Beban","region_code":"64.02"}"#.to_vec(),
            n: n as u64,
            may_refuse,
        })
        .collect()
}

fn served(figures: &Figures) -> f64 {
    let all: u64 = figures.statuses.values().sum();
    let fine: u64 = [200, 201]
        .iter()
        .filter_map(|s| figures.statuses.get(s))
        .sum();
    figures.rate() * fine as f64 / all.max(1) as f64
}

/// Measures the capacity, asks for about twice of it, holds idle connections, measures again; and a
/// fresh instance on what is recorded by then, for the rows of the load slow down both alike.
pub fn overload(binary: &Binary, kind: Kind, time: Duration) -> Result<()> {
    on_stage(kind, |_, database| {
        let service = Service::start(binary, database, &options())?;
        let token = Tokens::of(binary, database, &service)?.regency;
        let megabytes = || anyhow::Ok(service.usage()?.memory as f64 / 1e6);
        let rest = megabytes()?;
        let load_on = |service: &Service, count, may_refuse, measured| {
            let plan = Plan {
                warm_up: Duration::from_secs(2),
                measured,
            };
            send(service.address(), callers(count, &token, may_refuse), plan).map(|done| done.0)
        };
        let load = |count, may_refuse, measured| load_on(&service, count, may_refuse, measured);
        let before = load(ENOUGH, false, Duration::from_secs(10))?.faultless()?;
        let over = load(TOO_MANY, true, time)?.faultless()?;
        let under_load = megabytes()?;
        let idle = (0..IDLE)
            .map(|_| Ok(TcpStream::connect(service.address())?))
            .collect::<Result<Vec<_>>>()?;
        let with_idle = load(ENOUGH, false, Duration::from_secs(5))?.faultless()?;
        let memory_idle = megabytes()?;
        drop(idle);
        let after = load(ENOUGH, false, Duration::from_secs(10))?.faultless()?;
        let peak = service.usage()?.peak as f64 / 1e6;
        service.stop()?;
        let other = Service::start(binary, database, &options())?;
        let fresh = load_on(&other, ENOUGH, false, Duration::from_secs(10))?.faultless()?;
        other.stop()?;
        let offered = over.rate() / served(&before);
        println!(
            "overload {}: capacity {:.0}/s (p99 {:.1} ms); {TOO_MANY} callers for {} s offered {offered:.1} \
             times that: {:.0}/s served, statuses {:?}, p99 {:.1} ms, longest {:.0} ms; \
             {IDLE} idle connections: {:.0}/s served; after: {:.0}/s, \
             a fresh instance: {:.0}/s. \
             Memory in MB: {rest:.0} at rest, {under_load:.0} after the load, {memory_idle:.0} with \
             the idle ones, {peak:.0} at most",
            kind.name(),
            served(&before),
            before.latency(0.99),
            time.as_secs(),
            served(&over),
            over.statuses,
            over.latency(0.99),
            over.longest(),
            served(&with_idle),
            served(&after),
            served(&fresh),
        );
        // Refusals take their share of the same processors: two cores answer no more than about twice
        // what they can serve, however many ask.
        ensure!(
            offered >= OFFERED,
            "only {offered:.1} times the capacity was offered"
        );
        ensure!(over.statuses.contains_key(&503), "nobody was refused");
        ensure!(peak <= MEMORY, "{peak:.0} MB at most");
        let again = served(&after) / served(&fresh);
        ensure!(again >= AGAIN, "only {again:.2} of the capacity came back");
        Ok(())
    })
}
