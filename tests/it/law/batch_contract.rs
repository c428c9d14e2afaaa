//! The batch contract: the published cases, and every kind of line that breaks it.

use serde_json::{Value, json};

use super::given::{answer_lines, ask};

const CASES: &str = include_str!("../contract/deadline-cases.jsonl");

/// The named fields of what was expected, compared one by one.
fn assert_holds(case: &Value, answer: &Value) {
    let name = case["name"].as_str().unwrap();
    let why = case["why"].as_str().unwrap();
    for (field, expected) in case["out"].as_object().unwrap() {
        match (field.as_str(), expected) {
            ("refused", Value::Object(parts)) => {
                for (part, expected) in parts {
                    assert_eq!(&answer["refused"][part], expected, "{name}: refused.{part}; {why}");
                }
            }
            _ => assert_eq!(&answer[field], expected, "{name}: {field}; {why}"),
        }
    }
    assert_eq!(answer["id"], case["in"]["id"], "{name}");
    let refused = case["out"].get("refused").is_some();
    assert_eq!(answer.get("refused").is_some(), refused, "{name}");
    assert_eq!(answer.get("steps").is_none(), refused, "{name}: an answer has steps, a refusal none");
}

#[test]
fn all_published_cases_hold() {
    let cases: Vec<Value> = CASES.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(cases.len(), 190);
    let input: String = cases.iter().map(|case| format!("{}\n", case["in"])).collect();
    let (answers, ended) = answer_lines(input);
    ended.unwrap();
    assert_eq!(answers.len(), cases.len());
    for (case, answer) in cases.iter().zip(&answers) {
        assert_holds(case, answer);
    }
}

#[test]
fn a_case_is_answered_alike_alone_and_among_others() {
    let cases: Vec<Value> = CASES.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for case in cases.iter().rev() {
        let (answers, ended) = answer_lines(case["in"].to_string());
        ended.unwrap();
        assert_holds(case, &answers[0]);
    }
}

/// An event that keeps the contract, and the same with one break.
const EVENT_BREAKS: &[(&str, &str, &str)] = &[
    ("unknown kind", r#""kind":"confirmed","on":"D""#, r#""kind":"acknowledged","on":"D""#),
    ("kind missing", r#""kind":"confirmed","on":"D""#, r#""on":"D""#),
    ("day missing", r#""kind":"confirmed","on":"D""#, r#""kind":"confirmed""#),
    ("day null", r#""kind":"confirmed","on":"D""#, r#""kind":"confirmed","on":null"#),
    ("unknown field", r#""kind":"confirmed","on":"D""#, r#""kind":"confirmed","on":"D","at":"D""#),
    ("field of another kind", r#""kind":"fee_paid","on":"D""#, r#""kind":"fee_paid","on":"D","days":3"#),
    ("unpadded day", r#""kind":"confirmed","on":"D""#, r#""kind":"confirmed","on":"2026-3-02""#),
    ("day with time", r#""kind":"confirmed","on":"D""#, r#""kind":"confirmed","on":"2026-03-02T00:00""#),
    (
        "day in full-width digits",
        r#""kind":"confirmed","on":"D""#,
        r#""kind":"confirmed","on":"２０26-03-02""#,
    ),
    ("no such day", r#""kind":"confirmed","on":"D""#, r#""kind":"confirmed","on":"2026-02-29""#),
    ("day as a number", r#""kind":"confirmed","on":"D""#, r#""kind":"confirmed","on":20260302"#),
    ("day before 2007", r#""kind":"confirmed","on":"2007-01-01""#, r#""kind":"confirmed","on":"2006-12-31""#),
    (
        "unknown party",
        r#""kind":"consultation_sent","ref":"a","party":"joint_organ","on":"D""#,
        r#""kind":"consultation_sent","ref":"a","party":"neighbour","on":"D""#,
    ),
    (
        "party missing",
        r#""kind":"consultation_sent","ref":"a","party":"other_organ","on":"D""#,
        r#""kind":"consultation_sent","ref":"a","on":"D""#,
    ),
    (
        "ref missing",
        r#""kind":"consultation_answered","ref":"a","on":"D""#,
        r#""kind":"consultation_answered","on":"D""#,
    ),
    (
        "unknown method",
        r#""kind":"replied","method":"post","dispatched_on":"D""#,
        r#""kind":"replied","method":"pigeon","dispatched_on":"D""#,
    ),
    (
        "posted without a posting day",
        r#""kind":"replied","method":"post","dispatched_on":"D""#,
        r#""kind":"replied","method":"post","signed_on":"D""#,
    ),
    (
        "sent without a sending day",
        r#""kind":"replied","method":"electronic","dispatched_on":"D""#,
        r#""kind":"replied","method":"electronic""#,
    ),
    (
        "handed over without a signature",
        r#""kind":"replied","method":"handed_over","signed_on":"D""#,
        r#""kind":"replied","method":"handed_over","dispatched_on":"D""#,
    ),
    (
        "entrusted without a signature",
        r#""kind":"replied","method":"entrusted","signed_on":"D""#,
        r#""kind":"replied","method":"entrusted","dispatched_on":"D""#,
    ),
    (
        "courier without a signature",
        r#""kind":"replied","method":"courier","signed_on":"D""#,
        r#""kind":"replied","method":"courier","dispatched_on":"D","signed_on":null"#,
    ),
    (
        "unknown ground",
        r#""kind":"lapsed","ground":"not_paid","on":"D""#,
        r#""kind":"lapsed","ground":"tired","on":"D""#,
    ),
    ("ground missing", r#""kind":"lapsed","ground":"not_corrected","on":"D""#, r#""kind":"lapsed","on":"D""#),
    (
        "extension without days",
        r#""kind":"extended","days":5,"approved_on":"D","notified_on":"D""#,
        r#""kind":"extended","approved_on":"D","notified_on":"D""#,
    ),
    (
        "days as text",
        r#""kind":"extended","days":5,"approved_on":"D","notified_on":"D""#,
        r#""kind":"extended","days":"5","approved_on":"D","notified_on":"D""#,
    ),
    (
        "half a day",
        r#""kind":"correction_asked","on":"D","period_days":7"#,
        r#""kind":"correction_asked","on":"D","period_days":7.5"#,
    ),
    (
        "override in words",
        r#""kind":"correction_asked","on":"D","override":false"#,
        r#""kind":"correction_asked","on":"D","override":"no""#,
    ),
    (
        "notice received before it was sent",
        r#""kind":"correction_asked","on":"D","received_on":"D""#,
        r#""kind":"correction_asked","on":"D","received_on":"2026-03-01""#,
    ),
    (
        "letter received before it was sent",
        r#""kind":"consultation_sent","ref":"a","party":"third_party","on":"D","received_on":"D""#,
        r#""kind":"consultation_sent","ref":"a","party":"third_party","on":"D","received_on":"2026-03-01""#,
    ),
    (
        "fee notice received before it was sent",
        r#""kind":"fee_noticed","on":"D","received_on":"D""#,
        r#""kind":"fee_noticed","on":"D","received_on":"2026-03-01""#,
    ),
    (
        "submitted after it was received",
        r#""kind":"corrected","on":"D","submitted_on":"D""#,
        r#""kind":"corrected","on":"D","submitted_on":"2026-03-03""#,
    ),
    ("a reopened case", r#""kind":"withdrawn","on":"D""#, r#""kind":"reopened","on":"D""#),
];

const SUBMITTED: &str = r#"{"kind":"submitted","channel":"in_person","on":"2026-03-02"}"#;

fn line(events: &str) -> String {
    format!(r#"{{"id":"x","as_of":"2026-03-05","events":[{events}]}}"#)
}

/// The line stands third, after an answer and an empty line.
fn assert_breaks(name: &str, broken: &str) {
    let sound = line(SUBMITTED);
    let (answers, ended) = answer_lines(format!("{sound}\n \t\n{broken}\n{sound}\n"));
    let failure = ended.expect_err(name);
    assert_eq!(failure.status, 2, "{name}");
    assert!(failure.message.starts_with("第3行："), "{name}: {failure}");
    assert_eq!(answers.len(), 1, "{name}: the answer before is written, none after");
}

fn assert_keeps(name: &str, sound: &str) {
    let (answers, ended) = answer_lines(sound);
    assert!(ended.is_ok(), "{name}: {ended:?}");
    assert_eq!(answers.len(), 1, "{name}");
}

#[test]
fn every_break_within_an_event_stops_the_batch() {
    for (name, sound, broken) in EVENT_BREAKS {
        let event = |fields: &str| format!("{{{}}}", fields.replace("\"D\"", "\"2026-03-02\""));
        assert_keeps(name, &line(&format!("{SUBMITTED},{}", event(sound))));
        assert_breaks(name, &line(&format!("{SUBMITTED},{}", event(broken))));
    }
}

#[test]
fn every_break_of_a_line_as_a_whole_stops_the_batch() {
    let sound = line(SUBMITTED);
    assert_keeps("sound", &sound);
    let replaced = |from: &str, to: &str| {
        assert!(sound.contains(from));
        sound.replace(from, to)
    };
    assert_breaks("not JSON", "id=x");
    assert_breaks("cut off", &sound[..sound.len() - 1]);
    assert_breaks("two on one line", &format!("{sound}{sound}"));
    assert_breaks("a list", "[]");
    assert_breaks("id missing", &replaced(r#""id":"x","#, ""));
    assert_breaks("id null", &replaced(r#""id":"x""#, r#""id":null"#));
    assert_breaks("as_of missing", &replaced(r#""as_of":"2026-03-05","#, ""));
    assert_breaks("as_of null", &replaced(r#""2026-03-05""#, "null"));
    assert_breaks("as_of before 2007", &replaced("2026-03-05", "2006-12-31"));
    assert_breaks("as_of after 2100", &replaced("2026-03-05", "2101-01-01"));
    assert_breaks("events missing", r#"{"id":"x","as_of":"2026-03-05"}"#);
    assert_breaks("unknown field", &replaced(r#""id""#, r#""note":1,"id""#));
    assert_breaks("field twice", &replaced(r#""id""#, r#""id":"y","id""#));
    assert_breaks("unknown region", &replaced(r#""id""#, r#""region":"Atlantis","id""#));
    assert_breaks("known before 2007", &replaced(r#""id""#, r#""calendar_known_on":"2006-12-31","id""#));
    assert_breaks("unknown channel", &replaced("in_person", "in_dreams"));
    assert_breaks("channel missing", &replaced(r#""channel":"in_person","#, ""));
    assert_breaks("registered mail unsigned", &replaced("in_person", "registered_mail"));
    assert_breaks("submitted twice", &line(&format!("{SUBMITTED},{SUBMITTED}")));
}

#[test]
fn a_ref_names_one_letter() {
    let letter = |name: &str| {
        format!(r#"{{"kind":"consultation_sent","ref":"{name}","party":"third_party","on":"2026-03-03"}}"#)
    };
    assert_keeps("two refs", &line(&format!("{SUBMITTED},{},{}", letter("a"), letter("b"))));
    assert_breaks("one ref twice", &line(&format!("{SUBMITTED},{},{}", letter("a"), letter("a"))));
}

#[test]
fn a_corrected_text_is_not_submitted_before_the_last_notice() {
    let corrected = |submitted_on: &str| {
        let notice = r#"{"kind":"correction_asked","on":"2026-03-04"}"#;
        let fields = format!(r#""kind":"corrected","on":"2026-03-06","submitted_on":"{submitted_on}""#);
        line(&format!("{SUBMITTED},{notice},{{{fields}}}"))
    };
    assert_keeps("on the day of the notice", &corrected("2026-03-04"));
    assert_breaks("the day before", &corrected("2026-03-03"));
}

#[test]
fn breaks_are_found_before_anything_is_refused() {
    let refused = r#"{"kind":"fee_paid","on":"2026-03-02"}"#;
    assert_keeps("refused", &line(&format!("{SUBMITTED},{refused}")));
    assert_breaks("refused, then twice submitted", &line(&format!("{SUBMITTED},{refused},{SUBMITTED}")));
}

#[test]
fn bytes_that_are_no_text_stop_the_batch() {
    let (answers, ended) = answer_lines([line(SUBMITTED).as_bytes(), b"\n\xff\xfe\n"].concat());
    let failure = ended.unwrap_err();
    assert_eq!((failure.status, answers.len()), (2, 1));
    assert!(failure.message.starts_with("第2行："), "{failure}");
}

#[test]
fn null_means_absent_and_any_id_comes_back_as_it_was() {
    let absent = ask("2026-03-05", json!([{"kind": "submitted", "channel": "oral", "on": "2026-03-02"}]));
    let null = ask(
        "2026-03-05",
        json!([{"kind": "submitted", "channel": "oral", "on": "2026-03-02", "signed_on": null}]),
    );
    assert_eq!(absent, null);
    let id = "沪〔2026〕\"1\"\\ \u{1F4C5}\u{20BB7}\n";
    let (answers, _) = answer_lines(json!({"id": id, "as_of": "2026-03-05", "events": []}).to_string());
    assert_eq!(answers[0]["id"], id);
}

#[test]
fn days_outside_any_period_are_refused_by_value() {
    let extended = |days: i64| {
        let answer = ask(
            "2026-03-05",
            json!([
                {"kind": "submitted", "channel": "oral", "on": "2026-03-02"},
                {"kind": "extended", "days": days, "approved_on": "2026-03-03", "notified_on": "2026-03-03"}]),
        );
        answer["refused"]["code"].as_str().unwrap_or("accepted").to_owned()
    };
    assert_eq!(extended(i64::MIN), "period_out_of_range");
    assert_eq!(extended(0), "period_out_of_range");
    assert_eq!(extended(1), "accepted");
    assert_eq!(extended(20), "accepted");
    assert_eq!(extended(21), "extension_too_long");
    assert_eq!(extended(65_536), "extension_too_long");
    assert_eq!(extended(i64::MAX), "extension_too_long");
}
