//! Office documents in a ZIP archive: Word, Excel, PowerPoint since 2007, and OFD.

use super::judge::{Fault, Limits, find};
use super::media::Media;
use super::zip::{Entry, entries};

/// How much of each part is looked at beyond its checksum: of the small ones that say what the document
/// is and what it refers to, all.
const LOOKED_AT: usize = 1 << 20;

/// The parts that make an archive a document, lower case.
const MAIN_PARTS: [(&str, Media); 4] = [
    ("word/document.xml", Media::Docx),
    ("xl/workbook.xml", Media::Xlsx),
    ("ppt/presentation.xml", Media::Pptx),
    ("ofd.xml", Media::Ofd),
];

/// Which document it is.
///
/// # Errors
/// [`Fault::Archive`] for any other archive, and the other faults.
pub(super) fn recognise(bytes: &[u8], limits: &Limits) -> Result<Media, Fault> {
    let parts = entries(bytes, limits)?;
    let mut media = MAIN_PARTS.into_iter().filter(|(main, _)| parts.iter().any(|part| is_named(part, main)));
    let media = match (media.next(), media.next()) {
        (Some((_, media)), None) => media,
        (Some(_), Some(_)) => return Err(Fault::Foreign),
        (None, _) => return Err(Fault::Archive),
    };
    for part in &parts {
        check(part)?;
    }
    Ok(media)
}

fn is_named(part: &Entry<'_>, name: &str) -> bool {
    part.name.eq_ignore_ascii_case(name)
}

fn check(part: &Entry<'_>) -> Result<(), Fault> {
    let name = part.name.to_ascii_lowercase();
    let file = name.rsplit('/').next().unwrap_or_default();
    if file.starts_with("vbaproject") || file.starts_with("vbadata") || name.contains("/macrosheets/") {
        return Err(Fault::Macros);
    }
    if name.contains("/activex/") || RUN_BY_NAME.iter().any(|end| file.ends_with(end)) {
        return Err(Fault::Embedded);
    }
    let told = name.ends_with(".rels") || name == "[content_types].xml";
    let content = part.unpack(if told { LOOKED_AT } else { BEGINNING })?;
    match content.as_slice() {
        // A macro project or another document, whatever it is called.
        [0xd0, 0xcf, 0x11, 0xe0, ..]
        | [b'P', b'K', 3, 4, ..]
        | [b'M', b'Z', ..]
        | [0x7f, b'E', b'L', b'F', ..] => Err(Fault::Embedded),
        words if told => check_words(words),
        _ => Ok(()),
    }
}

/// Enough to know a file of another type by.
const BEGINNING: usize = 8;
const RUN_BY_NAME: [&str; 11] =
    [".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".hta", ".lnk"];

/// The list of content types and the lists of relations.
fn check_words(xml: &[u8]) -> Result<(), Fault> {
    let lower = xml.to_ascii_lowercase();
    let says = |word: &[u8]| find(&lower, word).is_some();
    // In UTF-16 no word would be found; no program writes these parts so.
    if xml.starts_with(&[0xff, 0xfe]) || xml.starts_with(&[0xfe, 0xff]) {
        return Err(Fault::Damaged);
    }
    if says(b"macroenabled") || says(b"vbaproject") {
        return Err(Fault::Macros);
    }
    // What is fetched when the document is opened. A template of the writer's own disk harms nobody, and a
    // link that a reader may click is no danger by itself.
    let remote =
        [&b"target=\"http"[..], b"target=\"ftp", b"target=\"\\\\", b"target=\"//"].into_iter().any(says)
            || says(b"target=\"file://") && !says(b"target=\"file:///");
    let fetched = [&b"oleobject"[..], b"/frame\"", b"subdocument"].into_iter().any(says);
    if says(b"attachedtemplate") && remote || says(b"targetmode=\"external\"") && fetched {
        return Err(Fault::Embedded);
    }
    Ok(())
}
