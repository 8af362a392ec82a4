//! A quota as callers are told of it (draft-ietf-httpapi-ratelimit-headers-11).

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};

use super::window::{TICKS, Window};
use crate::http::{Code, Problem};

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// So many requests in so long, under a name.
#[derive(Debug)]
pub(super) struct Quota {
    name: &'static str,
    most: u32,
    window: Duration,
    policy: HeaderValue,
    refused: AtomicU64,
}

impl Quota {
    pub(super) fn new(name: &'static str, most: u32, window: Duration) -> Self {
        // Whole seconds, rounded up: the field knows no others.
        let seconds = window.as_millis().div_ceil(1000);
        let policy = format!("\"{name}\";q={most};w={seconds}");
        Self {
            name,
            most,
            window,
            policy: HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("")),
            refused: AtomicU64::new(0),
        }
    }

    /// Takes one request at `now`, in ticks.
    pub(super) fn take(&self, window: &Window, now: u64) -> Standing {
        let left = window.take(now, self.most, ticks(self.window).max(1));
        if !left.allowed {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        Standing {
            name: self.name,
            policy: self.policy.clone(),
            most: self.most,
            allowed: left.allowed,
            remaining: left.remaining,
            // Rounded up, so that who waits this long finds the window over.
            seconds: left.ticks.div_ceil(TICKS),
        }
    }

    /// How many requests were refused since the start.
    pub(super) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

/// A length of time in whole ticks.
pub(super) fn ticks(time: Duration) -> u64 {
    let ticks = time.as_millis() * u128::from(TICKS) / 1000;
    u64::try_from(ticks).unwrap_or(u64::MAX)
}

/// Where a caller stands after its request: what the headers tell.
#[derive(Clone, Debug)]
pub struct Standing {
    name: &'static str,
    policy: HeaderValue,
    most: u32,
    allowed: bool,
    remaining: u32,
    seconds: u64,
}

impl Standing {
    /// Refuses a request beyond the quota.
    pub fn check(&self) -> Result<(), Problem> {
        if self.allowed {
            return Ok(());
        }
        let (most, seconds) = (self.most, self.seconds);
        Err(Problem::new(Code::RateLimited)
            .detail(
                format!("Kuota {most} permintaan sudah habis; coba lagi setelah {seconds} detik."),
                format!("The quota of {most} requests is used up; try again in {seconds} seconds."),
            )
            .header(RETRY_AFTER, &seconds.to_string()))
    }

    /// Tells where the caller stands.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let standing = format!("\"{}\";r={};t={}", self.name, self.remaining, self.seconds);
        if let Ok(standing) = HeaderValue::try_from(standing) {
            headers.insert(RATE_LIMIT_POLICY, self.policy.clone());
            headers.insert(RATE_LIMIT, standing);
        }
    }
}
