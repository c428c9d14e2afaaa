//! Letters on paper: every form and twenty hard letters, in every output.

mod fonts;
mod hostile;
mod office;
mod paper;
mod samples;

use std::path::Path;

use chrono::NaiveDate;
use gongkai::documents::letter::{Form, Letter};
use gongkai::documents::press::Press;

fn press() -> Press {
    Press::new(&[]).unwrap()
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 9).unwrap()
}

/// Without white space, which an extraction of text does not keep.
fn squeezed(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

/// The words of all samples, as one file that shows in a review what has changed.
#[test]
fn the_words_of_every_letter_are_as_committed() {
    let press = press();
    let letter =
        |(name, letter): (String, Letter)| format!("=== {name}\n{}\n", press.plain(&letter).unwrap());
    let words: String = samples::all().into_iter().map(letter).collect();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/documents/plain.txt");
    if std::env::var_os("GONGKAI_REFRESH").is_some() {
        std::fs::write(&file, &words).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = words.lines().zip(committed.lines()).find(|(now, then)| now != then);
    assert!(
        words == committed,
        "the words have changed, first at {differs:?}; if that is meant: GONGKAI_REFRESH=1 cargo test --test it documents"
    );
}

#[test]
fn the_same_letter_and_day_give_the_same_bytes() {
    let (press, letter) = (press(), samples::receipt(Form::ReceiptA4));
    let pdf = press.pdf(&letter, day()).unwrap();
    assert_eq!(pdf, Press::new(&[]).unwrap().pdf(&letter, day()).unwrap());
    assert_ne!(pdf, press.pdf(&letter, day().succ_opt().unwrap()).unwrap());
    assert_eq!(press.docx(&letter).unwrap(), press.docx(&letter).unwrap());
}

#[test]
fn a_pdf_says_that_it_is_for_the_archive() {
    let pdf = press().pdf(&samples::correspondence(), day()).unwrap();
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.starts_with("%PDF-1.7"));
    assert!(text.contains("<pdfaid:part>2</pdfaid:part>"), "no part of PDF/A");
    assert!(text.contains("<pdfaid:conformance>B</pdfaid:conformance>"), "no level of PDF/A");
}

#[test]
fn a_batch_is_the_letters_one_after_the_other() {
    let press = press();
    let letters: Vec<Letter> = (1..=45)
        .map(|at| Letter {
            addressee: Some(format!("第{at}位申请人")), ..samples::receipt(Form::ReceiptA5)
        })
        .collect();
    let mut heard = Vec::new();
    let pdf = press.pdf_many(&letters, day(), |done| heard.push(done)).unwrap();
    assert_eq!(heard, [20, 40, 45]);
    if office::is_here(&["pdftotext"]) {
        let plain: String = letters.iter().map(|letter| press.plain(letter).unwrap()).collect();
        assert_eq!(squeezed(&office::text_of(&pdf)), squeezed(&plain));
    }
}
