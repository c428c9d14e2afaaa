//! Years that nobody has announced yet (P0-12): any notice that keeps to the statute and the
//! standing scheme gives a date within the bounds.

use chrono::NaiveDate;
use gongkai::law::answer::fold_judged;
use gongkai::law::calendar::Calendar;
use gongkai::law::deadline::{Channel, Event, WorkingDays};
use gongkai::law::notice::Notice;
use proptest::prelude::*;
use proptest::sample::subsequence;

use super::given::{book, calendar, day, notice_of_2027, tries};

/// The statutory days of 2027 from Monday to Friday. 除夕 is a Friday; six more fall on weekends.
const STATUTORY: [&str; 7] =
    ["2027-01-01", "2027-02-05", "2027-02-08", "2027-04-05", "2027-06-09", "2027-09-15", "2027-10-01"];

/// What else may be off: the make-up days of 春节, 劳动节 and 国庆节 and the days of the standing scheme.
const MAY_BE_OFF: [&str; 11] = [
    "2027-02-09",
    "2027-02-10",
    "2027-02-11",
    "2027-02-12",
    "2027-05-03",
    "2027-05-04",
    "2027-05-05",
    "2027-10-04",
    "2027-10-05",
    "2027-10-06",
    "2027-10-07",
];

/// The two weekends on each side of 春节 (02-05 to 08), 劳动节 (05-01, 02) and 国庆节 (10-01 to 03).
const MAY_BE_WORKED: [&str; 24] = [
    "2027-01-23",
    "2027-01-24",
    "2027-01-30",
    "2027-01-31",
    "2027-02-13",
    "2027-02-14",
    "2027-02-20",
    "2027-02-21",
    "2027-04-17",
    "2027-04-18",
    "2027-04-24",
    "2027-04-25",
    "2027-05-08",
    "2027-05-09",
    "2027-05-15",
    "2027-05-16",
    "2027-09-18",
    "2027-09-19",
    "2027-09-25",
    "2027-09-26",
    "2027-10-09",
    "2027-10-10",
    "2027-10-16",
    "2027-10-17",
];

/// A plausible notice: 6 + k days off besides the statutory ones, k weekend days worked.
fn plausible_notice() -> impl Strategy<Value = Notice> {
    let swaps = 0..=MAY_BE_OFF.len() - 6;
    swaps
        .prop_flat_map(|k| (subsequence(&MAY_BE_OFF[..], 6 + k), subsequence(&MAY_BE_WORKED[..], k)))
        .prop_map(|(off, worked)| {
            let mut notice = notice_of_2027();
            notice.off = STATUTORY.into_iter().chain(off).map(day).collect();
            notice.worked = worked.into_iter().map(day).collect();
            notice
        })
}

fn announced(notice: Notice) -> Calendar {
    book().with(notice).unwrap().calendar(None, None).unwrap()
}

/// From 1 October 2026 to 30 November 2027, so that the date stays in the announced year.
fn start() -> impl Strategy<Value = NaiveDate> {
    (0..425u64).prop_map(|n| day("2026-10-01") + chrono::Days::new(n))
}

#[test]
fn the_bounds_differ_from_the_answer_exactly_where_a_notice_may_differ() {
    let all_of_2027 = || day("2027-01-01").iter_days().take(365);
    let listed = |days: &[&str], on: NaiveDate| days.iter().any(|d| day(d) == on);
    for on in all_of_2027() {
        let [early, late] = [&calendar().early, &calendar().late].map(|work| work.is_working(on).unwrap());
        let may_change = listed(&MAY_BE_OFF, on) || listed(&MAY_BE_WORKED, on);
        assert_eq!((early, late), if may_change { (true, false) } else { (early, early) }, "{on}");
        if listed(&STATUTORY, on) {
            assert!(!early, "{on}");
        }
    }
}

/// K-6: a festival on a Tuesday takes the Monday, on a Thursday the Friday, on a Wednesday nothing.
#[test]
fn the_late_bound_makes_three_days_of_a_short_holiday() {
    let late_off = [
        ("2028-04-03", "the Monday before 清明, a Tuesday"),
        ("2030-09-13", "the Friday after 中秋, a Thursday"),
        ("2029-12-31", "the Monday before New Year, a Tuesday, though in December"),
        ("2031-10-08", "the eighth day of 国庆 with 中秋 in it"),
        ("2030-10-07", "the seventh day of 国庆"),
    ];
    for (on, why) in late_off {
        assert_eq!(calendar().late.is_working(day(on)), Ok(false), "{why}");
        assert_eq!(calendar().main.is_working(day(on)), Ok(true), "{why}");
    }
    for worked in ["2029-04-03", "2029-04-05", "2030-10-08", "2030-09-11", "2030-09-16"] {
        assert_eq!(calendar().late.is_working(day(worked)), Ok(true), "{worked}");
    }
}

#[test]
fn two_festivals_on_one_day_give_no_day_more() {
    let off = calendar().main.skipped(day("2031-09-30"), day("2031-10-10"));
    assert_eq!(off, [day("2031-10-01"), day("2031-10-02"), day("2031-10-03")], "中秋 on 1 October");
}

proptest! {
    #![proptest_config(tries(60))]

    #[test]
    fn every_plausible_notice_gives_a_date_within_the_bounds(
        notice in plausible_notice(), starts in prop::collection::vec((start(), 1..40u32), 40),
    ) {
        let known = announced(notice);
        for (start, n) in starts {
            let date = known.main.nth_after(start, n).unwrap();
            let [early, late] = [&calendar().early, &calendar().late].map(|work| work.nth_after(start, n).unwrap());
            prop_assert!((early..=late).contains(&date), "{start} + {n}: {early} {date} {late}");
            prop_assert!(!known.is_provisional(date) || date >= day("2027-12-26"));
        }
    }

    #[test]
    fn every_plausible_notice_keeps_a_case_within_the_bounds_it_was_told(
        notice in plausible_notice(), received in start(), online in any::<bool>(), extension in 0..=20u16,
    ) {
        let channel = if online { Channel::Online } else { Channel::InPerson };
        let mut events = vec![Event::Submitted { channel, on: received, signed_on: None }];
        if online {
            events.push(Event::Confirmed { on: received.succ_opt().unwrap() });
        }
        if extension > 0 {
            let told = received.succ_opt().unwrap();
            events.push(Event::Extended { days: WorkingDays(extension), approved_on: told, notified_on: told, overridden: None });
        }
        let before = fold_judged(&events, calendar()).unwrap().answer(received).unwrap();
        let known = announced(notice);
        let after = fold_judged(&events, &known).unwrap().answer(received).unwrap();
        let due = after.due_on.unwrap();
        match before.due_between {
            Some([early, late]) => prop_assert!((early..=late).contains(&due), "{early} {due} {late}"),
            None => prop_assert_eq!(before.due_on, after.due_on),
        }
        prop_assert!(before.prudent_due_on <= after.prudent_due_on, "a prudent office is never surprised");
    }
}
