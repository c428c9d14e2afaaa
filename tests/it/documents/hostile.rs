//! What an applicant writes is text in every output, whatever it looks like.

use std::io::Read as _;

use gongkai::documents::letter::{Block, Cell, Code, CodeKind, Form, Grid, Letter};
use gongkai::documents::{DocumentError, STYLE};

use super::samples::{all, bare, correspondence};
use super::{day, press};

const EVIL: &str = r#"</p><script>alert(1)</script> #read("/etc/passwd") #import "@preview/x:1.0.0" </w:t><w:br/> ${x} {{ y }} " ' &"#;

fn everywhere() -> Letter {
    let evil = || EVIL.to_owned();
    Letter {
        organ: evil(),
        title: evil(),
        number: Some(evil()),
        addressee: Some(evil()),
        body: vec![
            Block::Paragraph { text: evil() },
            Block::Heading { text: evil() },
            Block::Items { items: vec![evil()] },
            Block::Grid(Grid {
                columns: vec![300, 700],
                rows: vec![vec![Cell::label(EVIL), Cell::value(EVIL)]],
            }),
            Block::Codes { codes: vec![Code { kind: CodeKind::Qr, data: evil(), caption: evil() }] },
        ],
        attachments: vec![evil()],
        notes: vec![evil()],
        ..correspondence()
    }
}

fn document_xml(docx: &[u8], file: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut text = String::new();
    zip.by_name(file).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn markup_stays_text() {
    let (press, letter) = (press(), everywhere());
    assert!(press.plain(&letter).unwrap().contains(EVIL));
    let html = press.html(&letter).unwrap();
    assert!(!html.contains("<script") && !html.contains("style=") && !html.contains("alert(1)</"), "{html}");
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!STYLE.contains("url("), "a style sheet fetches nothing");
    let docx = press.docx(&letter).unwrap();
    for file in ["word/document.xml", "word/header1.xml", "docProps/core.xml"] {
        let xml = document_xml(&docx, file);
        assert!(!xml.contains("<w:br/>") && !xml.contains("<script"), "{file}");
        assert!(xml.contains("&lt;w:br/&gt;"), "{file} has lost the words");
    }
    assert!(press.pdf(&letter, day()).unwrap().starts_with(b"%PDF"));
}

#[test]
fn no_control_character_reaches_an_output() {
    let press = press();
    let allowed = |sign: char| !sign.is_control() || matches!(sign, '\n' | '\t');
    for (name, letter) in all() {
        assert!(press.plain(&letter).unwrap().chars().all(allowed), "{name}");
        assert!(press.html(&letter).unwrap().chars().all(allowed), "{name}");
        assert!(
            document_xml(&press.docx(&letter).unwrap(), "word/document.xml").chars().all(allowed),
            "{name}"
        );
    }
}

#[test]
fn a_table_or_a_code_that_cannot_be_made_is_refused_in_chinese() {
    let press = press();
    let with = |block| Letter { body: vec![block], ..bare(Form::Sheet, "登记表") };
    let grid = |columns: Vec<u16>, cell: Cell| with(Block::Grid(Grid { columns, rows: vec![vec![cell]] }));
    let bars = Code { kind: CodeKind::Code128, data: "长府".to_owned(), caption: String::new() };
    for letter in [
        grid(vec![500, 400], Cell::value("甲").over(2)),
        grid(vec![500, 500], Cell::value("甲")),
        grid(vec![1000], Cell::value("甲").over(0)),
        with(Block::Codes { codes: vec![bars] }),
    ] {
        let fault = press.pdf(&letter, day()).unwrap_err();
        assert!(matches!(fault, DocumentError::Grid { .. } | DocumentError::NotForBars { .. }), "{fault}");
        assert!(!fault.to_string().is_ascii());
        assert!(
            press.docx(&letter).is_err() && press.html(&letter).is_err() && press.plain(&letter).is_err()
        );
    }
}

#[test]
fn an_empty_letter_of_every_form_is_a_page() {
    let press = press();
    let forms =
        [Form::Official, Form::Correspondence, Form::Sheet, Form::ReceiptA4, Form::ReceiptA5, Form::Label];
    for form in forms {
        let letter = Letter { organ: String::new(), ..bare(form, "") };
        assert!(press.pdf(&letter, day()).unwrap().starts_with(b"%PDF"), "{form:?}");
        assert!(press.docx(&letter).unwrap().starts_with(b"PK"), "{form:?}");
    }
}
