//! Tables and codes of a Word document.

use super::docx::{Names, Paragraph};
use super::docx_fonts::Named;
use super::setting::{Setting, twips};
use super::text::escape;
use super::walk::{CELL_SIDE, Field, Mark};

/// English metric units of a point, in which pictures are measured.
const EMU: f64 = 12700.0;

/// A ruled table. Widths are written for the grid and for every cell: WPS reads the one, Word the other.
pub(super) fn table(setting: &Setting, names: &Names, columns: &[u16], rows: &[Vec<Field>]) -> String {
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .iter()
        .map(|side| format!(r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#))
        .collect();
    let total = twips(setting.text());
    let widths = columns.iter().map(|width| twips(setting.text() * f64::from(*width) / 1000.0));
    let mut out = opening(total, &format!("<w:tblBorders>{borders}</w:tblBorders>"), widths);
    for row in rows {
        out.push_str(&table_row(setting, names, row));
    }
    out.push_str("</w:tbl>");
    out
}

fn opening(total: i32, borders: &str, widths: impl Iterator<Item = i32>) -> String {
    let side = twips(CELL_SIDE);
    let grid: String = widths.map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect();
    format!(
        r#"<w:tbl><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>{borders}<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{side}" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"#
    )
}

fn table_row(setting: &Setting, names: &Names, row: &[Field]) -> String {
    let least = row.iter().map(|field| field.least).max().unwrap_or(1);
    let height = twips(f64::from(least) * setting.small_pitch + 2.0 * setting.cell_above);
    let cells: String = row.iter().map(|field| cell(setting, names, field)).collect();
    format!(r#"<w:tr><w:trPr><w:trHeight w:val="{height}" w:hRule="atLeast"/></w:trPr>{cells}</w:tr>"#)
}

fn cell(setting: &Setting, names: &Names, field: &Field) -> String {
    let width = twips(field.width);
    let span = match field.columns {
        1 => String::new(),
        columns => format!(r#"<w:gridSpan w:val="{columns}"/>"#),
    };
    let (font, align) = if field.label { (&names.hei, "center") } else { (&names.body, "left") };
    let line = |text| small(setting, font, align, text).xml();
    let mut text: String = field.lines.iter().map(|text| line(text)).collect();
    if text.is_empty() {
        text = line("");
    }
    format!(
        r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>{text}</w:tc>"#
    )
}

fn small<'t>(setting: &Setting, font: &'t Named, align: &'static str, text: &'t str) -> Paragraph<'t> {
    Paragraph {
        text,
        font,
        size: setting.small,
        spacing: 0.0,
        pitch: setting.small_pitch,
        before: 0.0,
        align,
        indent: (0.0, 0.0, 0.0),
        red: false,
        kept: false,
        tail: false,
        border: "",
    }
}

/// Codes beside each other in a table without lines, each over its caption. `first` is the number of
/// pictures that the document has already.
pub(super) fn codes(setting: &Setting, names: &Names, marks: &[Mark], first: usize) -> String {
    let count = i32::try_from(marks.len().max(1)).unwrap_or(i32::MAX);
    let width = twips(setting.text()) / count;
    let mut out = opening(width * count, "", marks.iter().map(|_| width));
    let in_cell = |content: String| {
        format!(
            r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="bottom"/></w:tcPr>{content}</w:tc>"#
        )
    };
    let pictures = marks.iter().enumerate().map(|(at, mark)| in_cell(picture(mark, first + at + 1)));
    let captions =
        marks.iter().map(|mark| in_cell(small(setting, &names.body, "center", &mark.caption).xml()));
    for row in [pictures.collect::<String>(), captions.collect::<String>()] {
        out.push_str(&format!("<w:tr><w:trPr><w:cantSplit/></w:trPr>{row}</w:tr>"));
    }
    out.push_str("</w:tbl>");
    out
}

/// A paragraph that is as high as its picture; an exact line would cut it.
fn picture(mark: &Mark, number: usize) -> String {
    let (width, height) = ((mark.width * EMU).round(), (mark.height * EMU).round());
    let caption = escape(&mark.caption);
    format!(
        r#"<w:p><w:pPr><w:keepNext/><w:snapToGrid w:val="0"/><w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="code{number}" descr="{caption}"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="{number}" name="code{number}.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="code{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#
    )
}
