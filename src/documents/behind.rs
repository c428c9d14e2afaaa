//! What stands behind the signature of a letter: slips to cut off, and enclosures on pages of their own.

use super::DocumentError;
use super::letter::Block;
use super::setting::Setting;
use super::text::one_line;
use super::walk::{Part, Style, body, side};

/// The text over the signature, and what stands behind it: a slip to cut off, and pages of their own.
pub(super) fn split(body: &[Block]) -> (&[Block], &[Block]) {
    let ends = |block: &Block| matches!(block, Block::CutLine | Block::PageBreak);
    body.split_at(body.iter().position(ends).unwrap_or(body.len()))
}

/// The title of what begins on a new page with a heading.
fn annex_title(break_and_next: &[Block]) -> Option<String> {
    match break_and_next {
        [Block::PageBreak, Block::Heading { text }] => Some(one_line(text)).filter(|title| !title.is_empty()),
        _ => None,
    }
}

/// All that 附件说明 names: the files sent along, then the enclosures that are pages of the letter.
pub(super) fn enclosed(names: &[String], behind: &[Block]) -> Vec<String> {
    let mut all: Vec<String> =
        names.iter().map(|name| one_line(name)).filter(|name| !name.is_empty()).collect();
    for title in behind.windows(2).filter_map(annex_title) {
        if !all.contains(&title) {
            all.push(title);
        }
    }
    all
}

/// Enclosures behind the signature, each under its mark and its title (7.3.7).
pub(super) fn annexes(
    behind: &[Block],
    enclosed: &[String],
    setting: &Setting,
    parts: &mut Vec<Part>,
) -> Result<(), DocumentError> {
    let mut titled = false;
    for (at, block) in behind.iter().enumerate() {
        // The title was set with the break before it.
        if std::mem::take(&mut titled) {
            continue;
        }
        body(block, setting, parts)?;
        let Some(text) = behind.get(at..at + 2).and_then(annex_title) else { continue };
        titled = true;
        let number = enclosed.iter().position(|name| *name == text).map_or(1, |at| at + 1);
        let mark = if enclosed.len() > 1 { format!("附件{number}") } else { "附件".to_owned() };
        parts.push(Part::line(mark, Style::AnnexMark));
        let side = side(&text, setting);
        parts.push(Part::AnnexTitle { text, side });
    }
    Ok(())
}
