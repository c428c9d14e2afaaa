//! Compound files: the binary formats of Word, Excel and PowerPoint, which WPS writes too, and what
//! encrypted documents of every kind are wrapped in. Only the directory is read.

use super::judge::{Fault, ends_in_archive, le16, le32};
use super::media::Media;

/// One entry of the directory.
struct Stream {
    name: String,
    start: u32,
    size: u32,
}

/// What follows the last sector of a chain.
const END: u32 = 0xffff_fffe;
const ENTRY: usize = 128;

/// Which document it is.
///
/// # Errors
/// [`Fault`].
pub(super) fn recognise(bytes: &[u8]) -> Result<Media, Fault> {
    if ends_in_archive(bytes) {
        return Err(Fault::Foreign);
    }
    let file = Compound::read(bytes).ok_or(Fault::Damaged)?;
    let streams = file.directory().ok_or(Fault::Damaged)?;
    let find = |name: &str| streams.iter().find(|stream| stream.name.eq_ignore_ascii_case(name));
    let is_any = |names: &[&str]| names.iter().any(|name| find(name).is_some());
    if is_any(&["EncryptedPackage", "EncryptionInfo"]) {
        return Err(Fault::Encrypted);
    }
    if is_any(&["Macros", "_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"]) {
        return Err(Fault::Macros);
    }
    if is_any(&["\u{1}Ole10Native", "Package", "ObjectPool"]) {
        return Err(Fault::Embedded);
    }
    if let Some(stream) = find("WordDocument") {
        // FibBase: bit 8 of the flags at offset 10 is fEncrypted.
        let flags = file.beginning(stream).and_then(|content| le16(content, 10)).ok_or(Fault::Damaged)?;
        return if flags & 0x0100 == 0 { Ok(Media::Doc) } else { Err(Fault::Encrypted) };
    }
    if let Some(stream) = find("Workbook").or_else(|| find("Book")) {
        let content = file.beginning(stream).ok_or(Fault::Damaged)?;
        return if has_password(content) { Err(Fault::Encrypted) } else { Ok(Media::Xls) };
    }
    if find("PowerPoint Document").is_some() { Ok(Media::Ppt) } else { Err(Fault::Unknown) }
}

/// The record FilePass stands among the first ones of a workbook.
fn has_password(content: &[u8]) -> bool {
    let mut at = 0;
    while let (Some(kind), Some(length)) = (le16(content, at), le16(content, at + 2)) {
        if kind == 0x2f {
            return true;
        }
        at += 4 + usize::from(length);
    }
    false
}

struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// Of each sector, the one after it.
    next: Vec<u32>,
    first_of_directory: u32,
}

impl<'a> Compound<'a> {
    fn read(bytes: &'a [u8]) -> Option<Compound<'a>> {
        let sector = match le16(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Compound { bytes, sector, next: Vec::new(), first_of_directory: le32(bytes, 48)? };
        // The table of sectors is listed in the header and in a chain of further lists.
        let mut tables: Vec<u32> = (0..109).filter_map(|index| le32(bytes, 76 + 4 * index)).collect();
        let mut list = le32(bytes, 68)?;
        let most = bytes.len() / sector;
        while list < END - 2 && tables.len() <= most {
            let content = file.content(list)?;
            let (entries, last) = content.split_at_checked(sector - 4)?;
            tables.extend((0..entries.len() / 4).filter_map(|index| le32(entries, 4 * index)));
            list = le32(last, 0)?;
        }
        for table in tables.into_iter().filter(|table| (*table as usize) < most) {
            let content = file.content(table)?;
            file.next.extend((0..sector / 4).filter_map(|index| le32(content, 4 * index)));
        }
        Some(file)
    }

    fn content(&self, number: u32) -> Option<&'a [u8]> {
        let begin = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        // The last sector may be cut short.
        let end = begin.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(begin..end)
    }

    fn directory(&self) -> Option<Vec<Stream>> {
        let mut streams = Vec::new();
        let mut sector = self.first_of_directory;
        let mut seen = 0;
        while sector != END {
            let content = self.content(sector)?;
            streams.extend(content.chunks_exact(ENTRY).filter_map(stream));
            sector = *self.next.get(sector as usize)?;
            seen += 1;
            // A chain that bites its own tail.
            if seen > self.next.len() {
                return None;
            }
        }
        Some(streams)
    }

    /// The first sector of a stream that has sectors of its own, as all that is asked here have.
    fn beginning(&self, stream: &Stream) -> Option<&'a [u8]> {
        const SMALLEST: u32 = 4096;
        if stream.size < SMALLEST { None } else { self.content(stream.start) }
    }
}

fn stream(entry: &[u8]) -> Option<Stream> {
    let length = usize::from(le16(entry, 64)?).checked_sub(2)?;
    let units: Vec<u16> = (0..length.min(62) / 2).filter_map(|index| le16(entry, 2 * index)).collect();
    let name = String::from_utf16(&units).ok()?;
    Some(Stream { name, start: le32(entry, 116)?, size: le32(entry, 120)? })
}
