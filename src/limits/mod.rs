//! How much one client may ask of this instance, and how much the instance takes on at once.
//!
//! A client has a quota of requests and a smaller one of tokens, each for a window of a minute that
//! begins with the first request ([`window`]). The counters are this instance's own: with n
//! instances a client may use up to n times its quota.
//!
//! Memory is bounded by who exists: a client of the register has windows of its own; ids that no
//! client has share a fixed table by a hash that nobody outside can compute. Made-up ids are so
//! refused like real ones, and can neither fill the memory nor use up a client's quota.
//!
//! Whatever its client, a request takes a place while it is worked on, and is refused at once where
//! none is free ([`admission`]): nothing queues here but for what has a bound of its own, the wait for
//! a connection of the database or for SQLite's writer. A body that does not arrive gives its place up
//! ([`patience`]), and so does an answer that is not taken ([`reader`]).
//!
//! governor, the usual crate, lets requests trickle in again one by one: what is left then does not
//! fall by one a request, and there is no moment at which all of it is back, which the headers tell.

mod admission;
mod patience;
mod places;
mod quota;
mod reader;
mod sockets;
mod window;

pub use admission::admit;
pub use places::{Place, Places};
pub use quota::Standing;
pub use sockets::make_room;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use self::quota::Quota;
use self::window::Window;
use crate::config::{Capacity, Quotas};

/// How many windows made-up client ids share.
const STRANGERS: usize = 4096;

/// The windows of one client.
#[derive(Debug, Default)]
struct Client {
    requests: Window,
    tokens: Window,
}

/// The quotas of this instance and what is used of them.
#[derive(Debug)]
pub struct Limits {
    requests: Quota,
    tokens: Quota,
    clients: RwLock<HashMap<String, Arc<Client>>>,
    strangers: Box<[Window]>,
    hash: RandomState,
    start: Instant,
    requests_at_once: Arc<Places>,
    uploads_at_once: Arc<Places>,
}

impl Limits {
    /// With nothing used.
    pub fn new(quotas: &Quotas, capacity: &Capacity) -> Self {
        Self {
            requests: Quota::new("default", quotas.requests, quotas.window),
            tokens: Quota::new("token", quotas.tokens, quotas.window),
            clients: RwLock::default(),
            strangers: (0..STRANGERS).map(|_| Window::default()).collect(),
            hash: RandomState::new(),
            start: Instant::now(),
            requests_at_once: Places::new(capacity.requests),
            uploads_at_once: Places::new(capacity.uploads),
        }
    }

    /// The places of requests.
    pub fn requests_at_once(&self) -> &Arc<Places> {
        &self.requests_at_once
    }

    /// The places of files that are taken in.
    pub fn uploads_at_once(&self) -> &Arc<Places> {
        &self.uploads_at_once
    }

    /// Counts a request of a client whose token was verified.
    pub fn request(&self, client_id: &str) -> Standing {
        let client = self
            .known(client_id)
            .unwrap_or_else(|| self.meet(client_id));
        self.requests.take(&client.requests, self.now())
    }

    /// Counts a request for a token of a client that is known here; none when it is not.
    pub fn token(&self, client_id: &str) -> Option<Standing> {
        let client = self.known(client_id)?;
        Some(self.tokens.take(&client.tokens, self.now()))
    }

    /// Counts a request for a token of a client that was just looked up, and remembers it if it exists.
    pub fn token_after_lookup(&self, client_id: &str, exists: bool) -> Standing {
        if exists {
            return self.tokens.take(&self.meet(client_id).tokens, self.now());
        }
        let slot = self.hash.hash_one(client_id) % STRANGERS as u64;
        let window = usize::try_from(slot).unwrap_or_default();
        self.tokens.take(&self.strangers[window], self.now())
    }

    /// How many requests were refused since the start, by quota.
    pub fn refused(&self) -> [(&'static str, u64); 2] {
        [
            ("default", self.requests.refused()),
            ("token", self.tokens.refused()),
        ]
    }

    fn known(&self, client_id: &str) -> Option<Arc<Client>> {
        let clients = self.clients.read().unwrap_or_else(PoisonError::into_inner);
        clients.get(client_id).cloned()
    }

    fn meet(&self, client_id: &str) -> Arc<Client> {
        let mut clients = self.clients.write().unwrap_or_else(PoisonError::into_inner);
        clients.entry(client_id.to_owned()).or_default().clone()
    }

    /// Ticks since this instance started.
    fn now(&self) -> u64 {
        quota::ticks(self.start.elapsed())
    }
}
