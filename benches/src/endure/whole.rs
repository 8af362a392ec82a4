//! A whole list as lines: how soon it begins, how fast it goes, what memory it takes.

use std::io::{BufRead, BufReader};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{PROVINCE, Tokens, on_stage, options};
use crate::stage::{Binary, Kind, Service, generate};

/// How long the first byte may take.
const FIRST: Duration = Duration::from_secs(1);
/// The most memory above that of the idle instance, in MB.
const MEMORY: f64 = 150.0;
/// How often the memory is looked at.
const EVERY: Duration = Duration::from_millis(20);

/// A list read to its end.
struct Read {
    first: Duration,
    whole: Duration,
    lines: u64,
    bytes: u64,
}

/// Enters so many businesses and reads all of them as lines, plain and with the columns of SIDT.
pub fn whole(binary: &Binary, kind: Kind, rows: u32) -> Result<()> {
    on_stage(kind, |room, database| {
        let file = room.path().join("rows.csv");
        generate(rows, &file)?;
        let file = file.to_string_lossy();
        let began = Instant::now();
        binary.run(
            database,
            &[
                "import",
                "businesses",
                &file,
                "--agency",
                PROVINCE,
                "--actor",
                "whole",
                "--source",
                "whole",
            ],
        )?;
        println!(
            "{}: {rows} rows imported in {:.0?}",
            kind.name(),
            began.elapsed()
        );
        let service = Service::start(binary, database, &options())?;
        let tokens = Tokens::of(binary, database, &service)?;
        let total = total(&service, &tokens.province)?;
        let mut failed = Vec::new();
        for path in [
            "/v1/businesses",
            "/v1/businesses?sort=name",
            "/v1/businesses?columns=sidt",
        ] {
            // What the reads before left in the allocator belongs to the idle instance.
            let idle = service.usage()?.memory;
            let (read, peak) = watched(&service, || read(&service, &tokens.province, path))?;
            let above = (peak.saturating_sub(idle)) as f64 / 1e6;
            println!(
                "{path}: first byte {:.0?}, {} lines and {:.0} MB in {:.1?} ({:.0} lines/s), \
                 memory {:.0} MB idle, at most {above:.0} MB more",
                read.first,
                read.lines,
                read.bytes as f64 / 1e6,
                read.whole,
                read.lines as f64 / read.whole.as_secs_f64(),
                idle as f64 / 1e6,
            );
            ensure!(
                read.lines == total,
                "{path}: {} lines, not {total}",
                read.lines
            );
            if read.first > FIRST {
                failed.push(format!("{path}: the first byte took {:.0?}", read.first));
            }
            if above > MEMORY {
                failed.push(format!("{path}: {above:.0} MB above the idle instance"));
            }
        }
        ensure!(failed.is_empty(), "{}", failed.join("; "));
        Ok(())
    })
}

fn total(service: &Service, token: &str) -> Result<u64> {
    let page: Value = ureq::get(format!(
        "{}/v1/businesses?limit=1&count=exact",
        service.base()
    ))
    .header("Authorization", format!("Bearer {token}"))
    .call()?
    .body_mut()
    .read_json()?;
    page["total"].as_u64().context("no total")
}

fn read(service: &Service, token: &str, path: &str) -> Result<Read> {
    let began = Instant::now();
    let answer = ureq::get(format!("{}{path}", service.base()))
        .header("Authorization", format!("Bearer {token}"))
        .header("Accept", "application/x-ndjson")
        .call()?;
    let mut body = BufReader::with_capacity(1 << 16, answer.into_body().into_reader());
    ensure!(!body.fill_buf()?.is_empty(), "{path}: nothing came");
    let first = began.elapsed();
    let (mut lines, mut bytes) = (0, 0);
    loop {
        let part = body.fill_buf()?;
        if part.is_empty() {
            break;
        }
        lines += part.iter().filter(|byte| **byte == b'\n').count() as u64;
        bytes += part.len() as u64;
        let taken = part.len();
        body.consume(taken);
    }
    Ok(Read {
        first,
        whole: began.elapsed(),
        lines,
        bytes,
    })
}

/// Does something and gives the most memory the instance held meanwhile.
fn watched<T>(service: &Service, work: impl FnOnce() -> Result<T>) -> Result<(T, u64)> {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watch = scope.spawn(|| -> Result<u64> {
            let mut most = service.usage()?.memory;
            while !over.load(Ordering::Relaxed) {
                std::thread::sleep(EVERY);
                most = most.max(service.usage()?.memory);
            }
            Ok(most)
        });
        let done = work();
        over.store(true, Ordering::Relaxed);
        let most = watch.join().ok().context("nobody watched the memory")??;
        Ok((done?, most))
    })
}
