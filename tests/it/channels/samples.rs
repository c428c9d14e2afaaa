//! One notice of every kind.

use chrono::{DateTime, NaiveDate, Utc};
use gongkai::law::answer::fold_judged;
use gongkai::law::deadline::{Channel, Deadline, Event, WorkingDays};
use gongkai::notify::applicant::{ApplicantNotice, Occasion, StatutoryDay};
use gongkai::notify::channel::{Address, ChannelKind, Message, MessageId};
use gongkai::notify::contact::{MailAddress, PhoneNumber};
use gongkai::notify::notice::{
    Alert, AnswerTo, Matter, Notice, Office, OverdueRung, ReplyDates, Target, Via,
};
use gongkai::notify::number::{CaseNumber, OrganName};

pub const NUMBER: &str = "QSXZR-2026-00004";
pub const ORGAN: &str = "清水县自然资源局";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Ten in the morning of 2026-10-12 in Shanghai.
pub fn now() -> DateTime<Utc> {
    "2026-10-12T02:00:00Z".parse().unwrap()
}

pub fn number() -> CaseNumber {
    CaseNumber::parse(NUMBER).unwrap()
}

pub fn alert(matter: Matter) -> Notice {
    Notice::Alert(Alert { number: number(), matter, via: Via::Own })
}

/// The prudent date is the 16th, the statutory one the 20th.
pub fn dates() -> ReplyDates {
    ReplyDates { due_on: day("2026-10-20"), prudent_due_on: day("2026-10-16"), provisional: false }
}

pub fn due_today() -> Notice {
    alert(Matter::ReplyToday { dates: dates(), again: false })
}

pub fn to_mail(id: &str, notice: Notice) -> Message {
    let to = Address::Mail(MailAddress::parse("chengban@example.test").unwrap());
    Message { id: MessageId::parse(id).unwrap(), to, notice, query_code: None }
}

pub fn to_phone(id: &str, notice: Notice) -> Message {
    let to = Address::Phone(PhoneNumber::parse("13812345678").unwrap());
    Message { id: MessageId::parse(id).unwrap(), to, notice, query_code: None }
}

pub fn to_channel(id: &str, notice: Notice) -> Message {
    Message { id: MessageId::parse(id).unwrap(), to: Address::OfChannel, notice, query_code: None }
}

pub fn matters() -> Vec<Matter> {
    let until = day("2026-10-16");
    let overdue = |rung, days| Matter::ReplyOverdue { rung, days: WorkingDays(days), due_on: until };
    let provisional = ReplyDates { provisional: true, ..dates() };
    let one_date = ReplyDates { prudent_due_on: dates().due_on, ..dates() };
    vec![
        Matter::ReplySoon { left: WorkingDays(5), dates: dates() },
        Matter::ReplySoon { left: WorkingDays(3), dates: provisional },
        Matter::ReplySoon { left: WorkingDays(1), dates: one_date },
        Matter::ReplyToday { dates: dates(), again: false },
        Matter::ReplyToday { dates: dates(), again: true },
        Matter::ReplyPastPrudent { left: WorkingDays(2), dates: dates() },
        Matter::ReplyPastPrudent { left: WorkingDays(0), dates: dates() },
        overdue(OverdueRung::First, 1),
        overdue(OverdueRung::Circular, 5),
        overdue(OverdueRung::Weekly, 10),
        Matter::Supervision { due_on: until, answer_by: day("2026-10-20") },
        Matter::SupervisionUnanswered { answer_by: day("2026-10-20") },
        Matter::CorrectionNotice { day: WorkingDays(5), last_day: until },
        Matter::CorrectionNotice { day: WorkingDays(6), last_day: until },
        Matter::CorrectionNotice { day: WorkingDays(7), last_day: until },
        Matter::CorrectionEnding { until },
        Matter::CorrectionEnded { until },
        Matter::PaymentEnding { until },
        Matter::PaymentEnded { until },
        Matter::ConsultationEnding { until },
        Matter::Unconfirmed { came_in_on: until, confirm_by: day("2026-10-19") },
        Matter::NotSignedFor { assigned_on: until },
        Matter::TargetMissed { target: Target::Register, by: until },
        Matter::TargetMissed { target: Target::Assign, by: until },
        Matter::TargetMissed { target: Target::Draft, by: until },
        Matter::TargetMissed { target: Target::SubmitForApproval, by: until },
        Matter::TargetMissed { target: Target::Deliver, by: until },
        Matter::InquiryEnding { until },
        Matter::CoHandlingEnding { until },
        Matter::ServedNotSigned { served_on: until },
        Matter::AnswerDue { to: AnswerTo::Review, by: until },
        Matter::AnswerDue { to: AnswerTo::SummaryReview, by: until },
        Matter::AnswerDue { to: AnswerTo::Suit, by: until },
        Matter::Reopened { dates: dates() },
        Matter::NotDispatched { approved_on: until },
    ]
}

pub fn office() -> Vec<Office> {
    vec![
        Office::HolidayNoticeMissing { year: 2027, provisional_cases: 12 },
        Office::ChannelDown { channel: ChannelKind::Mail, waiting: 7 },
        Office::CaseNotSwept { number: number() },
    ]
}

/// A request that came online on 2026-09-03, was confirmed on the 7th, and was extended on the 28th: its
/// deadlines before and after, in which the prudent date is earlier than the statutory one.
pub fn deadlines() -> [Deadline; 2] {
    let book = gongkai::holidays::shipped().unwrap();
    let calendar = book.national(None);
    let submitted = Event::Submitted { channel: Channel::Online, on: day("2026-09-03"), signed_on: None };
    let confirmed = Event::Confirmed { on: day("2026-09-07") };
    let told = day("2026-09-28");
    let extended =
        Event::Extended { days: WorkingDays(20), approved_on: told, notified_on: told, overridden: None };
    let events = [submitted, confirmed, extended];
    let after = |events: &[Event]| fold_judged(events, &calendar).unwrap().answer(told).unwrap();
    [after(&events[..2]), after(&events)]
}

pub fn to_applicants() -> Vec<ApplicantNotice> {
    let [before, after] = deadlines().map(|deadline| StatutoryDay::of(&deadline).unwrap());
    let until = Some(day("2026-10-16"));
    [
        Occasion::Received { due_on: Some(before) },
        Occasion::Received { due_on: None },
        Occasion::CorrectionAsked { until },
        Occasion::CorrectionAsked { until: None },
        Occasion::Extended { from: before, to: after },
        Occasion::PaymentAsked { until },
        Occasion::PaymentAsked { until: None },
        Occasion::Answered,
        Occasion::CodeAsked,
    ]
    .map(applicant)
    .into()
}

pub fn applicant(occasion: Occasion) -> ApplicantNotice {
    ApplicantNotice { number: number(), organ: OrganName::parse(ORGAN).unwrap(), occasion }
}
