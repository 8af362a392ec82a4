//! When a signing key signs, and until when it verifies: a function of now.
//!
//! No token may be refused because of a rotation, on whatever instance, nor by a verifier elsewhere
//! that keeps the key set for a while. So a new key is published first and signs later, and the old
//! one verifies until the last token it signed has ended.

use crate::config::TOKEN_SECONDS;
use crate::db::Timestamp;

/// Within this time every instance has taken up a changed key file.
pub const TAKEN_UP_SECONDS: i64 = 60;

/// How long a verifier elsewhere may keep the published keys.
pub const PUBLISHED_SECONDS: i64 = 60;

/// How long a key is published before it signs.
pub(super) const NOTICE_SECONDS: i64 = TAKEN_UP_SECONDS + PUBLISHED_SECONDS;

/// How far clocks may be apart.
const CLOCKS_SECONDS: i64 = 60;

/// When a signing key begins to sign and ceases to verify; none is always and never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// From when it signs.
    pub begins: Option<Timestamp>,
    /// Until when it verifies.
    pub ends: Option<Timestamp>,
}

impl Span {
    /// The spans of keys that begin so, newest first: each verifies until what it signed has ended.
    pub(super) fn of(begins: &[Option<Timestamp>]) -> Vec<Self> {
        let newer = std::iter::once(None).chain(begins.iter().copied());
        begins
            .iter()
            .zip(newer)
            .map(|(begins, newer)| Self {
                begins: *begins,
                ends: newer.map(|newer| newer.plus_seconds(TOKEN_SECONDS + CLOCKS_SECONDS)),
            })
            .collect()
    }

    /// Whether the key still verifies, and is published.
    pub fn verifies(self, now: Timestamp) -> bool {
        self.ends.is_none_or(|ends| now < ends)
    }

    fn has_begun(self, now: Timestamp) -> bool {
        self.begins.is_none_or(|begins| begins <= now)
    }
}

/// The key that signs now, of keys newest first: the newest that has begun, else the oldest.
pub fn signs<T>(keys: &[T], span: impl Fn(&T) -> Span, now: Timestamp) -> Option<&T> {
    keys.iter()
        .find(|key| span(key).has_begun(now))
        .or(keys.last())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lists that instances may work with at an instant after a rotation at 0: newest first, and
    /// the old file for as long as it may take to take the new one up.
    fn seen(at: i64) -> Vec<Vec<(&'static str, Span)>> {
        let new = Span::of(&[
            Some(Timestamp::from_micros(0).plus_seconds(NOTICE_SECONDS)),
            None,
        ]);
        let rotated = vec![("new", new[0]), ("old", new[1])];
        let before = vec![("old", Span::default())];
        match at {
            ..0 => vec![before],
            0..TAKEN_UP_SECONDS => vec![before, rotated],
            _ => vec![rotated],
        }
    }

    #[test]
    fn a_token_of_any_instance_is_taken_by_every_instance_until_its_end() {
        let moment = |at: i64| Timestamp::from_micros(0).plus_seconds(at);
        for issued in -60..2_000 {
            for list in seen(issued) {
                let (kid, _) = signs(&list, |key| key.1, moment(issued)).unwrap();
                for verified in (issued..=issued + TOKEN_SECONDS + 5).step_by(15) {
                    for other in seen(verified) {
                        let known = other.iter().find(|key| key.0 == *kid);
                        let taken = known.is_some_and(|key| key.1.verifies(moment(verified)));
                        assert!(taken, "{kid} of {issued} at {verified}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_new_key_signs_once_all_know_it_and_the_old_one_ends() {
        let list = &seen(TAKEN_UP_SECONDS)[0];
        let signer = |at: i64| {
            let now = Timestamp::from_micros(0).plus_seconds(at);
            signs(list, |key| key.1, now).unwrap().0
        };
        assert_eq!(signer(NOTICE_SECONDS - 1), "old");
        assert_eq!(signer(NOTICE_SECONDS), "new");
        let over =
            Timestamp::from_micros(0).plus_seconds(NOTICE_SECONDS + TOKEN_SECONDS + CLOCKS_SECONDS);
        assert!(!list[1].1.verifies(over));
        assert!(list[0].1.verifies(over));
    }

    #[test]
    fn a_key_alone_signs_even_before_its_time() {
        let later = Timestamp::now().plus_seconds(1_000);
        let list = Span::of(&[Some(later)]);
        assert_eq!(signs(&list, |span| *span, Timestamp::now()), list.first());
    }
}
