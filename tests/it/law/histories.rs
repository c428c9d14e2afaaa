//! Random histories of cases that the law accepts from beginning to end.

use chrono::{NaiveDate, TimeDelta};
use gongkai::law::calendar::Calendar;
use gongkai::law::deadline::{Channel, DeliveryMethod, Event, LapseGround, Party, WorkingDays};
use gongkai::law::fold::Fold;
use proptest::prelude::*;

use super::given::{calendar, nth_day};

/// What somebody tries to do: a kind of act, how many days after the last one, and two numbers more.
#[derive(Clone, Copy, Debug)]
struct Attempt {
    kind: u8,
    after: i64,
    days: u16,
    lag: i64,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let after = prop_oneof![6 => 0..6i64, 2 => 6..25i64, 1 => -9..0i64, 1 => 25..60i64];
    let kind = prop_oneof![30 => 0..10u8, 1 => 10..13u8];
    (kind, after, 0..22u16, 0..6i64).prop_map(|(kind, after, days, lag)| Attempt { kind, after, days, lag })
}

const CHANNELS: [Channel; 7] = [
    Channel::InPerson,
    Channel::Oral,
    Channel::RegisteredMail,
    Channel::OrdinaryMail,
    Channel::Online,
    Channel::Email,
    Channel::Fax,
];
const METHODS: [DeliveryMethod; 5] = [
    DeliveryMethod::HandedOver,
    DeliveryMethod::Entrusted,
    DeliveryMethod::Post,
    DeliveryMethod::Electronic,
    DeliveryMethod::Courier,
];

impl Attempt {
    fn event(self, on: NaiveDate, letters: usize) -> Event {
        let later = on + TimeDelta::days(self.lag);
        let known = (!self.days.is_multiple_of(3)).then_some(later);
        let overridden = (!self.days.is_multiple_of(5)).then_some(true);
        let reference = |letter: usize| format!("r{letter}");
        match self.kind {
            0..=2 => Event::ConsultationSent {
                reference: reference(letters),
                party: [Party::ThirdParty, Party::JointOrgan, Party::OtherOrgan][usize::from(self.kind)],
                on,
                received_on: known,
                overridden,
                sent_in_time: None,
            },
            3 | 4 => Event::ConsultationAnswered {
                reference: reference(usize::from(self.days) % letters.max(1)),
                on,
            },
            5 => Event::CorrectionAsked {
                on,
                received_on: known,
                period_days: Some(WorkingDays(self.days)),
                overridden,
            },
            6 => Event::Corrected { on, submitted_on: None },
            7 => Event::Extended {
                days: WorkingDays(self.days),
                approved_on: on,
                notified_on: later,
                overridden,
            },
            8 => Event::FeeNoticed { on, received_on: known },
            9 => Event::FeePaid { on },
            10 => Event::Delayed { until: on + TimeDelta::days(30 + self.lag), notified_on: on },
            11 => Event::Replied {
                method: METHODS[usize::from(self.days) % METHODS.len()],
                dispatched_on: Some(on),
                signed_on: Some(later),
            },
            _ if self.days.is_multiple_of(2) => Event::Withdrawn { on },
            _ => Event::Lapsed { ground: LapseGround::NotCorrected, on },
        }
    }
}

/// Keeps of the attempts what the law accepts.
fn accepted(calendar: &Calendar, channel: Channel, start: NaiveDate, attempts: &[Attempt]) -> Vec<Event> {
    let mut fold = Fold::new(calendar, true);
    let mut events = Vec::new();
    let mut take = |event: Event| {
        if fold.judge(&event).is_ok() && fold.record(&event).is_ok() {
            events.push(event);
            true
        } else {
            false
        }
    };
    take(Event::Submitted { channel, on: start, signed_on: Some(start) });
    take(Event::Confirmed { on: start + TimeDelta::days(attempts.first().map_or(0, |a| a.lag)) });
    let (mut on, mut letters) = (start, 0);
    for attempt in attempts {
        let event = attempt.event(on + TimeDelta::days(attempt.after), letters);
        let is_letter = matches!(event, Event::ConsultationSent { .. });
        if take(event) {
            on += TimeDelta::days(attempt.after.max(0));
            letters += usize::from(is_letter);
        }
    }
    events
}

/// Histories that begin between two days, counted from 1 January 2007.
fn beginning(between: std::ops::Range<u64>) -> impl Strategy<Value = Vec<Event>> {
    (between, 0..CHANNELS.len(), prop::collection::vec(attempt(), 0..24)).prop_map(
        |(start, channel, attempts)| accepted(calendar(), CHANNELS[channel], nth_day(start), &attempts),
    )
}

/// On announced ground: 2007 to May 2025, no history is longer than a year and a half.
pub fn announced() -> impl Strategy<Value = Vec<Event>> {
    beginning(0..6_700)
}

/// From October 2026 to the end of 2027.
pub fn provisional() -> impl Strategy<Value = Vec<Event>> {
    beginning(7_200..7_670)
}

pub fn any() -> impl Strategy<Value = Vec<Event>> {
    prop_oneof![announced(), provisional()]
}
