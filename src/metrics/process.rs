//! What the operating system says of this process, as far as it does (Linux).

use std::fs;

/// What a process takes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Process {
    /// Its memory in bytes.
    pub(super) resident: Option<u64>,
    /// Its threads.
    pub(super) threads: Option<u64>,
    /// Its open files and connections.
    pub(super) files: Option<u64>,
}

impl Process {
    /// As it is now.
    pub(super) fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let number = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key))?;
            line.split_ascii_whitespace().next()?.parse::<u64>().ok()
        };
        let files = fs::read_dir("/proc/self/fd").map(Iterator::count).ok();
        Self {
            resident: number("VmRSS:").map(|kib| kib * 1024),
            threads: number("Threads:"),
            files: files.and_then(|files| u64::try_from(files).ok()),
        }
    }
}
