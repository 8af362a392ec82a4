//! How much of a quota is used: a window of fixed length that begins with the first request.

use std::sync::atomic::{AtomicU64, Ordering};

/// The ticks of a second: windows begin and end with a tick.
pub(super) const TICKS: u64 = 10;

/// The bits of a window that count, up to a billion; the others hold the tick it began with, for
/// half a century.
const COUNT_BITS: u32 = 30;

/// What was used since when, in one word: taking from it needs no lock.
///
/// All zero is a window nobody has used; one that was used counts at least one.
#[derive(Debug, Default)]
pub(super) struct Window(AtomicU64);

/// Where a client stands after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// Whether the request is within the quota.
    pub(super) allowed: bool,
    /// How many more requests are within it.
    pub(super) remaining: u32,
    /// How long until the whole quota is there again, in ticks.
    pub(super) ticks: u64,
}

impl Window {
    /// Takes one of `quota` at `now`, of windows that are `length` long, both in ticks.
    pub(super) fn take(&self, now: u64, quota: u32, length: u64) -> Left {
        let mut held = self.0.load(Ordering::Relaxed);
        loop {
            let (began, used) = (held >> COUNT_BITS, held & ((1 << COUNT_BITS) - 1));
            // A request that read the clock before the one that began the window is within it.
            let over = used == 0 || now.saturating_sub(began) >= length;
            let (began, used) = if over { (now, 0) } else { (began, used) };
            let ticks = (began + length).saturating_sub(now);
            if used >= u64::from(quota) {
                return Left {
                    allowed: false,
                    remaining: 0,
                    ticks,
                };
            }
            let next = (began << COUNT_BITS) | (used + 1);
            match self
                .0
                .compare_exchange_weak(held, next, Ordering::Relaxed, Ordering::Relaxed)
            {
                Ok(_) => {
                    let left = u64::from(quota) - used - 1;
                    return Left {
                        allowed: true,
                        remaining: u32::try_from(left).unwrap_or(u32::MAX),
                        ticks,
                    };
                }
                Err(other) => held = other,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: u64 = 60 * TICKS;

    fn left(allowed: bool, remaining: u32, ticks: u64) -> Left {
        Left {
            allowed,
            remaining,
            ticks,
        }
    }

    #[test]
    fn falls_by_one_is_refused_at_zero_and_is_whole_again_after_its_length() {
        let window = Window::default();
        assert_eq!(window.take(5, 3, MINUTE), left(true, 2, MINUTE));
        assert_eq!(window.take(15, 3, MINUTE), left(true, 1, 590));
        assert_eq!(window.take(15, 3, MINUTE), left(true, 0, 590));
        assert_eq!(window.take(25, 3, MINUTE), left(false, 0, 580));
        assert_eq!(window.take(604, 3, MINUTE), left(false, 0, 1));
        assert_eq!(window.take(605, 3, MINUTE), left(true, 2, MINUTE));
    }

    #[test]
    fn a_refused_request_does_not_put_the_end_off() {
        let window = Window::default();
        window.take(0, 1, MINUTE);
        for now in (0..MINUTE).step_by(10) {
            assert!(!window.take(now, 1, MINUTE).allowed);
        }
        assert!(window.take(MINUTE, 1, MINUTE).allowed);
    }

    #[test]
    fn a_clock_read_late_neither_wraps_nor_begins_anew() {
        let window = Window::default();
        window.take(100, 2, MINUTE);
        assert_eq!(window.take(99, 2, MINUTE), left(true, 0, MINUTE + 1));
    }

    #[test]
    fn threads_share_one_quota() {
        let window = Window::default();
        let allowed = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..1_000 {
                        let taken = window.take(7, 1_500, MINUTE).allowed;
                        allowed.fetch_add(u64::from(taken), Ordering::Relaxed);
                    }
                });
            }
        });
        assert_eq!(allowed.into_inner(), 1_500);
    }
}
