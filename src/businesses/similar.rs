//! How alike a name is to what somebody typed, however it is spelled.
//!
//! Both are taken apart into words. Each typed word is worth as much as it is long, little if many
//! names hold it (*toko*), next to nothing if it is a legal form, a title or a connective (*UD*,
//! *Hj.*, *dan*): it then decides between names that are equal otherwise, and alone still finds
//! what holds it. A word is met by one that is spelled alike, begins with it or holds it; two words
//! may be written as one and one as two. Spellings that sound the same in Indonesian (*Soerya* and
//! *Surya*, *Fitri* and *Pitri*) are nearly equal. The figure is made of whole numbers only, so that
//! a name has the same one on every machine and database.

mod distance;
mod letters;
mod spelling;
#[cfg(test)]
mod tests;
mod words;

use self::distance::Pattern;
use self::words::{Part, Words};

/// The share of what was typed that a name must meet, in thousandths.
const ENOUGH: u32 = 500;

/// What of a long text is looked for: more words than a name has make no name likelier.
const MOST_WORDS: usize = 16;

/// What a word is worth, in thousandths, that was written as two, sounds the same, begins with what
/// was typed, or holds it.
const APART: u32 = 980;
const SOUNDS_SO: u32 = 970;
const BEGINS_SO: u32 = 900;
const HOLDS: u32 = 800;

/// What somebody typed, ready to be held against names.
#[derive(Debug)]
pub struct Typed {
    text: Words,
    words: Vec<Sought>,
    whole: u32,
    /// The name that is looked at, kept to use its memory again.
    name: Words,
}

/// A typed word.
#[derive(Debug)]
struct Sought {
    pattern: Pattern,
    /// It and the word before it, written as one.
    joined: Option<Pattern>,
    worth: u32,
}

impl Typed {
    /// Reads what somebody typed.
    pub fn of(text: &str) -> Self {
        let mut read = Words::default();
        read.read(&text.to_lowercase());
        read.keep(MOST_WORDS);
        let words = (0..read.len()).map(|n| Sought {
            pattern: Pattern::of(read.word(n).sound),
            joined: (n > 0).then(|| Pattern::of(read.pair(n).sound)),
            worth: read.worth(n),
        });
        let words: Vec<Sought> = words.collect();
        Self {
            whole: words.iter().map(|word| word.worth).sum(),
            words,
            text: read,
            name: Words::default(),
        }
    }

    /// How alike a name in lower case is, up to 10,000 for what was typed itself; none if it is another.
    pub fn likeness(&mut self, name: &str) -> Option<u32> {
        self.name.read(name);
        if self.whole == 0 || !self.may_be() {
            return None;
        }
        let met = self.met();
        let share = met / self.whole;
        if share < ENOUGH {
            return None;
        }
        // Of two names that hold all of it, the one that holds less else is meant.
        let length: u32 = (0..self.name.len()).map(|n| self.name.worth(n)).sum();
        let filled = (met / length.max(1)).min(1_000);
        Some(share * 9 + filled)
    }

    /// Whether the name may be alike, seen from the letters alone: most names are others.
    fn may_be(&self) -> bool {
        let mut most = 0;
        let mut counted = false;
        for (n, word) in self.words.iter().enumerate() {
            let single = self.name.may_meet(self.text.word(n), true);
            let joined = n > 0 && self.name.may_meet(self.text.pair(n), false);
            if joined && !counted {
                most += self.words[n - 1].worth;
            }
            counted = single || joined;
            if counted {
                most += word.worth;
            }
        }
        most * 1_000 >= ENOUGH * self.whole
    }

    /// What of the typed words the name meets, in thousandths of what they are worth.
    fn met(&self) -> u32 {
        let (mut before, mut met, mut worth_before) = (0, 0, 0);
        for (n, word) in self.words.iter().enumerate() {
            let typed = self.text.word(n);
            let single = self
                .name
                .each_word(|other| meets(typed, &word.pattern, other));
            let parted = self.name.each_pair(|other| is(typed, &word.pattern, other));
            let mut best = met + word.worth * single.max(parted * APART / 1_000);
            if let Some(pattern) = &word.joined {
                let typed = self.text.pair(n);
                let joined = self.name.each_word(|other| meets(typed, pattern, other));
                best = best.max(before + (worth_before + word.worth) * (joined * APART / 1_000));
            }
            (before, met, worth_before) = (met, best, word.worth);
        }
        met
    }
}

/// How well a word meets a typed one, in thousandths.
fn meets(typed: Part<'_>, pattern: &Pattern, word: Part<'_>) -> u32 {
    is(typed, pattern, word).max(stands_in(typed, pattern, word))
}

/// The same for a word that is the typed one but for its mistakes.
fn is(typed: Part<'_>, pattern: &Pattern, word: Part<'_>) -> u32 {
    if !typed.may_be(&word) {
        return 0;
    }
    if typed.sound == word.sound {
        return if typed.plain == word.plain {
            1_000
        } else {
            SOUNDS_SO
        };
    }
    let longest = typed.length().max(word.length());
    let (wrong, _) = pattern.distances(word.sound);
    if wrong > mistakes(longest) {
        return 0;
    }
    1_000 - 1_000 * wrong / longest
}

/// The same for a longer word of which a piece was typed.
fn stands_in(typed: Part<'_>, pattern: &Pattern, word: Part<'_>) -> u32 {
    // One letter again and again sounds like the letter, with which many words begin.
    let is_stammered = typed.length() == 1 && typed.plain.len() > 1;
    if is_stammered || !typed.may_stand_in(&word) {
        return 0;
    }
    let (_, wrong) = pattern.distances(word.sound);
    if wrong == 0 || wrong < mistakes(typed.length()) {
        BEGINS_SO - BEGINS_SO * wrong / typed.length()
    } else if typed.length() >= 3 && word.holds(typed) {
        HOLDS
    } else {
        0
    }
}

/// How many mistakes a word of so many letters may have and still be the same.
const fn mistakes(length: u32) -> u32 {
    match length {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}
