//! The log on stderr: time, level, and what the service says; never a personal value.

use std::io::Write;

/// Starts the log; `RUST_LOG` chooses what is said (default `info`).
pub(super) fn start() {
    let env = env_logger::Env::default().default_filter_or("info,actix_server=warn");
    env_logger::Builder::from_env(env)
        .format(|out, record| {
            writeln!(
                out,
                "{} {:5} {}",
                chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
                record.level(),
                record.args()
            )
        })
        .init();
}
