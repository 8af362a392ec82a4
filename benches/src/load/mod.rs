//! A load generator that leaves the processor to what it measures.
//!
//! Each connection sends its next request when the answer to the last one has come, so as many
//! requests are under way as there are connections. All of them share one thread. The same
//! generator drives the service and the limit.

mod connection;
mod figures;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::task::JoinSet;

pub use connection::{Answer, request};
pub use figures::Figures;

/// Who sends on one connection.
pub trait Caller: Send {
    /// Writes the next request, whole; see [`request`].
    fn write(&mut self, out: &mut Vec<u8>);

    /// Looks at the answer; whatever is wrong with it is an error of the run.
    fn read(&mut self, answer: &Answer<'_>) -> Result<()>;
}

impl Caller for Box<dyn Caller> {
    fn write(&mut self, out: &mut Vec<u8>) {
        self.as_mut().write(out);
    }

    fn read(&mut self, answer: &Answer<'_>) -> Result<()> {
        self.as_mut().read(answer)
    }
}

/// How long the load is sent.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Answers of this time do not count.
    pub warm_up: Duration,
    /// Answers of the time after it do.
    pub measured: Duration,
}

/// Sends load to an address, a connection for each caller, and gives the callers back.
///
/// An error of one connection ends it alone; it is counted.
pub fn send<C: Caller + 'static>(
    address: SocketAddr,
    callers: Vec<C>,
    plan: Plan,
) -> Result<(Figures, Vec<C>)> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async move {
            let from = Instant::now() + plan.warm_up;
            let until = from + plan.measured;
            let mut connections = JoinSet::new();
            for caller in callers {
                connections.spawn(connection::serve(address, caller, from, until));
            }
            let mut all = Figures::new(plan.measured);
            let mut back = Vec::new();
            while let Some(ended) = connections.join_next().await {
                let (figures, caller) = ended.context("a connection panicked")?;
                all.add(&figures);
                back.push(caller);
            }
            Ok((all, back))
        })
}
