//! What stands where on the paper, read back out of PDFs of our own and of LibreOffice.

use std::collections::BTreeMap;

use gongkai::documents::compose::{Signed, compose};
use gongkai::documents::context::LetterContext;
use gongkai::documents::kind::LetterKind;
use gongkai::documents::letter::{Block, Form, Letter};
use gongkai::documents::notices::{Copy, Paper};
use gongkai::documents::samples;
use gongkai::documents::texts::Texts;

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

/// The text of each page of a letter, by the press and by LibreOffice, without white space.
fn pages_of(name: &str, letter: &Letter) -> [Vec<String>; 2] {
    let press = press();
    let docx = vec![(name.to_owned(), press.docx(letter).unwrap())];
    let (_, by_office) = office::converted(&docx).remove(0);
    [press.pdf(letter, day()).unwrap(), by_office].map(|pdf| {
        let text = office::text_of(&pdf);
        let pages = text.split('\u{c}').map(squeezed).filter(|page| !page.is_empty());
        pages.collect()
    })
}

fn sample(kind: LetterKind) -> LetterContext {
    samples::all().into_iter().find(|context| context.kind() == kind).unwrap()
}

#[test]
fn a_slip_is_an_enclosure_on_a_page_behind_the_signature() {
    if !office::is_here(&["pdftotext", "soffice"]) {
        return;
    }
    let letter = make(&sample(LetterKind::ThirdPartyConsultation));
    let plain = press().plain(&letter).unwrap();
    let lines: Vec<&str> = plain.lines().collect();
    let order = [
        "附件：征求意见回执",
        "清水县自然资源局",
        "2026年9月24日",
        "（联系人：王晓燕　联系电话：0938-7150012；回执寄送地址：清水县文化路12号　邮政编码：741400）",
        "",
        "附件",
        "征求意见回执",
    ];
    assert!(lines.windows(order.len()).any(|window| window == order), "{plain}");
    for pages in pages_of("slip", &letter) {
        let (last, before) = pages.split_last().unwrap();
        assert!(last.starts_with("附件征求意见回执清水县自然资源局：关于"), "{last}");
        assert!(before.last().unwrap().contains("2026年9月24日（联系人"), "{before:?}");
        assert!(!before.iter().any(|page| page.contains("不同意公开的内容及理由签名")), "{before:?}");
    }
    let html = press().html(&letter).unwrap();
    let at = |words: &str| html.find(words).unwrap_or_else(|| panic!("no {words} in {html}"));
    assert!(at("2026年9月24日") < at("class=\"annex-mark\"") && at("class=\"annex-mark\"") < at("<table"));
}

#[test]
fn enclosures_are_numbered_with_the_files_sent_along() {
    let heading = |text: &str| Block::Heading { text: text.to_owned() };
    let mut letter = super::samples::correspondence();
    letter.body = vec![
        paragraph("正文"),
        Block::PageBreak,
        heading("意见回执"),
        paragraph("回执的内容"),
        Block::PageBreak,
        heading("招标文件（复印件）"),
        paragraph("文件的内容"),
    ];
    let plain = press().plain(&letter).unwrap();
    assert!(plain.contains("附件：1.招标文件（复印件）\n2.中标合同（区分处理本）\n3.意见回执\n"), "{plain}");
    assert!(plain.contains("附件3\n意见回执\n回执的内容\n"), "{plain}");
    assert!(
        plain.contains("附件1\n招标文件（复印件）\n文件的内容\n"),
        "what is named is not named twice: {plain}"
    );
    // Under a letter the words of a sheet have no brackets, and a page without a heading is no enclosure.
    let mut sheet = super::samples::sheet();
    sheet.notes = vec!["联系人：李静".to_owned()];
    assert!(press().plain(&sheet).unwrap().ends_with("\n联系人：李静\n"));
}

#[test]
fn notes_do_not_stand_alone_on_a_page() {
    if !office::is_here(&["pdftotext", "soffice"]) {
        return;
    }
    for (at, context) in samples::all().iter().enumerate() {
        let letter = compose(context, &Texts::shipped(), &Signed::default()).unwrap();
        if !context.kind().form_has_addressee() || letter.notes.is_empty() {
            continue;
        }
        let name = format!("letter{at}");
        for pages in pages_of(&name, &letter) {
            let of_notes = pages.iter().find(|page| page.contains("（联系人：")).unwrap();
            assert!(of_notes.contains("年月日（联系人："), "{name}: {of_notes}");
        }
    }
}

#[test]
fn what_an_office_prints_on_one_leaf_is_one_leaf() {
    if !office::is_here(&["pdftotext", "soffice"]) {
        return;
    }
    let mut letters = vec![
        ("blank".to_owned(), make(&sample(LetterKind::ApplicationBlank))),
        ("approval".to_owned(), make(&sample(LetterKind::ApprovalSheet))),
        ("registration".to_owned(), make(&sample(LetterKind::RegistrationSheet))),
    ];
    for (name, request) in [
        ("one-line", "2025年度国有建设用地供应计划"),
        (
            "three-lines",
            "永清镇李沟村2024年集体土地征收的征地补偿安置方案及其批准文件、补偿登记汇总表和公告照片，以及各户签订的补偿协议的样本。",
        ),
    ] {
        for copy in [Copy::Applicant, Copy::Office] {
            let LetterContext::Receipt(mut receipt) = sample(LetterKind::ReceiptApplicant) else { panic!() };
            (receipt.copy, receipt.paper) = (copy, Paper::A5);
            receipt.basics.request = request.to_owned();
            letters.push((format!("receipt-{name}-{copy:?}"), make(&receipt.into())));
        }
    }
    let long = super::samples::LONG_NAME;
    let LetterContext::Label(mut label) = sample(LetterKind::AddressLabel) else { panic!("a label") };
    letters.push(("label".to_owned(), make(&label.clone().into())));
    (label.addressee, label.address) = (long.to_owned(), format!("清水县永清镇{long}"));
    label.organ.name = long.to_owned();
    letters.push(("long-label".to_owned(), make(&label.into())));
    for (name, letter) in letters.iter().filter(|(name, _)| name.contains("label")) {
        let plain = press().plain(letter).unwrap();
        assert!(!plain.contains("邮寄标签"), "{plain}");
        assert_eq!(plain.matches("寄件人").count(), 1, "{plain}");
        assert!(name == "long-label" || plain.matches("清水县自然资源局").count() == 1, "{plain}");
    }
    for (name, pages) in lowest(&letters) {
        assert_eq!(pages.len(), 1, "{name}");
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
