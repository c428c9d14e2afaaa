//! What an upload is, or why it is refused.
//!
//! The content decides, never the name or what the client says of it. A file is of a type only if its
//! structure is that type's from the first byte to the last, so that it cannot be another type as well.
//! What could act by itself when opened (macros, scripts, embedded files) is refused. This is no search
//! for viruses: the programs that open a file have to be kept up to date all the same.

use super::media::Media;
use super::{image, ole, ooxml, pdf, text};

/// How much a file may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: u64,
    /// Pages of a PDF.
    pub pages: u32,
    /// Pixels of an image.
    pub pixels: u64,
    /// Bytes of everything in it, unpacked.
    pub unpacked: u64,
    /// How many times larger it may get by unpacking.
    pub ratio: u64,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    pub media: Media,
    /// Of a PDF: at least as many as it has.
    pub pages: Option<u32>,
}

/// Why a file is refused, and how to mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("文件是空的，请重新选择")]
    Empty,
    #[error(
        "不能上传这种文件。可以上传PDF、OFD、图片（PNG、JPG）、Word、Excel、PowerPoint、WPS文档和文本文件；其他格式请先转换为PDF"
    )]
    Unknown,
    #[error("不能上传程序或者脚本")]
    Program,
    #[error("不能上传压缩包，请解压后逐个上传")]
    Archive,
    #[error("不能上传网页或者矢量图（HTML、SVG、XML），请转换为PDF或者图片后上传")]
    Markup,
    #[error("文档中有宏，请另存为不含宏的文档，或者转换为PDF后上传")]
    Macros,
    #[error("文件加了密码或者权限限制，请取消后上传")]
    Encrypted,
    #[error("文件中嵌有其他文件、脚本或者外部链接，请打印为PDF后上传")]
    Embedded,
    #[error("文件前后附有其他内容，请用原来的程序打开后另存一份再上传")]
    Foreign,
    #[error("文件不完整或者已损坏，请打开核对，另存一份后上传")]
    Damaged,
    #[error("PDF超过{0}页，请分成几个文件上传")]
    TooManyPages(u32),
    #[error("图片超过{0}万像素，请缩小后上传")]
    TooManyPixels(u64),
    #[error("文件解压后过大，请精简内容或者转换为PDF后上传")]
    UnpacksTooLarge,
}

/// Judges a whole file.
///
/// # Errors
/// [`Fault`].
pub fn judge(bytes: &[u8], limits: &Limits) -> Result<Judged, Fault> {
    let plain = |media| Ok(Judged { media, pages: None });
    match bytes {
        [] => Err(Fault::Empty),
        [b'%', b'P', b'D', b'F', b'-', ..] => {
            let pages = pdf::count_pages(bytes, limits)?;
            Ok(Judged { media: Media::Pdf, pages: Some(pages) })
        }
        [0x89, b'P', b'N', b'G', ..] => image::check_png(bytes, limits).and_then(|()| plain(Media::Png)),
        [0xff, 0xd8, 0xff, ..] => image::check_jpeg(bytes, limits).and_then(|()| plain(Media::Jpeg)),
        [b'P', b'K', 3, 4, ..] => ooxml::recognise(bytes, limits).and_then(plain),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => ole::recognise(bytes).and_then(plain),
        _ => match known_refusal(bytes) {
            Some(fault) => Err(fault),
            None => text::check(bytes).and_then(|()| plain(Media::Text)),
        },
    }
}

/// What is recognised in order to say something clearer than that it is unknown.
fn known_refusal(bytes: &[u8]) -> Option<Fault> {
    match bytes {
        [b'M', b'Z', ..] | [0x7f, b'E', b'L', b'F', ..] | [0xca, 0xfe, 0xba, 0xbe, ..] => {
            Some(Fault::Program)
        }
        [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] | [b'#', b'!', ..] => Some(Fault::Program),
        [b'R', b'a', b'r', b'!', ..]
        | [b'7', b'z', 0xbc, 0xaf, ..]
        | [0x1f, 0x8b, ..]
        | [b'P', b'K', 5, 6, ..]
        | [0xfd, b'7', b'z', b'X', ..] => Some(Fault::Archive),
        _ => None,
    }
}

/// Where `part` begins in `bytes`.
pub(super) fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    let (first, rest) = part.split_first()?;
    let follows = |at: &usize| bytes.get(at + 1..).is_some_and(|after| after.starts_with(rest));
    let candidates = bytes.iter().enumerate().filter(|(_, byte)| *byte == first);
    candidates.map(|(at, _)| at).find(follows)
}

/// Whether a ZIP archive ends in these bytes: many programs read one from its end, whatever precedes it.
pub(super) fn ends_in_archive(bytes: &[u8]) -> bool {
    const FARTHEST: usize = 22 + 65_535;
    let tail = bytes.get(bytes.len().saturating_sub(FARTHEST)..).unwrap_or_default();
    find(tail, b"PK\x05\x06").is_some()
}

/// Whether any of these tags, each beginning with `<`, stands in the bytes, in either case.
pub(super) fn holds_tag(bytes: &[u8], tags: &[&[u8]]) -> bool {
    let begins_at = |at: usize, tag: &[u8]| {
        bytes.get(at..at + tag.len()).is_some_and(|found| found.eq_ignore_ascii_case(tag))
    };
    let mut candidates = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'<');
    candidates.any(|(at, _)| tags.iter().any(|tag| begins_at(at, tag)))
}

/// A big-endian or little-endian number at a place, if it lies within the bytes.
pub(super) fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

pub(super) fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    number(bytes, at).map(u16::from_le_bytes)
}

pub(super) fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    number(bytes, at).map(u32::from_le_bytes)
}

pub(super) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    number(bytes, at).map(u16::from_be_bytes)
}

pub(super) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    number(bytes, at).map(u32::from_be_bytes)
}
