//! The words in which the stories are told.

use std::sync::LazyLock;

use chrono::NaiveDate;
use gongkai::cli::{Failure, deadline};
use gongkai::holidays;
use gongkai::law::calendar::Calendar;
use gongkai::law::iso;
use gongkai::law::notice::Notice;
use gongkai::law::notice_book::NoticeBook;
use proptest::test_runner::Config;
use serde_json::{Value, json};

static BOOK: LazyLock<NoticeBook> = LazyLock::new(|| holidays::shipped().unwrap());
static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| BOOK.calendar(None, None).unwrap());

/// The shipped notices.
pub fn book() -> &'static NoticeBook {
    &BOOK
}

/// The calendar as known with all shipped notices.
pub fn calendar() -> &'static Calendar {
    &CALENDAR
}

/// The calendar as known on a day.
pub fn known_on(text: &str) -> Calendar {
    BOOK.calendar(Some(day(text)), None).unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    iso::parse_day(text).unwrap()
}

/// A day of the calendar by its distance from 1 January 2007.
pub fn nth_day(n: u64) -> NaiveDate {
    day("2007-01-01") + chrono::Days::new(n)
}

pub fn working_day_after(start: &str, n: u32) -> String {
    calendar().main.nth_after(day(start), n).unwrap().to_string()
}

/// A 2027 notice as the State Council might publish it: 18 days off, 5 weekend days worked, 13 statutory days.
pub fn notice_of_2027() -> Notice {
    serde_json::from_value(json!({
        "document": "国办发明电〔2026〕99号", "year": 2027, "signed": "2026-11-05", "published": "2026-11-05",
        "holidays": [
            {"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"},
            {"name": "春节", "from": "2027-02-05", "to": "2027-02-12"}],
        "off": ["2027-01-01", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11",
            "2027-02-12", "2027-04-05", "2027-05-03", "2027-05-04", "2027-05-05", "2027-06-09",
            "2027-09-15", "2027-10-01", "2027-10-04", "2027-10-05", "2027-10-06", "2027-10-07"],
        "worked": ["2027-01-31", "2027-02-20", "2027-05-08", "2027-09-26", "2027-10-09"]}))
    .unwrap()
}

/// What the batch answers to these lines, and how it ended.
pub fn answer_lines(input: impl AsRef<[u8]>) -> (Vec<Value>, Result<(), Failure>) {
    let mut output = Vec::new();
    let ended = deadline::answer_lines(book(), input.as_ref(), &mut output);
    let answers = output
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    (answers, ended)
}

/// The answer to one case.
pub fn ask(as_of: &str, events: Value) -> Value {
    let line = json!({"id": "case", "as_of": as_of, "events": events});
    let (mut answers, ended) = answer_lines(line.to_string());
    ended.unwrap();
    answers.pop().unwrap()
}

/// `due_on` and `prudent_due_on` of a case.
pub fn dates(events: Value) -> [String; 2] {
    let answer = ask("2026-03-02", events);
    ["due_on", "prudent_due_on"].map(|name| answer[name].as_str().unwrap_or("none").to_owned())
}

/// How many random cases a property is tried on. A failure prints its smallest case.
pub fn tries(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}
