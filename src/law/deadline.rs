//! 期限: what happens to a request, in the words of a date, and the answer made from it.
//!
//! [`Fold`](super::fold::Fold) takes the [`Event`]s of one clock in the order in which they were
//! recorded and makes a [`Deadline`]: the one place, and the one path, to a date.
//!
//! **Why two dates?** Courts differ on a handful of questions: whether an online application
//! starts the clock on submission or confirmation, whether a late or second correction notice
//! restarts it, how long a consultation takes. `due_on` answers by our positions (P0-*),
//! `prudent_due_on` by the strictest reading any court might take. An office that works towards
//! the prudent date cannot lose by the choice; a supervisor who measures by it would punish
//! offices for keeping the law. So alerts before the date follow the one, everything after it
//! the other.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};

use super::iso;
use super::refusal::Refusal;

/// Days counted on the working-day calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkingDays(pub u16);

/// Days counted as they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CalendarDays(pub u16);

/// R33-2: the reply is due within 20 working days.
pub const REPLY_DAYS: WorkingDays = WorkingDays(20);
/// R33-4: all extensions together.
pub const EXTENSION_CAP: WorkingDays = WorkingDays(20);
/// R30-2: a correction notice goes out within 7 working days.
pub const CORRECTION_NOTICE_DAYS: WorkingDays = WorkingDays(7);
/// R30-6: how long an applicant gets to correct, where the notice does not say.
pub const DEFAULT_CORRECTION_DAYS: WorkingDays = WorkingDays(10);
/// R32-1, R34-1, R33-12: how long a consultee has.
pub const CONSULTATION_DAYS: WorkingDays = WorkingDays(15);
/// P0-5: after this counted day a consultation is late.
pub const CONSULTATION_LATE_AFTER: WorkingDays = WorkingDays(15);
/// F-8: payment by this working day after the notice was received.
pub const PAYMENT_DAYS: WorkingDays = WorkingDays(20);

/// R30-6: outside this range a correction period is unusual.
pub const USUAL_CORRECTION_DAYS: RangeInclusive<WorkingDays> = WorkingDays(5)..=WorkingDays(15);

/// How an application reached the organ (art 29, 31).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 当面提交.
    InPerson,
    /// Spoken at the counter and taken down by the clerk (R29-1).
    Oral,
    /// Mail that somebody signs for.
    RegisteredMail,
    /// 平常信函: mail that nobody signs for.
    OrdinaryMail,
    /// The organ's internet channel.
    Online,
    Email,
    Fax,
}

/// Whose opinion is asked (arts 32–34).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// 第三方 (art 32).
    ThirdParty,
    /// 共同制作机关 (art 34).
    JointOrgan,
    /// Another organ (art 33(3)).
    OtherOrgan,
}

/// How a reply travels (I-235).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryMethod {
    /// 直接送达.
    HandedOver,
    /// 委托其他行政机关代为送达.
    Entrusted,
    /// 邮政企业.
    Post,
    /// Electronically, where the applicant chose it.
    Electronic,
    /// A private courier: improper for official documents (P-3).
    Courier,
}

/// Why a case is no longer handled (F1, F2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LapseGround {
    NotCorrected,
    NotPaid,
}

/// Something that happened and bears on a date. The JSON form is that of `gongkai deadline --jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// The application arrived; for registered mail `signed_on` is the receipt.
    Submitted {
        channel: Channel,
        #[serde(deserialize_with = "iso::day")]
        on: NaiveDate,
        #[serde(default, deserialize_with = "iso::optional_day")]
        signed_on: Option<NaiveDate>,
    },
    /// Both sides confirmed (R31-3, R31-4).
    Confirmed {
        #[serde(deserialize_with = "iso::day")]
        on: NaiveDate,
    },
    /// 补正 notice dispatched.
    CorrectionAsked {
        #[serde(deserialize_with = "iso::day")]
        on: NaiveDate,
        /// The applicant's receipt; dispatch stands for it while unknown.
        #[serde(default, deserialize_with = "iso::optional_day")]
        received_on: Option<NaiveDate>,
        /// Working days.
        #[serde(default, deserialize_with = "optional_saturating_days")]
        period_days: Option<WorkingDays>,
        #[serde(default, rename = "override")]
        overridden: Option<bool>,
    },
    /// The corrected application was received.
    Corrected {
        #[serde(deserialize_with = "iso::day")]
        on: NaiveDate,
        /// The prudent start, if it came online, by e-mail or fax.
        #[serde(default, deserialize_with = "iso::optional_day")]
        submitted_on: Option<NaiveDate>,
    },
    ConsultationSent {
        #[serde(rename = "ref")]
        reference: String,
        party: Party,
        #[serde(deserialize_with = "iso::day")]
        on: NaiveDate,
        /// The consultee's receipt; dispatch stands for it while unknown.
        #[serde(default, deserialize_with = "iso::optional_day")]
        received_on: Option<NaiveDate>,
        #[serde(default, rename = "override")]
        overridden: Option<bool>,
        /// Whether it was found to be sent by the due date when it was stored. None in a batch,
        /// where that is judged afresh.
        #[serde(skip)]
        sent_in_time: Option<bool>,
    },
    ConsultationAnswered {
        #[serde(rename = "ref")]
        reference: String,
        #[serde(deserialize_with = "iso::day")]
        on: NaiveDate,
    },
    Extended {
        /// Working days.
        #[serde(deserialize_with = "saturating_days")]
        days: WorkingDays,
        #[serde(deserialize_with = "iso::day")]
        approved_on: NaiveDate,
        #[serde(deserialize_with = "iso::day")]
        notified_on: NaiveDate,
        #[serde(default, rename = "override")]
        overridden: Option<bool>,
    },
    FeeNoticed {
        #[serde(deserialize_with = "iso::day")]
        on: NaiveDate,
        #[serde(default, deserialize_with = "iso::optional_day")]
        received_on: Option<NaiveDate>,
    },
    FeePaid {
        #[serde(deserialize_with = "iso::day")]
        on: NaiveDate,
    },
    /// Art 35: a reasonable delayed date.
    Delayed {
        #[serde(deserialize_with = "iso::day")]
        until: NaiveDate,
        #[serde(deserialize_with = "iso::day")]
        notified_on: NaiveDate,
    },
    /// The reply was delivered.
    Replied {
        method: DeliveryMethod,
        #[serde(default, deserialize_with = "iso::optional_day")]
        dispatched_on: Option<NaiveDate>,
        #[serde(default, deserialize_with = "iso::optional_day")]
        signed_on: Option<NaiveDate>,
    },
    Withdrawn {
        #[serde(deserialize_with = "iso::day")]
        on: NaiveDate,
    },
    /// Closed by a person after a period ran out.
    Lapsed {
        ground: LapseGround,
        #[serde(deserialize_with = "iso::day")]
        on: NaiveDate,
    },
    /// P0-16: a decision of 复议 or a court, served on `on`, orders the organ to reply again.
    /// It starts a clock of its own and stands first in it. Not part of the batch contract.
    #[serde(skip_deserializing)]
    Reopened {
        #[serde(deserialize_with = "iso::day")]
        on: NaiveDate,
    },
}

/// Days are counted up to thousands; whatever lies outside is refused by value, not by type.
fn saturating_days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<WorkingDays, D::Error> {
    let days = i64::deserialize(deserializer)?;
    Ok(WorkingDays(days.clamp(0, i64::from(u16::MAX)) as u16))
}

fn optional_saturating_days<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<WorkingDays>, D::Error> {
    let days = Option::<i64>::deserialize(deserializer)?;
    Ok(days.map(|days| WorkingDays(days.clamp(0, i64::from(u16::MAX)) as u16)))
}

impl Event {
    /// Every day the event names.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let days: [Option<NaiveDate>; 3] = match *self {
            Event::Submitted { on, signed_on, .. } => [Some(on), signed_on, None],
            Event::Confirmed { on }
            | Event::ConsultationAnswered { on, .. }
            | Event::FeePaid { on }
            | Event::Withdrawn { on }
            | Event::Lapsed { on, .. }
            | Event::Reopened { on } => [Some(on), None, None],
            Event::CorrectionAsked { on, received_on, .. }
            | Event::ConsultationSent { on, received_on, .. }
            | Event::FeeNoticed { on, received_on } => [Some(on), received_on, None],
            Event::Corrected { on, submitted_on } => [Some(on), submitted_on, None],
            Event::Extended { approved_on, notified_on, .. } => [Some(approved_on), Some(notified_on), None],
            Event::Delayed { until, notified_on } => [Some(until), Some(notified_on), None],
            Event::Replied { dispatched_on, signed_on, .. } => [dispatched_on, signed_on, None],
        };
        days.into_iter().flatten()
    }
}

impl From<WorkingDays> for u32 {
    fn from(days: WorkingDays) -> u32 {
        u32::from(days.0)
    }
}

impl DeliveryMethod {
    /// P0-9: the day that decides whether a reply was in time. None while that day is missing.
    pub fn delivered_on(
        self,
        dispatched_on: Option<NaiveDate>,
        signed_on: Option<NaiveDate>,
    ) -> Option<NaiveDate> {
        match self {
            DeliveryMethod::Post | DeliveryMethod::Electronic => dispatched_on,
            DeliveryMethod::HandedOver | DeliveryMethod::Entrusted | DeliveryMethod::Courier => signed_on,
        }
    }
}

impl LapseGround {
    /// The rule under which nothing more is done.
    pub fn rule(self) -> &'static str {
        match self {
            LapseGround::NotCorrected => "R30-5",
            LapseGround::NotPaid => "F-8",
        }
    }
}

/// Where a case stands on a day. Derived when asked, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// No receipt date yet.
    Unconfirmed,
    Running,
    /// A consultation is open before its cap.
    Paused,
    AwaitingCorrection,
    AwaitingPayment,
    /// After `due_on`, without a reply.
    Overdue,
    /// Replied in time.
    Met,
    /// Replied too late.
    Late,
    Withdrawn,
    Lapsed,
}

/// What a case waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    Consultation,
    Correction,
    Payment,
}

/// Something a careful office looks at, though the law does not refuse it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// Dispatched after working day 7 (P0-3).
    LateCorrectionNotice,
    SecondCorrection,
    SecondExtension,
    /// Sent after counted day 15 (P0-5).
    LateConsultation,
    /// The reply went by private courier (P-3).
    ImproperCourier,
    /// An awaited correction or payment did not come.
    PeriodRanOut,
    /// In time for `due_on`, not for `prudent_due_on`.
    LateOnPrudentReading,
    ReceiptOnRestDay,
    /// A correction period outside 5–15 working days (R30-6).
    CorrectionPeriodUnusual,
    /// A stored act that a corrected fact or a new calendar leaves behind the date (decision 2).
    ActNoLongerInTime,
    /// More than a working day lay between the signature for the mail and its coming to the office
    /// (decision 22): the signature counts (X24).
    HandedOverLate,
}

/// All dates of one clock on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deadline {
    pub status: Status,
    #[serde(serialize_with = "iso::write_optional_day")]
    pub received_on: Option<NaiveDate>,
    /// The rule that made the receipt date.
    pub receipt_rule: Option<&'static str>,
    /// Working day 7 after the first receipt.
    #[serde(serialize_with = "iso::write_optional_day")]
    pub correction_notice_by: Option<NaiveDate>,
    /// 法定答复截止日. None while a correction or payment is awaited, and once withdrawn or lapsed.
    #[serde(serialize_with = "iso::write_optional_day")]
    pub due_on: Option<NaiveDate>,
    /// 从严截止日, never later than `due_on`.
    #[serde(serialize_with = "iso::write_optional_day")]
    pub prudent_due_on: Option<NaiveDate>,
    /// Whether `due_on` lies on ground no notice covers yet.
    pub provisional: bool,
    pub due_between: Option<[NaiveDate; 2]>,
    pub paused: bool,
    pub waiting_for: Option<Waiting>,
    /// The last day of the wait.
    #[serde(serialize_with = "iso::write_optional_day")]
    pub waiting_until: Option<NaiveDate>,
    #[serde(serialize_with = "iso::write_optional_day")]
    pub delivered_on: Option<NaiveDate>,
    /// Working days in (today, `prudent_due_on`], negative when past. None when no date runs.
    pub working_days_left: Option<i32>,
    /// Names the calendar that answered.
    pub calendar: String,
    pub warnings: Vec<Warning>,
}

/// The first event that the law refuses, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{refusal}")]
pub struct Refused {
    pub event: usize,
    pub refusal: Refusal,
}
