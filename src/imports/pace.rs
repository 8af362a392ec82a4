//! How many rows one transaction takes, so that nobody waits long for it.
//!
//! While a batch is written it holds SQLite's one writer, or on PostgreSQL the locks of its rows and
//! the horizon of the change feed. What a row costs differs with the machine, the database and the
//! rows, so each batch is measured and the next one sized by it.

use std::time::Duration;

/// How long a transaction is meant to hold what others wait for.
///
/// Well below the 100 ms that it may: the next batch can cost more than the last.
const AIM: Duration = Duration::from_millis(40);

/// The sizes of a job's batches.
#[derive(Clone, Debug)]
pub struct Pace {
    rows: usize,
    least: usize,
    most: usize,
    longest: Duration,
}

impl Pace {
    /// Between `least` and `most` rows; it begins carefully.
    pub const fn new(least: usize, most: usize) -> Self {
        Self {
            rows: least,
            least,
            most,
            longest: Duration::ZERO,
        }
    }

    /// How many rows the next transaction may take.
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// The longest that a transaction held so far.
    pub const fn longest(&self) -> Duration {
        self.longest
    }

    /// Learns how long a transaction of so many rows held.
    pub fn held(&mut self, rows: usize, time: Duration) {
        self.longest = self.longest.max(time);
        let micros = time.as_micros().max(1);
        let fitting = (rows as u128).saturating_mul(AIM.as_micros()) / micros;
        let fitting = usize::try_from(fitting).unwrap_or(usize::MAX);
        // One batch says little: on a busy machine its thread waited for a processor, and small batches
        // for good would cost more than they spare.
        let wanted = fitting.clamp(self.rows / 2, self.rows.saturating_mul(2));
        self.rows = wanted.clamp(self.least, self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    #[test]
    fn it_grows_by_doubling_and_stays_where_it_fits() {
        let mut pace = Pace::new(20, 1_000);
        let mut sizes = Vec::new();
        for _ in 0..6 {
            sizes.push(pace.rows());
            // A quarter of a millisecond a row: 160 rows take 40 ms.
            let rows = pace.rows();
            pace.held(rows, Duration::from_micros(250 * rows as u64));
        }
        assert_eq!(sizes, [20, 40, 80, 160, 160, 160]);
        assert_eq!(pace.longest(), ms(40));
    }

    #[test]
    fn it_shrinks_by_halves_and_keeps_to_its_bounds() {
        let mut pace = Pace::new(20, 1_000);
        for _ in 0..10 {
            let rows = pace.rows();
            pace.held(rows, ms(1));
        }
        assert_eq!(pace.rows(), 1_000);
        let mut sizes = Vec::new();
        for _ in 0..6 {
            pace.held(pace.rows(), ms(9_000));
            sizes.push(pace.rows());
        }
        assert_eq!(sizes, [500, 250, 125, 62, 31, 20]);
        assert_eq!(pace.longest(), ms(9_000));
        pace.held(0, Duration::ZERO);
        assert_eq!(pace.rows(), 20);
    }
}
