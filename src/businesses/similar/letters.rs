//! What the letters of two words tell before the words are compared.

use super::mistakes;

/// Which letters a word has, and which it has more than once: one bit each; and how many.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Letters {
    once: u64,
    twice: u64,
    pub(super) count: u32,
}

impl Letters {
    /// One letter more.
    pub(super) fn add(&mut self, byte: u8) {
        let bit = 1
            << match byte {
                b'a'..=b'z' => byte - b'a',
                b'0'..=b'9' => byte - b'0' + 26,
                _ => byte % 28 + 36,
            };
        self.twice |= self.once & bit;
        self.once |= bit;
        self.count += 1;
    }

    /// Those of two words written as one.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            once: self.once | other.once,
            twice: self.twice | other.twice | (self.once & other.once),
            count: self.count + other.count,
        }
    }

    fn lacking(self, other: Self) -> u32 {
        (self.once & !other.once).count_ones() + (self.twice & !other.twice).count_ones()
    }

    /// Whether a word of these letters may be this one: each that only one of them has is a mistake at
    /// least.
    pub(super) fn may_be(self, word: Self) -> bool {
        let allowed = mistakes(self.count.max(word.count));
        self.count.abs_diff(word.count) <= allowed
            && self.lacking(word) <= allowed
            && word.lacking(self) <= allowed
    }

    /// Whether a longer word of these letters may begin with this one or hold it.
    pub(super) fn may_stand_in(self, word: Self) -> bool {
        word.count > self.count && self.lacking(word) <= mistakes(self.count).saturating_sub(1)
    }
}
