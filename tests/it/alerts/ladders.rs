//! Ladders by hand, and laws that hold however often anybody looks.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use gongkai::holidays;
use gongkai::law::calendar::Calendar;
use gongkai::law::deadline::WorkingDays;
use gongkai::law::ladder::{Anchors, Audience, Ladder, LadderFault, Level, Rung, Travel};
use proptest::prelude::*;

fn calendar() -> Calendar {
    holidays::shipped().unwrap().national(None)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn level(ladder: &Ladder, anchors: Anchors, now: &str, calendar: &Calendar) -> Option<(i16, i16)> {
    let crossed = ladder.crossed(anchors, i16::MIN, at(now), &calendar.main).unwrap();
    crossed.map(|crossed| (crossed.level.day, crossed.level.part))
}

/// Due on Friday 2026-10-16; National Day until the 7th, Saturday the 10th is worked.
#[test]
fn the_ladder_of_the_reply_moves_on_working_days() {
    let (calendar, ladder) = (calendar(), Ladder::of_reply());
    let anchors = Anchors::on(day("2026-10-16"));
    for (now, expected) in [
        ("2026-10-09 17:00", None),
        ("2026-10-10 08:29", None),
        ("2026-10-10 08:30", Some((-5, 0))),
        ("2026-10-11 12:00", Some((-5, 0))),
        ("2026-10-13 08:30", Some((-3, 0))),
        ("2026-10-14 23:59", Some((-3, 0))),
        ("2026-10-15 08:30", Some((-1, 0))),
        ("2026-10-16 08:59", Some((-1, 0))),
        ("2026-10-16 09:00", Some((0, 0))),
        ("2026-10-16 15:00", Some((0, 1))),
        ("2026-10-18 12:00", Some((0, 1))),
        ("2026-10-19 08:30", Some((1, 0))),
        ("2026-10-23 08:30", Some((5, 0))),
        ("2026-10-30 08:29", Some((5, 0))),
        ("2026-10-30 08:30", Some((10, 0))),
        ("2026-11-06 08:30", Some((15, 0))),
        ("2026-12-31 08:30", Some((50, 0))),
    ] {
        assert_eq!(level(&ladder, anchors, now, &calendar), expected, "{now}");
    }
}

/// Decision 31: up to day 0 the prudent date, from +1 on `due_on`.
#[test]
fn nobody_is_overdue_between_the_two_dates() {
    let (calendar, ladder) = (calendar(), Ladder::of_reply());
    let anchors = Anchors { before: day("2026-03-30"), after: day("2026-04-02") };
    for (now, expected) in [
        ("2026-03-27 08:30", Some((-1, 0))),
        ("2026-03-30 15:00", Some((0, 1))),
        ("2026-04-02 17:59", Some((0, 1))),
        ("2026-04-03 08:30", Some((1, 0))),
    ] {
        assert_eq!(level(&ladder, anchors, now, &calendar), expected, "{now}");
    }
}

#[test]
fn a_date_on_a_rest_day_is_worked_towards_on_the_working_day_before() {
    let (calendar, ladder) = (calendar(), Ladder::of_reply());
    let sunday = Anchors::on(day("2026-03-08"));
    assert_eq!(level(&ladder, sunday, "2026-03-06 09:00", &calendar), Some((0, 0)));
    assert_eq!(level(&ladder, sunday, "2026-03-09 08:30", &calendar), Some((1, 0)));
}

#[test]
fn only_the_lowest_that_is_asked_for_fires() {
    let (calendar, ladder) = (calendar(), Ladder::of_reply());
    let anchors = Anchors::on(day("2026-10-16"));
    let crossed = |now: &str| ladder.crossed(anchors, -1, at(now), &calendar.main).unwrap();
    assert_eq!(crossed("2026-10-14 12:00"), None);
    assert_eq!(crossed("2026-10-15 12:00").unwrap().level, Level { day: -1, part: 0 });
}

#[test]
fn an_unfit_ladder_is_named_with_every_fault() {
    let shipped = Ladder::of_reply();
    assert_eq!(shipped.faults(), []);
    let changed = |change: &dyn Fn(&mut Ladder)| {
        let mut ladder = shipped.clone();
        change(&mut ladder);
        ladder.faults()
    };
    use LadderFault as Fault;
    assert_eq!(changed(&|ladder| ladder.rungs.swap(0, 1)), [Fault::Order]);
    assert_eq!(changed(&|ladder| ladder.rungs[0].day = -40), [Fault::Range]);
    assert_eq!(changed(&|ladder| ladder.rungs[1].to.clear()), [Fault::Audience]);
    assert_eq!(changed(&|ladder| ladder.rungs[1].to = vec![Audience::Handler; 2]), [Fault::Audience]);
    assert_eq!(changed(&|ladder| ladder.rungs[0].time = NaiveTime::from_hms_opt(7, 0, 0)), [Fault::Time]);
    assert_eq!(changed(&|ladder| ladder.rungs.retain(|rung| rung.day >= 0)), [Fault::NoWarning]);
    assert_eq!(changed(&|ladder| ladder.rungs.retain(|rung| rung.day != 0)), [Fault::NoDayZero]);
    assert_eq!(changed(&|ladder| ladder.rungs.retain(|rung| rung.day != 1)), [Fault::NoOverdue]);
    assert_eq!(changed(&|ladder| ladder.repeat_every = None), [Fault::NoRepeat]);
    assert_eq!(
        changed(&|ladder| ladder.rungs.clear()),
        [Fault::Size, Fault::NoWarning, Fault::NoDayZero, Fault::NoOverdue]
    );
    let quiet = |rung: &mut Rung| rung.by = Travel::Digest;
    assert_eq!(
        changed(&|ladder| ladder.rungs.iter_mut().for_each(quiet)),
        [Fault::NoDayZero, Fault::NoOverdue]
    );
}

#[test]
fn a_ladder_reads_back_from_json() {
    let ladder = Ladder::of_reply();
    let json = serde_json::to_string(&ladder).unwrap();
    assert_eq!(serde_json::from_str::<Ladder>(&json).unwrap(), ladder);
    let written = r#"{ "rungs": [{ "day": 0, "time": "09:00:00", "to": ["handler"], "by": "push" }], "repeat_every": 5 }"#;
    assert_eq!(serde_json::from_str::<Ladder>(written).unwrap().repeat_every, Some(WorkingDays(5)));
}

proptest! {
    /// A reminder by equality is lost when a run is missed. Here, however irregularly anybody looks, each
    /// look finds the highest level that a look every half hour would have found by then, in order.
    #[test]
    fn levels_are_crossed_not_met(due in 0u64..300, gaps in prop::collection::vec(1i64..400, 1..60)) {
        let (calendar, ladder) = (calendar(), Ladder::of_reply());
        let due = day("2026-02-01") + chrono::Days::new(due);
        let anchors = Anchors::on(due);
        let mut now = (due - chrono::Days::new(30)).and_time(NaiveTime::MIN);
        let mut known: Option<Level> = None;
        for gap in gaps {
            let from = now;
            now += TimeDelta::minutes(30 * gap);
            let crossed = ladder.crossed(anchors, i16::MIN, now, &calendar.main).unwrap();
            let level = crossed.map(|crossed| crossed.level);
            prop_assert!(level >= known, "{level:?} after {known:?}");
            let mut often = from;
            let mut highest = known;
            while often < now {
                often = (often + TimeDelta::minutes(30)).min(now);
                let seen = ladder.crossed(anchors, i16::MIN, often, &calendar.main).unwrap();
                highest = highest.max(seen.map(|seen| seen.level));
            }
            prop_assert_eq!(level, highest);
            known = level;
        }
    }

    /// Between two looks at the moments it names, nothing changes.
    #[test]
    fn the_next_crossing_is_the_next_change(due in 0u64..300, minutes in 0i64..86_400) {
        let (calendar, ladder) = (calendar(), Ladder::of_reply());
        let due = day("2026-02-01") + chrono::Days::new(due);
        let anchors = Anchors::on(due);
        let now = (due - chrono::Days::new(25)).and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes);
        let level = |at| ladder.crossed(anchors, i16::MIN, at, &calendar.main).unwrap().map(|c| c.level);
        let next = ladder.next_crossing(anchors, i16::MIN, now, &calendar.main).unwrap().unwrap();
        prop_assert!(next > now);
        prop_assert_eq!(level(next - TimeDelta::minutes(1)), level(now).max(level(now)));
        prop_assert!(level(next) > level(now));
    }
}
