//! HTML preview: classes alone, no inline style and no script, so that the strictest content policy holds.

use super::DocumentError;
use super::letter::{CodeKind, Form, Letter};
use super::text::escape;
use super::walk::{Field, Mark, Part, Style, parts};

/// The style sheet of a preview, for the page that shows it. What it looks like is near to the paper, not
/// equal: only the PDF says where a line ends.
pub const STYLE: &str = include_str!("letter.css");

/// Higher rows have no class of their own.
const HIGHEST: u8 = 10;

pub(super) fn render(letter: &Letter) -> Result<String, DocumentError> {
    let form = match letter.form {
        Form::Official => "official",
        Form::Correspondence => "correspondence",
        Form::Sheet => "sheet",
        Form::ReceiptA4 => "receipt_a4",
        Form::ReceiptA5 => "receipt_a5",
        Form::Label => "label",
    };
    let sealed = letter.signature.as_ref().is_some_and(|signature| signature.seal);
    let mut out = format!("<article class=\"letter letter-{form}\" lang=\"zh-CN\">\n");
    for part in parts(letter)? {
        out.push_str(&element(&part, sealed));
        out.push('\n');
    }
    out.push_str("</article>\n");
    Ok(out)
}

/// A page of its own around the article.
pub(super) fn page(letter: &Letter) -> Result<String, DocumentError> {
    let (title, article) = (escape(&letter.title), render(letter)?);
    Ok(format!(
        "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <style>{STYLE}</style></head><body>{article}</body></html>\n"
    ))
}

fn element(part: &Part, sealed: bool) -> String {
    match part {
        Part::Letterhead { text, .. } => paragraph("letterhead", text),
        Part::Organ(text) => paragraph("organ", text),
        Part::Number(text) => paragraph("number", text),
        Part::Title { text, .. } => format!("<h1>{}</h1>", escape(text)),
        Part::AnnexTitle { text, .. } => format!("<h2 class=\"annex-title\">{}</h2>", escape(text)),
        Part::Addressee(text) => paragraph("addressee", text),
        Part::Line { text, style: Style::Heading, .. } => {
            format!("<h2 class=\"heading\">{}</h2>", escape(text))
        }
        Part::Line { text, style, .. } => paragraph(class_of(*style), text),
        Part::Grid { columns, rows } => table(columns, rows),
        Part::Codes(marks) => {
            format!("<div class=\"codes\">{}</div>", marks.iter().map(figure).collect::<String>())
        }
        Part::CutLine => "<hr class=\"cut-line\">".to_owned(),
        Part::PageBreak => "<hr class=\"page-break\">".to_owned(),
        Part::Signature(closing) => {
            let class = if sealed { "signature sealed" } else { "signature" };
            let (organ, day) = (escape(&closing.organ), escape(&closing.day));
            format!(
                "<div class=\"{class}\"><div class=\"signature-inner\"><p>{organ}</p><p>{day}</p></div></div>"
            )
        }
    }
}

fn class_of(style: Style) -> &'static str {
    match style {
        Style::Body => "body",
        Style::Heading => "heading",
        Style::Verbatim => "verbatim",
        Style::Item => "item",
        Style::FirstAttachment => "first-attachment",
        Style::Attachment => "attachment",
        Style::AnnexMark => "annex-mark",
        Style::Note => "note",
    }
}

fn paragraph(class: &str, text: &str) -> String {
    let blank = if text.is_empty() { " blank" } else { "" };
    format!("<p class=\"{class}{blank}\">{}</p>", escape(text))
}

fn table(columns: &[u16], rows: &[Vec<Field>]) -> String {
    let mut out = "<table><colgroup>".to_owned();
    for width in columns {
        out.push_str(&format!("<col width=\"{}.{}%\">", width / 10, width % 10));
    }
    out.push_str("</colgroup>\n");
    for row in rows {
        let cells: String = row.iter().map(cell).collect();
        out.push_str(&format!("<tr>{cells}</tr>\n"));
    }
    out.push_str("</table>");
    out
}

fn cell(field: &Field) -> String {
    let tag = if field.label { "th" } else { "td" };
    let span = if field.columns > 1 { format!(" colspan=\"{}\"", field.columns) } else { String::new() };
    let high = match field.least {
        0 | 1 => String::new(),
        lines => format!(" class=\"high-{}\"", lines.min(HIGHEST)),
    };
    let text = field.lines.iter().map(|line| escape(line)).collect::<Vec<_>>().join("<br>");
    format!("<{tag}{span}{high}>{text}</{tag}>")
}

fn figure(mark: &Mark) -> String {
    let class = match mark.modules.kind {
        CodeKind::Qr => "qr",
        CodeKind::Code128 => "bars",
    };
    let (width, height, path) = (mark.modules.width, mark.modules.rows.len(), mark.modules.svg_path());
    let caption = escape(&mark.caption);
    format!(
        "<figure><svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"none\" role=\"img\" \
         aria-label=\"{caption}\"><path d=\"{path}\"/></svg><figcaption>{caption}</figcaption></figure>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_stays_markup() {
        assert_eq!(escape("<b a='x' c=\"y\">&"), "&lt;b a=&#39;x&#39; c=&quot;y&quot;&gt;&amp;");
    }
}
