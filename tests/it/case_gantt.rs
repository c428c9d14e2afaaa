//! One case along its days: histories as journals hold them, drawn.

use chrono::NaiveDate;
use gongkai::casework::gantt::{DueDates, Gantt, Happened, Line, LineKind, Pause, Why, make};
use gongkai::law::act::FeeForm;
use gongkai::law::act::{Measure, ReturnTo};
use gongkai::law::case::Step;
use gongkai::law::case_event::CaseEvent;
use gongkai::law::case_event::DayField;
use gongkai::law::deadline::{Channel, DeliveryMethod, Party, WorkingDays};
use gongkai::law::fee::FeeBasis;
use gongkai::law::text::{Text, UnitId};

fn day(text: &str) -> NaiveDate {
    format!("2026-{text}").parse().unwrap()
}

fn words() -> Text {
    Text::Words("理由".to_owned())
}

fn registered(on: &str, channel: Channel) -> Happened {
    let event = CaseEvent::Registered {
        channel,
        on: day(on),
        signed_on: None,
        handed_over_on: None,
        window: None,
        items: 1,
    };
    Happened { on: day(on), event }
}

fn at(on: &str, event: CaseEvent) -> Happened {
    Happened { on: event.occurred_on().unwrap_or(day(on)), event }
}

fn assigned(on: &str) -> Happened {
    at(on, CaseEvent::Assigned { unit: UnitId(1), handler: None, reason: None })
}

fn in_hand() -> Vec<Happened> {
    vec![registered("09-01", Channel::InPerson), assigned("09-02"), at("09-03", CaseEvent::SignedFor {})]
}

fn replied() -> Vec<Happened> {
    sent_by(DeliveryMethod::Post)
}

fn sent_by(method: DeliveryMethod) -> Vec<Happened> {
    let mut events = in_hand();
    events.extend([
        at("09-10", CaseEvent::OpinionProposed { opinion: words() }),
        at("09-14", CaseEvent::SubmittedForApproval { reviewers: 1 }),
        at("09-15", CaseEvent::ApprovalPassed { level: 0, on: day("09-15"), signed_by: None, comment: None }),
        at("09-16", CaseEvent::ApprovalPassed { level: 1, on: day("09-16"), signed_by: None, comment: None }),
        at(
            "09-17",
            CaseEvent::ReplyDispatched {
                delivery: 1,
                method,
                dispatched_on: Some(day("09-17")),
                signed_on: None,
                tracking: None,
                chosen: None,
                backdating: None,
            },
        ),
    ]);
    events
}

fn proposed(on: &str, number: u32, measure: Measure) -> Happened {
    at(on, CaseEvent::MeasureProposed { number, measure })
}

fn dispatched(on: &str, number: u32) -> Happened {
    at(
        on,
        CaseEvent::MeasureDispatched { number, on: day(on), in_time: true, tracking: None, backdating: None },
    )
}

fn consultation() -> Measure {
    Measure::Consultation { party: Party::ThirdParty, consultee: words(), reason: words(), overridden: false }
}

fn drawn(events: &[Happened], today: &str) -> Gantt {
    let dates =
        DueDates { due_on: Some(day("09-29")), prudent_due_on: Some(day("09-28")), regular_due_on: None };
    make(events, dates, day(today), |received| received.checked_add_days(chrono::Days::new(21))).unwrap()
}

fn bars(gantt: &Gantt, step: Step) -> Vec<(String, String)> {
    let text = |day: NaiveDate| day.format("%m-%d").to_string();
    let bars = gantt.bars.iter().filter(|bar| bar.step == step);
    bars.map(|bar| (text(bar.from), bar.to.map_or("…".to_owned(), text))).collect()
}

fn pair(from: &str, to: &str) -> (String, String) {
    (from.to_owned(), to.to_owned())
}

#[test]
fn a_case_that_is_not_confirmed_is_being_registered() {
    let gantt =
        make(&[registered("09-01", Channel::OrdinaryMail)], DueDates::default(), day("09-04"), |_| None)
            .unwrap();
    assert_eq!(bars(&gantt, Step::Registration), [pair("09-01", "…")]);
    assert_eq!(gantt.lines, [Line { kind: LineKind::Today, on: day("09-04") }]);
    assert_eq!((gantt.first, gantt.last), (day("09-01"), day("09-04")));
    assert!(make(&[], DueDates::default(), day("09-04"), |_| None).is_none());
}

#[test]
fn each_step_ends_where_the_next_begins_and_a_closed_case_has_no_today() {
    let gantt = drawn(&replied(), "10-20");
    assert_eq!(bars(&gantt, Step::Registration), [pair("09-01", "09-02")]);
    assert_eq!(bars(&gantt, Step::Acceptance), [pair("09-02", "09-03")]);
    assert_eq!(bars(&gantt, Step::Opinion), [pair("09-03", "09-10")]);
    assert_eq!(bars(&gantt, Step::Decision), [pair("09-10", "09-14")]);
    assert_eq!(bars(&gantt, Step::Approval), [pair("09-14", "09-16")]);
    assert_eq!(bars(&gantt, Step::Delivery), [pair("09-16", "09-17")]);
    assert!(gantt.lines.iter().all(|line| line.kind != LineKind::Today));
    assert_eq!(gantt.last, day("09-29"));
    let mut events = replied();
    events.push(at("09-21", CaseEvent::ReplySignedFor { delivery: 1, on: day("09-21") }));
    assert_eq!(bars(&drawn(&events, "10-20"), Step::Delivery), [pair("09-16", "09-21")]);
    // A courier's letter is delivered when it is signed for.
    let mut events = sent_by(DeliveryMethod::Courier);
    assert_eq!(bars(&drawn(&events, "09-20"), Step::Delivery), [pair("09-16", "…")]);
    events.push(at("09-21", CaseEvent::ReplySignedFor { delivery: 1, on: day("09-21") }));
    assert_eq!(bars(&drawn(&events, "10-20"), Step::Delivery), [pair("09-16", "09-21")]);
}

#[test]
fn a_correction_pauses_from_its_dispatch_to_the_answer() {
    let mut events = in_hand();
    let measure = Measure::Correction { period_days: WorkingDays(10), points: words(), overridden: false };
    events.extend([proposed("09-04", 1, measure), dispatched("09-07", 1)]);
    let gantt = drawn(&events, "09-10");
    assert_eq!(gantt.pauses, [Pause { why: Why::Correction, from: day("09-07"), to: None }]);
    assert_eq!(bars(&gantt, Step::Correction), [pair("09-04", "…")]);
    events.push(at("09-11", CaseEvent::Corrected { on: day("09-11"), submitted_on: None, content: None }));
    let gantt = drawn(&events, "09-20");
    assert_eq!(gantt.pauses, [Pause { why: Why::Correction, from: day("09-07"), to: Some(day("09-11")) }]);
    assert_eq!(bars(&gantt, Step::Correction), [pair("09-04", "09-11")]);
    assert_eq!(bars(&gantt, Step::Opinion), [pair("09-03", "…")]);
}

#[test]
fn silence_ends_the_pause_of_a_consultation_at_its_cap() {
    let mut events = in_hand();
    events.extend([proposed("09-04", 1, consultation()), dispatched("09-07", 1)]);
    let pause = |to| [Pause { why: Why::Consultation, from: day("09-07"), to }];
    assert_eq!(drawn(&events, "09-28").pauses, pause(None));
    assert_eq!(drawn(&events, "10-09").pauses, pause(Some(day("09-28"))));
    let answer = CaseEvent::Answered { number: 1, on: day("09-15"), agrees: Some(true), answer: words() };
    events.push(at("09-15", answer));
    assert_eq!(drawn(&events, "10-09").pauses, pause(Some(day("09-15"))));
}

#[test]
fn a_fee_pauses_and_a_refused_measure_does_not() {
    let mut events = in_hand();
    let fee = Measure::Fee { basis: FeeForm { basis: FeeBasis::PerPage { pages: 40 } } };
    events.extend([proposed("09-04", 1, fee), dispatched("09-07", 1), proposed("09-08", 2, consultation())]);
    events.push(at("09-09", CaseEvent::MeasureRefused { number: 2, reason: words() }));
    events.push(at("09-10", CaseEvent::FeePaid { on: day("09-10") }));
    let gantt = drawn(&events, "09-20");
    assert_eq!(gantt.pauses, [Pause { why: Why::Payment, from: day("09-07"), to: Some(day("09-10")) }]);
    assert_eq!(bars(&gantt, Step::Consultation), [pair("09-08", "09-09")]);
}

#[test]
fn an_extension_shows_the_date_before_it() {
    let dates = DueDates {
        due_on: Some(day("10-28")),
        prudent_due_on: Some(day("10-28")),
        regular_due_on: Some(day("09-29")),
    };
    let gantt = make(&in_hand(), dates, day("09-20"), |_| None).unwrap();
    let kinds: Vec<LineKind> = gantt.lines.iter().map(|line| line.kind).collect();
    assert_eq!(kinds, [LineKind::BeforeExtension, LineKind::Prudent, LineKind::Due, LineKind::Today]);
    assert_eq!(gantt.last, day("10-28"));
}

#[test]
fn what_was_returned_and_reopened_goes_through_its_steps_again() {
    let mut events = in_hand();
    events.extend([
        at("09-10", CaseEvent::OpinionProposed { opinion: words() }),
        at("09-14", CaseEvent::SubmittedForApproval { reviewers: 1 }),
        at(
            "09-15",
            CaseEvent::ApprovalReturned {
                level: 0,
                to: ReturnTo::Decision,
                signed_by: None,
                reason: words(),
            },
        ),
        at("09-16", CaseEvent::SubmittedForApproval { reviewers: 1 }),
    ]);
    let gantt = drawn(&events, "09-20");
    assert_eq!(bars(&gantt, Step::Approval), [pair("09-14", "09-15"), pair("09-16", "…")]);
    assert_eq!(bars(&gantt, Step::Decision), [pair("09-10", "09-14"), pair("09-15", "09-16")]);
    let mut events = replied();
    let by = gongkai::law::act::OrderedBy::Court;
    events.push(at("10-12", CaseEvent::Reopened { by, on: day("10-12"), document: words() }));
    let gantt = drawn(&events, "10-15");
    assert_eq!(bars(&gantt, Step::Opinion), [pair("09-03", "09-10"), pair("10-12", "…")]);
    assert!(gantt.lines.contains(&Line { kind: LineKind::Today, on: day("10-15") }));
}

#[test]
fn a_corrected_day_and_a_lapse_stand_where_they_belong() {
    let mut events = in_hand();
    let measure = Measure::Correction { period_days: WorkingDays(10), points: words(), overridden: false };
    events.extend([proposed("09-04", 1, measure), dispatched("09-07", 1)]);
    let corrected = CaseEvent::FactCorrected {
        event: 5,
        field: DayField::On,
        on: day("09-08"),
        reason: words(),
        backdating: None,
    };
    events.push(at("09-09", corrected));
    assert_eq!(drawn(&events, "09-10").pauses[0].from, day("09-08"));
    let ground = gongkai::law::deadline::LapseGround::NotCorrected;
    events.push(proposed("09-25", 2, Measure::Lapse { ground, proof_of_receipt: words() }));
    assert_eq!(drawn(&events, "09-26").pauses[0].to, None);
    events.push(dispatched("09-28", 2));
    let gantt = drawn(&events, "10-26");
    assert_eq!(gantt.pauses[0].to, Some(day("09-28")));
    assert!(gantt.bars.iter().all(|bar| bar.to.is_some()), "{:?}", gantt.bars);
}
