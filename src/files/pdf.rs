//! PDF: its end, its pages, and that nothing in it acts or hides.
//!
//! The file is not parsed as a reader would, whose view depends on tables that can lie. Every byte of it
//! and of its compressed objects is searched for names instead, so that what is not found cannot be
//! reached from any table.

use std::io::Read;

use flate2::bufread::ZlibDecoder;

use super::judge::{Fault, Limits, ends_in_archive, find, holds_tag};

/// Names without which a PDF cannot run a script, start a program, or carry or fetch another file. They
/// are too long to turn up in compressed data by chance.
const ACTIVE: [&[u8]; 9] = [
    b"JavaScript",
    b"Launch",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"FileAttachment",
    b"RichMedia",
    b"SubmitForm",
    b"ImportData",
    b"XFA",
];
/// How many bytes may follow the end of the file, all of them blank.
const BLANK_AFTER_END: usize = 1024;
/// A file of a thousand pages has some hundred.
const MOST_OBJECT_STREAMS: usize = 50_000;
/// The longest name that matters, with every sign written as `#xx`.
const LONGEST_NAME: usize = 64;

/// The number of pages, counted as page objects: at least as many as a reader shows.
///
/// # Errors
/// [`Fault`].
pub(super) fn count_pages(bytes: &[u8], limits: &Limits) -> Result<u32, Fault> {
    check_end(bytes)?;
    let mut names = Names::default();
    names.feed(bytes)?;
    names.end()?;
    if names.encrypted {
        return Err(Fault::Encrypted);
    }
    let mut budget = Budget {
        unpacked: limits.unpacked.min(limits.ratio.saturating_mul(bytes.len() as u64)),
        packed: 2 * bytes.len() as u64,
    };
    let mut done = 0;
    for named_at in std::mem::take(&mut names.object_streams) {
        // The content of the object that has this name in its dictionary.
        let Some(begin) = content_after(bytes, named_at.max(done)) else { break };
        if begin > done {
            names.feed_packed(bytes.get(begin..).unwrap_or_default(), &mut budget)?;
            done = begin;
        }
    }
    match names.pages {
        0 => Err(Fault::Damaged),
        pages if pages > limits.pages => Err(Fault::TooManyPages(limits.pages)),
        pages => Ok(pages),
    }
}

fn check_end(bytes: &[u8]) -> Result<(), Fault> {
    let tail = bytes.get(bytes.len().saturating_sub(2 * BLANK_AFTER_END)..).unwrap_or_default();
    let end = tail.windows(5).rposition(|window| window == b"%%EOF").ok_or(Fault::Damaged)?;
    let after = tail.get(end + 5..).unwrap_or_default();
    let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    if after.len() > BLANK_AFTER_END || !after.iter().all(blank) || ends_in_archive(bytes) {
        return Err(Fault::Foreign);
    }
    let early = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    if holds_tag(early, &[b"<script", b"<!doctype", b"<html"]) { Err(Fault::Foreign) } else { Ok(()) }
}

/// Where the next stream's content begins.
fn content_after(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let found = from + find(bytes.get(from..)?, b"stream")?;
        from = found + b"stream".len();
        if !bytes.get(..found)?.ends_with(b"end") {
            let line_end = match bytes.get(from..)? {
                [b'\r', b'\n', ..] => 2,
                [b'\r' | b'\n', ..] => 1,
                _ => 0,
            };
            return Some(from + line_end);
        }
    }
}

/// How much may still be read and written in unpacking. Streams do not overlap, so reading them takes no
/// more than the file, unless it was made to be read over and over.
struct Budget {
    packed: u64,
    unpacked: u64,
}

/// Gathers names as they are written: `/` and what follows it, `#xx` for any sign.
#[derive(Default)]
struct Names {
    name: Option<Vec<u8>>,
    /// The name before this one was `Type`, and only blanks stand between.
    after_type: bool,
    pages: u32,
    encrypted: bool,
    /// How many bytes were searched.
    at: usize,
    /// Where they say that a stream holds objects.
    object_streams: Vec<usize>,
}

impl Names {
    fn feed(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        for byte in bytes {
            self.at += 1;
            match (byte, &mut self.name) {
                (b'/', _) => {
                    self.end()?;
                    self.name = Some(Vec::new());
                }
                (b'\0' | b'\t' | b'\n' | 0x0c | b'\r' | b' ', Some(_)) => self.end()?,
                (b'\0' | b'\t' | b'\n' | 0x0c | b'\r' | b' ', None) => {}
                (b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'%', _) => {
                    self.end()?;
                    self.after_type = false;
                }
                (byte, Some(name)) if name.len() < LONGEST_NAME => name.push(*byte),
                (_, Some(_)) => {}
                (_, None) => self.after_type = false,
            }
        }
        Ok(())
    }

    /// The name that was being read is complete.
    fn end(&mut self) -> Result<(), Fault> {
        let Some(name) = self.name.take().map(|name| unescaped(&name)) else { return Ok(()) };
        match name.as_slice() {
            b"Page" if self.after_type => self.pages = self.pages.saturating_add(1),
            b"ObjStm" if self.object_streams.len() < MOST_OBJECT_STREAMS => self.object_streams.push(self.at),
            b"ObjStm" => return Err(Fault::Damaged),
            b"Encrypt" => self.encrypted = true,
            active if ACTIVE.contains(&active) => return Err(Fault::Embedded),
            _ => {}
        }
        self.after_type = name == b"Type";
        Ok(())
    }

    /// Searches compressed objects.
    fn feed_packed(&mut self, packed: &[u8], budget: &mut Budget) -> Result<(), Fault> {
        // Objects that are not compressed begin with a number and were searched with the file.
        if packed.first().is_none_or(|byte| byte.is_ascii_digit() || byte.is_ascii_whitespace()) {
            return Ok(());
        }
        let mut unpacked = ZlibDecoder::new(packed);
        let mut buffer = vec![0; 1 << 15];
        let mut taken = 0;
        loop {
            let read = unpacked.read(&mut buffer);
            let packed = budget.packed.checked_sub(unpacked.total_in() - taken);
            budget.packed = packed.ok_or(Fault::UnpacksTooLarge)?;
            taken = unpacked.total_in();
            let read = match read {
                Ok(0) => break,
                Ok(read) => read,
                // A stream may end without its checksum; one that is packed otherwise cannot be searched.
                Err(_) if unpacked.total_out() > 0 => break,
                Err(_) => return Err(Fault::Damaged),
            };
            budget.unpacked = budget.unpacked.checked_sub(read as u64).ok_or(Fault::UnpacksTooLarge)?;
            self.feed(buffer.get(..read).unwrap_or_default())?;
        }
        self.end()
    }
}

fn unescaped(name: &[u8]) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut plain = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let sign = match (first, after) {
            (b'#', [high, low, beyond @ ..]) => match digit(high).zip(digit(low)) {
                Some((high, low)) => {
                    rest = beyond;
                    high << 4 | low
                }
                None => *first,
            },
            _ => *first,
        };
        plain.push(sign);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(text: &str) -> Result<u32, Fault> {
        let mut names = Names::default();
        names.feed(text.as_bytes()).and_then(|()| names.end()).map(|()| names.pages)
    }

    #[test]
    fn page_objects_are_counted_however_they_are_written() {
        assert_eq!(pages("<</Type/Page/Parent 1 0 R>> <</Type /Page>> <</Type\n/P#61ge>>"), Ok(3));
        assert_eq!(pages("<</Type/Pages>> <</Type/PageLabel>> <</Kind/Page>> <</Type 1 /Page>>"), Ok(0));
    }

    #[test]
    fn active_names_are_found_in_escapes() {
        assert_eq!(pages("<</S/JavaScript/JS(x)>>"), Err(Fault::Embedded));
        assert_eq!(pages("<</S/#4aava#53cript>>"), Err(Fault::Embedded));
        assert_eq!(pages("<</S/Launch>>"), Err(Fault::Embedded));
        assert_eq!(pages("(JavaScript) /JavaScripting"), Ok(0));
    }
}
