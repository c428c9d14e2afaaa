//! What was known of the calendar on a day (P0-13), and what a day is (K-7).

use gongkai::law::calendar::{DayFact, DayKind};
use proptest::prelude::*;
use serde_json::json;

use super::given::{answer_lines, book, calendar, day, known_on, nth_day, tries};

fn due_as_known(received: &str, known_on: Option<&str>) -> serde_json::Value {
    let line = json!({"id": "x", "as_of": received, "calendar_known_on": known_on,
        "events": [{"kind": "submitted", "channel": "in_person", "on": received}]});
    answer_lines(line.to_string()).0.remove(0)
}

/// Published on 27 January: Friday 31 January is off, Saturday 1 February no longer worked.
#[test]
fn spring_festival_2020_was_prolonged_from_the_day_of_publication_on() {
    for (day_asked, friday, saturday) in
        [("2020-01-26", true, true), ("2020-01-27", false, false), ("2026-01-01", false, false)]
    {
        let known = known_on(day_asked);
        assert_eq!(known.main.is_working(day("2020-01-31")), Ok(friday), "{day_asked}");
        assert_eq!(known.main.is_working(day("2020-02-01")), Ok(saturday), "{day_asked}");
        assert_eq!(known.main.is_working(day("2020-02-03")), Ok(true), "{day_asked}");
    }
    assert_eq!(due_as_known("2020-01-20", Some("2020-01-26"))["due_on"], "2020-02-21");
    assert_eq!(due_as_known("2020-01-20", Some("2020-01-27"))["due_on"], "2020-02-25");
    assert_eq!(due_as_known("2020-01-20", None)["due_on"], "2020-02-25");
}

#[test]
fn labour_day_2019_became_four_days_on_22_march() {
    let before = known_on("2019-03-21");
    let after = known_on("2019-03-22");
    for (on, was, is) in [
        ("2019-04-28", false, true),
        ("2019-05-01", false, false),
        ("2019-05-02", true, false),
        ("2019-05-03", true, false),
        ("2019-05-05", false, true),
    ] {
        assert_eq!(before.main.is_working(day(on)), Ok(was), "{on} before");
        assert_eq!(after.main.is_working(day(on)), Ok(is), "{on} after");
    }
    assert_eq!(after.main.reason(day("2019-05-05")).unwrap().document.as_ref(), "国办发明电〔2019〕3号");
}

#[test]
fn the_victory_holiday_of_2015_was_known_from_13_may() {
    for (on, was, is) in
        [("2015-09-03", true, false), ("2015-09-04", true, false), ("2015-09-06", false, true)]
    {
        assert_eq!(known_on("2015-05-12").main.is_working(day(on)), Ok(was), "{on} before");
        assert_eq!(known_on("2015-05-13").main.is_working(day(on)), Ok(is), "{on} after");
    }
}

#[test]
fn before_a_notice_is_out_its_year_is_provisional_and_december_undone() {
    let before = known_on("2018-12-05");
    assert_eq!(before.first_provisional, day("2018-12-26"));
    assert_eq!(before.main.is_working(day("2018-12-29")), Ok(false), "the worked Saturday was not known");
    assert_eq!(before.main.is_working(day("2018-12-31")), Ok(true), "the Monday off was not known");
    let after = known_on("2018-12-06");
    assert_eq!(after.first_provisional, day("2019-12-26"));
    assert_eq!(after.main.is_working(day("2018-12-29")), Ok(true));
    assert_eq!(after.main.is_working(day("2018-12-31")), Ok(false));
}

/// The text of 2024 was promulgated two days before the notice for 2025.
#[test]
fn the_statute_is_the_text_promulgated_by_that_day() {
    let eve_off = |known: &str| known_on(known).main.is_working(day("2025-01-28")).map(|works| !works);
    assert_eq!(eve_off("2024-11-09"), Ok(false), "除夕 was no statutory day in the text of 2013");
    assert_eq!(eve_off("2024-11-10"), Ok(true));
    let of_2013 = known_on("2024-11-09");
    assert_eq!(of_2013.documents.last().unwrap(), "国务院令第644号");
    assert_eq!(of_2013.main.is_working(day("2025-05-02")), Ok(true));
    assert_eq!(known_on("2024-11-10").main.is_working(day("2025-05-02")), Ok(false));
}

#[test]
fn before_the_first_notice_all_is_provisional() {
    let early = known_on("2006-12-01");
    assert!(early.is_provisional(day("2007-01-01")));
    assert_eq!(early.main.is_working(day("2007-01-02")), Ok(true));
    assert_eq!(known_on("2007-01-01").main.is_working(day("2007-01-02")), Ok(false));
}

fn explain(text: &str) -> DayFact {
    calendar().explain(day(text)).unwrap()
}

#[test]
fn a_day_says_what_it_is_and_by_which_document() {
    let of_2026 = Some("国办发明电〔2025〕7号".to_owned());
    let holiday = |name: &str| Some(name.to_owned());
    let expected = [
        ("2026-03-03", true, DayKind::Ordinary, None),
        ("2026-03-07", false, DayKind::Weekend { holiday: None }, None),
        ("2026-10-05", false, DayKind::DayOff { holiday: holiday("国庆节") }, of_2026.clone()),
        ("2026-10-03", false, DayKind::Weekend { holiday: holiday("国庆节") }, of_2026.clone()),
        ("2026-10-10", true, DayKind::SwapWorkday, of_2026),
        (
            "2020-01-31",
            false,
            DayKind::DayOff { holiday: holiday("春节") },
            Some("国办发明电〔2020〕1号".to_owned()),
        ),
    ];
    for (on, working, kind, document) in expected {
        let fact = explain(on);
        assert_eq!(fact, DayFact { day: day(on), working, kind, document, provisional: false, open: false });
    }
}

#[test]
fn a_provisional_day_says_whether_a_notice_can_still_change_it() {
    let statute = Some("国务院令第795号".to_owned());
    for (on, working, open, document) in [
        ("2027-02-08", false, false, statute.clone()), // 初三, a statutory day
        ("2027-02-09", false, true, statute.clone()),  // made up for a Saturday
        ("2027-02-11", true, true, None),              // off under the standing scheme
        ("2027-02-13", false, true, None),             // a weekend beside the holiday
        ("2027-03-10", true, false, None),
        ("2026-12-28", true, false, None),
    ] {
        let fact = explain(on);
        assert!(fact.provisional, "{on}");
        assert_eq!((fact.working, fact.open, fact.document), (working, open, document), "{on}");
    }
    assert!(!explain("2026-12-25").provisional);
}

proptest! {
    #![proptest_config(tries(16))]

    #[test]
    fn all_days_up_to_the_next_change_share_one_calendar(n in 0..7_300u64) {
        let on = nth_day(n);
        let change = book().last_change_by(on).unwrap();
        prop_assert!(change <= on);
        let [then, now] = [change, on].map(|day| book().calendar(Some(day), None).unwrap());
        prop_assert_eq!(&then.version, &now.version);
        let before = book().calendar(change.pred_opt(), None).unwrap();
        prop_assert_ne!(&then.version, &before.version);
    }
}

#[test]
fn every_version_that_was_known_can_be_made_again_by_its_name() {
    let versions: Vec<_> = book().versions(None).collect();
    let names: std::collections::BTreeSet<_> = versions.iter().map(|v| v.version.as_str()).collect();
    assert_eq!(names.len(), versions.len(), "no two versions share a name");
    assert_eq!(versions[0].version, book().calendar(None, None).unwrap().version, "the newest comes first");
    for known_on in ["2015-05-12", "2015-05-13", "2020-01-26", "2020-01-27", "2024-11-11", "2025-12-31"] {
        let known = book().calendar(Some(day(known_on)), None).unwrap();
        let pinned = versions.iter().find(|v| v.version == known.version).unwrap();
        assert_eq!(known.first_provisional, pinned.first_provisional);
        for start in ["2015-08-20", "2020-01-10", "2025-01-20"] {
            let due =
                |calendar: &gongkai::law::calendar::Calendar| calendar.late.nth_after(day(start), 300u32);
            assert_eq!(due(&known), due(pinned));
        }
    }
}
