//! What happened in a case, as the journal keeps it (decisions 1–3): days, codes, ids and
//! references to words; no personal data.
//!
//! A stored event is never rewritten. When a variant changes, raise [`CaseEvent::VERSION`] and
//! teach the reader to lift the old form.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::act::{Backdating, ItemReply, LinkKind, Measure, OrderedBy, ReturnTo, SealKind};
use super::deadline::{Channel, DeliveryMethod};
use super::file::FileKind;
use super::reply::ReplyCode;
use super::text::{CaseId, OrganId, Text, UnitId, UserId, WindowId};

/// The day of an event that a later correction replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayField {
    On,
    SignedOn,
    ReceivedOn,
    SubmittedOn,
    DispatchedOn,
}

/// One event of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum CaseEvent {
    /// 登记: the application arrived, by itself or through the clerk.
    Registered {
        channel: Channel,
        on: NaiveDate,
        signed_on: Option<NaiveDate>,
        /// The day the mail room handed it to the office (decision 22).
        handed_over_on: Option<NaiveDate>,
        /// The 受理窗口 that took it for the organ (decision 22).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        window: Option<WindowId>,
        items: u16,
    },
    ReceiptConfirmed {
        on: NaiveDate,
        backdating: Option<Backdating>,
    },
    FactCorrected {
        event: u32,
        field: DayField,
        on: NaiveDate,
        reason: Text,
        backdating: Option<Backdating>,
    },
    Assigned {
        unit: UnitId,
        handler: Option<UserId>,
        reason: Option<Text>,
    },
    SignedFor {},
    AssignmentReturned {
        reason: Text,
    },
    MeasureProposed {
        number: u32,
        measure: Measure,
    },
    MeasureApproved {
        number: u32,
        on: NaiveDate,
    },
    MeasureRefused {
        number: u32,
        reason: Text,
    },
    MeasureDispatched {
        number: u32,
        on: NaiveDate,
        /// Whether it went out by the due date in force when it was recorded (decision 2).
        in_time: bool,
        /// Of what left by mail; entries from before it was asked for have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tracking: Option<Text>,
        backdating: Option<Backdating>,
    },
    MeasureReceived {
        number: u32,
        on: NaiveDate,
    },
    Corrected {
        on: NaiveDate,
        submitted_on: Option<NaiveDate>,
        content: Option<Text>,
    },
    Answered {
        number: u32,
        on: NaiveDate,
        agrees: Option<bool>,
        answer: Text,
    },
    FeePaid {
        on: NaiveDate,
    },
    CoHandlingAsked {
        number: u32,
        unit: UnitId,
        about: Text,
        answer_by: NaiveDate,
    },
    CoHandlingAnswered {
        number: u32,
        answer: Text,
    },
    OpinionProposed {
        opinion: Text,
    },
    DecisionDrafted {
        items: Vec<ItemReply>,
        primary: ReplyCode,
    },
    SubmittedForApproval {
        /// How many reviewers pass it before the approver signs: the organ's setting of that day.
        reviewers: u8,
    },
    ApprovalPassed {
        /// From 0; the last level is the approver's signature.
        level: u8,
        on: NaiveDate,
        /// 录入线下签批: who signed on paper, where the actor only recorded it.
        signed_by: Option<UserId>,
        comment: Option<Text>,
    },
    ApprovalReturned {
        level: u8,
        to: ReturnTo,
        signed_by: Option<UserId>,
        reason: Text,
    },
    Sealed {
        seal: SealKind,
        on: NaiveDate,
    },
    /// Only in journals of before the notice was a measure with its letter; none is written any more.
    ThirdPartyNotified {
        on: NaiveDate,
    },
    ReplyDispatched {
        delivery: u32,
        method: DeliveryMethod,
        dispatched_on: Option<NaiveDate>,
        signed_on: Option<NaiveDate>,
        tracking: Option<Text>,
        /// How the applicant chose the electronic way since applying (P0-9).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        chosen: Option<Text>,
        backdating: Option<Backdating>,
    },
    ReplySignedFor {
        delivery: u32,
        on: NaiveDate,
    },
    MailReturned {
        delivery: u32,
        on: NaiveDate,
        own_wrong_address: bool,
    },
    WithdrawalRequested {
        on: NaiveDate,
    },
    Withdrawn {
        on: NaiveDate,
        proof: Text,
    },
    AnsweredOnTheSpot {
        authorisation: Text,
        signature: Text,
    },
    Held {
        reason: Text,
    },
    Released {
        reason: Text,
    },
    Shelved {
        on: NaiveDate,
        attempts: Text,
    },
    Revived {
        reason: Text,
    },
    Linked {
        case: CaseId,
        link: LinkKind,
    },
    /// 一事一申请: these items go on as a case of their own (decision 27).
    ItemsSplitOff {
        items: Vec<u16>,
        into: CaseId,
    },
    Archived {
        on: NaiveDate,
    },
    Reopened {
        by: OrderedBy,
        on: NaiveDate,
        document: Text,
    },
    Urged {
        message: Text,
    },
    /// A 督办单 got its 文号, of the organ that sends it.
    UrgeSheetNumbered {
        urging: i64,
        organ: OrganId,
        series: String,
        year: i32,
        serial: u32,
        on: NaiveDate,
    },
    /// A 督办 was taken back. A 文号 it had is never used again.
    UrgeSheetWithdrawn {
        urging: i64,
        reason: Text,
    },
    /// A file came into the case. Its name is personal data and stands elsewhere.
    FileAdded {
        /// Its number in the case, from 1.
        file: u32,
        /// Of its content, in hexadecimal digits.
        sha256: String,
        what: FileKind,
    },
    /// From now on the applicant may download it.
    FileReleased {
        file: u32,
    },
    /// A letter was written, or written anew. What it says stands elsewhere.
    LetterDrafted {
        /// Its number in the case, from 1.
        letter: u32,
        /// Which letter of the set.
        document: String,
        /// Of the content, salted.
        digest: String,
    },
    /// A warning about a letter was ticked off.
    LetterTicked {
        letter: u32,
        finding: String,
        reason: Text,
    },
    /// The day and the 文号 of a letter were set (decision 17).
    LetterSigned {
        letter: u32,
        /// Of the content that was signed.
        digest: String,
        /// Whose 文号 it is of; none for what carries none.
        series: Option<String>,
        year: Option<i32>,
        serial: Option<u32>,
        on: NaiveDate,
    },
    /// It left the organ by itself, as no act of the case sends it. It moves no date.
    LetterDispatched {
        letter: u32,
        method: DeliveryMethod,
        on: NaiveDate,
        tracking: Option<Text>,
        backdating: Option<Backdating>,
    },
    /// It never goes out. A 文号 it had is never used again.
    LetterVoided {
        letter: u32,
        reason: Option<Text>,
    },
    /// A notice was imported and moved a date (P0-12). Numbers and days only.
    CalendarChanged {
        calendar: String,
        due_before: Option<NaiveDate>,
        due_after: Option<NaiveDate>,
    },
}

impl CaseEvent {
    /// The form written now.
    pub const VERSION: i32 = 1;

    /// Replaces one day, at this event's place in the fold (decision 2). False if the event has no such day.
    pub fn set_day(&mut self, field: DayField, day: NaiveDate) -> bool {
        let place: &mut NaiveDate = match (self, field) {
            (CaseEvent::Registered { signed_on: Some(on), .. }, DayField::SignedOn)
            | (CaseEvent::Corrected { submitted_on: Some(on), .. }, DayField::SubmittedOn)
            | (CaseEvent::ReplyDispatched { signed_on: Some(on), .. }, DayField::SignedOn)
            | (CaseEvent::ReplyDispatched { dispatched_on: Some(on), .. }, DayField::DispatchedOn)
            | (
                CaseEvent::Registered { on, .. }
                | CaseEvent::ReceiptConfirmed { on, .. }
                | CaseEvent::MeasureDispatched { on, .. }
                | CaseEvent::MeasureReceived { on, .. }
                | CaseEvent::Corrected { on, .. }
                | CaseEvent::Answered { on, .. }
                | CaseEvent::FeePaid { on }
                | CaseEvent::ReplySignedFor { on, .. }
                | CaseEvent::Reopened { on, .. },
                DayField::On,
            ) => on,
            _ => return false,
        };
        *place = day;
        true
    }

    /// The day that [`CaseEvent::set_day`] would replace.
    pub fn day(&self, field: DayField) -> Option<NaiveDate> {
        match (self, field) {
            (
                CaseEvent::Registered { signed_on, .. } | CaseEvent::ReplyDispatched { signed_on, .. },
                DayField::SignedOn,
            ) => *signed_on,
            (CaseEvent::Corrected { submitted_on, .. }, DayField::SubmittedOn) => *submitted_on,
            (CaseEvent::ReplyDispatched { dispatched_on, .. }, DayField::DispatchedOn) => *dispatched_on,
            (
                CaseEvent::Registered { on, .. }
                | CaseEvent::ReceiptConfirmed { on, .. }
                | CaseEvent::MeasureDispatched { on, .. }
                | CaseEvent::MeasureReceived { on, .. }
                | CaseEvent::Corrected { on, .. }
                | CaseEvent::Answered { on, .. }
                | CaseEvent::FeePaid { on }
                | CaseEvent::ReplySignedFor { on, .. }
                | CaseEvent::Reopened { on, .. },
                DayField::On,
            ) => Some(*on),
            _ => None,
        }
    }

    /// Whether it is an own act whose day the rule of backdating guards (decision 23).
    pub fn is_own_act(&self) -> bool {
        matches!(
            self,
            CaseEvent::ReceiptConfirmed { .. }
                | CaseEvent::MeasureDispatched { .. }
                | CaseEvent::ReplyDispatched { .. }
        )
    }

    /// The day it concerns, if it names one; else it happened on the day it was recorded.
    pub fn occurred_on(&self) -> Option<NaiveDate> {
        match *self {
            CaseEvent::Registered { on, .. }
            | CaseEvent::ReceiptConfirmed { on, .. }
            | CaseEvent::MeasureApproved { on, .. }
            | CaseEvent::MeasureDispatched { on, .. }
            | CaseEvent::MeasureReceived { on, .. }
            | CaseEvent::Corrected { on, .. }
            | CaseEvent::Answered { on, .. }
            | CaseEvent::FeePaid { on }
            | CaseEvent::ApprovalPassed { on, .. }
            | CaseEvent::Sealed { on, .. }
            | CaseEvent::ThirdPartyNotified { on }
            | CaseEvent::ReplySignedFor { on, .. }
            | CaseEvent::MailReturned { on, .. }
            | CaseEvent::WithdrawalRequested { on }
            | CaseEvent::Withdrawn { on, .. }
            | CaseEvent::Shelved { on, .. }
            | CaseEvent::Archived { on }
            | CaseEvent::LetterSigned { on, .. }
            | CaseEvent::LetterDispatched { on, .. }
            | CaseEvent::UrgeSheetNumbered { on, .. }
            | CaseEvent::Reopened { on, .. } => Some(on),
            CaseEvent::ReplyDispatched { dispatched_on, signed_on, .. } => dispatched_on.or(signed_on),
            _ => None,
        }
    }
}

/// Who acts: a person under one post (decision 13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub user: UserId,
    pub role: super::roles::Role,
    pub organ: OrganId,
    /// «/1/4/»: an organ whose path begins with it lies in the actor's subtree.
    pub organ_path: String,
    pub unit: Option<UnitId>,
    /// «X 代 Y»: the person whose post a deputy holds for a period (decision 15).
    pub on_behalf_of: Option<UserId>,
}

impl Actor {
    /// Whether the actor is that person or acts in that person's name: neither approves the person's
    /// draft (decision 15).
    pub fn stands_for(&self, person: Option<UserId>) -> bool {
        person.is_some() && (person == Some(self.user) || person == self.on_behalf_of)
    }
}
