//! The files of which a Word document is packed (ECMA-376 part 2).

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::DocumentError;
use super::docx::{MM, Names, Paragraph, RED};
use super::docx_fonts::{INSTEAD, run_fonts};
use super::fonts::SHIPPED;
use super::letter::Form;
use super::setting::{Setting, twips};
use super::text::escape;

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
const R: &str = r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
const WP: &str = r#"xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing""#;
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// What a document has besides its text.
pub(super) struct Extra {
    pub header: String,
    pub pictures: Vec<Vec<u8>>,
    pub title: String,
    pub organ: String,
}

/// A part that the document names: file, kind, and the name by which it is named.
const PARTS: [(&str, &str, &str); 7] = [
    ("styles", "styles", "styles"),
    ("settings", "settings", "settings"),
    ("fontTable", "fontTable", "fonts"),
    ("header1", "header", "headFirst"),
    ("footer1", "footer", "footFirst"),
    ("footer2", "footer", "footOdd"),
    ("footer3", "footer", "footEven"),
];

/// Packs a document. The same input gives the same bytes.
pub(super) fn pack(
    setting: &Setting,
    names: &Names,
    body: &str,
    extra: Extra,
) -> Result<Vec<u8>, DocumentError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut add = |name: &str, content: &[u8]| -> Result<(), DocumentError> {
        zip.start_file(name, options)?;
        Ok(zip.write_all(content)?)
    };
    add("[Content_Types].xml", content_types().as_bytes())?;
    add("_rels/.rels", package_relations().as_bytes())?;
    add("docProps/core.xml", core(&extra).as_bytes())?;
    add("word/document.xml", document(setting, body).as_bytes())?;
    add("word/_rels/document.xml.rels", document_relations(extra.pictures.len()).as_bytes())?;
    add("word/styles.xml", styles(setting, names).as_bytes())?;
    add("word/settings.xml", settings().as_bytes())?;
    add("word/fontTable.xml", font_table(names).as_bytes())?;
    let header = if extra.header.is_empty() { EMPTY.to_owned() } else { extra.header };
    add("word/header1.xml", around("hdr", &header).as_bytes())?;
    add("word/footer1.xml", around("ftr", &first_footer(setting, names)).as_bytes())?;
    add("word/footer2.xml", around("ftr", &page_number(setting, names, "right")).as_bytes())?;
    add("word/footer3.xml", around("ftr", &page_number(setting, names, "left")).as_bytes())?;
    for (at, picture) in extra.pictures.iter().enumerate() {
        add(&format!("word/media/code{}.png", at + 1), picture)?;
    }
    Ok(zip.finish()?.into_inner())
}

const EMPTY: &str = r#"<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>"#;

fn around(element: &str, content: &str) -> String {
    format!("{DECLARATION}<w:{element} {W} {R}>{content}</w:{element}>")
}

fn content_types() -> String {
    let parts: String = PARTS
        .iter()
        .map(|(file, kind, _)| {
            format!(r#"<Override PartName="/word/{file}.xml" ContentType="{TYPE}.{kind}+xml"/>"#)
        })
        .collect();
    format!(
        r#"{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>{parts}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#
    )
}

fn package_relations() -> String {
    format!(
        r#"{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="document" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/><Relationship Id="core" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#
    )
}

fn document_relations(pictures: usize) -> String {
    let parts = PARTS.iter().map(|(file, kind, id)| relation(id, kind, &format!("{file}.xml")));
    let pictures =
        (1..=pictures).map(|at| relation(&format!("code{at}"), "image", &format!("media/code{at}.png")));
    let all: String = parts.chain(pictures).collect();
    format!(r#"{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{all}</Relationships>"#)
}

fn relation(id: &str, kind: &str, target: &str) -> String {
    format!(r#"<Relationship Id="{id}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#)
}

fn core(extra: &Extra) -> String {
    let (title, organ) = (escape(&extra.title), escape(&extra.organ));
    format!(
        r#"{DECLARATION}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>{organ}</dc:creator></cp:coreProperties>"#
    )
}

fn document(setting: &Setting, body: &str) -> String {
    format!("{DECLARATION}<w:document {W} {R} {WP}><w:body>{body}{}</w:body></w:document>", section(setting))
}

fn section(setting: &Setting) -> String {
    let [width, height, top, right, bottom, left, pitch] = [
        setting.width,
        setting.height,
        setting.top,
        setting.right,
        setting.bottom,
        setting.left,
        setting.pitch,
    ]
    .map(twips);
    let (header, footer) = (twips(30.0 * MM), footer_distance(setting));
    let numbered = setting.numbered_from.is_some();
    let mut references = String::new();
    if setting.form == Form::Correspondence {
        references.push_str(r#"<w:headerReference w:type="first" r:id="headFirst"/>"#);
    }
    if numbered {
        references.push_str(r#"<w:footerReference w:type="first" r:id="footFirst"/><w:footerReference w:type="default" r:id="footOdd"/><w:footerReference w:type="even" r:id="footEven"/>"#);
    }
    let first = if setting.numbered_from == Some(1) { "" } else { "<w:titlePg/>" };
    let header = header.min(top);
    format!(
        r#"<w:sectPr>{references}<w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="{header}" w:footer="{footer}" w:gutter="0"/>{first}<w:docGrid w:type="lines" w:linePitch="{pitch}"/></w:sectPr>"#
    )
}

/// From the lower edge of the page to that of the footer.
fn footer_distance(setting: &Setting) -> i32 {
    match setting.form {
        Form::ReceiptA5 => 320,
        Form::Label => 100,
        // 10.1: the line at the foot of a letter is 20 mm from the edge.
        _ => twips(20.0 * MM),
    }
}

fn first_footer(setting: &Setting, names: &Names) -> String {
    if setting.form != Form::Correspondence {
        return EMPTY.to_owned();
    }
    let border = format!(r#"<w:top w:val="thinThickSmallGap" w:sz="24" w:space="0" w:color="{RED}"/>"#);
    let rule = Paragraph {
        text: "",
        font: &names.body,
        size: 1.0,
        spacing: 0.0,
        pitch: 1.0,
        before: 0.0,
        align: "center",
        indent: ((20.0 - 28.0) * MM, (20.0 - 26.0) * MM, 0.0),
        red: true,
        kept: false,
        tail: false,
        border: &border,
    };
    rule.xml()
}

/// 7.5: the number between two 一字线, 7 mm below the text, one sign from the outer edge.
fn page_number(setting: &Setting, names: &Names, side: &str) -> String {
    let fonts = run_fonts(&names.body.name);
    let properties = format!(r#"<w:rPr>{fonts}<w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr>"#);
    let run = |content: &str| format!("<w:r>{properties}{content}</w:r>");
    let below = match setting.form {
        Form::ReceiptA5 => 0,
        _ => 180,
    };
    let number: String = [
        run(r#"<w:t xml:space="preserve">— </w:t>"#),
        run(r#"<w:fldChar w:fldCharType="begin"/>"#),
        run(r#"<w:instrText xml:space="preserve"> PAGE </w:instrText>"#),
        run(r#"<w:fldChar w:fldCharType="separate"/>"#),
        run("<w:t>1</w:t>"),
        run(r#"<w:fldChar w:fldCharType="end"/>"#),
        run(r#"<w:t xml:space="preserve"> —</w:t>"#),
    ]
    .concat();
    format!(
        r#"<w:p><w:pPr><w:spacing w:after="{below}" w:line="320" w:lineRule="exact"/><w:ind w:left="280" w:right="280"/><w:jc w:val="{side}"/></w:pPr>{number}</w:p>"#
    )
}

/// Defaults of every paragraph: as many signs to a line as the page is wide, none hanging out of it.
fn styles(setting: &Setting, names: &Names) -> String {
    let (fonts, size, pitch) = (run_fonts(&names.body.name), twips(setting.size) / 10, twips(setting.pitch));
    format!(
        r#"{DECLARATION}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:kern w:val="0"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl w:val="0"/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:spacing w:before="0" w:after="0" w:line="{pitch}" w:lineRule="exact"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:qFormat/></w:style></w:styles>"#
    )
}

fn settings() -> String {
    format!(
        r#"{DECLARATION}<w:settings {W}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"#
    )
}

/// What a machine without these fonts shows instead.
fn font_table(names: &Names) -> String {
    let fonts = [
        (names.title.name.as_str(), "华文中宋", "roman"),
        (&names.body.name, "仿宋", "modern"),
        (&names.kai.name, "楷体", "modern"),
        (&names.hei.name, "黑体", "modern"),
    ];
    let rare = INSTEAD.map(|name| (name, SHIPPED, "roman"));
    let fonts: String = fonts
        .iter()
        .chain(&rare)
        .map(|(name, instead, family)| {
            let name = escape(name);
            format!(r#"<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/><w:family w:val="{family}"/><w:pitch w:val="fixed"/></w:font>"#)
        })
        .collect();
    format!("{DECLARATION}<w:fonts {W}>{fonts}</w:fonts>")
}
