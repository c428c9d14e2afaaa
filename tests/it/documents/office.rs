//! LibreOffice and poppler as witnesses: what they read out of our documents is what others will.
//!
//! Where they are not installed these tests are skipped, and said to be; `GONGKAI_TEST_OFFICE=require`
//! makes that a failure.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A word on a page, in points from the top left corner.
#[derive(Debug)]
pub struct Word {
    pub page: usize,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub text: String,
}

/// Whether the tools are there.
pub fn is_here(tools: &[&str]) -> bool {
    let missing: Vec<&&str> = tools.iter().filter(|tool| !runs(tool)).collect();
    let wish = std::env::var("GONGKAI_TEST_OFFICE").unwrap_or_default();
    assert!(missing.is_empty() || wish != "require", "required, but not installed: {missing:?}");
    if !missing.is_empty() {
        let _ = writeln!(std::io::stderr(), "SKIPPED: not installed: {missing:?}");
    }
    missing.is_empty()
}

fn runs(tool: &str) -> bool {
    let asks = if tool == "soffice" { "--version" } else { "-v" };
    Command::new(tool).arg(asks).output().is_ok()
}

/// The text of a PDF in the order in which it was written, page by page.
pub fn text_of(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.pdf");
    fs::write(&file, pdf).unwrap();
    let run = Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(&file).arg("-").output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// Every word of a PDF with its place.
pub fn words_of(pdf: &[u8]) -> Vec<Word> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.pdf");
    fs::write(&file, pdf).unwrap();
    let run =
        Command::new("pdftotext").args(["-bbox", "-enc", "UTF-8"]).arg(&file).arg("-").output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let (mut page, mut words) = (0, Vec::new());
    for line in String::from_utf8(run.stdout).unwrap().lines().map(str::trim) {
        if line.starts_with("<page") {
            page += 1;
        }
        let Some(word) = line.strip_prefix("<word ") else { continue };
        let (places, text) = word.split_once('>').unwrap();
        let places: Vec<f64> =
            places.split('"').skip(1).step_by(2).map(|place| place.parse().unwrap()).collect();
        let text = text.strip_suffix("</word>").unwrap().to_owned();
        words.push(Word { page, left: places[0], top: places[1], right: places[2], bottom: places[3], text });
    }
    words
}

/// Converts Word documents to PDF in one call: starting the office takes longer than all of them. It sees the
/// shipped fonts alone, under whatever name a document asks for.
pub fn converted(documents: &[(String, Vec<u8>)]) -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let config = fonts_alone(&folder);
    let files: Vec<PathBuf> =
        documents.iter().map(|(name, _)| folder.path().join(format!("{name}.docx"))).collect();
    for (file, (_, content)) in files.iter().zip(documents) {
        fs::write(file, content).unwrap();
    }
    let run = Command::new("soffice")
        .env("FONTCONFIG_FILE", config)
        .arg(format!("-env:UserInstallation=file://{}/profile", folder.path().display()))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .args(&files)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let read = |name: &String| {
        let pdf = fs::read(folder.path().join(format!("{name}.pdf")));
        (name.clone(), pdf.unwrap_or_else(|fault| panic!("{name} was not converted: {fault}")))
    };
    documents.iter().map(|(name, _)| read(name)).collect()
}

fn fonts_alone(folder: &TempDir) -> PathBuf {
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/documents/fonts");
    let cache = folder.path().join("cache");
    let config = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig><dir>{}</dir><cachedir>{}</cachedir></fontconfig>",
        fonts.display(),
        cache.display()
    );
    let file = folder.path().join("fonts.conf");
    fs::write(&file, config).unwrap();
    file
}
