//! The calendar feed, read back by a strict reader of RFC 5545.

use std::slice::from_ref;

use chrono::{DateTime, Utc};
use gongkai::law::light::Light;
use gongkai::law::text::CaseId;
use gongkai::notify::ics::{DateKind, Entry, Feed, write};
use gongkai::notify::number::CaseNumber;

use super::samples::{NUMBER, day, now};

/// `NAME;PARAM=VALUE:VALUE`, unfolded.
#[derive(Debug, PartialEq)]
struct Property {
    name: String,
    parameters: Vec<(String, String)>,
    value: String,
}

#[derive(Debug)]
struct Component {
    name: String,
    properties: Vec<Property>,
    components: Vec<Component>,
}

impl Component {
    fn value(&self, name: &str) -> &str {
        let mut found = self.properties.iter().filter(|property| property.name == name);
        let value = &found.next().unwrap_or_else(|| panic!("no {name}")).value;
        assert!(found.next().is_none(), "{name} stands twice");
        value
    }

    fn day(&self, name: &str) -> &str {
        let property = self.properties.iter().find(|property| property.name == name).unwrap();
        assert_eq!(property.parameters, [("VALUE".to_owned(), "DATE".to_owned())]);
        assert!(property.value.len() == 8 && property.value.bytes().all(|b| b.is_ascii_digit()));
        &property.value
    }
}

fn read(feed: &str) -> Component {
    let mut lines: Vec<String> = Vec::new();
    let physical = feed.strip_suffix("\r\n").unwrap();
    for line in physical.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(['\r', '\n']) && !line.contains(|c: char| c.is_control()), "{line:?}");
        match line.strip_prefix(' ') {
            Some(rest) => lines.last_mut().unwrap().push_str(rest),
            None => lines.push(line.to_owned()),
        }
    }
    let mut properties = lines.iter().map(|line| property(line));
    let first = properties.next().unwrap();
    let calendar = component(&first, &mut properties);
    assert!(properties.next().is_none(), "nothing follows the calendar");
    calendar
}

fn property(line: &str) -> Property {
    // No parameter of ours is quoted, so the first colon ends the name.
    let (head, value) = line.split_once(':').unwrap_or_else(|| panic!("no colon: {line}"));
    let mut parts = head.split(';');
    let name = parts.next().unwrap();
    assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '-'), "{line}");
    let parameter = |part: &str| {
        let (name, value) = part.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    };
    Property { name: name.to_owned(), parameters: parts.map(parameter).collect(), value: value.to_owned() }
}

fn component(begin: &Property, rest: &mut dyn Iterator<Item = Property>) -> Component {
    assert_eq!(begin.name, "BEGIN");
    let mut own = Component { name: begin.value.clone(), properties: Vec::new(), components: Vec::new() };
    loop {
        let next = rest.next().unwrap();
        match next.name.as_str() {
            "BEGIN" => own.components.push(component(&next, rest)),
            "END" => {
                assert_eq!(next.value, own.name);
                return own;
            }
            _ => own.properties.push(next),
        }
    }
}

/// TEXT of RFC 5545 3.3.11; a bare comma or semicolon is no part of one.
fn text(value: &str) -> String {
    let (mut out, mut signs) = (String::new(), value.chars());
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(escaped @ ('\\' | ';' | ',')) => out.push(escaped),
                other => panic!("\\{other:?}"),
            },
            ',' | ';' => panic!("a bare {sign}"),
            other => out.push(other),
        }
    }
    out
}

fn entry(kind: DateKind) -> Entry {
    Entry {
        case: CaseId(4),
        number: CaseNumber::parse(NUMBER).unwrap(),
        kind,
        day: day("2026-10-16"),
        sequence: 0,
        changed_at: now(),
        light: Some(Light::DueSoon),
        days_left: Some(3),
        provisional: false,
        cancelled: false,
    }
}

fn feed(entries: &[Entry]) -> Component {
    let calendar = read(&write(&Feed { host: "gongkai.example.test", entries }));
    assert_eq!(calendar.name, "VCALENDAR");
    assert_eq!(calendar.value("VERSION"), "2.0");
    assert!(calendar.value("PRODID").contains("gongkai"));
    assert_eq!(calendar.components.len(), entries.len());
    for event in &calendar.components {
        assert_eq!(event.name, "VEVENT");
        assert!(event.components.is_empty(), "no alarm of its own");
        let stamp = event.value("DTSTAMP");
        assert!(DateTime::parse_from_str(&format!("{stamp}+0000"), "%Y%m%dT%H%M%SZ%z").is_ok(), "{stamp}");
        assert!(event.day("DTSTART") < event.day("DTEND"), "the end lies after the day");
        assert!(!event.properties.iter().any(|property| {
            ["ATTENDEE", "ORGANIZER", "DESCRIPTION", "CONTACT"].contains(&property.name.as_str())
        }));
    }
    calendar
}

#[test]
fn a_date_is_an_entry_for_the_whole_day() {
    let calendar = feed(&[entry(DateKind::Reply)]);
    let event = &calendar.components[0];
    assert_eq!(event.day("DTSTART"), "20261016");
    assert_eq!(event.day("DTEND"), "20261017");
    assert_eq!(event.value("DTSTAMP"), "20261012T020000Z");
    assert_eq!(event.value("STATUS"), "CONFIRMED");
    assert_eq!(event.value("TRANSP"), "TRANSPARENT");
    assert_eq!(text(event.value("SUMMARY")), "▲ 临期 应答复 QSXZR-2026-00004（还剩3个工作日）");
    assert_eq!(feed(&[]).components.len(), 0, "a calendar without entries is one too");
}

#[test]
fn a_moved_date_moves_its_entry() {
    let first = entry(DateKind::Reply);
    let changed_at: DateTime<Utc> = "2026-10-13T02:00:00Z".parse().unwrap();
    let moved = Entry { day: day("2026-11-13"), sequence: 1, changed_at, ..first.clone() };
    let (before, after) = (feed(from_ref(&first)), feed(from_ref(&moved)));
    let (before, after) = (&before.components[0], &after.components[0]);
    assert_eq!(before.value("UID"), after.value("UID"));
    assert_eq!((before.value("SEQUENCE"), after.value("SEQUENCE")), ("0", "1"));
    assert_eq!(after.day("DTSTART"), "20261113");
    assert_eq!(after.value("LAST-MODIFIED"), "20261013T020000Z");
    let gone = feed(&[Entry { cancelled: true, ..moved }]);
    assert_eq!(gone.components[0].value("STATUS"), "CANCELLED");
}

#[test]
fn each_date_of_each_case_has_its_own_name() {
    use DateKind::*;
    let kinds = [
        Reply,
        CorrectionNotice,
        CorrectionEnd,
        PaymentEnd,
        ConsultationEnd,
        Inquiry,
        ReviewAnswer,
        SuitAnswer,
    ];
    let other = |kind| Entry { case: CaseId(44), ..entry(kind) };
    let entries: Vec<Entry> = kinds.into_iter().map(entry).chain(kinds.into_iter().map(other)).collect();
    let calendar = feed(&entries);
    let mut uids: Vec<&str> = calendar.components.iter().map(|event| event.value("UID")).collect();
    let mut summaries: Vec<&str> = calendar.components.iter().map(|event| event.value("SUMMARY")).collect();
    assert!(uids.iter().all(|uid| uid.ends_with("@gongkai.example.test")));
    uids.sort();
    uids.dedup();
    summaries.sort();
    summaries.dedup();
    assert_eq!((uids.len(), summaries.len()), (16, 8));
}

#[test]
fn days_are_told_as_people_say_them() {
    let summary = |light, days_left, provisional| {
        let own = Entry { light, days_left, provisional, ..entry(DateKind::Reply) };
        text(feed(&[own]).components[0].value("SUMMARY"))
    };
    assert_eq!(
        summary(Some(Light::DueToday), Some(0), false),
        "▲ 今日到期 应答复 QSXZR-2026-00004（今日到期）"
    );
    assert_eq!(
        summary(Some(Light::Overdue), Some(-2), false),
        "■ 超期 应答复 QSXZR-2026-00004（已过2个工作日）"
    );
    assert_eq!(summary(None, None, true), "◇ 暂定 应答复 QSXZR-2026-00004");
}

#[test]
fn lines_are_folded_between_signs_wherever_they_fall() {
    // Every length of a number moves the place where a sign of three octets would be cut.
    for length in 1..=36 {
        let number = CaseNumber::parse(&format!("{}〔9〕", "公".repeat(length))).unwrap();
        let own = Entry { number: number.clone(), ..entry(DateKind::ConsultationEnd) };
        let calendar = feed(&[own]);
        let summary = text(calendar.components[0].value("SUMMARY"));
        assert_eq!(summary, format!("▲ 临期 征求意见期满 {number}（还剩3个工作日）"));
    }
}

#[test]
fn the_same_dates_give_the_same_text() {
    let entries = [entry(DateKind::Reply), entry(DateKind::Inquiry)];
    let feed = Feed { host: "gongkai.example.test", entries: &entries };
    assert_eq!(write(&feed), write(&feed));
    let awkward = Feed { host: "a,b;c\\d", ..feed };
    let uid = read(&write(&awkward)).components[0].value("UID").to_owned();
    assert_eq!(text(&uid), "4-reply@a,b;c\\d");
}
