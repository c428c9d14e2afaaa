//! How fast letters are set, and that memory does not grow with their number.
//!
//! `cargo bench --bench letters`. Goals: one page in 10 ms warm, 500 receipts in 5 seconds. Figures are
//! printed; what fails is a ratio: a warm page must be faster than the first, and a batch faster than its
//! letters one by one.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a bench fails by panicking")]

#[path = "../it/documents/samples.rs"]
#[allow(dead_code, clippy::too_many_lines, reason = "the tests use the rest, and tell a list in one piece")]
mod samples;

use std::time::{Duration, Instant};

use gongkai::documents::letter::{Block, Form, Letter};
use gongkai::documents::press::Press;

const RECEIPTS: usize = 500;

fn main() {
    let day = "2026-11-09".parse().unwrap();
    let (press, opening) = timed(|| Press::new(&[]).unwrap());
    println!("{:<44}{opening:>12.1?}", "the fonts and the template are read");
    let receipts: Vec<Letter> = (0..RECEIPTS).map(receipt).collect();
    let (_, cold) = timed(|| press.pdf(&receipts[0], day).unwrap());
    println!("{:<44}{cold:>12.1?}", "first page");
    let mut singly: Vec<Duration> =
        receipts.iter().take(50).map(|letter| timed(|| press.pdf(letter, day).unwrap()).1).collect();
    singly.sort();
    let warm = singly[singly.len() / 2];
    println!("{:<44}{warm:>12.1?}  (goal 10 ms)", "a page, warm, median of 50");
    let before = peak();
    let (pdf, batch) = timed(|| press.pdf_many(&receipts, day, |_| {}).unwrap());
    println!("{:<44}{batch:>12.1?}  (goal 5 s)", "500 receipts in one document");
    println!("{:<44}{:>9} kB", "its size", pdf.len() / 1024);
    if let (Some(before), Some(after)) = (before, peak()) {
        println!(
            "{:<44}{:>9} MB, of which {} for the batch",
            "peak memory",
            after / 1024,
            (after - before) / 1024
        );
    }
    let each = batch / u32::try_from(RECEIPTS).unwrap();
    assert!(warm < cold, "a warm page is no faster than the first: {warm:?} and {cold:?}");
    assert!(each < warm * 2, "a page of a batch takes {each:?}, a page alone {warm:?}");
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

/// A receipt of its own applicant and number.
fn receipt(at: usize) -> Letter {
    let mut letter = samples::receipt(Form::ReceiptA5);
    letter.addressee = Some(format!("申请人{at}"));
    for block in &mut letter.body {
        if let Block::Codes { codes } = block {
            codes[0].data = format!("https://gk.example.gov.cn/status#CQ-2026-{at:04}.{at:012}");
            codes[1].data = format!("CQ-2026-{at:04}");
        }
    }
    letter
}

/// The most memory this process has held, in kilobytes, where the system says so.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
