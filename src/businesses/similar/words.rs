//! A text taken apart into words, as they are written and as they sound.

use std::ops::Range;

use super::letters::Letters;
use super::spelling::{FORMS_AND_TITLES, KINDS, sound, without_accent, written_out};

/// A text taken apart into words.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The words as they are written, abbreviations written out.
    plain: Vec<u8>,
    /// The words as they sound. No blank stands between them, so that two are one piece.
    sound: Vec<u8>,
    words: Vec<Word>,
}

#[derive(Debug)]
struct Word {
    plain: Range<usize>,
    sound: Range<usize>,
    letters: Letters,
}

/// One word, or two that follow each other.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) plain: &'a [u8],
    pub(super) sound: &'a [u8],
    letters: Letters,
}

impl Part<'_> {
    /// How many letters it sounds like.
    pub(super) fn length(&self) -> u32 {
        self.letters.count
    }

    /// Whether it may be another, seen from the letters alone.
    pub(super) fn may_be(&self, other: &Part<'_>) -> bool {
        self.letters.may_be(other.letters)
    }

    /// Whether it may stand in a longer one, seen from the letters alone.
    pub(super) fn may_stand_in(&self, other: &Part<'_>) -> bool {
        self.letters.may_stand_in(other.letters)
    }

    /// Whether it holds another.
    pub(super) fn holds(&self, other: Part<'_>) -> bool {
        let mut windows = self.sound.windows(other.sound.len().max(1));
        windows.any(|window| window == other.sound)
    }
}

impl Words {
    /// Takes a text in lower case apart.
    pub(super) fn read(&mut self, text: &str) {
        self.plain.clear();
        self.sound.clear();
        self.words.clear();
        let bytes = text.as_bytes();
        let mut start = 0;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'a'..=b'z' | b'0'..=b'9' => self.plain.push(byte),
                // Nur'aini.
                b'\'' | b'`' => {}
                // "U.D." and "P.T" are one word; "H.Ahmad" is two.
                b'.' if self.plain.len() == start + 1
                    && bytes.get(at).is_some_and(u8::is_ascii_lowercase)
                    && !bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric) => {}
                0x80.. => {
                    let rest = text.get(at - 1..).unwrap_or_default();
                    let Some(c) = rest.chars().next() else { break };
                    at += c.len_utf8() - 1;
                    match c {
                        // Apostrophes, and accents in a character of their own.
                        '’' | '‘' | 'ʼ' | '´' | '\u{300}'..='\u{36f}' => {}
                        c if c.is_alphanumeric() => {
                            let mut held = [0; 4];
                            let written = without_accent(c).encode_utf8(&mut held);
                            self.plain.extend_from_slice(written.as_bytes());
                        }
                        _ => start = self.end(start),
                    }
                }
                _ => start = self.end(start),
            }
        }
        self.end(start);
    }

    /// Keeps the first words only.
    pub(super) fn keep(&mut self, most: usize) {
        self.words.truncate(most);
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Ends the word that began at `start`; where the next one begins.
    fn end(&mut self, start: usize) -> usize {
        if start == self.plain.len() {
            return start;
        }
        if let Some(whole) = written_out(&self.plain[start..]) {
            self.plain.truncate(start);
            for word in whole.split(' ') {
                let start = self.plain.len();
                self.plain.extend_from_slice(word.as_bytes());
                self.add(start);
            }
        } else {
            self.add(start);
        }
        self.plain.len()
    }

    fn add(&mut self, start: usize) {
        let from = self.sound.len();
        let letters = sound(&self.plain[start..], &mut self.sound);
        self.words.push(Word {
            plain: start..self.plain.len(),
            sound: from..self.sound.len(),
            letters,
        });
    }

    /// A word.
    pub(super) fn word(&self, n: usize) -> Part<'_> {
        self.part(&self.words[n], &self.words[n], self.words[n].letters)
    }

    /// A word and the one before it, written as one.
    pub(super) fn pair(&self, n: usize) -> Part<'_> {
        let (one, two) = (&self.words[n - 1], &self.words[n]);
        self.part(one, two, one.letters.and(two.letters))
    }

    fn part(&self, first: &Word, last: &Word, letters: Letters) -> Part<'_> {
        Part {
            plain: &self.plain[first.plain.start..last.plain.end],
            sound: &self.sound[first.sound.start..last.sound.end],
            letters,
        }
    }

    /// Whether a word may be like a typed one, or two written as one be it, seen from the letters alone.
    pub(super) fn may_meet(&self, typed: Part<'_>, pairs: bool) -> bool {
        let typed = typed.letters;
        let mut before: Option<Letters> = None;
        for word in &self.words {
            if typed.may_be(word.letters)
                || typed.may_stand_in(word.letters)
                || pairs && before.is_some_and(|before| typed.may_be(before.and(word.letters)))
            {
                return true;
            }
            before = Some(word.letters);
        }
        false
    }

    /// The most that a word gives.
    pub(super) fn each_word(&self, gives: impl Fn(Part<'_>) -> u32) -> u32 {
        let words = (0..self.len()).map(|n| gives(self.word(n)));
        words.max().unwrap_or_default()
    }

    /// The most that two words written as one give.
    pub(super) fn each_pair(&self, gives: impl Fn(Part<'_>) -> u32) -> u32 {
        let pairs = (1..self.len()).map(|n| gives(self.pair(n)));
        pairs.max().unwrap_or_default()
    }

    /// What a word is worth.
    pub(super) fn worth(&self, n: usize) -> u32 {
        let word = &self.words[n];
        let plain = &self.plain[word.plain.clone()];
        let is = |list: &[&str]| list.iter().any(|one| one.as_bytes() == plain);
        if is(&FORMS_AND_TITLES) {
            1
        } else if is(&KINDS) {
            4
        } else {
            4 + u32::try_from(word.sound.len().min(12)).unwrap_or(12)
        }
    }
}
