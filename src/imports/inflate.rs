//! Unpacks the beginning of a DEFLATE stream (RFC 1951).
//!
//! The workbook reader reserves memory for as many shared texts as their part claims to
//! hold, before it reads one. The claim stands in the first bytes of that part, so these
//! are unpacked and judged first. Only a few kilobytes are ever unpacked here, hence the
//! plain bit-by-bit decoding.

/// Unpacks at most `limit` bytes; an input cut short gives what was unpacked until then.
///
/// Returns nothing for a stream that breaks the format.
pub(super) fn inflate_prefix(input: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut bits = Bits { input, at: 0 };
    let mut out = Vec::with_capacity(limit);
    match blocks(&mut bits, &mut out, limit) {
        Ok(()) | Err(Stop::EndOfInput) => Some(out),
        Err(Stop::Invalid) => None,
    }
}

#[derive(Debug, PartialEq)]
enum Stop {
    EndOfInput,
    Invalid,
}

struct Bits<'a> {
    input: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn bit(&mut self) -> Result<u16, Stop> {
        let byte = self.input.get(self.at / 8).ok_or(Stop::EndOfInput)?;
        let bit = (byte >> (self.at % 8)) & 1;
        self.at += 1;
        Ok(u16::from(bit))
    }

    fn number(&mut self, width: u8) -> Result<u16, Stop> {
        let mut number = 0;
        for place in 0..width {
            number |= self.bit()? << place;
        }
        Ok(number)
    }
}

/// A canonical Huffman code: how many codes of each length, and the symbols in code order.
struct Code {
    counts: [u16; 16],
    symbols: Vec<u16>,
}

impl Code {
    fn new(lengths: &[u8]) -> Self {
        let mut counts = [0; 16];
        for &length in lengths {
            counts[usize::from(length)] += 1;
        }
        counts[0] = 0;
        let mut symbols = Vec::with_capacity(lengths.len());
        for wanted in 1..16 {
            for (symbol, &length) in (0_u16..).zip(lengths) {
                if length == wanted {
                    symbols.push(symbol);
                }
            }
        }
        Self { counts, symbols }
    }

    fn symbol(&self, bits: &mut Bits<'_>) -> Result<u16, Stop> {
        let (mut code, mut first, mut index) = (0_i32, 0_i32, 0_i32);
        for length in 1..16 {
            code |= i32::from(bits.bit()?);
            let count = i32::from(self.counts[length]);
            if code - first < count {
                let at = usize::try_from(index + code - first).map_err(|_| Stop::Invalid)?;
                return self.symbols.get(at).copied().ok_or(Stop::Invalid);
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        Err(Stop::Invalid)
    }
}

fn blocks(bits: &mut Bits<'_>, out: &mut Vec<u8>, limit: usize) -> Result<(), Stop> {
    loop {
        let last = bits.bit()? == 1;
        match bits.number(2)? {
            0 => stored(bits, out, limit)?,
            1 => {
                let mut lengths = [8; 288];
                lengths[144..256].fill(9);
                lengths[256..280].fill(7);
                compressed(bits, out, limit, &Code::new(&lengths), &Code::new(&[5; 30]))?;
            }
            2 => {
                let (literals, distances) = dynamic_codes(bits)?;
                compressed(bits, out, limit, &literals, &distances)?;
            }
            _ => return Err(Stop::Invalid),
        }
        if last || out.len() >= limit {
            return Ok(());
        }
    }
}

fn stored(bits: &mut Bits<'_>, out: &mut Vec<u8>, limit: usize) -> Result<(), Stop> {
    bits.at = bits.at.next_multiple_of(8);
    let length = bits.number(16)?;
    if bits.number(16)? != !length {
        return Err(Stop::Invalid);
    }
    for _ in 0..length {
        if out.len() >= limit {
            break;
        }
        let byte = bits.input.get(bits.at / 8).ok_or(Stop::EndOfInput)?;
        out.push(*byte);
        bits.at += 8;
    }
    Ok(())
}

fn dynamic_codes(bits: &mut Bits<'_>) -> Result<(Code, Code), Stop> {
    const ORDER: [usize; 19] = [
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
    ];
    let literals = usize::from(bits.number(5)?) + 257;
    let distances = usize::from(bits.number(5)?) + 1;
    let count = usize::from(bits.number(4)?) + 4;
    let mut code_lengths = [0; 19];
    for &place in &ORDER[..count] {
        // Three bits, so the conversion keeps the value.
        code_lengths[place] = bits.number(3)? as u8;
    }
    let code = Code::new(&code_lengths);
    let mut lengths: Vec<u8> = Vec::with_capacity(literals + distances);
    while lengths.len() < literals + distances {
        let (value, times) = match code.symbol(bits)? {
            // Below 16, so the conversion keeps the value.
            length @ 0..=15 => (length as u8, 1),
            16 => (*lengths.last().ok_or(Stop::Invalid)?, 3 + bits.number(2)?),
            17 => (0, 3 + bits.number(3)?),
            18 => (0, 11 + bits.number(7)?),
            _ => return Err(Stop::Invalid),
        };
        for _ in 0..times {
            lengths.push(value);
        }
    }
    if lengths.len() > literals + distances {
        return Err(Stop::Invalid);
    }
    let (first, second) = lengths.split_at(literals);
    Ok((Code::new(first), Code::new(second)))
}

fn compressed(
    bits: &mut Bits<'_>,
    out: &mut Vec<u8>,
    limit: usize,
    literals: &Code,
    distances: &Code,
) -> Result<(), Stop> {
    const LENGTHS: [u16; 29] = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
        131, 163, 195, 227, 258,
    ];
    const LENGTH_BITS: [u8; 29] = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ];
    const DISTANCES: [u16; 30] = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
        2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
    ];
    while out.len() < limit {
        let symbol = literals.symbol(bits)?;
        let Some(which) = symbol.checked_sub(257).map(usize::from) else {
            match u8::try_from(symbol) {
                Ok(byte) => out.push(byte),
                // 256 ends the block.
                Err(_) => return Ok(()),
            }
            continue;
        };
        let length = LENGTHS.get(which).ok_or(Stop::Invalid)? + bits.number(LENGTH_BITS[which])?;
        let which = usize::from(distances.symbol(bits)?);
        // Every two distances share a width, from the third pair on one bit more each.
        let width = u8::try_from(which / 2).unwrap_or(0).saturating_sub(1);
        let distance = usize::from(*DISTANCES.get(which).ok_or(Stop::Invalid)?)
            + usize::from(bits.number(width)?);
        let start = out.len().checked_sub(distance).ok_or(Stop::Invalid)?;
        let length = usize::from(length).min(limit - out.len());
        // Byte by byte, as a repeat may reach into what it writes itself.
        for from in start..start + length {
            out.push(out[from]);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_stored_block() {
        let packed = [1, 3, 0, 0xfc, 0xff, b'a', b'b', b'c'];
        assert_eq!(inflate_prefix(&packed, 10).unwrap(), b"abc");
        assert_eq!(inflate_prefix(&packed, 2).unwrap(), b"ab");
        assert_eq!(inflate_prefix(&packed[..6], 10).unwrap(), b"a");
        assert_eq!(inflate_prefix(&[1, 3, 0, 0, 0, b'a'], 10), None);
    }

    #[test]
    fn a_fixed_block_with_a_repeat() {
        // "aaaaaaaaaa" as packed by zlib.
        assert_eq!(
            inflate_prefix(&[0x4b, 0x84, 0x03, 0x00], 99).unwrap(),
            b"aaaaaaaaaa"
        );
    }

    #[test]
    fn broken_streams_are_refused() {
        assert_eq!(inflate_prefix(&[7], 10), None);
        assert_eq!(inflate_prefix(&[], 10).unwrap(), b"");
    }

    proptest! {
        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            if let Some(out) = inflate_prefix(&bytes, 500) {
                prop_assert!(out.len() <= 500);
            }
        }
    }
}
