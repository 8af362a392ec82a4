//! A running limit, as the run sees it.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Spec;
use crate::stage::free_port;

/// A limit's process; ended when dropped.
#[derive(Debug)]
pub struct Limit {
    child: Child,
    address: SocketAddr,
}

impl Limit {
    /// Starts this very program as a limit and waits until it answers.
    pub fn start(spec: &Spec, folder: &Path) -> Result<Self> {
        let port = free_port()?;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let file = folder.join(format!("limit-{port}.json"));
        std::fs::write(&file, serde_json::to_vec(spec)?)?;
        let child = Command::new(std::env::current_exe()?)
            .arg("limit")
            .arg(&file)
            .arg(address.to_string())
            .stdin(Stdio::null())
            .spawn()
            .context("the limit cannot be started")?;
        let mut limit = Self { child, address };
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(20) {
            if TcpStream::connect(address).is_ok() {
                return Ok(limit);
            }
            if let Some(status) = limit.child.try_wait()? {
                bail!("the limit ended with {status}");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        bail!("the limit does not listen")
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Limit {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
