//! Laws of the fold that hold for every history.

use chrono::{NaiveDate, TimeDelta};
use gongkai::law::answer::{fold_judged, fold_stored};
use gongkai::law::deadline::{Deadline, DeliveryMethod, Event, Status, Warning};
use gongkai::law::explain::{Fact, Step};
use gongkai::law::fold::Fold;
use proptest::prelude::*;

use super::given::{calendar, tries};
use super::{day_by_day, histories};

fn judged(events: &[Event]) -> Fold<'static> {
    fold_judged(events, calendar()).unwrap()
}

/// A day near the events, to ask on.
fn day_near(events: &[Event], days: i64) -> NaiveDate {
    events.iter().flat_map(Event::days).min().unwrap() + TimeDelta::days(days)
}

/// What the day asked about may move: status, waits, the days left, one warning.
fn but_for_the_day(mut answer: Deadline) -> Deadline {
    answer.status = Status::Running;
    answer.paused = false;
    answer.waiting_for = None;
    answer.waiting_until = None;
    answer.working_days_left = None;
    answer.warnings.retain(|warning| *warning != Warning::PeriodRanOut);
    answer
}

proptest! {
    #![proptest_config(tries(400))]

    #[test]
    fn a_counted_date_is_a_working_day_and_the_prudent_date_is_never_later(
        events in histories::any(), asked in 0..200i64,
    ) {
        let fold = judged(&events);
        let answer = fold.answer(day_near(&events, asked)).unwrap();
        let delayed = events.iter().any(|event| matches!(event, Event::Delayed { .. }));
        if let Some(due) = answer.due_on.filter(|_| !delayed) {
            prop_assert!(calendar().main.is_working(due).unwrap(), "{due}");
        }
        if let (Some(due), Some(prudent)) = (answer.due_on, answer.prudent_due_on) {
            prop_assert!(prudent <= due);
        }
        if let Some([early, late]) = answer.due_between {
            prop_assert!(answer.provisional && early <= late, "{early}..{late}");
            prop_assert!(answer.prudent_due_on.unwrap() <= early);
        }
        prop_assert_eq!(answer.provisional, answer.due_on.is_some_and(|due| calendar().is_provisional(due)));
        prop_assert_eq!(answer.provisional, answer.due_between.is_some());
        prop_assert_eq!(answer.paused, answer.status == Status::Paused);
    }

    /// The steps, added up again without the engine.
    #[test]
    fn the_steps_add_up_to_the_date(events in histories::announced()) {
        let fold = judged(&events);
        let due_on = fold.answer(day_near(&events, 0)).unwrap().due_on;
        let steps = fold.steps().unwrap();
        let spans: Vec<_> = steps.iter().filter_map(|s| if let Step::Span(span) = s { Some(span) } else { None }).collect();
        let marks: Vec<_> = steps.iter().filter_map(|s| if let Step::Point(mark) = s { Some(mark) } else { None }).collect();
        let mut extension = 0;
        let mut base = None;
        for mark in &marks {
            match mark.fact {
                Fact::Received | Fact::Corrected | Fact::Paid => (base, extension) = (Some(mark.on), 0),
                Fact::Extended { days } => extension += u32::from(days),
                _ => {}
            }
        }
        if let (Some(first), Some(last)) = (spans.first(), spans.last()) {
            prop_assert_eq!(Some(first.from), base);
            prop_assert_eq!(Some(last.to), due_on);
            prop_assert!(spans.windows(2).all(|pair| pair[0].to == pair[1].from));
            prop_assert_eq!(spans.iter().map(|s| s.counted).sum::<u32>(), 20 + extension);
        }
        for span in spans {
            prop_assert_eq!(span.added_up(), i64::from(span.counted), "{:?}", span);
            prop_assert!(span.excluded.iter().all(|d| day_by_day::is_working(*d) && *d > span.from && *d <= span.to));
            let working = day_by_day::count(span.from, span.to);
            prop_assert_eq!(working - span.excluded.len(), span.counted as usize);
            let days = || span.from.iter_days().skip(1).take_while(|d| *d <= span.to);
            prop_assert_eq!(span.day_one(), days().find(|d| day_by_day::is_working(*d) && !span.excluded.contains(d)));
        }
    }

    /// One fold: it does not matter where it is interrupted, nor whether the bounds are followed.
    #[test]
    fn folding_the_beginning_and_then_the_rest_is_folding_all(
        events in histories::any(), cut in 0..24usize, asked in 0..120i64,
    ) {
        let cut = cut.min(events.len());
        let (beginning, rest) = events.split_at(cut);
        let mut fold = Fold::new(calendar(), true);
        for event in beginning {
            prop_assert_eq!(fold.judge(event), Ok(()));
            fold.record(event).unwrap();
        }
        let at_the_cut = fold.clone();
        for event in rest {
            prop_assert_eq!(fold.judge(event), Ok(()));
            fold.record(event).unwrap();
        }
        let asked = day_near(&events, asked);
        let all = judged(&events);
        prop_assert_eq!(fold.answer(asked), all.answer(asked));
        prop_assert_eq!(fold.steps(), all.steps());
        prop_assert_eq!(at_the_cut.answer(asked), judged(beginning).answer(asked));
    }

    #[test]
    fn the_day_asked_about_moves_only_what_the_contract_says(
        events in histories::any(), one in -400..400i64, other in -400..400i64,
    ) {
        let fold = judged(&events);
        let inside = |days| day_near(&events, days).max(super::given::day("2007-01-01"));
        let [one, other] = [one, other].map(|days| fold.answer(inside(days)).unwrap());
        prop_assert_eq!(but_for_the_day(one), but_for_the_day(other));
    }

    /// A stored clock folds to what was judged, the calendar being the same.
    #[test]
    fn a_stored_history_folds_as_it_was_judged(events in histories::any(), asked in 0..120i64) {
        let asked = day_near(&events, asked);
        let stored = fold_stored(&events, calendar()).unwrap();
        let judged = judged(&events);
        prop_assert_eq!(stored.answer(asked), judged.answer(asked));
        prop_assert_eq!(stored.steps(), judged.steps());
    }

    /// A letter keeps the judgement it was stored with, and that judgement is the one a batch makes.
    #[test]
    fn the_stored_judgement_of_a_letter_is_the_one_made_afresh(events in histories::announced()) {
        let asked = day_near(&events, 0);
        let with_judgement: Vec<_> = (0..events.len()).map(|index| {
            let mut event = events[index].clone();
            if let Event::ConsultationSent { on, ref mut sent_in_time, .. } = event {
                let due_on = judged(&events[..index]).answer(asked).unwrap().due_on;
                *sent_in_time = Some(due_on.is_none_or(|due| on <= due));
            }
            event
        }).collect();
        let stored = fold_stored(&with_judgement, calendar()).unwrap();
        prop_assert_eq!(stored.answer(asked), judged(&events).answer(asked));
    }

    /// Nothing recorded after the reply moves a date or the outcome.
    #[test]
    fn opinions_after_the_reply_move_nothing(events in histories::any(), after in 0..40i64) {
        let asked = day_near(&events, 300);
        let mut events = events;
        events.retain(|e| !matches!(e, Event::Replied { .. } | Event::Withdrawn { .. } | Event::Lapsed { .. }));
        let last = events.iter().flat_map(Event::days).max().unwrap();
        events.push(Event::Replied { method: DeliveryMethod::Post, dispatched_on: Some(last), signed_on: None });
        let Ok(fold) = fold_judged(&events, calendar()) else { return Ok(()) };
        let before = fold.answer(asked).unwrap();
        for letter in 0..4 {
            let answered = Event::ConsultationAnswered { reference: format!("r{letter}"), on: last + TimeDelta::days(after) };
            if fold.judge(&answered).is_ok() {
                events.push(answered);
            }
        }
        prop_assert_eq!(judged(&events).answer(asked).unwrap(), before);
    }
}

/// The generator is worth its name only if its histories are deep and of every kind.
#[test]
fn the_random_histories_are_deep() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let histories: Vec<_> =
        (0..600).map(|_| histories::any().new_tree(&mut runner).unwrap().current()).collect();
    let deep = histories.iter().filter(|events| events.len() >= 6).count();
    assert!(deep > 150, "{deep} of 600");
    let has = |what: fn(&Event) -> bool| histories.iter().filter(|h| h.iter().any(what)).count();
    assert!(has(|e| matches!(e, Event::Corrected { .. })) > 40);
    assert!(has(|e| matches!(e, Event::FeePaid { .. })) > 40);
    assert!(has(|e| matches!(e, Event::Extended { .. })) > 40);
    assert!(has(|e| matches!(e, Event::ConsultationAnswered { .. })) > 40);
    assert!(has(|e| matches!(e, Event::Delayed { .. })) > 5);
    assert!(has(|e| matches!(e, Event::Replied { .. })) > 5);
}
