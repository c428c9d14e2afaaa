//! The shipped fonts are what they say they are, and the office's own come first.

use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use gongkai::documents::letter::{Form, Letter};
use gongkai::documents::press::Press;

use super::press;
use super::samples::{bare, correspondence, paragraph};

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/documents/fonts")
}

#[test]
fn the_fonts_are_the_files_that_were_made() {
    let sums = fs::read_to_string(shipped().join("SHA256SUMS")).unwrap();
    assert_eq!(sums.lines().count(), 2);
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        let data = fs::read(shipped().join(name)).unwrap();
        let mut found = String::new();
        for byte in aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &data).as_ref() {
            write!(found, "{byte:02x}").unwrap();
        }
        assert_eq!(found, sum, "{name}");
    }
}

fn missing(text: &str) -> String {
    let letter = Letter { body: vec![paragraph(text)], ..bare(Form::Correspondence, "答复书") };
    press()
        .missing_signs(&letter)
        .unwrap()
        .map(|missing| missing.signs.into_iter().collect())
        .unwrap_or_default()
}

#[test]
fn every_sign_of_the_general_standard_is_shown() {
    let table = fs::read_to_string(shipped().join("general_standard.txt")).unwrap();
    assert_eq!(table.trim().chars().count(), 8105);
    assert_eq!(missing(&table), "");
    assert_eq!(
        missing("𬭎䶮㛃堃喆·陳鄭〔2026〕《条例》「」『』①⑳№□■√○●▲◇—…“”℃％＃ＡａＺ０９，。：；！？"),
        ""
    );
}

#[test]
fn what_cannot_be_shown_is_named_once_each() {
    let letter = Letter { addressee: Some("𰻞𰻞龘😀".to_owned()), ..correspondence() };
    let missing = press().missing_signs(&letter).unwrap().unwrap();
    assert_eq!(missing.signs, ['𰻞', '龘', '😀']);
    let said = missing.to_string();
    assert!(said.contains("𰻞（U+30EDE）") && said.contains("安装"), "{said}");
}

/// The shipped font under another family name: names are found inside the file.
fn renamed(family: &str) -> Vec<u8> {
    let mut font = fs::read(shipped().join("NotoSerifSC-Regular.ttf")).unwrap();
    let number = |font: &[u8], at: usize| usize::from(u16::from_be_bytes([font[at], font[at + 1]]));
    let record =
        (0..number(&font, 4)).map(|at| 12 + 16 * at).find(|at| &font[*at..*at + 4] == b"name").unwrap();
    let table = number(&font, record + 8) << 16 | number(&font, record + 10);
    let strings = table + number(&font, table + 4);
    let name: Vec<u8> = family.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for at in (0..number(&font, table + 2)).map(|at| table + 6 + 12 * at) {
        if number(&font, at + 6) == 1 {
            let (length, start) = (number(&font, at + 8), strings + number(&font, at + 10));
            assert!(name.len() <= length, "the new name is longer");
            font[start..start + name.len()].copy_from_slice(&name);
            font[at + 8..at + 10].copy_from_slice(&u16::try_from(name.len()).unwrap().to_be_bytes());
        }
    }
    font
}

fn document_of(press: &Press) -> String {
    xml_of(press, &correspondence())
}

fn xml_of(press: &Press, letter: &Letter) -> String {
    let docx = press.docx(letter).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut text = String::new();
    zip.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_rare_name_is_written_in_a_font_that_has_it() {
    let letter = Letter { addressee: Some("李𬭎".to_owned()), ..correspondence() };
    let font = |xml: &str, run: &str| {
        let before = xml.split(run).next().unwrap().rsplit("w:eastAsia=\"").next().unwrap().to_owned();
        before.split('"').next().unwrap().to_owned()
    };
    let usual = xml_of(&press(), &letter);
    assert_eq!(font(&usual, ">𬭎<"), "SimSun-ExtB");
    assert_eq!(font(&usual, ">李<"), "仿宋_GB2312");
    // An office's own font that has the sign keeps it.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.ttf"), renamed("FangSong")).unwrap();
    let own = xml_of(&Press::new(&[folder.path().to_owned()]).unwrap(), &letter);
    assert_eq!(font(&own, ">李𬭎："), "FangSong");
}

#[test]
fn the_offices_own_fonts_are_found_by_the_names_inside_them() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::create_dir(first.path().join("deep")).unwrap();
    fs::write(first.path().join("deep/unknown.ttf"), renamed("FangSong")).unwrap();
    fs::write(first.path().join("broken.ttf"), b"no font at all").unwrap();
    fs::write(second.path().join("a.ttf"), renamed("仿宋_GB2312")).unwrap();
    fs::write(second.path().join("b.ttf"), renamed("SimHei")).unwrap();
    let nowhere = PathBuf::from("/nowhere/at/all");
    let press = Press::new(&[nowhere, first.path().to_owned(), second.path().to_owned()]).unwrap();
    let document = document_of(&press);
    assert!(document.contains(r#"w:eastAsia="FangSong""#), "the first folder wins");
    assert!(document.contains(r#"w:eastAsia="SimHei""#), "the second folder fills what the first lacks");
    assert!(document.contains(r#"w:eastAsia="楷体_GB2312""#), "what is not installed has its usual name");
    assert!(press.pdf(&correspondence(), super::day()).unwrap().starts_with(b"%PDF"));
}
