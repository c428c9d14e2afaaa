//! What the law costs: calendar arithmetic, the fold of a case, and the batch command with texts.
//!
//! `cargo bench --bench law`; the goals stand beside each name.
#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::hint::black_box;

use chrono::NaiveDate;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gongkai::cli::deadline::answer_lines;
use gongkai::holidays;
use gongkai::law::answer::fold_judged;
use gongkai::law::deadline::Event;

const CASES: &str = include_str!("../it/contract/deadline-cases.jsonl");

/// Eight events: a correction, two overlapping consultations, an extension, a reply.
const EIGHT_EVENTS: &str = r#"[
    {"kind":"submitted","channel":"in_person","on":"2026-03-02"},
    {"kind":"correction_asked","on":"2026-03-04"},
    {"kind":"corrected","on":"2026-03-09"},
    {"kind":"consultation_sent","ref":"a","party":"third_party","on":"2026-03-12","received_on":"2026-03-13"},
    {"kind":"consultation_sent","ref":"b","party":"joint_organ","on":"2026-03-16","received_on":"2026-03-17"},
    {"kind":"consultation_answered","ref":"a","on":"2026-03-20"},
    {"kind":"extended","days":10,"approved_on":"2026-04-01","notified_on":"2026-04-02"},
    {"kind":"replied","method":"post","dispatched_on":"2026-04-20"}]"#;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn calendar(criterion: &mut Criterion) {
    let calendar = holidays::shipped().unwrap().calendar(None, None).unwrap();
    let (from, to) = (day(2026, 9, 30), day(2026, 11, 3));
    criterion.bench_function("calendar add (goal 5 ns)", |bencher| {
        bencher.iter(|| calendar.main.nth_after(black_box(from), black_box(20u32)));
    });
    criterion.bench_function("calendar count (goal 5 ns)", |bencher| {
        bencher.iter(|| calendar.main.count(black_box(from), black_box(to)));
    });
}

fn fold(criterion: &mut Criterion) {
    let calendar = holidays::shipped().unwrap().calendar(None, None).unwrap();
    let events: Vec<Event> = serde_json::from_str(EIGHT_EVENTS).unwrap();
    let today = day(2026, 4, 21);
    criterion.bench_function("fold of eight events (goal 1 µs)", |bencher| {
        bencher.iter(|| fold_judged(black_box(&events), &calendar).unwrap().answer(today));
    });
    criterion.bench_function("fold of eight events with steps (goal 3 µs)", |bencher| {
        bencher.iter(|| {
            let fold = fold_judged(black_box(&events), &calendar).unwrap();
            black_box(fold.steps().unwrap());
            fold.answer(today)
        });
    });
}

/// Lines a second on one core, texts included; one pass makes its calendars anew, as the command does.
fn batch(criterion: &mut Criterion) {
    const REPEATED: usize = 100;
    let book = holidays::shipped().unwrap();
    let case = |line: &str| {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        format!("{}\n", case.get("in").unwrap())
    };
    let input: String = CASES.lines().map(case).collect::<String>().repeat(REPEATED);
    let lines = CASES.lines().count() * REPEATED;
    let mut group = criterion.benchmark_group("deadline --jsonl");
    group.throughput(Throughput::Elements(lines as u64));
    group.sample_size(20);
    group.bench_function("contract cases (goal 100,000 lines/s)", |bencher| {
        bencher.iter(|| {
            let mut output = Vec::with_capacity(1 << 24);
            answer_lines(&book, input.as_bytes(), &mut output).unwrap();
            output
        });
    });
    group.finish();
}

criterion_group!(benches, calendar, fold, batch);
criterion_main!(benches);
