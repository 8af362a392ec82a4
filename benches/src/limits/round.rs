//! The service and its limits by turns, so that noise meets all of them.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::load::{Caller, Figures, Plan, send};
use crate::stage::usage;

/// How long, how often and how many at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    pub(super) rounds: u32,
    pub(super) plan: Plan,
    pub(super) connections: usize,
}

impl Pace {
    /// For answers that take so long that few come in a moment, and that the service refuses some
    /// when all connections ask for them at once.
    pub(super) fn slow(mut self) -> Self {
        self.connections = self.connections.min(8);
        self.plan.measured = self.plan.measured.max(Duration::from_secs(5));
        self
    }
}

/// Somebody who answers, and who asks.
pub(super) struct Side {
    pub(super) address: SocketAddr,
    pub(super) pid: u32,
    /// Where `perf` notes what its process does.
    pub(super) profile: Option<PathBuf>,
    pub(super) callers: Vec<Box<dyn Caller>>,
}

/// What came of one side, round by round.
#[derive(Clone, Debug, Default)]
pub(super) struct Course {
    pub(super) rounds: Vec<Figures>,
    /// The time its process ran in all rounds, the warm-ups with them.
    pub(super) cpu: Duration,
}

/// Lets the sides answer by turns.
pub(super) fn by_turns(sides: Vec<Side>, pace: Pace) -> Result<Vec<Course>> {
    let mut sides: Vec<(Side, Course)> = sides
        .into_iter()
        .map(|side| (side, Course::default()))
        .collect();
    for _ in 0..pace.rounds {
        for (side, course) in &mut sides {
            let before = usage(side.pid)?.cpu;
            let callers = std::mem::take(&mut side.callers);
            let profile = side.profile.as_deref();
            let profile = profile.map(|file| profile_of(side.pid, file)).transpose()?;
            let (figures, callers) = send(side.address, callers, pace.plan)?;
            if let Some(mut perf) = profile {
                perf.wait()?;
            }
            side.callers = callers;
            course.cpu += usage(side.pid)?.cpu.saturating_sub(before);
            course.rounds.push(figures.faultless()?);
        }
    }
    Ok(sides.into_iter().map(|(_, course)| course).collect())
}

/// Lets `perf` look at a process for as long as a round lasts at least.
fn profile_of(pid: u32, file: &std::path::Path) -> Result<Child> {
    eprintln!("perf report --input {}", file.display());
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // The release binary has no frame pointers, but tables to unwind by.
    Command::new("perf")
        .args([
            "record",
            "--quiet",
            "--freq=499",
            "--call-graph=dwarf,16384",
        ])
        .arg("--output")
        .arg(file)
        .arg(format!("--pid={pid}"))
        .args(["--", "sleep", "2"])
        .spawn()
        .context("perf cannot be run")
}

impl Course {
    /// Answers a second: the median of the rounds.
    pub(super) fn rate(&self) -> f64 {
        median(self.rounds.iter().map(Figures::rate))
    }

    /// The latency this share of the answers kept within, in milliseconds: the median of the rounds.
    pub(super) fn latency(&self, share: f64) -> f64 {
        median(self.rounds.iter().map(|figures| figures.latency(share)))
    }

    /// The time its process ran for one answer, in microseconds.
    pub(super) fn cpu_of_one(&self) -> f64 {
        let answers: u64 = self
            .rounds
            .iter()
            .map(|figures| figures.answers() + figures.beside)
            .sum();
        self.cpu.as_secs_f64() * 1e6 / (answers.max(1) as f64)
    }

    /// Its rate by that of another, round by round: median, lowest and highest.
    pub(super) fn ratio(&self, other: &Self) -> (f64, f64, f64) {
        let ratios: Vec<f64> = self
            .rounds
            .iter()
            .zip(&other.rounds)
            .map(|(own, others)| own.rate() / others.rate())
            .collect();
        let lowest = ratios.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = ratios.iter().copied().fold(0.0, f64::max);
        (median(ratios.into_iter()), lowest, highest)
    }
}

/// The middle of some figures.
pub(super) fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    match figures.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => figures[middle],
        _ => f64::midpoint(figures[middle - 1], figures[middle]),
    }
}

/// One side out of the courses, in the order they were given.
pub(super) fn take(courses: &mut std::vec::IntoIter<Course>) -> Result<Course> {
    courses.next().context("a side is missing")
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_middle_of_an_even_number_lies_between_two() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), 2.5);
        assert!(median(std::iter::empty()).is_nan());
    }
}
