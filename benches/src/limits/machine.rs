//! What the figures were measured on.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::stage::{Cluster, workspace};

fn file(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

/// The first line a program prints.
fn said(program: &str, arguments: &[&str]) -> String {
    let out = Command::new(program)
        .args(arguments)
        .current_dir(workspace())
        .output();
    let text = out.map_or_else(|_| Vec::new(), |out| out.stdout);
    let text = String::from_utf8_lossy(&text);
    text.lines().next().unwrap_or_default().to_owned()
}

fn after<'a>(text: &'a str, name: &str) -> &'a str {
    let line = text.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_once(':'))
        .map_or("unknown", |(_, rest)| rest.trim())
}

/// How busy the machine is with other work: the load average of the last minute.
pub(super) fn load() -> String {
    let text = file("/proc/loadavg");
    text.split(' ').next().unwrap_or_default().to_owned()
}

/// The machine, its software and the moment, as a list; `before` is the load before the first run.
pub(super) fn description(cluster: Option<&Cluster>, before: &str) -> Result<String> {
    let cores = std::thread::available_parallelism()?;
    let memory: f64 = after(&file("/proc/meminfo"), "MemTotal")
        .trim_end_matches(" kB")
        .parse()
        .unwrap_or(0.0);
    let changed = !said("git", &["status", "--porcelain", "--", "src", "Cargo.lock"]).is_empty();
    let postgres = match cluster {
        None => "not measured".to_owned(),
        Some(cluster) => {
            let server = cluster.server()?;
            let settings = server.settings.iter();
            let settings: Vec<String> = settings
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            format!("{} ({})", server.version, settings.join(", "))
        }
    };
    let lines = [
        ("date", said("date", &["-u", "+%Y-%m-%d %H:%M UTC"])),
        (
            "commit",
            format!(
                "{}{}",
                said("git", &["rev-parse", "--short=12", "HEAD"]),
                if changed { " with changes" } else { "" }
            ),
        ),
        (
            "processor",
            format!(
                "{}, {cores} cores",
                after(&file("/proc/cpuinfo"), "model name")
            ),
        ),
        ("memory", format!("{:.1} GB", memory * 1024.0 / 1e9)),
        (
            "kernel",
            file("/proc/sys/kernel/osrelease").trim().to_owned(),
        ),
        ("load average before the first run", before.to_owned()),
        ("compiler", said("rustc", &["--version"])),
        ("SQLite", rusqlite::version().to_owned()),
        ("PostgreSQL", postgres),
    ];
    let lines = lines.map(|(name, value)| format!("* {name}: {value}\n"));
    Ok(lines.concat())
}

/// Puts a text between the two marks of a file.
pub(super) fn put(path: &Path, text: &str) -> Result<()> {
    let (begin, end) = (
        "<!-- figures: made by the command above -->",
        "<!-- end of figures -->",
    );
    let held = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let parts = held
        .split_once(begin)
        .zip(held.split_once(end).map(|(_, after)| after));
    let ((before, _), after) = parts
        .ok_or_else(|| anyhow::anyhow!("{} lacks the marks of the figures", path.display()))?;
    std::fs::write(path, format!("{before}{begin}\n\n{text}\n{end}{after}"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::put;

    #[test]
    fn figures_take_the_place_of_those_before() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("R.md");
        let marks = "<!-- figures: made by the command above -->old<!-- end of figures -->";
        std::fs::write(&file, format!("before {marks} after")).unwrap();
        put(&file, "new").unwrap();
        put(&file, "newer").unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("before ") && text.ends_with(" after"));
        assert!(text.contains("newer") && !text.contains("old"));
        std::fs::write(&file, "no marks").unwrap();
        assert!(put(&file, "new").is_err());
    }
}
