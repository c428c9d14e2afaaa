//! Plain text in UTF-8 or GB 18030, without a control character or the beginning of anything else.

use super::judge::{Fault, find, holds_tag};

/// What begins a page, an image or a script.
const MARKUP: &[&[u8]] =
    &[b"<html", b"<head", b"<body", b"<script", b"<svg", b"<!doctype", b"<?xml", b"<iframe"];

/// Checks a whole file.
///
/// # Errors
/// [`Fault::Unknown`] for what is no text.
pub(super) fn check(bytes: &[u8]) -> Result<(), Fault> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let controls =
        |byte: &u8| (*byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)) || *byte == 0x7f;
    if bytes.iter().any(controls) || !(std::str::from_utf8(bytes).is_ok() || is_gb18030(bytes)) {
        return Err(Fault::Unknown);
    }
    let first = bytes.iter().position(|byte| !byte.is_ascii_whitespace());
    let Some(begun) = first.and_then(|first| bytes.get(first..)) else { return Err(Fault::Empty) };
    if begun.starts_with(b"<") || holds_tag(begun, MARKUP) {
        return Err(Fault::Markup);
    }
    let is_batch = begun.get(..9).is_some_and(|line| line.eq_ignore_ascii_case(b"@echo off"));
    if is_batch || holds_tag(begun, &[b"<?php"]) {
        return Err(Fault::Program);
    }
    // Readers of PDF find its beginning even where it does not begin the file.
    let early = begun.get(..begun.len().min(1024)).unwrap_or_default();
    if find(early, b"%PDF-").is_some() { Err(Fault::Foreign) } else { Ok(()) }
}

/// Whether bytes are one-, two- and four-byte characters of GB 18030 throughout.
fn is_gb18030(mut bytes: &[u8]) -> bool {
    loop {
        bytes = match bytes {
            [] => return true,
            [0..=0x7f, rest @ ..] => rest,
            [0x81..=0xfe, 0x40..=0x7e | 0x80..=0xfe, rest @ ..] => rest,
            [0x81..=0xfe, 0x30..=0x39, 0x81..=0xfe, 0x30..=0x39, rest @ ..] => rest,
            _ => return false,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_of_chinese_are_text() {
        assert_eq!(check("情况说明\r\n第一页\t完".as_bytes()), Ok(()));
        assert_eq!(check(b"\xef\xbb\xbfplain"), Ok(()));
        // 说明 in GB 2312, and a character of four bytes.
        assert_eq!(check(b"\xcb\xb5\xc3\xf7 \x81\x39\xef\x30"), Ok(()));
        assert_eq!(check(b"\xcb\xb5\xc3"), Err(Fault::Unknown));
        assert_eq!(check(b"a\0b"), Err(Fault::Unknown));
        assert_eq!(check(b" \n"), Err(Fault::Empty));
    }
}
