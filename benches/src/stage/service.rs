//! A running instance of the service.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::{Binary, Database, Usage, usage};

/// How long an instance may take to answer or to stop.
const PATIENCE: Duration = Duration::from_secs(60);

/// How an instance is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The port to listen on; without it a free one.
    pub port: Option<u16>,
    /// Settings beyond database, keys and address, as environment variables.
    pub settings: Vec<(String, String)>,
}

impl Options {
    /// The same on this port.
    pub fn on(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// The same with one more setting.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// An instance; killed when dropped.
#[derive(Debug)]
pub struct Service {
    child: Child,
    address: SocketAddr,
    log: PathBuf,
    first_answer: Duration,
}

impl Service {
    /// Starts an instance on a database and waits until it is ready.
    pub fn start(binary: &Binary, database: &Database<'_>, options: &Options) -> Result<Self> {
        let port = match options.port {
            Some(port) => port,
            None => free_port()?,
        };
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let log = database.folder().join(format!("{port}.log"));
        let file = File::options().create(true).append(true).open(&log)?;
        let began = Instant::now();
        let child = binary
            .command(database, &["serve"])
            .env("SINERGI_LISTEN", address.to_string())
            .envs(options.settings.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()
            .context("the service cannot be started")?;
        let mut service = Self {
            child,
            address,
            log,
            first_answer: Duration::ZERO,
        };
        service.until_ready(began)?;
        Ok(service)
    }

    fn until_ready(&mut self, began: Instant) -> Result<()> {
        while began.elapsed() < PATIENCE {
            if is_ready(self.address) {
                self.first_answer = began.elapsed();
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the service ended with {status}: {}", self.said());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        bail!("the service was not ready in time: {}", self.said())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its URL.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// From the start of its process to its first answer of 200 at `/readyz`.
    pub fn first_answer(&self) -> Duration {
        self.first_answer
    }

    /// What its process has used.
    pub fn usage(&self) -> Result<Usage> {
        usage(self.pid())
    }

    /// Where it logs.
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// The last lines it logged.
    pub fn said(&self) -> String {
        let text = std::fs::read(&self.log).unwrap_or_default();
        let tail = &text[text.len().saturating_sub(2000)..];
        String::from_utf8_lossy(tail).into_owned()
    }

    /// Whether its process still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Asks it to stop (SIGTERM) and waits; how long it took.
    pub fn stop(mut self) -> Result<Duration> {
        let began = Instant::now();
        let pid = i32::try_from(self.pid())?;
        let pid = rustix::process::Pid::from_raw(pid).context("a process id is above 0")?;
        rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                if !status.success() {
                    bail!("the service ended with {status}: {}", self.said());
                }
                return Ok(began.elapsed());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        bail!("the service did not stop: {}", self.said())
    }

    /// Ends it at once (SIGKILL), as a machine that dies.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A port that is free now.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Whether `/readyz` answers 200; asked by hand, because a client's own start would be measured.
fn is_ready(address: SocketAddr) -> bool {
    let asked = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream
            .write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = [0_u8; 12];
        stream.read_exact(&mut answer)?;
        Ok(&answer == b"HTTP/1.1 200")
    };
    asked().unwrap_or(false)
}
