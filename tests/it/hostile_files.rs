//! What people and attackers upload: each is one type to its last byte, or refused with a reason, quickly.

use std::time::{Duration, Instant};

use gongkai::files::{Fault, Judged, Limits, Media, judge};

use crate::samples::{Part, TYPES, WORD, WORKBOOK, docx, jpeg, ole, packed_pdf, pdf, png, zip};

const LIMITS: Limits =
    Limits { bytes: 20 << 20, pages: 2000, pixels: 100_000_000, unpacked: 200 << 20, ratio: 100 };

fn media(bytes: &[u8]) -> Result<Media, Fault> {
    judge(bytes, &LIMITS).map(|judged| judged.media)
}

fn with(mut bytes: Vec<u8>, more: &[u8]) -> Vec<u8> {
    bytes.extend_from_slice(more);
    bytes
}

fn before(less: &[u8], bytes: &[u8]) -> Vec<u8> {
    with(less.to_vec(), bytes)
}

#[test]
fn the_files_of_an_office_are_taken() {
    let main = |name| zip(&[Part::new("[Content_Types].xml", TYPES), Part::new(name, b"<x/>")]);
    for (bytes, expected) in [
        (pdf(3, ""), Media::Pdf),
        (packed_pdf(b"4 0 5 60 <</Type/Catalog>> <</Type/Page/Parent 2 0 R>>"), Media::Pdf),
        (png(800, 600), Media::Png),
        (jpeg(4000, 3000, b"scanned"), Media::Jpeg),
        // A preview after the picture, and what cameras add to it.
        (with(with(jpeg(4000, 3000, b""), &jpeg(160, 120, b"")), b"\0\0camera data"), Media::Jpeg),
        (docx(&[]), Media::Docx),
        (main("xl/workbook.xml"), Media::Xlsx),
        (main("ppt/presentation.xml"), Media::Pptx),
        (zip(&[Part::new("OFD.xml", b"<ofd:OFD/>")]), Media::Ofd),
        (ole("WordDocument", WORD, &["1Table"]), Media::Doc),
        (ole("Workbook", WORKBOOK, &[]), Media::Xls),
        (ole("PowerPoint Document", b"", &["Current User"]), Media::Ppt),
        ("情况说明：一、\r\n".as_bytes().to_vec(), Media::Text),
    ] {
        assert_eq!(media(&bytes), Ok(expected));
    }
    assert_eq!(judge(&pdf(3, ""), &LIMITS), Ok(Judged { media: Media::Pdf, pages: Some(3) }));
    // A template of the writer's own disk is written into many documents by Word itself.
    let own = b"<Relationship Type=\"x/attachedTemplate\" Target=\"file:///C:\\Users\\a\\Normal.dotm\" TargetMode=\"External\"/>";
    assert_eq!(media(&docx(&[Part::new("word/_rels/settings.xml.rels", own)])), Ok(Media::Docx));
    let link = b"<Relationship Type=\"x/hyperlink\" Target=\"https://www.gov.cn\" TargetMode=\"External\"/>";
    assert_eq!(media(&docx(&[Part::new("word/_rels/document.xml.rels", link)])), Ok(Media::Docx));
}

#[test]
fn what_is_another_type_is_refused() {
    for (bytes, fault) in [
        (b"".to_vec(), Fault::Empty),
        (b" \n\t".to_vec(), Fault::Empty),
        (b"MZ\x90\0\x03".to_vec(), Fault::Program),
        (b"\x7fELF\x02\x01".to_vec(), Fault::Program),
        (b"#!/bin/sh\nrm -rf /\n".to_vec(), Fault::Program),
        (b"@echo off\r\ndel *.*".to_vec(), Fault::Program),
        (b"hello <?php system('id'); ?>".to_vec(), Fault::Program),
        (b"\n <html><script>alert(1)</script></html>".to_vec(), Fault::Markup),
        (b"<svg xmlns='x' onload='alert(1)'/>".to_vec(), Fault::Markup),
        ("说明 <SCRIPT>alert(1)</SCRIPT>".as_bytes().to_vec(), Fault::Markup),
        (
            b"\xef\xbb\xbf<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>"
                .to_vec(),
            Fault::Markup,
        ),
        (b"Rar!\x1a\x07\x01\0".to_vec(), Fault::Archive),
        (b"7z\xbc\xaf\x27\x1c".to_vec(), Fault::Archive),
        (b"\x1f\x8b\x08\0".to_vec(), Fault::Archive),
        (zip(&[Part::new("身份证.jpg", b"x")]), Fault::Archive),
        (b"GIF89a=1;alert(1)//\x01\x02".to_vec(), Fault::Unknown),
        (b"\0\0\x01\0icon".to_vec(), Fault::Unknown),
        (b"\xff\xfeh\0i\0".to_vec(), Fault::Unknown),
        // An installer is a compound file too.
        (ole("Property", b"", &["SummaryInformation"]), Fault::Unknown),
    ] {
        assert_eq!(media(&bytes), Err(fault), "{}", String::from_utf8_lossy(&bytes[..bytes.len().min(40)]));
    }
}

#[test]
fn what_is_two_types_at_once_is_refused() {
    let archive = zip(&[Part::new("a.class", b"x")]);
    for (what, bytes) in [
        ("PDF and archive", with(pdf(1, ""), &archive)),
        ("PDF and more text", with(pdf(1, ""), b"// and now a script")),
        ("a page with a PDF", before(b"%PDF-1.7\n<html><script>alert(1)</script>", &pdf(1, ""))),
        ("PNG and archive", with(png(1, 1), &archive)),
        ("PNG and page", with(png(1, 1), b"<script>alert(1)</script>")),
        ("JPEG and archive", with(jpeg(9, 9, b""), &archive)),
        ("JPEG and program", with(jpeg(9, 9, b""), b"MZ\x90 This program cannot be run")),
        ("JPEG and page", jpeg(9, 9, b"<SCRIPT>alert(1)</SCRIPT>")),
        ("JPEG and PDF", jpeg(9, 9, b"%PDF-1.4")),
        ("archive and what follows", with(docx(&[]), b"\n%PDF-1.4")),
        ("two documents", zip(&[Part::new("word/document.xml", b"x"), Part::new("OFD.xml", b"x")])),
        ("compound file and archive", with(ole("WordDocument", WORD, &[]), &archive)),
        ("text and PDF", b"read me\n%PDF-1.4\n".to_vec()),
    ] {
        assert_eq!(media(&bytes), Err(Fault::Foreign), "{what}");
    }
    // An archive in the comment of another: which of the two is read depends on the program.
    let mut outer = docx(&[]);
    let length = outer.len() - 2;
    outer[length] = archive.len() as u8;
    assert!(media(&with(outer, &archive)).is_err());
    // A program before a document: the first bytes decide.
    assert_eq!(media(&before(b"MZ\x90\0", &docx(&[]))), Err(Fault::Program));
}

#[test]
fn what_acts_by_itself_is_refused() {
    let embedded = Err(Fault::Embedded);
    for catalogue in [
        "/OpenAction<</S/JavaScript/JS(app.alert(1))>>",
        "/OpenAction<</S/J#61vaScript/JS(x)>>",
        "/AA<</O<</S/Launch/F(cmd.exe)>>>>",
        "/Names<</EmbeddedFiles<</Names[(a.exe)3 0 R]>>>>",
        "/AcroForm<</XFA 3 0 R>>",
    ] {
        assert_eq!(media(&pdf(1, catalogue)), embedded, "{catalogue}");
    }
    assert_eq!(media(&packed_pdf(b"<</Type/Page>> <</S/JavaScript/JS(x)>>")), embedded, "in packed objects");
    let mut two = packed_pdf(b"<</Type/Page>>");
    two.extend(packed_pdf(b"<</S/Launch>>"));
    assert_eq!(media(&two), embedded, "in the second of the packed objects");
    let part = |name, content| media(&docx(&[Part::new(name, content)]));
    assert_eq!(part("word/vbaProject.bin", b"x"), Err(Fault::Macros));
    assert_eq!(part("word/VBAPROJECT.BIN", b"x"), Err(Fault::Macros));
    let types = b"<Override ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/>";
    let renamed = zip(&[Part::new("[Content_Types].xml", types), Part::new("word/document.xml", b"x")]);
    assert_eq!(media(&renamed), Err(Fault::Macros));
    assert_eq!(part("word/media/image1.png", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), embedded, "renamed");
    assert_eq!(part("word/embeddings/oleObject1.bin", b"MZ\x90\0"), embedded);
    assert_eq!(part("word/embeddings/a.docx", b"PK\x03\x04"), embedded);
    assert_eq!(part("word/activeX/activeX1.xml", b"x"), embedded);
    assert_eq!(part("word/media/run.HTA", b"x"), embedded);
    for remote in [
        &b"Type=\"x/attachedTemplate\" Target=\"http://evil.example/a.dotm\" TargetMode=\"External\""[..],
        b"Type=\"x/attachedTemplate\" Target=\"\\\\host\\share\\a.dotm\" TargetMode=\"External\"",
        b"Type=\"x/attachedTemplate\" Target=\"file://host/a.dotm\" TargetMode=\"External\"",
        b"Type=\"x/oleObject\" Target=\"http://evil.example\" TargetMode=\"External\"",
    ] {
        assert_eq!(part("word/_rels/settings.xml.rels", remote), embedded);
    }
    let old = |name, others: &[&str]| media(&ole(name, WORD, others));
    assert_eq!(old("WordDocument", &["Macros"]), Err(Fault::Macros));
    assert_eq!(old("Workbook", &["_VBA_PROJECT_CUR"]), Err(Fault::Macros));
    assert_eq!(old("WordDocument", &["ObjectPool"]), embedded);
    assert_eq!(old("Package", &[]), embedded);
}

#[test]
fn what_cannot_be_opened_is_refused() {
    assert_eq!(media(&pdf(1, "/Encrypt 9 0 R")), Err(Fault::Encrypted));
    assert_eq!(media(&ole("EncryptedPackage", b"", &["EncryptionInfo"])), Err(Fault::Encrypted));
    assert_eq!(media(&ole("WordDocument", b"\xec\xa5\xc1\0\0\0\0\0\0\0\0\x03", &[])), Err(Fault::Encrypted));
    let locked = b"\x09\x08\x04\0\0\x06\x05\0\x2f\0\x02\0\x01\0";
    assert_eq!(media(&ole("Workbook", locked, &[])), Err(Fault::Encrypted));
    let sealed = Part { flags: 1, ..Part::new("word/document.xml", b"x") };
    assert_eq!(media(&zip(&[sealed])), Err(Fault::Encrypted));
    // Cut anywhere, nothing is taken for whole, and nothing panics.
    for whole in [
        pdf(2, ""),
        packed_pdf(b"<</Type/Page>>"),
        png(5, 5),
        jpeg(5, 5, b"comment"),
        docx(&[Part::new("word/a.xml", b"abc")]),
    ] {
        for length in 8..whole.len() - 1 {
            assert!(media(&whole[..length]).is_err(), "cut after {length} of {}", whole.len());
        }
    }
    let compound = ole("WordDocument", WORD, &["a", "b", "c"]);
    for length in 8..2048 {
        assert_eq!(media(&compound[..length]), Err(Fault::Damaged));
    }
}

#[test]
fn a_changed_byte_makes_no_panic() {
    for whole in [
        pdf(1, ""),
        packed_pdf(b"<</Type/Page>>"),
        png(5, 5),
        jpeg(5, 5, b"comment"),
        docx(&[Part::new("word/a.xml", b"abc")]),
        ole("WordDocument", WORD, &["a"]),
    ] {
        for at in 0..whole.len().min(1600) {
            for value in [0, 0xff, whole[at] ^ 0x80] {
                let mut changed = whole.clone();
                changed[at] = value;
                let _ = judge(&changed, &LIMITS);
            }
        }
    }
    // Of an archive and a PNG every byte of the content is under a checksum.
    let mut picture = png(5, 5);
    picture[20] ^= 1;
    assert_eq!(media(&picture), Err(Fault::Damaged));
}

/// Zeros that pack to a thousandth.
fn zeros(megabytes: usize) -> Vec<u8> {
    vec![0; megabytes << 20]
}

#[test]
fn bombs_are_defused_within_a_second() {
    let inside = zeros(30);
    // Each stream of objects goes on through all that follow, and unpacks to almost nothing.
    let begin = b"<</Type/ObjStm>>stream\nx\x01".to_vec();
    let length = begin.len() as u8;
    let stored = [0, length, 0, !length, 0xff];
    let nested = [begin, b"\0\0\0\xff\xff".repeat(1000), stored.to_vec()].concat().repeat(3000);
    let many: Vec<String> = (0..9_999).map(|part| format!("word/{part}.xml")).collect();
    let mut parts = vec![Part::new("word/document.xml", b"x")];
    parts.extend(many.iter().map(|name| Part::new(name, b"")));
    let quine = zip(&[Part { claimed: Some(u32::MAX), ..Part::new("word/document.xml", &inside) }]);
    for (what, bytes, fault) in [
        ("a document of zeros", docx(&[Part::new("word/a.xml", &inside)]), Some(Fault::UnpacksTooLarge)),
        (
            "one that says it is small",
            docx(&[Part { claimed: Some(10), ..Part::new("word/a.xml", &inside) }]),
            Some(Fault::Damaged),
        ),
        ("one that says it is huge", quine, Some(Fault::UnpacksTooLarge)),
        ("packed objects of zeros", packed_pdf(&inside), Some(Fault::UnpacksTooLarge)),
        (
            "packed objects in each other",
            [b"%PDF-1.7\n".to_vec(), nested, b"%%EOF".to_vec()].concat(),
            Some(Fault::UnpacksTooLarge),
        ),
        ("a page too many", pdf(2001, ""), Some(Fault::TooManyPages(2000))),
        ("a picture of a square kilometre", png(1_000_000, 1_000_000), Some(Fault::TooManyPixels(10_000))),
        ("the same as JPEG", jpeg(60_000, 60_000, b""), Some(Fault::TooManyPixels(10_000))),
        ("a picture without pixels", png(0, 10), Some(Fault::Damaged)),
        ("many empty parts", zip(&parts), None),
        (
            "brackets",
            [b"%PDF-1.7".to_vec(), b"<<".repeat(5 << 20), b"%%EOF".to_vec()].concat(),
            Some(Fault::Damaged),
        ),
        (
            "names",
            [b"%PDF-1.7".to_vec(), b"/ObjStm".repeat(2 << 20), b"%%EOF".to_vec()].concat(),
            Some(Fault::Damaged),
        ),
    ] {
        let begun = Instant::now();
        let judged = media(&bytes);
        let taken = begun.elapsed();
        assert!(taken < limit(), "{what}: {taken:?}");
        match fault {
            Some(fault) => assert_eq!(judged, Err(fault), "{what}"),
            None => assert_eq!(judged.is_ok(), what == "many empty parts", "{what}: {judged:?}"),
        }
    }
}

/// A second, as the program is delivered; without optimisation on a shared machine some more.
fn limit() -> Duration {
    if cfg!(debug_assertions) { Duration::from_secs(8) } else { Duration::from_secs(1) }
}

#[test]
fn archives_that_two_programs_read_differently_are_refused() {
    // The same bytes as two entries, as in the densest bombs.
    let mut overlapping = docx(&[Part::new("word/a.xml", b"abc")]);
    let directory = overlapping.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let second = directory + 46 + "[Content_Types].xml".len();
    overlapping[second + 42..second + 46].fill(0);
    assert!(media(&overlapping).is_err());
    // A gap between two entries hides what no directory names.
    let hidden = b"PK\x03\x04 hidden";
    let plain = docx(&[]);
    let at = plain.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let mut gap = plain[..at].to_vec();
    gap.extend(hidden);
    gap.extend(&plain[at..]);
    let end = gap.len() - 6;
    gap[end..end + 4].copy_from_slice(&((at + hidden.len()) as u32).to_le_bytes());
    assert_eq!(media(&gap), Err(Fault::Foreign));
    for name in ["../../etc/cron.d/x", "/etc/passwd", "word\\..\\a", "C:/a", "word//../../a"] {
        assert_eq!(media(&docx(&[Part::new(name, b"x")])), Err(Fault::Damaged), "{name}");
    }
    let twice = docx(&[Part::new("word/a.xml", b"1"), Part::new("word/A.xml", b"2")]);
    assert_eq!(media(&twice), Err(Fault::Damaged));
}
