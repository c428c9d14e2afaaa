//! Plain text: for messages, and the text that all other outputs must hold.

use super::walk::Part;

/// The letter as lines of text.
pub(super) fn render(parts: &[Part]) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Letterhead { text, .. }
            | Part::Organ(text)
            | Part::Number(text)
            | Part::Title { text, .. }
            | Part::AnnexTitle { text, .. }
            | Part::Addressee(text)
            | Part::Line { text, .. } => line(&mut out, text),
            Part::Grid { rows, .. } => {
                for row in rows {
                    let cells: Vec<String> = row.iter().map(|field| field.lines.join("\n")).collect();
                    line(&mut out, cells.join("\t").trim_end());
                }
            }
            Part::Codes(marks) => marks.iter().for_each(|mark| line(&mut out, &mark.caption)),
            Part::CutLine | Part::PageBreak => out.push('\n'),
            Part::Signature(closing) => {
                line(&mut out, &closing.organ);
                line(&mut out, &closing.day);
            }
        }
    }
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}
