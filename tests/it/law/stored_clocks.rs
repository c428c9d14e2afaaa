//! Clocks that were stored: their acts were judged when they were made and are never refused again.

use gongkai::law::answer::{fold_judged, fold_stored};
use gongkai::law::deadline::{Channel, Deadline, Event, Party, Warning, WorkingDays};

use super::given::{calendar, day};

fn submitted() -> Event {
    Event::Submitted { channel: Channel::InPerson, on: day("2026-03-02"), signed_on: None }
}

fn extended(on: &str) -> Event {
    let on = day(on);
    Event::Extended { days: WorkingDays(5), approved_on: on, notified_on: on, overridden: None }
}

fn letter(on: &str, sent_in_time: Option<bool>) -> Event {
    Event::ConsultationSent {
        reference: "a".to_owned(),
        party: Party::ThirdParty,
        on: day(on),
        received_on: None,
        overridden: Some(true),
        sent_in_time,
    }
}

fn stored(events: &[Event]) -> Deadline {
    fold_stored(events, calendar()).unwrap().answer(day("2026-03-03")).unwrap()
}

/// Due on 30 March. A receipt corrected to an earlier day may leave an extension behind the date.
#[test]
fn an_act_that_is_no_longer_in_time_stays_and_is_warned_of() {
    let in_time = stored(&[submitted(), extended("2026-03-30")]);
    assert_eq!((in_time.due_on, in_time.warnings), (Some(day("2026-04-07")), vec![]));
    let events = [submitted(), extended("2026-03-31")];
    assert_eq!(fold_judged(&events, calendar()).unwrap_err().refusal.code(), "extension_after_due");
    let behind = stored(&events);
    assert_eq!(behind.due_on, Some(day("2026-04-07")), "the extension stays");
    assert_eq!(behind.prudent_due_on, Some(day("2026-03-30")), "the prudent reading lets it go");
    assert_eq!(behind.warnings, [Warning::ActNoLongerInTime]);
}

#[test]
fn an_act_refused_for_another_reason_is_not_said_to_be_late() {
    let second = stored(&[submitted(), extended("2026-03-05"), extended("2026-03-06")]);
    assert_eq!(second.warnings, [Warning::SecondExtension]);
}

#[test]
fn a_letter_keeps_the_judgement_it_was_stored_with() {
    let due = |event: Event| stored(&[submitted(), event]).due_on.unwrap().to_string();
    assert_eq!(due(letter("2026-03-30", None)), "2026-04-21");
    assert_eq!(due(letter("2026-03-30", Some(true))), "2026-04-21");
    assert_eq!(due(letter("2026-03-30", Some(false))), "2026-03-30", "found too late when it was sent");
    assert_eq!(due(letter("2026-03-24", Some(false))), "2026-03-30");
    assert_eq!(due(letter("2026-03-31", None)), "2026-03-30");
}
