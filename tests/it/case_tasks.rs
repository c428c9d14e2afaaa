//! What a case still needs, along histories as journals hold them.

use chrono::NaiveDate;
use gongkai::casework::tasks::{State, Task, tasks};
use gongkai::law::act::{ItemReply, Measure, ReturnTo, SealKind};
use gongkai::law::case::{Case, Recorded};
use gongkai::law::case_event::CaseEvent;
use gongkai::law::deadline::{Channel, DeliveryMethod, Party, WorkingDays};
use gongkai::law::reply::ReplyCode;
use gongkai::law::text::{OrganId, Text, UnitId, UserId};

fn day(text: &str) -> NaiveDate {
    format!("2026-{text}").parse().unwrap()
}

fn words() -> Text {
    Text::Words("理由".to_owned())
}

fn registered(channel: Channel) -> CaseEvent {
    CaseEvent::Registered {
        channel,
        on: day("09-01"),
        signed_on: None,
        handed_over_on: None,
        window: None,
        items: 2,
    }
}

fn of(events: &[CaseEvent]) -> Vec<Task> {
    let journal: Vec<Recorded> =
        events.iter().map(|event| Recorded { event: event.clone(), by: Some(UserId(1)) }).collect();
    tasks(&Case::fold(OrganId(1), "/1/", &journal), events, Some(day("09-10")))
}

#[track_caller]
fn is(events: &[CaseEvent], title: &str, state: State) -> String {
    let found = of(events).into_iter().find(|task| task.title == title).unwrap();
    assert_eq!(found.state, state, "{title}: {}", found.note);
    found.note
}

fn replies(items: &[u16]) -> CaseEvent {
    let item = |item: &u16| ItemReply { item: *item, code: ReplyCode::A2, facts: Vec::new() };
    CaseEvent::DecisionDrafted { items: items.iter().map(item).collect(), primary: ReplyCode::A2 }
}

fn passed(level: u8) -> CaseEvent {
    CaseEvent::ApprovalPassed { level, on: day("09-16"), signed_by: None, comment: None }
}

fn sent(signed_on: Option<NaiveDate>, method: DeliveryMethod) -> CaseEvent {
    CaseEvent::ReplyDispatched {
        delivery: 1,
        method,
        dispatched_on: Some(day("09-17")),
        signed_on,
        tracking: None,
        chosen: None,
        backdating: None,
    }
}

#[test]
fn nothing_was_looked_at_when_a_letter_comes_in() {
    let events = [registered(Channel::OrdinaryMail)];
    assert!(of(&events).iter().all(|task| task.state == State::Untouched), "{:?}", of(&events));
    assert!(is(&events, "是否补正", State::Untouched).contains("最迟9月10日（含当日）"));
    let events = [
        registered(Channel::OrdinaryMail),
        CaseEvent::ReceiptConfirmed { on: day("09-02"), backdating: None },
    ];
    is(&events, "收到之日", State::Done);
}

#[test]
fn each_task_goes_from_untouched_over_incomplete_to_done() {
    let mut events = vec![registered(Channel::InPerson)];
    events.push(CaseEvent::Assigned { unit: UnitId(1), handler: None, reason: None });
    is(&events, "转办签收", State::Incomplete);
    events.push(CaseEvent::SignedFor {});
    is(&events, "转办签收", State::Done);
    let measure = Measure::Correction { period_days: WorkingDays(10), points: words(), overridden: false };
    events.push(CaseEvent::MeasureProposed { number: 1, measure });
    assert_eq!(is(&events, "是否补正", State::Incomplete), "等待批准");
    events.push(CaseEvent::MeasureApproved { number: 1, on: day("09-03") });
    assert_eq!(is(&events, "是否补正", State::Incomplete), "已经批准，尚未发出");
    events.push(CaseEvent::MeasureDispatched {
        number: 1,
        on: day("09-03"),
        in_time: true,
        tracking: None,
        backdating: None,
    });
    assert_eq!(is(&events, "是否补正", State::Incomplete), "已经发出补正告知书，申请人尚未补正");
    events.push(CaseEvent::Corrected { on: day("09-08"), submitted_on: None, content: None });
    is(&events, "是否补正", State::Done);
    is(&events, "第三方和机关意见", State::Untouched);
    let party = Party::ThirdParty;
    let measure = Measure::Consultation { party, consultee: words(), reason: words(), overridden: false };
    events.push(CaseEvent::MeasureProposed { number: 2, measure });
    events.push(CaseEvent::MeasureApproved { number: 2, on: day("09-09") });
    events.push(CaseEvent::MeasureDispatched {
        number: 2,
        on: day("09-09"),
        in_time: true,
        tracking: None,
        backdating: None,
    });
    assert_eq!(is(&events, "第三方和机关意见", State::Incomplete), "已经发出，尚未收到答复");
    events.push(CaseEvent::Answered { number: 2, on: day("09-11"), agrees: Some(false), answer: words() });
    assert!(is(&events, "第三方和机关意见", State::Done).contains("先书面告知第三方"));
    is(&events, "办理意见", State::Untouched);
    events.push(CaseEvent::OpinionProposed { opinion: words() });
    is(&events, "办理意见", State::Done);
    is(&events, "决定各项", State::Untouched);
    events.push(replies(&[1]));
    assert_eq!(is(&events, "决定各项", State::Incomplete), "第2项还没有决定");
    events.push(replies(&[1, 2]));
    is(&events, "决定各项", State::Done);
    is(&events, "文书检查", State::Untouched);
    let (document, digest) = ("reply".to_owned(), "0".to_owned());
    events.push(CaseEvent::LetterDrafted { letter: 1, document, digest: digest.clone() });
    is(&events, "文书检查", State::Incomplete);
    is(&events, "审批", State::Untouched);
    events.push(CaseEvent::SubmittedForApproval { reviewers: 1 });
    assert_eq!(is(&events, "审批", State::Incomplete), "等待审核岗");
    let returned =
        CaseEvent::ApprovalReturned { level: 0, to: ReturnTo::Decision, signed_by: None, reason: words() };
    events.push(returned);
    assert_eq!(is(&events, "审批", State::Incomplete), "退回修改，尚未重新报批");
    events.extend([CaseEvent::SubmittedForApproval { reviewers: 1 }, passed(0)]);
    assert_eq!(is(&events, "审批", State::Incomplete), "等待签发人");
    events.push(passed(1));
    is(&events, "审批", State::Done);
    let on = day("09-16");
    events.push(CaseEvent::LetterSigned { letter: 1, digest, series: None, year: None, serial: None, on });
    is(&events, "文书检查", State::Done);
    is(&events, "用印", State::Untouched);
    events.push(CaseEvent::Sealed { seal: SealKind::Paper, on });
    is(&events, "用印", State::Done);
    assert_eq!(is(&events, "送达", State::Untouched), "已经用印，尚未送达");
    events.push(CaseEvent::Held { reason: words() });
    assert_eq!(is(&events, "送达", State::Incomplete), "已暂停提供，恢复提供后送达");
    events.push(CaseEvent::Released { reason: words() });
    is(&events, "送达", State::Untouched);
    events.push(sent(None, DeliveryMethod::Courier));
    assert_eq!(is(&events, "送达", State::Incomplete), "已经发出，等待签收");
    events.push(CaseEvent::ReplySignedFor { delivery: 1, on: day("09-18") });
    is(&events, "送达", State::Done);
    is(&events, "归档", State::Untouched);
    events.push(CaseEvent::Archived { on: day("09-21") });
    assert!(of(&events).iter().all(|task| task.state == State::Done), "{:?}", of(&events));
}

#[test]
fn returned_mail_and_an_order_to_reply_again_open_tasks_anew() {
    let mut events = vec![
        registered(Channel::InPerson),
        CaseEvent::Assigned { unit: UnitId(1), handler: None, reason: None },
        CaseEvent::SignedFor {},
        CaseEvent::OpinionProposed { opinion: words() },
        replies(&[1, 2]),
        CaseEvent::SubmittedForApproval { reviewers: 0 },
        passed(0),
        CaseEvent::Sealed { seal: SealKind::Paper, on: day("09-16") },
        sent(None, DeliveryMethod::Post),
    ];
    is(&events, "送达", State::Done);
    events.push(CaseEvent::MailReturned { delivery: 1, on: day("09-22"), own_wrong_address: false });
    is(&events, "送达", State::Incomplete);
    let by = gongkai::law::act::OrderedBy::Court;
    events.push(CaseEvent::Reopened { by, on: day("10-12"), document: words() });
    for title in ["决定各项", "审批", "用印", "送达", "归档"] {
        is(&events, title, State::Untouched);
    }
}

#[test]
fn what_ended_without_a_reply_needs_its_filing_alone() {
    let proof = words();
    let events = [registered(Channel::InPerson), CaseEvent::Withdrawn { on: day("09-04"), proof }];
    let titles: Vec<&str> = of(&events).iter().map(|task| task.title).collect();
    assert_eq!(titles, ["收到之日", "归档"]);
    let shelved = CaseEvent::Shelved { on: day("09-20"), attempts: words() };
    let titles: Vec<&str> =
        of(&[registered(Channel::OrdinaryMail), shelved]).iter().map(|task| task.title).collect();
    assert_eq!(titles, ["收到之日"], "what may be revived is not filed");
}
