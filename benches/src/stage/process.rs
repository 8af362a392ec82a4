//! What the kernel says of a process.

use std::time::Duration;

use anyhow::{Context, Result};

/// What a process has used.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// Its memory, shared pages counted in proportion (PSS), in bytes.
    pub memory: u64,
    /// The most memory it ever held resident, shared pages counted whole, in bytes.
    pub peak: u64,
    /// The time its threads ran, in and out of the kernel.
    pub cpu: Duration,
    /// How many threads it has.
    pub threads: u64,
}

/// What a process has used until now.
pub fn usage(pid: u32) -> Result<Usage> {
    let read = |file: &str| {
        let path = format!("/proc/{pid}/{file}");
        std::fs::read_to_string(&path).with_context(|| path)
    };
    let status = read("status")?;
    Ok(Usage {
        memory: line(&read("smaps_rollup")?, "Pss:")? * 1024,
        peak: line(&status, "VmHWM:")? * 1024,
        cpu: cpu(&read("stat")?)?,
        threads: line(&status, "Threads:")?,
    })
}

fn line(text: &str, name: &str) -> Result<u64> {
    text.lines()
        .find_map(|line| line.strip_prefix(name))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse().ok())
        .with_context(|| format!("{name} is missing"))
}

/// Fields 14 and 15 of `/proc/PID/stat`; the name before them may itself hold blanks.
fn cpu(stat: &str) -> Result<Duration> {
    let fields: Vec<&str> = stat
        .rsplit_once(')')
        .context("no process name")?
        .1
        .split_whitespace()
        .collect();
    let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
    let a_second = rustix::param::clock_ticks_per_second();
    Ok(Duration::from_millis(ticks * 1000 / a_second))
}

#[cfg(test)]
mod tests {
    use super::{cpu, usage};

    #[test]
    fn this_process_is_measured() {
        let usage = usage(std::process::id()).unwrap();
        assert!(usage.memory > 100_000 && usage.peak >= usage.memory / 2);
        assert!(usage.threads >= 1);
    }

    #[test]
    fn a_process_may_have_blanks_in_its_name() {
        let a_second = rustix::param::clock_ticks_per_second();
        let stat = format!("7 (a b) c) S 1 2 3 4 5 6 7 8 9 10 {a_second} {a_second} 0 0");
        assert_eq!(cpu(&stat).unwrap().as_secs(), 2);
    }
}
