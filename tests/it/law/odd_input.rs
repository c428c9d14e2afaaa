//! Whatever stands on a line, the batch answers it or names it; it never fails in another way.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use super::given::{answer_lines, tries};

static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let cases = include_str!("../contract/deadline-cases.jsonl").lines();
    cases.map(|line| serde_json::from_str::<Value>(line).unwrap()["in"].to_string()).collect()
});

/// Pieces that a careless or hostile sender puts in the place of another.
const PIECES: [&str; 20] = [
    "",
    "null",
    "\"\"",
    "0",
    "-1",
    "1e999",
    "18446744073709551616",
    "{}",
    "[]",
    "\"2100-12-31\"",
    "\"2007-01-01\"",
    "\"2006-12-31\"",
    "\"9999-12-31\"",
    "\"2026-02-30\"",
    "\u{0}",
    "\u{feff}",
    "\\ud800",
    "\"２０２６-03-02\"",
    "true",
    "\u{1F4C5}",
];

/// The kinds of events and other words, so that one takes the place of another.
const WORDS: [&str; 14] = [
    "submitted",
    "confirmed",
    "correction_asked",
    "corrected",
    "consultation_sent",
    "consultation_answered",
    "extended",
    "fee_noticed",
    "fee_paid",
    "delayed",
    "replied",
    "withdrawn",
    "lapsed",
    "reopened",
];

fn assert_answered_or_named(input: &[u8]) {
    let lines = input.split(|byte| *byte == b'\n').count();
    let (answers, ended) = answer_lines(input);
    assert!(answers.len() <= lines);
    if let Err(failure) = ended {
        assert_eq!(failure.status, 2);
        assert!(failure.message.starts_with('第'), "{failure}");
    }
}

/// The places of a line's values: what stands between a colon and the next comma or brace.
fn values(line: &str) -> Vec<(usize, usize)> {
    let starts = line.match_indices(':').map(|(at, _)| at + 1);
    starts.filter_map(|at| Some((at, at + line[at..].find([',', '}', ']'])?))).collect()
}

proptest! {
    #![proptest_config(tries(40))]

    #[test]
    fn a_value_in_the_place_of_another(case in any::<Index>(), at in any::<Index>(), piece in select(&PIECES[..])) {
        let line = case.get(&LINES);
        let (from, to) = *at.get(&values(line));
        assert_answered_or_named(format!("{}{piece}{}", &line[..from], &line[to..]).as_bytes());
    }

    #[test]
    fn an_event_in_the_place_of_another(case in any::<Index>(), from in select(&WORDS[..]), to in select(&WORDS[..])) {
        let line = case.get(&LINES);
        assert_answered_or_named(line.replacen(from, to, 1).as_bytes());
    }

    #[test]
    fn days_moved_to_either_end_of_the_calendar(case in any::<Index>(), year in select(&["2007", "2008", "2099", "2100"][..])) {
        let line = case.get(&LINES).replace("2026-", &format!("{year}-")).replace("2027-", &format!("{year}-"));
        assert_answered_or_named(line.as_bytes());
    }

    #[test]
    fn bytes_changed_cut_and_doubled(
        case in any::<Index>(), at in any::<Index>(), length in 0..12usize, bytes in prop::collection::vec(any::<u8>(), 0..4),
    ) {
        let line = case.get(&LINES).as_bytes();
        let from = at.index(line.len());
        let to = (from + length).min(line.len());
        assert_answered_or_named(&[&line[..from], &bytes, &line[to..]].concat());
        assert_answered_or_named(&[&line[..to], &line[from..], b"\n", line].concat());
    }

    #[test]
    fn events_shuffled_and_repeated(case in any::<Index>(), order in prop::collection::vec(any::<Index>(), 0..12)) {
        let line: &String = case.get(&LINES);
        let mut line: Value = serde_json::from_str(line).unwrap();
        let events = line["events"].as_array().unwrap().clone();
        prop_assume!(!events.is_empty());
        line["events"] = order.iter().map(|index| index.get(&events).clone()).collect();
        assert_answered_or_named(line.to_string().as_bytes());
    }

    #[test]
    fn any_bytes_at_all(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        assert_answered_or_named(&bytes);
    }
}

#[test]
fn deep_nesting_and_long_lines_are_named() {
    let (_, ended) = answer_lines("[".repeat(100_000));
    assert_eq!(ended.unwrap_err().status, 2);
    let long = format!(r#"{{"id":"{}","as_of":"2026-03-02","events":[]}}"#, "长".repeat(300_000));
    let (answers, ended) = answer_lines(&long);
    assert!(ended.is_ok());
    assert_eq!(answers[0]["id"].as_str().unwrap().chars().count(), 300_000);
}
