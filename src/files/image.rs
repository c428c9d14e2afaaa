//! PNG and JPEG, read by their parts to the end. No pixel is decoded.

use flate2::Crc;

use super::judge::{Fault, Limits, be16, be32, ends_in_archive, find, holds_tag};

/// What a browser that guesses would take for a page; too long to stand in compressed data by chance.
const MARKUP: &[&[u8]] = &[b"<script", b"<!doctype"];
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A PNG is its signature and chunks, IHDR first and IEND last, each with its checksum.
pub(super) fn check_png(bytes: &[u8], limits: &Limits) -> Result<(), Fault> {
    if !bytes.starts_with(PNG) {
        return Err(Fault::Damaged);
    }
    let (mut at, mut has_pixels) = (PNG.len(), false);
    loop {
        let length = be32(bytes, at).ok_or(Fault::Damaged)? as usize;
        let end = at.checked_add(12).and_then(|end| end.checked_add(length)).ok_or(Fault::Damaged)?;
        let checked = bytes.get(at + 4..end.saturating_sub(4)).ok_or(Fault::Damaged)?;
        let mut sum = Crc::new();
        sum.update(checked);
        if be32(bytes, end - 4) != Some(sum.sum()) {
            return Err(Fault::Damaged);
        }
        let (kind, content) = checked.split_at_checked(4).ok_or(Fault::Damaged)?;
        match (kind, at == PNG.len()) {
            (b"IHDR", true) => {
                let (width, height) = (be32(content, 0), be32(content, 4));
                pixels(width.map(u64::from), height.map(u64::from), limits)?;
            }
            (b"IHDR", false) | (_, true) => return Err(Fault::Damaged),
            (b"IEND", _) if end != bytes.len() => return Err(Fault::Foreign),
            (b"IEND", _) => break,
            (b"IDAT", _) => has_pixels = true,
            _ => {}
        }
        at = end;
    }
    if !has_pixels {
        return Err(Fault::Damaged);
    }
    refuse_second_meaning(bytes)
}

/// A JPEG is marked segments from SOI to EOI. Cameras append previews after it, themselves JPEGs, and
/// data of their own; what other programs would take for a file is refused there.
pub(super) fn check_jpeg(bytes: &[u8], limits: &Limits) -> Result<(), Fault> {
    let mut end = jpeg_end(bytes, limits)?;
    while bytes.get(end..end + 3) == Some(&[0xff, 0xd8, 0xff]) {
        end += jpeg_end(bytes.get(end..).unwrap_or_default(), limits)?;
    }
    let after = bytes.get(end..).unwrap_or_default();
    let foreign: [&[u8]; 4] = [b"PK\x03\x04", b"Rar!", b"%PDF-", b"This program"];
    if foreign.iter().any(|beginning| find(after, beginning).is_some()) {
        return Err(Fault::Foreign);
    }
    refuse_second_meaning(bytes)
}

/// Where the image that begins the bytes ends.
fn jpeg_end(bytes: &[u8], limits: &Limits) -> Result<usize, Fault> {
    let (mut at, mut has_frame) = (2, false);
    loop {
        let marker = be16(bytes, at).ok_or(Fault::Damaged)?;
        match marker {
            // Fill bytes may stand before a marker.
            0xffff => at += 1,
            0xffd9 if has_frame => return Ok(at + 2),
            0xff01 | 0xffd0..=0xffd7 => at += 2,
            0xffc0..=0xfffe if marker != 0xffd8 && marker != 0xffd9 => {
                let length = usize::from(be16(bytes, at + 2).filter(|l| *l >= 2).ok_or(Fault::Damaged)?);
                // Of the markers in that range, these three begin no frame.
                if (0xffc0..=0xffcf).contains(&marker) && !matches!(marker, 0xffc4 | 0xffc8 | 0xffcc) {
                    let (height, width) = (be16(bytes, at + 5), be16(bytes, at + 7));
                    pixels(width.map(u64::from), height.map(u64::from), limits)?;
                    has_frame = true;
                }
                at += 2 + length;
                if marker == 0xffda {
                    at = scan_end(bytes, at).ok_or(Fault::Damaged)?;
                }
            }
            _ => return Err(Fault::Damaged),
        }
    }
}

/// The next marker after compressed data, in which 0xFF is followed by 0 or by a restart.
fn scan_end(bytes: &[u8], from: usize) -> Option<usize> {
    let data = bytes.get(from..)?;
    let marker = data.windows(2).position(|two| matches!(two, [0xff, 1..=0xcf | 0xd8..=0xfe]));
    marker.map(|offset| from + offset)
}

fn pixels(width: Option<u64>, height: Option<u64>, limits: &Limits) -> Result<(), Fault> {
    match width.zip(height).map(|(width, height)| width.saturating_mul(height)) {
        None | Some(0) => Err(Fault::Damaged),
        Some(pixels) if pixels > limits.pixels => Err(Fault::TooManyPixels(limits.pixels / 10_000)),
        Some(_) => Ok(()),
    }
}

fn refuse_second_meaning(bytes: &[u8]) -> Result<(), Fault> {
    let early = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    if ends_in_archive(bytes) || find(early, b"%PDF-").is_some() || holds_tag(bytes, MARKUP) {
        return Err(Fault::Foreign);
    }
    Ok(())
}
