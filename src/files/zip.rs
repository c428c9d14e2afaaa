//! ZIP archives, read strictly: the entries follow each other from the first byte to the directory, and
//! the directory ends the file. So nothing precedes, follows or lies between them, no entry shares bytes
//! with another (as in the densest bombs), and no two readers see different files.

use std::collections::BTreeSet;
use std::io::Read;

use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::judge::{Fault, Limits, le16, le32};

/// One file of an archive.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub name: String,
    packed: &'a [u8],
    method: u16,
    checksum: u32,
    /// Bytes unpacked, as the directory says.
    pub size: u64,
}

/// The most entries an archive may have.
const MOST_ENTRIES: u16 = 10_000;
const ENCRYPTED: u16 = 1;
/// Sizes and checksum follow the content instead of preceding it.
const DESCRIBED_AFTER: u16 = 8;
/// An archive that unpacks to less than this may be packed as tightly as it likes.
const HARMLESS: u64 = 1 << 20;

/// The entries in the order of their content.
///
/// # Errors
/// [`Fault`]; nothing has been unpacked by then.
pub(super) fn entries<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Vec<Entry<'a>>, Fault> {
    let end = bytes.len().checked_sub(22).ok_or(Fault::Damaged)?;
    if le32(bytes, end) != Some(0x0605_4b50) || le16(bytes, end + 20) != Some(0) {
        // The directory does not end the file: either it is cut, or something follows.
        let other = super::judge::ends_in_archive(bytes);
        return Err(if other { Fault::Foreign } else { Fault::Damaged });
    }
    let count = le16(bytes, end + 10).filter(|count| (1..=MOST_ENTRIES).contains(count));
    let count = count.ok_or(Fault::Damaged)?;
    let directory = le32(bytes, end + 16).ok_or(Fault::Damaged)? as usize;
    let mut at = directory;
    let mut found = Vec::with_capacity(count.into());
    let mut names = BTreeSet::new();
    for _ in 0..count {
        let (place, entry, next) = read_record(bytes, at)?;
        if !names.insert(entry.name.to_lowercase()) {
            return Err(Fault::Damaged);
        }
        found.push((place, entry));
        at = next;
    }
    if at != end {
        return Err(Fault::Foreign);
    }
    found.sort_by_key(|(place, _)| place.start);
    // `directory` bounds the last one.
    let mut free = 0;
    for (place, _) in &found {
        if place.start != free {
            return Err(Fault::Foreign);
        }
        free = place.end;
    }
    if free != directory {
        return Err(Fault::Foreign);
    }
    let entries: Vec<Entry<'a>> = found.into_iter().map(|(_, entry)| entry).collect();
    let total = entries.iter().fold(0u64, |total, entry| total.saturating_add(entry.size));
    let largest = limits.ratio.saturating_mul(bytes.len() as u64).max(HARMLESS).min(limits.unpacked);
    if total > largest { Err(Fault::UnpacksTooLarge) } else { Ok(entries) }
}

/// One record of the directory: where the entry lies, itself, and where the next record begins.
fn read_record(bytes: &[u8], at: usize) -> Result<(std::ops::Range<usize>, Entry<'_>, usize), Fault> {
    let short = |offset| le16(bytes, at + offset).ok_or(Fault::Damaged);
    let long = |offset| le32(bytes, at + offset).ok_or(Fault::Damaged);
    if long(0)? != 0x0201_4b50 {
        return Err(Fault::Damaged);
    }
    let (flags, method) = (short(8)?, short(10)?);
    if flags & ENCRYPTED != 0 {
        return Err(Fault::Encrypted);
    }
    let (checksum, packed, size) = (long(16)?, long(20)? as usize, u64::from(long(24)?));
    let (name, extra, comment) = (short(28)?.into(), usize::from(short(30)?), usize::from(short(32)?));
    let name = name_at(bytes, at + 46, name)?;
    let next = at + 46 + name.len() + extra + comment;
    let local = long(42)? as usize;
    let begin = local
        .checked_add(30)
        .and_then(|header| {
            let (own_name, own_extra) = (le16(bytes, local + 26)?, le16(bytes, local + 28)?);
            let same = name_at(bytes, header, own_name.into()).is_ok_and(|own| own == name);
            (le32(bytes, local)? == 0x0403_4b50 && same && le16(bytes, local + 8)? == method)
                .then_some(header + usize::from(own_name) + usize::from(own_extra))
        })
        .ok_or(Fault::Damaged)?;
    let content = bytes.get(begin..begin.saturating_add(packed)).ok_or(Fault::Damaged)?;
    let after =
        begin + packed + if flags & DESCRIBED_AFTER == 0 { 0 } else { descriptor(bytes, begin + packed) };
    Ok((local..after, Entry { name, packed: content, method, checksum, size }, next))
}

/// The length of the descriptor after an entry: with or without its mark, with sizes of four or eight bytes.
fn descriptor(bytes: &[u8], at: usize) -> usize {
    let next_begins = |length: &usize| matches!(le32(bytes, at + length), Some(0x0403_4b50 | 0x0201_4b50));
    [12, 16, 20, 24].into_iter().find(next_begins).unwrap_or(0)
}

/// A name that stays within the folder it is unpacked to.
fn name_at(bytes: &[u8], at: usize, length: usize) -> Result<String, Fault> {
    let name = bytes.get(at..at.saturating_add(length)).and_then(|name| std::str::from_utf8(name).ok());
    let within = |name: &&str| {
        !name.is_empty()
            && !name.starts_with('/')
            && !name.contains(['\\', '\0', ':'])
            && !name.split('/').any(|part| part == "..")
    };
    name.filter(within).map(str::to_owned).ok_or(Fault::Damaged)
}

impl Entry<'_> {
    /// Unpacks to the end, giving out the first `wanted` bytes. No more is unpacked than the directory says.
    ///
    /// # Errors
    /// [`Fault::Damaged`] if it is not what the directory says.
    pub fn unpack(&self, wanted: usize) -> Result<Vec<u8>, Fault> {
        let mut unpacked: Box<dyn Read + '_> = match self.method {
            0 => Box::new(self.packed),
            8 => Box::new(DeflateDecoder::new(self.packed)),
            _ => return Err(Fault::Damaged),
        };
        let (mut sum, mut first) = (Crc::new(), Vec::new());
        let mut size = 0u64;
        let mut buffer = vec![0; 1 << 15];
        loop {
            let read = unpacked.read(&mut buffer).map_err(|_| Fault::Damaged)?;
            if read == 0 {
                break;
            }
            size += read as u64;
            if size > self.size {
                return Err(Fault::Damaged);
            }
            let part = buffer.get(..read).unwrap_or_default();
            sum.update(part);
            first.extend_from_slice(part.get(..read.min(wanted - first.len())).unwrap_or_default());
        }
        if size == self.size && sum.sum() == self.checksum { Ok(first) } else { Err(Fault::Damaged) }
    }
}
