//! Notices that are refused, and a new one that is taken in.

use chrono::TimeDelta;
use gongkai::holidays::{self, HolidayFileError};
use gongkai::law::notice::{Notice, NoticeFaultReason as Reason};
use gongkai::law::notice_book::NoticeBook;
use serde_json::{Value, json};

use super::given::{book, calendar, day, notice_of_2027};

fn changed(change: impl FnOnce(&mut Notice)) -> Notice {
    let mut notice = notice_of_2027();
    change(&mut notice);
    notice
}

/// As it would be read from a file, and as the book takes it.
fn refused(change: impl FnOnce(&mut Notice)) -> Reason {
    let notice = changed(change);
    let content = serde_json::to_vec(&notice).unwrap();
    match holidays::parse("2027.json", &content) {
        Err(HolidayFileError::Refused { file, fault }) => {
            assert_eq!((file.as_str(), &fault.document), ("2027.json", &notice.document));
            assert_eq!(book().with(notice).map(|_| ()), Err(fault.clone()), "the book refuses it alike");
            fault.reason
        }
        Err(other) => panic!("{other}"),
        Ok(sound) => {
            let fault = book().with(sound).map(|_| ()).unwrap_err();
            assert_eq!(fault.document, notice.document);
            fault.reason
        }
    }
}

fn remove(days: &mut Vec<chrono::NaiveDate>, text: &str) {
    let before = days.len();
    days.retain(|d| *d != day(text));
    assert_eq!(days.len(), before - 1);
}

#[test]
fn the_notice_of_2027_is_sound() {
    let content = serde_json::to_vec(&notice_of_2027()).unwrap();
    let notice = holidays::parse("2027.json", &content).unwrap();
    assert_eq!(notice, notice_of_2027());
    book().with(notice).unwrap();
}

#[test]
fn a_notice_with_one_fault_is_refused_for_it() {
    assert_eq!(refused(|n| n.document = " ".to_owned()), Reason::NoDocument);
    assert_eq!(refused(|n| n.document = "国办发明电〔2025〕7号".to_owned()), Reason::DocumentTwice);
    assert_eq!(refused(|n| n.off.push(day("2027-02-08"))), Reason::DayTwice(day("2027-02-08")));
    assert_eq!(refused(|n| n.worked.push(day("2027-05-08"))), Reason::DayTwice(day("2027-05-08")));
    assert_eq!(refused(|n| n.worked.push(day("2027-03-10"))), Reason::WeekdayWorked(day("2027-03-10")));
    assert_eq!(refused(|n| n.off.push(day("2027-02-06"))), Reason::WeekendOff(day("2027-02-06")));
    assert_eq!(refused(|n| n.off.push(day("2028-01-03"))), Reason::OutOfReach(day("2028-01-03")));
    assert_eq!(refused(|n| n.off.push(day("2026-12-25"))), Reason::OutOfReach(day("2026-12-25")));
    assert_eq!(
        refused(|n| n.published = day("2026-11-04")),
        Reason::PublishedBeforeSigned { signed: day("2026-11-05"), published: day("2026-11-04") }
    );
    assert_eq!(refused(|n| n.no_longer_off = vec![day("2026-10-05")]), Reason::TakesBackWithoutAmending);
    assert_eq!(refused(|n| n.no_longer_worked = vec![day("2026-10-10")]), Reason::TakesBackWithoutAmending);
}

#[test]
fn the_conservation_law_finds_a_day_too_many_and_a_day_too_few() {
    let not_conserved = |off, worked| Reason::NotConserved { off, worked, statutory: 13 };
    assert_eq!(refused(|n| n.off.push(day("2027-03-10"))), not_conserved(19, 5));
    assert_eq!(refused(|n| remove(&mut n.off, "2027-02-12")), not_conserved(17, 5));
    assert_eq!(refused(|n| n.worked.push(day("2027-03-13"))), not_conserved(18, 6));
    assert_eq!(refused(|n| remove(&mut n.worked, "2027-05-08")), not_conserved(18, 4));
    // A Thursday in the last six days of December may be off, if a weekend day is worked for it.
    let notice = changed(|n| {
        n.off.push(day("2026-12-31"));
        n.worked.push(day("2026-12-26"));
    });
    let with = book().with(notice).unwrap().calendar(None, None).unwrap();
    assert_eq!(with.main.is_working(day("2026-12-31")), Ok(false));
    assert_eq!(with.main.is_working(day("2026-12-26")), Ok(true));
}

#[test]
fn each_year_has_one_notice_and_none_is_skipped() {
    // Thirteen Mondays off, a year later or earlier.
    let moved = |year: i32, by: TimeDelta| {
        move |n: &mut Notice| {
            n.year = year;
            n.off = (0..13).map(|weeks| day("2027-01-04") + by + TimeDelta::weeks(weeks)).collect();
            n.worked = Vec::new();
        }
    };
    assert_eq!(refused(moved(2028, TimeDelta::weeks(52))), Reason::YearSkipped { expected: 2027 });
    assert_eq!(refused(moved(2026, TimeDelta::weeks(-52))), Reason::YearTwice(2026));
}

fn amendment(change: Value) -> Notice {
    let mut fields = json!({
        "document": "国办发明电〔2026〕1号", "amends": "国办发明电〔2025〕7号", "year": 2026,
        "signed": "2026-01-05", "published": "2026-01-05", "off": [], "worked": []});
    fields.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    serde_json::from_value(fields).unwrap()
}

#[test]
fn an_amendment_names_what_it_changes() {
    let reason = |change: Value| book().with(amendment(change)).map(|_| ()).unwrap_err().reason;
    let nothing = |year| Reason::NothingToAmend { year };
    assert_eq!(reason(json!({"amends": "国办发明电〔2025〕8号"})), nothing(2026));
    assert_eq!(
        reason(json!({"amends": "国办发明电〔2024〕12号"})),
        nothing(2026),
        "the notice of another year"
    );
    assert_eq!(reason(json!({"amends": "国办发明电〔2026〕1号"})), nothing(2026), "itself");
    assert_eq!(reason(json!({"year": 2027})), nothing(2027));
    assert_eq!(
        reason(json!({"signed": "2025-11-01", "published": "2025-11-03"})),
        nothing(2026),
        "known before what it changes"
    );
    assert_eq!(reason(json!({"off": ["2026-10-05"]})), Reason::DayTwice(day("2026-10-05")));
    assert_eq!(reason(json!({"no_longer_worked": ["2026-10-11"]})), Reason::NotInForce(day("2026-10-11")));
    assert_eq!(
        reason(json!({"no_longer_off": ["2026-03-10"], "off": ["2026-03-11"]})),
        Reason::NotInForce(day("2026-03-10"))
    );
    assert_eq!(reason(json!({"worked": ["2026-03-14"]})), Reason::TakesDaysAway);
    assert_eq!(reason(json!({"no_longer_off": ["2026-10-05"]})), Reason::TakesDaysAway);
}

#[test]
fn an_amendment_of_an_amendment_is_taken_in() {
    let first = amendment(json!({"off": ["2026-09-03"]}));
    let second = amendment(json!({
        "document": "国办发明电〔2026〕2号", "amends": "国办发明电〔2026〕1号",
        "signed": "2026-02-05", "published": "2026-02-05",
        "no_longer_off": ["2026-09-03"], "off": ["2026-09-04"]}));
    let with = book().with(first).unwrap().with(second).unwrap();
    let works = |known: Option<&str>, on: &str| {
        with.calendar(known.map(day), None).unwrap().main.is_working(day(on)).unwrap()
    };
    assert_eq!(
        [works(Some("2026-01-04"), "2026-09-03"), works(Some("2026-01-04"), "2026-09-04")],
        [true, true]
    );
    assert_eq!(
        [works(Some("2026-01-05"), "2026-09-03"), works(Some("2026-01-05"), "2026-09-04")],
        [false, true]
    );
    assert_eq!([works(None, "2026-09-03"), works(None, "2026-09-04")], [true, false]);
}

#[test]
fn a_file_that_is_no_notice_is_named_with_the_place_of_the_fault() {
    for content in ["", "{}", "[1]", r#"{"document":1}"#, "\u{feff}{}"] {
        let error = holidays::parse("2027.json", content.as_bytes()).unwrap_err();
        assert!(matches!(&error, HolidayFileError::Unreadable { .. }), "{content}");
        assert!(error.to_string().starts_with("2027.json：无法读取，第"), "{error}");
    }
    let mut unknown = serde_json::to_value(notice_of_2027()).unwrap();
    unknown["weather"] = json!("rain");
    assert!(holidays::parse("2027.json", unknown.to_string().as_bytes()).is_err());
}

#[test]
fn the_notice_of_2027_settles_what_was_provisional() {
    let with: NoticeBook = book().with(notice_of_2027()).unwrap();
    let after = with.calendar(None, None).unwrap();
    let before = calendar();
    let received = day("2027-02-01");
    assert_eq!(before.main.nth_after(received, 20u32), Ok(day("2027-03-05")));
    assert!(before.is_provisional(day("2027-03-05")));
    // 11 and 12 February are off too, Saturday 20 February is worked.
    assert_eq!(after.main.nth_after(received, 20u32), Ok(day("2027-03-08")));
    assert!(!after.is_provisional(day("2027-03-08")));
    assert_eq!(after.first_provisional, day("2027-12-26"));
    assert_ne!(before.version, after.version);
    assert_eq!(
        after.main.documents(received, day("2027-03-08")),
        ["国办发明电〔2026〕99号"],
        "the statute no longer answers"
    );
    for work in [&after.early, &after.late] {
        assert_eq!(work.nth_after(received, 20u32), Ok(day("2027-03-08")), "no bounds remain");
    }
    let old = [
        with.calendar(Some(day("2026-11-04")), None).unwrap(),
        with.versions(None).find(|v| v.version == before.version).unwrap(),
    ];
    for version in old {
        assert_eq!(version.version, before.version);
        assert_eq!(version.main.nth_after(received, 20u32), Ok(day("2027-03-05")));
    }
    assert_eq!(with.calendar(Some(day("2026-11-05")), None).unwrap().version, after.version);
}
