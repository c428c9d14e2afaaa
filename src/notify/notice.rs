//! What is to be said, as data. It is stored while it waits, so it holds numbers, days and kinds, and
//! no words of anyone; the texts are made when it is sent.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::applicant::ApplicantNotice;
use super::channel::ChannelKind;
use super::digest::Digest;
use super::number::CaseNumber;
use crate::law::deadline::WorkingDays;
use crate::law::remedy::Proceeding;

/// Everything that can be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Notice {
    /// 催办提醒: one case, to those who work on it.
    Alert(Alert),
    /// What concerns no single case, to those who look after the system.
    Office(Office),
    /// The morning's list of one person.
    Digest(Digest),
    /// To the applicant of one case.
    Applicant(ApplicantNotice),
}

/// One matter of one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    pub number: CaseNumber,
    pub matter: Matter,
    #[serde(default)]
    pub via: Via,
}

/// How an alert came to this recipient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// Meant for them.
    #[default]
    Own,
    /// Nobody before them in the chain acknowledged within 4 office hours.
    Escalated,
    /// They stand in for someone absent.
    Delegated,
}

/// The dates of a reply. `prudent_due_on` is for the staff alone (decision 32).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyDates {
    /// 法定答复截止日.
    pub due_on: NaiveDate,
    /// 从严截止日, never later.
    pub prudent_due_on: NaiveDate,
    /// On ground that no notice covers yet (P0-12).
    pub provisional: bool,
}

/// Which rung of the ladder above the date was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverdueRung {
    /// +1: everyone, and 督办 opens.
    First,
    /// +5: enters the circular's draft.
    Circular,
    /// Every week from then on.
    Weekly,
}

/// 内部时限, in the order of the work (law::targets).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    Register,
    Assign,
    Draft,
    SubmitForApproval,
    Deliver,
}

/// The court or authority that the organ answers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerTo {
    /// 行政复议, 普通程序.
    Review,
    /// 行政复议, 简易程序.
    SummaryReview,
    /// 行政诉讼.
    Suit,
}

impl From<Proceeding> for AnswerTo {
    fn from(proceeding: Proceeding) -> AnswerTo {
        match proceeding {
            Proceeding::Review => AnswerTo::Review,
            Proceeding::SummaryReview => AnswerTo::SummaryReview,
            Proceeding::Suit => AnswerTo::Suit,
        }
    }
}

/// What an alert warns of. Days left and days over are working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Matter {
    /// −5, −3, −1: measured to the prudent date (decision 31).
    ReplySoon { left: WorkingDays, dates: ReplyDates },
    /// 0: the prudent date is today. `again` for the second push, at 15:00.
    ReplyToday { dates: ReplyDates, again: bool },
    /// After the prudent date, `left` working days before the statutory one: none on that day itself.
    ReplyPastPrudent { left: WorkingDays, dates: ReplyDates },
    /// +1, +5, weekly: measured from `due_on` (decision 31).
    ReplyOverdue { rung: OverdueRung, days: WorkingDays, due_on: NaiveDate },
    /// 督办 opened, a reply to it due.
    Supervision { due_on: NaiveDate, answer_by: NaiveDate },
    /// 督办 was not answered in time.
    SupervisionUnanswered { answer_by: NaiveDate },
    /// 补正告知: working day 5, 6 or 7 after receipt (R30-2).
    CorrectionNotice { day: WorkingDays, last_day: NaiveDate },
    /// The applicant's time to correct is about to run out.
    CorrectionEnding { until: NaiveDate },
    /// It has run out (R30-5).
    CorrectionEnded { until: NaiveDate },
    /// The applicant's time to pay is about to run out.
    PaymentEnding { until: NaiveDate },
    /// It has run out (P0-7).
    PaymentEnded { until: NaiveDate },
    /// 征求意见 is about to run out (P0-4).
    ConsultationEnding { until: NaiveDate },
    /// An online, fax or unsigned-mail application not yet confirmed with the applicant (R31-3, R31-4).
    Unconfirmed { came_in_on: NaiveDate, confirm_by: NaiveDate },
    /// Assigned to a unit that has not signed for it.
    NotSignedFor { assigned_on: NaiveDate },
    /// 内部时限: a reminder, never a fault.
    TargetMissed { target: Target, by: NaiveDate },
    /// 属性函询 is about to run out or has.
    InquiryEnding { until: NaiveDate },
    /// 会办: the answer of the unit that was asked is about to be due or is.
    CoHandlingEnding { until: NaiveDate },
    /// The reply was served and the applicant's signature has not come back.
    ServedNotSigned { served_on: NaiveDate },
    /// The organ's own answer in 复议 or 诉讼 (L-48, L-53, G-67).
    AnswerDue { to: AnswerTo, by: NaiveDate },
    /// A decision or judgment orders to reply again (P0-16).
    Reopened { dates: ReplyDates },
    /// Approved and not yet sent out, while dates move only at dispatch (decision 18).
    NotDispatched { approved_on: NaiveDate },
}

/// What concerns no single case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Office {
    /// From 1 November on: next year's holiday notice is not imported, and so many cases hang on it.
    HolidayNoticeMissing { year: i32, provisional_cases: u32 },
    /// A channel fails, and so many messages wait.
    ChannelDown { channel: ChannelKind, waiting: u32 },
    /// A case whose alerts could not be worked out.
    CaseNotSwept { number: CaseNumber },
}
