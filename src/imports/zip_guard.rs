//! Judges the ZIP container of a workbook before any part of it is unpacked.
//!
//! The sizes the container declares are summed and compared with the limits. That they
//! are true is enforced while reading: the `zip` crate under the workbook reader counts
//! what it unpacks and stops a part that grows beyond its declared size, which a test
//! here keeps true. Containers that two readers could understand differently (prefixes,
//! comments, gaps, ZIP64 directories) are refused, since no spreadsheet program makes them.

use std::io::{Read, Seek, SeekFrom};

use super::inflate::inflate_prefix;
use super::sheet::{Limits, SheetError};

const END_LENGTH: u64 = 22;
const MAX_DIRECTORY: u64 = 4 * 1024 * 1024;
const HEAD: usize = 4096;
/// A part smaller than this may be packed as well as it likes.
const SMALL: u64 = 1024 * 1024;

pub(super) fn too_large() -> SheetError {
    SheetError::new(
        "file_too_large_uncompressed",
        "isi berkas terlalu besar setelah dibuka; hapus format dan lembar kosong lalu simpan ulang, atau bagi berkasnya",
        "the content of the file is too large once unpacked; remove empty formatting and sheets and save again, or split the file",
    )
}

fn protected() -> SheetError {
    SheetError::new(
        "unreadable_file",
        "berkas terkunci kata sandi atau berformat lama (.xls); simpan sebagai XLSX tanpa kata sandi",
        "the file is protected by a password or in the old .xls format; save it as XLSX without a password",
    )
}

struct Member {
    name: String,
    method: u16,
    packed: u64,
    unpacked: u64,
    offset: u64,
}

/// Refuses a container that is damaged, encrypted or too large; leaves the input at its start.
pub(super) fn check<R: Read + Seek>(input: &mut R, limits: &Limits) -> Result<(), SheetError> {
    let members = directory(input)?;
    let mut total = 0_u64;
    let mut packed = 0_u64;
    for member in &members {
        total = total.saturating_add(member.unpacked);
        packed = packed.saturating_add(member.packed);
        let ratio = member.unpacked / member.packed.max(1);
        if total > limits.max_uncompressed || (member.unpacked > SMALL && ratio > limits.max_ratio)
        {
            return Err(too_large());
        }
    }
    let length = input
        .seek(SeekFrom::End(0))
        .map_err(|_| SheetError::unreadable())?;
    // More packed bytes than the file has: parts overlap.
    if packed > length {
        return Err(SheetError::unreadable());
    }
    for member in &members {
        if member.name.ends_with("sharedstrings.xml") {
            if member.unpacked > limits.max_shared_strings {
                return Err(too_large());
            }
            check_shared_strings(input, member)?;
        }
    }
    input.rewind().map_err(|_| SheetError::unreadable())
}

fn read_at<R: Read + Seek>(input: &mut R, at: u64, length: u64) -> Result<Vec<u8>, SheetError> {
    let broken = |_| SheetError::unreadable();
    input.seek(SeekFrom::Start(at)).map_err(broken)?;
    let mut bytes = Vec::new();
    input
        .by_ref()
        .take(length)
        .read_to_end(&mut bytes)
        .map_err(broken)?;
    Ok(bytes)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

fn directory<R: Read + Seek>(input: &mut R) -> Result<Vec<Member>, SheetError> {
    let broken = SheetError::unreadable;
    if read_at(input, 0, 4)? == [0xd0, 0xcf, 0x11, 0xe0] {
        return Err(protected());
    }
    let length = input.seek(SeekFrom::End(0)).map_err(|_| broken())?;
    let end_at = length.checked_sub(END_LENGTH).ok_or_else(broken)?;
    let end = read_at(input, end_at, END_LENGTH)?;
    let locator = read_at(input, end_at.saturating_sub(20), 4)?;
    let sound =
        end.starts_with(b"PK\x05\x06") && u16_at(&end, 20) == Some(0) && locator != b"PK\x06\x07";
    let (Some(count), Some(size), Some(offset)) =
        (u16_at(&end, 10), u32_at(&end, 12), u32_at(&end, 16))
    else {
        return Err(broken());
    };
    let (size, offset) = (u64::from(size), u64::from(offset));
    if !sound || size > MAX_DIRECTORY || offset + size != end_at {
        return Err(broken());
    }
    let bytes = read_at(input, offset, size)?;
    let mut members = Vec::with_capacity(usize::from(count).min(1024));
    let mut rest = bytes.as_slice();
    while !rest.is_empty() {
        let (member, length) = member(rest).ok_or_else(broken)??;
        members.push(member);
        rest = rest.get(length..).ok_or_else(broken)?;
    }
    if members.len() != usize::from(count) {
        return Err(broken());
    }
    Ok(members)
}

/// Reads one entry of the directory and its length; nothing when it is cut short.
fn member(bytes: &[u8]) -> Option<Result<(Member, usize), SheetError>> {
    if !bytes.starts_with(b"PK\x01\x02") {
        return None;
    }
    let (flags, method) = (u16_at(bytes, 8)?, u16_at(bytes, 10)?);
    let mut packed = u64::from(u32_at(bytes, 20)?);
    let mut unpacked = u64::from(u32_at(bytes, 24)?);
    let name_length = usize::from(u16_at(bytes, 28)?);
    let extra_length = usize::from(u16_at(bytes, 30)?);
    let comment_length = usize::from(u16_at(bytes, 32)?);
    let mut offset = u64::from(u32_at(bytes, 42)?);
    let name = bytes.get(46..46 + name_length)?;
    let mut extra = bytes.get(46 + name_length..46 + name_length + extra_length)?;
    while let (Some(id), Some(size)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let body = extra.get(4..4 + usize::from(size))?;
        if id == 1 {
            let mut at = 0;
            for field in [&mut unpacked, &mut packed, &mut offset] {
                if *field == u64::from(u32::MAX) {
                    *field = u64_at(body, at)?;
                    at += 8;
                }
            }
        }
        extra = extra.get(4 + usize::from(size)..)?;
    }
    let stored = method == 0;
    if flags & 1 == 1 {
        return Some(Err(protected()));
    }
    if !(stored || method == 8) || (stored && packed != unpacked) {
        return Some(Err(SheetError::unreadable()));
    }
    let member = Member {
        name: String::from_utf8_lossy(name).to_lowercase(),
        method,
        packed,
        unpacked,
        offset,
    };
    Some(Ok((
        member,
        46 + name_length + extra_length + comment_length,
    )))
}

/// Refuses shared texts that claim to be more than their bytes could hold.
fn check_shared_strings<R: Read + Seek>(input: &mut R, member: &Member) -> Result<(), SheetError> {
    let broken = SheetError::unreadable;
    let header = read_at(input, member.offset, 30)?;
    let (Some(name), Some(extra)) = (u16_at(&header, 26), u16_at(&header, 28)) else {
        return Err(broken());
    };
    let start = member
        .offset
        .saturating_add(30 + u64::from(name) + u64::from(extra));
    let packed = read_at(input, start, member.packed.min(64 * 1024))?;
    let head = if member.method == 0 {
        packed[..packed.len().min(HEAD)].to_vec()
    } else {
        inflate_prefix(&packed, HEAD).ok_or_else(broken)?
    };
    let claimed = claimed_strings(&head).ok_or_else(broken)?;
    // "<si/>" is the shortest text a part can hold.
    if claimed > member.unpacked / 5 {
        return Err(broken());
    }
    Ok(())
}

/// Reads the largest `uniqueCount` of the root element, zero when it claims none.
///
/// Only white space and processing instructions may stand before the root, so that no
/// comment can hide another one.
fn claimed_strings(head: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(head);
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some(after) = rest.strip_prefix("<?") {
        rest = after.split_once("?>")?.1.trim_start();
    }
    let root = rest.strip_prefix('<')?;
    let mut quote = None;
    let end = root.find(|c| match (quote, c) {
        (None, '>') => true,
        (None, '"' | '\'') => {
            quote = Some(c);
            false
        }
        (Some(open), c) if open == c => {
            quote = None;
            false
        }
        _ => false,
    })?;
    let tag = &root[..end];
    let name = tag.split(|c: char| c.is_whitespace() || c == '/').next()?;
    if name.rsplit(':').next()? != "sst" {
        return None;
    }
    let mut most = 0;
    for part in tag.split("uniqueCount").skip(1) {
        let value = part.trim_start().strip_prefix('=')?.trim_start();
        let digits: String = value
            .strip_prefix(['"', '\''])?
            .trim_start_matches(['+', ' '])
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        most = most.max(digits.parse().ok()?);
    }
    Some(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_claim_is_found_or_the_head_refused() {
        let claim = |head: &str| claimed_strings(head.as_bytes());
        assert_eq!(
            claim(
                "<?xml version=\"1.0\"?>\r\n<sst xmlns=\"http://x/2006\" count=\"9\" uniqueCount=\"7\"><si>"
            ),
            Some(7)
        );
        assert_eq!(claim("<x:sst uniqueCount = '12' >"), Some(12));
        assert_eq!(claim("<sst>"), Some(0));
        assert_eq!(claim("<sst a=\">\" uniqueCount=\"99\">"), Some(99));
        assert_eq!(
            claim("<!-- <sst uniqueCount=\"1\"> --><sst uniqueCount=\"99\">"),
            None
        );
        assert_eq!(claim("<sst uniqueCount=\"99999999999999999999999\">"), None);
        assert_eq!(claim("<sst uniqueCount=\"1\""), None);
    }
}
