//! The chain over the audit trail: which rows were there, in which order, with what in them.
//!
//! A moment after an act is committed, one leased sealer ([`sealer`]) puts it into a **seal**: the
//! next events in the feed's order, each as its number, its id and a keyed digest of every column
//! that must not change, and over them a keyed digest that names the seal before. Who may only write
//! to the database can therefore neither change, remove, move nor slip in a sealed row, nor make the
//! chain anew, without [`verify`] naming the row. Values stay out: an event holds a digest of
//! them, and the values themselves can be erased.

mod fact;
mod seal;
pub mod sealer;
pub mod verify;

use std::fmt;
use std::str::FromStr;

/// The last seal and its digest; kept elsewhere it proves later that nothing was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The seal's number.
    pub n: i64,
    /// Its keyed digest.
    pub digest: [u8; 32],
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.n)?;
        self.digest
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Head {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || "a head looks like 12:0a1b… with 64 hexadecimal digits".to_owned();
        let (n, hex) = text.split_once(':').ok_or_else(wrong)?;
        let n = n.parse().map_err(|_| wrong())?;
        let digits: Vec<u8> = hex
            .chars()
            .map(|digit| {
                digit
                    .to_digit(16)
                    .and_then(|value| u8::try_from(value).ok())
            })
            .collect::<Option<_>>()
            .ok_or_else(wrong)?;
        let bytes: Vec<u8> = digits
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |all, digit| (all << 4) | digit))
            .collect();
        let digest = bytes.try_into().map_err(|_| wrong())?;
        if digits.len() != 64 {
            return Err(wrong());
        }
        Ok(Self { n, digest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_written_as_it_is_read() {
        let head = Head {
            n: 12,
            digest: std::array::from_fn(|n| u8::try_from(n * 7).unwrap()),
        };
        let text = head.to_string();
        assert_eq!(text.parse::<Head>().unwrap(), head);
        for bad in [
            "",
            "12",
            ":",
            "12:",
            "x:00",
            &text[..text.len() - 1],
            &format!("{text}0"),
            &text.replace('e', "g"),
        ] {
            assert!(bad.parse::<Head>().is_err(), "{bad}");
        }
    }
}
