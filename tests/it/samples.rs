//! Small files of every type that is taken in, and the parts to make hostile ones from.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};

/// A PDF of so many empty pages, with what else its catalogue shall say.
pub fn pdf(pages: usize, catalogue: &str) -> Vec<u8> {
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", page + 3)).collect();
    let mut text = format!("%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R {catalogue}>>\nendobj\n");
    text += &format!("2 0 obj\n<</Type/Pages/Kids[{kids}]/Count {pages}>>\nendobj\n");
    for page in 0..pages {
        text += &format!("{} 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>\nendobj\n", page + 3);
    }
    text += "trailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n";
    text.into_bytes()
}

/// A PDF whose objects stand in a compressed stream, as today's programs write them.
pub fn packed_pdf(objects: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(objects).unwrap();
    let packed = packed.finish().unwrap();
    let mut bytes = format!(
        "%PDF-1.7\n7 0 obj\n<</Type/ObjStm/N 3/First 20/Filter/FlateDecode/Length {}>>\nstream\r\n",
        packed.len()
    )
    .into_bytes();
    bytes.extend(packed);
    bytes.extend(b"\nendstream\nendobj\nstartxref\n0\n%%EOF");
    bytes
}

/// One file of an archive.
pub struct Part<'a> {
    pub name: &'a str,
    pub content: &'a [u8],
    /// What the directory says of the unpacked size, where it lies.
    pub claimed: Option<u32>,
    pub flags: u16,
}

impl<'a> Part<'a> {
    pub fn new(name: &'a str, content: &'a [u8]) -> Self {
        Self { name, content, claimed: None, flags: 0 }
    }
}

/// A ZIP archive.
pub fn zip(parts: &[Part<'_>]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for part in parts {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        packed.write_all(part.content).unwrap();
        let packed = packed.finish().unwrap();
        let mut sum = flate2::Crc::new();
        sum.update(part.content);
        let size = part.claimed.unwrap_or(part.content.len() as u32);
        let mut common = Vec::new();
        common.extend(20u16.to_le_bytes());
        common.extend(part.flags.to_le_bytes());
        common.extend(8u16.to_le_bytes());
        common.extend([0; 4]);
        for number in [sum.sum(), packed.len() as u32, size] {
            common.extend(number.to_le_bytes());
        }
        common.extend((part.name.len() as u16).to_le_bytes());
        common.extend(0u16.to_le_bytes());
        let offset = bytes.len() as u32;
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(part.name.as_bytes());
        bytes.extend(packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(part.name.as_bytes());
    }
    let begin = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    for _ in 0..2 {
        bytes.extend((parts.len() as u16).to_le_bytes());
    }
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(begin.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

pub const TYPES: &[u8] =
    b"<?xml version=\"1.0\"?><Types><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";

/// A Word document with further parts.
pub fn docx(further: &[Part<'_>]) -> Vec<u8> {
    let mut parts =
        vec![Part::new("[Content_Types].xml", TYPES), Part::new("word/document.xml", b"<w:document/>")];
    parts.extend(further.iter().map(|part| Part { ..*part }));
    zip(&parts)
}

/// A PNG of one black line, however high it says it is.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 0, 0, 0, 0]);
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&[0, 0]).unwrap();
    for (kind, content) in [(b"IHDR", header), (b"IDAT", packed.finish().unwrap()), (b"IEND", Vec::new())] {
        bytes.extend((content.len() as u32).to_be_bytes());
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(&content);
        bytes.extend(kind);
        bytes.extend(content);
        bytes.extend(sum.sum().to_be_bytes());
    }
    bytes
}

/// The structure of a JPEG, with a comment.
pub fn jpeg(width: u16, height: u16, comment: &[u8]) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xfe".to_vec();
    bytes.extend((comment.len() as u16 + 2).to_be_bytes());
    bytes.extend(comment);
    bytes.extend(b"\xff\xc0\0\x0b\x08");
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend(b"\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0\x12\x34\xff\0\x56\xff\xd0\x78\xff\xd9");
    bytes
}

/// A compound file whose one long stream has this name and beginning, beside others that are empty.
pub fn ole(name: &str, beginning: &[u8], others: &[&str]) -> Vec<u8> {
    let mut header = vec![0; 512];
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    header[26] = 3;
    header[28..30].copy_from_slice(&[0xfe, 0xff]);
    header[30] = 9;
    header[32] = 6;
    header[44] = 1;
    // The directory begins in sector 1; no mini streams, no further lists; the table is sector 0.
    header[48] = 1;
    header[56..60].copy_from_slice(&4096u32.to_le_bytes());
    header[60..64].copy_from_slice(&[0xfe, 0xff, 0xff, 0xff]);
    header[68..72].copy_from_slice(&[0xfe, 0xff, 0xff, 0xff]);
    header[76..].fill(0xff);
    header[76..80].fill(0);
    let directory_sectors = (others.len() + 2).div_ceil(4);
    let stream = 1 + directory_sectors as u32;
    let mut next: Vec<u32> = vec![0xffff_fffd];
    next.extend((2..stream).chain([0xffff_fffe]));
    next.extend((stream + 1..stream + 8).chain([0xffff_fffe]));
    next.resize(128, 0xffff_ffff);
    let mut bytes = header;
    bytes.extend(next.iter().flat_map(|sector| sector.to_le_bytes()));
    let entry = |name: &str, kind: u8, start: u32, size: u32| {
        let mut entry = vec![0; 128];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        entry[64..66].copy_from_slice(&(units.len() as u16 + 2).to_le_bytes());
        entry[66] = kind;
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&size.to_le_bytes());
        entry
    };
    let mut directory = entry("Root Entry", 5, 0xffff_fffe, 0);
    directory.extend(entry(name, 2, stream, 4096));
    others.iter().for_each(|other| directory.extend(entry(other, 2, 0xffff_fffe, 0)));
    directory.resize(directory_sectors * 512, 0);
    bytes.extend(directory);
    let mut content = beginning.to_vec();
    content.resize(4096, 0);
    bytes.extend(content);
    bytes
}

/// What begins the main stream of a Word document that has no password.
pub const WORD: &[u8] = b"\xec\xa5\xc1\0\0\0\0\0\0\0\0\x02";
/// The first records of a workbook that has no password.
pub const WORKBOOK: &[u8] = b"\x09\x08\x04\0\0\x06\x05\0\xe1\0\x02\0\xb0\x04\x0a\0\0\0";
