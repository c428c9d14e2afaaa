//! Which days are worked, 2007–2026.

use chrono::{Datelike, NaiveDate};

use super::day_by_day::{self, exceptions};
use super::given::{ask, calendar, day, working_day_after};
use serde_json::json;

/// Working days, days off from Monday to Friday, and worked weekend days of each year, added up by
/// hand from the notices: weekdays of the year − days off + weekend days worked.
const YEARS: [(i32, u32, usize, usize); 20] = [
    (2007, 261 - 19 + 7, 19, 7),
    (2008, 262 - 16 + 5, 16, 5),
    (2009, 261 - 17 + 6, 17, 6),
    (2010, 261 - 19 + 8, 19, 8),
    (2011, 260 - 16 + 6, 16, 6),
    (2012, 261 - 18 + 6, 18, 6),
    (2013, 261 - 23 + 12, 23, 12),
    (2014, 261 - 16 + 5, 16, 5),
    (2015, 261 - 17 + 5, 17, 5),
    (2016, 261 - 17 + 6, 17, 6),
    (2017, 260 - 16 + 5, 16, 5),
    (2018, 261 - 18 + 7, 18, 7),
    (2019, 261 - 17 + 6, 17, 6),
    (2020, 262 - 19 + 6, 19, 6),
    (2021, 261 - 18 + 7, 18, 7),
    (2022, 260 - 18 + 7, 18, 7),
    (2023, 260 - 18 + 7, 18, 7),
    (2024, 262 - 19 + 8, 19, 8),
    (2025, 261 - 18 + 5, 18, 5),
    (2026, 261 - 19 + 6, 19, 6),
];

fn new_years_eve(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 12, 31).unwrap()
}

#[test]
fn every_year_has_the_working_days_of_its_notices() {
    for (year, working, off, worked) in YEARS {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let main = &calendar().main;
        let on_the_first = u32::from(main.is_working(first).unwrap());
        let counted = on_the_first + main.count(first, new_years_eve(year)).unwrap();
        assert_eq!(counted, working, "working days of {year}");
        let of_year = |day: &&NaiveDate| day.year() == year;
        assert_eq!(exceptions().off.iter().filter(of_year).count(), off, "days off in {year}");
        assert_eq!(
            exceptions().worked.iter().filter(of_year).count(),
            worked,
            "weekend days worked in {year}"
        );
    }
}

#[test]
fn every_worked_weekend_day_is_a_working_day_and_counts() {
    let worked: Vec<_> = exceptions().worked.iter().filter(|d| d.year() >= 2007).collect();
    assert_eq!(worked.len(), 130);
    for day in worked {
        let before = day.pred_opt().unwrap();
        assert!(calendar().main.is_working(*day).unwrap(), "{day}");
        assert_eq!(calendar().main.nth_after(before, 1u32).unwrap(), *day);
    }
}

#[test]
fn no_day_off_is_a_working_day_and_the_next_one_is_found_across_it() {
    let off = &exceptions().off;
    assert_eq!(off.len(), 358);
    for day in off {
        assert!(!calendar().main.is_working(*day).unwrap(), "{day}");
        assert_eq!(calendar().main.nth_after(*day, 1u32).unwrap(), day_by_day::nth_after(*day, 1), "{day}");
        assert_eq!(calendar().main.roll_forward(*day).unwrap(), day_by_day::nth_after(*day, 1), "{day}");
    }
}

#[test]
fn every_other_day_follows_its_day_of_the_week() {
    let all = day("2007-01-01").iter_days().take_while(|d| *d <= day("2026-12-31"));
    for day in all {
        // The statute makes no day off in the last week of 2026.
        assert_eq!(calendar().main.is_working(day).unwrap(), day_by_day::is_working(day), "{day}");
    }
}

/// 除夕 2024 was only recommended as a day of rest (K-9).
#[test]
fn the_eve_of_spring_festival_2024_counts() {
    assert!(calendar().main.is_working(day("2024-02-09")).unwrap());
    assert_eq!(working_day_after("2024-02-08", 1), "2024-02-09");
    assert_eq!(working_day_after("2024-02-09", 1), "2024-02-18");
}

#[test]
fn day_one_is_the_first_working_day_after_the_receipt_whatever_the_receipt_day_is() {
    let kinds_of_receipt = [
        ("Saturday", "2026-03-07", "2026-03-09", "2026-04-03"),
        ("Sunday", "2026-03-08", "2026-03-09", "2026-04-03"),
        ("the Friday before, for comparison", "2026-03-06", "2026-03-09", "2026-04-03"),
        ("Monday within a holiday", "2026-10-05", "2026-10-08", "2026-11-03"),
        ("Saturday within a holiday", "2026-10-03", "2026-10-08", "2026-11-03"),
        ("worked Saturday", "2026-02-28", "2026-03-02", "2026-03-27"),
        ("worked Sunday", "2026-09-20", "2026-09-21", "2026-10-23"),
        ("eve of a worked Saturday", "2026-10-09", "2026-10-10", "2026-11-05"),
        ("last working day of the year", "2025-12-31", "2026-01-04", "2026-01-29"),
    ];
    for (name, received, day_one, day_twenty) in kinds_of_receipt {
        assert_eq!(working_day_after(received, 1), day_one, "{name}");
        assert_eq!(working_day_after(received, 20), day_twenty, "{name}");
        let answer = ask(received, json!([{"kind": "submitted", "channel": "in_person", "on": received}]));
        assert_eq!(answer["received_on"], received, "a receipt keeps its date: {name}");
        assert_eq!(answer["due_on"], day_twenty, "{name}");
        let rest_day = answer["warnings"] == json!(["receipt_on_rest_day"]);
        assert_eq!(rest_day, !day_by_day::is_working(day(received)), "{name}");
    }
}

#[test]
fn nothing_is_counted_outside_the_calendar() {
    let main = &calendar().main;
    for beyond in ["2006-12-31", "2101-01-01"].map(day) {
        assert!(main.is_working(beyond).is_err());
        assert!(main.nth_after(beyond, 1u32).is_err());
        assert!(main.count(beyond, day("2026-01-01")).is_err());
        assert!(main.count(day("2026-01-01"), beyond).is_err());
    }
    assert!(main.nth_after(day("2100-12-30"), 5u32).is_err());
    assert!(main.nth_after(day("2026-01-01"), u32::MAX).is_err());
    assert!(main.is_working(day("2100-12-31")).unwrap());
    assert!(!main.is_working(day("2007-01-01")).unwrap());
}
