//! What stands where on the paper, read back out of PDFs of our own and of LibreOffice.

use std::collections::BTreeMap;

use gongkai::documents::context::LetterContext;
use gongkai::documents::kind::LetterKind;
use gongkai::documents::letter::{Form, Letter};
use gongkai::documents::samples;

use super::office::{self, Word};
use super::samples::{all, bare, paragraph, squares};
use super::{day, press, squeezed};
use crate::letters::make;

/// Points that a glyph's box may be wider than its ink, or LibreOffice round.
const TOLERANCE: f64 = 2.0;

/// Drops the numbers at the feet of pages.
fn without_page_numbers(text: &str) -> String {
    let is_number = |line: &&str| {
        let inner = line.trim().strip_prefix("— ").and_then(|rest| rest.strip_suffix(" —"));
        inner.is_some_and(|inner| inner.chars().all(|sign| sign.is_ascii_digit()))
    };
    text.lines().filter(|line| !is_number(&line.trim_start_matches('\u{c}'))).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_pdf_holds_the_words_of_the_letter_and_no_others() {
    if !office::is_here(&["pdftotext"]) {
        return;
    }
    let press = press();
    for (name, letter) in all() {
        let pdf = press.pdf(&letter, day()).unwrap();
        let mut expected = squeezed(&press.plain(&letter).unwrap());
        // What no font can show is said by `missing_signs`, and is this sign on paper.
        for sign in press.missing_signs(&letter).unwrap().map(|missing| missing.signs).unwrap_or_default() {
            expected = expected.replace(sign, "〓");
        }
        let read = squeezed(&without_page_numbers(&office::text_of(&pdf)));
        if name == "tall-cell" {
            // A row that goes over pages is written page by page, all its cells on each.
            assert_eq!(sorted(&read), sorted(&expected), "{name}");
            continue;
        }
        let at = read.chars().zip(expected.chars()).take_while(|(one, other)| one == other).count();
        let near = |text: &str| text.chars().skip(at.saturating_sub(10)).take(40).collect::<String>();
        assert!(read == expected, "{name} from sign {at}: «{}», not «{}»", near(&read), near(&expected));
    }
}

/// Left, right, top and bottom of what may be printed, in points.
fn bounds(letter: &Letter) -> (f64, f64, f64, f64) {
    let mm = |length: f64| length * 72.0 / 25.4;
    match letter.form {
        // 版心 156 × 225 mm; page numbers stand 7 mm below, the letterhead of a letter 30 mm from the top.
        Form::Official => (mm(28.0), mm(184.0), mm(37.0), mm(297.0 - 35.0 + 14.0)),
        Form::Correspondence => (mm(28.0), mm(184.0), mm(29.0), mm(297.0 - 35.0 + 14.0)),
        Form::Sheet => (mm(28.0), mm(184.0), mm(19.0), mm(297.0 - 20.0 + 10.0)),
        Form::ReceiptA4 => (mm(28.0), mm(184.0), mm(27.0), mm(297.0 - 20.0 + 10.0)),
        Form::ReceiptA5 => (45.0, mm(148.0) - 45.0, 38.0, mm(210.0) - 12.0),
        Form::Label => (14.0, mm(100.0) - 14.0, 10.0, mm(60.0) - 6.0),
    }
}

/// `hanging` is the part of a closing mark at the end of a line that may stand beyond the edge.
fn assert_nothing_overflows(name: &str, letter: &Letter, words: &[Word], hanging: f64) {
    let (left, right, top, bottom) = bounds(letter);
    assert!(!words.is_empty(), "{name} is empty");
    for word in words {
        let mark = word.text.ends_with(|sign| "，。、；：？！）》」』】〕”’".contains(sign));
        let right = if mark { right + hanging } else { right };
        let left = if word.text.starts_with(|sign| "（《「『【〔“‘".contains(sign)) {
            left - 8.0
        } else {
            left
        };
        let inside = word.left >= left - TOLERANCE
            && word.right <= right + TOLERANCE
            && word.top >= top - TOLERANCE
            && word.bottom <= bottom + TOLERANCE;
        assert!(inside, "{name}: {word:?} is not within {left:.0}–{right:.0} × {top:.0}–{bottom:.0}");
    }
}

#[test]
fn nothing_stands_outside_of_the_page_in_pdf() {
    if !office::is_here(&["pdftotext"]) {
        return;
    }
    let press = press();
    for (name, letter) in all() {
        let pdf = press.pdf(&letter, day()).unwrap();
        // The box of a mark is square, its ink in the half that is away from the edge.
        assert_nothing_overflows(&name, &letter, &office::words_of(&pdf), 8.0);
    }
}

/// Characters that stand on each line of a page, from top to bottom.
fn lines_of(words: &[Word], page: usize) -> Vec<usize> {
    let mut lines: BTreeMap<i64, usize> = BTreeMap::new();
    for word in words.iter().filter(|word| word.page == page && !word.text.contains('—')) {
        #[expect(clippy::cast_possible_truncation, reason = "a page is 842 points high")]
        let line = word.bottom.round() as i64;
        if !word.text.is_ascii() {
            *lines.entry(line).or_default() += word.text.chars().count();
        }
    }
    lines.into_values().collect()
}

/// Three pages of squares: on a page of the middle nothing but text stands.
fn dense() -> Letter {
    Letter { body: vec![paragraph(&squares(28 * 22 * 4))], ..bare(Form::Official, "测量") }
}

#[test]
fn a_full_page_of_a_pdf_holds_twenty_two_lines_of_twenty_eight_signs() {
    if office::is_here(&["pdftotext"]) {
        let pdf = press().pdf(&dense(), day()).unwrap();
        assert_eq!(lines_of(&office::words_of(&pdf), 2), [28; 22]);
    }
}

#[test]
fn libreoffice_opens_every_word_file_and_finds_the_same_words_in_their_places() {
    if !office::is_here(&["pdftotext", "soffice"]) {
        return;
    }
    let press = press();
    let mut letters = all();
    letters.push(("dense".to_owned(), dense()));
    let documents: Vec<(String, Vec<u8>)> =
        letters.iter().map(|(name, letter)| (name.clone(), press.docx(letter).unwrap())).collect();
    for ((name, letter), (_, pdf)) in letters.iter().zip(office::converted(&documents)) {
        let words = office::words_of(&pdf);
        // LibreOffice 7 hangs a mark into the margin, though the document forbids it.
        assert_nothing_overflows(name, letter, &words, 16.0);
        let read = sorted(&without_page_numbers(&office::text_of(&pdf)));
        assert_eq!(read, sorted(&press.plain(letter).unwrap()), "{name}");
        if name == "dense" {
            assert_eq!(lines_of(&words, 2), [28; 22]);
        }
    }
}

/// All signs in one order: LibreOffice writes headers, cells and the rest in an order of its own.
fn sorted(text: &str) -> String {
    let mut signs: Vec<char> = squeezed(text).chars().collect();
    signs.sort_unstable();
    signs.into_iter().collect()
}

/// The pages of a letter, by the press and by LibreOffice: the lowest line of text of each, in points.
fn lowest(letters: &[(String, Letter)]) -> Vec<(String, Vec<f64>)> {
    let press = press();
    let documents: Vec<(String, Vec<u8>)> =
        letters.iter().map(|(name, letter)| (name.clone(), press.docx(letter).unwrap())).collect();
    let own = letters.iter().map(|(name, letter)| (format!("{name}.pdf"), press.pdf(letter, day()).unwrap()));
    let office = office::converted(&documents).into_iter().map(|(name, pdf)| (format!("{name}.docx"), pdf));
    own.chain(office)
        .map(|(name, pdf)| {
            let words = office::words_of(&pdf);
            let number =
                |word: &&Word| word.text.contains('—') || word.text.chars().all(|c| c.is_ascii_digit());
            let last = words.iter().map(|word| word.page).max().unwrap();
            let of_page = |page: usize| {
                let own = words.iter().filter(|word| word.page == page && !number(word));
                own.map(|word| word.bottom).fold(0.0, f64::max)
            };
            (name, (1..=last).map(of_page).collect())
        })
        .collect()
}

#[test]
fn a_short_application_is_one_page_and_a_long_one_flows_on() {
    if !office::is_here(&["pdftotext", "soffice"]) {
        return;
    }
    let filled = |context: &&LetterContext| context.kind() == LetterKind::ApplicationFilled;
    let samples: Vec<LetterContext> = samples::all().into_iter().filter(|context| filled(&context)).collect();
    assert!(samples.len() > 1);
    let named = |(at, context): (usize, &LetterContext)| (format!("application{at}"), make(context));
    let letters: Vec<(String, Letter)> = samples.iter().enumerate().map(named).collect();
    for (name, pages) in lowest(&letters) {
        assert_eq!(pages.len(), 1, "{name}");
    }
    let LetterContext::Application(mut long) = samples[0].clone() else { panic!("an application") };
    long.filled.as_mut().unwrap().items =
        vec!["请求公开永清镇李沟村征地补偿安置方案及其批准文件。".repeat(60)];
    for (name, pages) in lowest(&[("long".to_owned(), make(&long.into()))]) {
        assert!(pages.len() > 1, "{name}");
    }
}

#[test]
fn the_end_of_a_paragraph_alone_goes_over_with_the_signature() {
    if !office::is_here(&["pdftotext", "soffice"]) {
        return;
    }
    // A paragraph of five lines before a signature that does not fit under it.
    let mut letters = Vec::new();
    for lines in 6..=16 {
        let mut letter =
            Letter { attachments: Vec::new(), notes: Vec::new(), ..super::samples::correspondence() };
        letter.body =
            vec![paragraph(&squares(28 * lines - 2)), paragraph(&"您如对本答复书不服，".repeat(13))];
        letters.push((format!("lines{lines}"), letter));
    }
    let mut broken = 0;
    for (name, pages) in lowest(&letters) {
        let [first, second] = pages[..] else { continue };
        broken += 1;
        // What goes over is two lines of text and the signature, so no more than that stays empty.
        let (foot, line) = ((297.0 - 35.0) * 72.0 / 25.4, 28.95);
        assert!(first > foot - 8.0 * line, "{name} ends at {first:.0} of {foot:.0}");
        let over = (second - 37.0 * 72.0 / 25.4) / line;
        let full = first > foot - 2.0 * line;
        // LibreOffice takes a paragraph that is kept with the next over whole, as Word does not.
        let whole = full || name.ends_with(".docx");
        assert!(over > 4.0 && (over < 8.6 || whole), "{name}: {over:.1} lines");
    }
    assert!(broken > 8, "{broken}");
}
