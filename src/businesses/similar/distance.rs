//! How many mistakes lie between what was typed and a word.
//!
//! Letters put in, left out, changed, or swapped with their neighbor, as `strsim::osa_distance` counts
//! them, by Hyyrö's way of working on all letters of the typed word at once (H. Hyyrö, "A bit-vector
//! algorithm for computing Levenshtein and Damerau edit distances", 2003). It needs no
//! memory of its own, since a hundred thousand names are held against a word, and the distances to all
//! beginnings of the word come with it. rapidfuzz does the former and was last released in 2023.

use std::fmt;

/// A typed word, laid out by its letters.
pub(super) struct Pattern {
    /// Where each byte stands in it, a bit each.
    places: Box<[u64; 256]>,
    length: u32,
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pattern")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

impl Pattern {
    pub(super) fn of(word: &[u8]) -> Self {
        let mut places = Box::new([0; 256]);
        // A word of more letters than bits is cut: none is so long.
        let word = &word[..word.len().min(64)];
        for (n, byte) in word.iter().enumerate() {
            places[usize::from(*byte)] |= 1 << n;
        }
        Self {
            places,
            length: u32::try_from(word.len()).unwrap_or(64),
        }
    }

    /// The mistakes between it and a word, and between it and the nearest beginning of the word.
    pub(super) fn distances(&self, word: &[u8]) -> (u32, u32) {
        let Some(last) = self.length.checked_sub(1) else {
            let length = u32::try_from(word.len()).unwrap_or(u32::MAX);
            return (length, 0);
        };
        // In the table of distances, a column for each letter of the word: where a cell is one more than
        // the one above it, and where one less; where one equals its neighbor above and before.
        let (mut more, mut less, mut same) = (u64::MAX, 0_u64, 0_u64);
        let mut places_before = 0;
        let (mut distance, mut nearest) = (self.length, self.length);
        for byte in word {
            let places = self.places[usize::from(*byte)];
            let swapped = ((!same & places) << 1) & places_before;
            same = ((places & more).wrapping_add(more) ^ more) | places | less | swapped;
            let across_more = less | !(same | more);
            let across_less = same & more;
            distance += u32::from((across_more >> last) & 1 == 1);
            distance -= u32::from((across_less >> last) & 1 == 1);
            nearest = nearest.min(distance);
            let across_more = (across_more << 1) | 1;
            more = (across_less << 1) | !(same | across_more);
            less = across_more & same;
            places_before = places;
        }
        (distance, nearest)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    proptest::proptest! {
        #[test]
        fn mistakes_are_counted_as_by_the_table(typed in "[abc]{1,12}", word in "[abcd]{0,12}") {
            let nearest = (0..=word.len()).map(|end| strsim::osa_distance(&typed, &word[..end])).min().unwrap();
            let counted = (strsim::osa_distance(&typed, &word), nearest);
            let (whole, begun) = Pattern::of(typed.as_bytes()).distances(word.as_bytes());
            assert_eq!((whole as usize, begun as usize), counted, "{typed} {word}");
        }
    }
}
