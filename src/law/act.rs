//! What people do to a case: every act, as it is asked for.
//!
//! To add an act: give it a variant and a line in [`acts!`], say who may do it in
//! [`super::roles`], and decide it in [`super::decide`]. The compiler and the table of rights in
//! the tests ask for the rest.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::case_event::DayField;
use super::deadline::{DeliveryMethod, LapseGround, Party, WorkingDays};
use super::fee::FeeBasis;
use super::iso;
use super::reply::{ReplyCode, ReplyFact};
use super::text::{CaseId, HoldsText, Text, UnitId, UserId, hold_no_text};

/// Why an own act is recorded with a day before today (decision 23).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backdating {
    pub reason: Text,
    /// What proves the day: mandatory more than 3 working days back.
    #[serde(default)]
    pub proof: Option<Text>,
    /// Who besides the actor stands for it: mandatory more than 3 working days back.
    #[serde(default)]
    pub second_person: Option<UserId>,
}

/// What needs the office head's approval and then goes out (decisions 14, 18). Dates move at
/// its dispatch, never at its approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "measure", rename_all = "snake_case", deny_unknown_fields)]
pub enum Measure {
    /// 补正.
    Correction {
        period_days: WorkingDays,
        /// All that is unclear, at once (R30-2).
        points: Text,
        #[serde(default)]
        overridden: bool,
    },
    /// 征求意见.
    Consultation {
        party: Party,
        consultee: Text,
        /// R33-11: why this interest is real.
        reason: Text,
        #[serde(default)]
        overridden: bool,
    },
    /// 属性函询: asks the drafting unit for a file's 公开属性. Moves no date.
    Inquiry { addressee: Text, about: Text },
    /// 延期.
    Extension {
        days: WorkingDays,
        reason: Text,
        #[serde(default)]
        overridden: bool,
    },
    /// 收费.
    Fee {
        #[serde(flatten)]
        basis: FeeForm,
    },
    /// 要求说明理由 (art 35). Moves no date (P0-8).
    Reasons { about: Text },
    /// 延迟答复 (art 35).
    Delay {
        #[serde(deserialize_with = "iso::day")]
        until: NaiveDate,
        reason: Text,
    },
    /// 告知第三方决定公开 (R32-3): announces a decision that the reply makes. Moves no date.
    Disclosure {
        /// The consultation of that third party, by its number in the case.
        consultation: u32,
        /// What is released.
        content: Text,
        /// Why, although the third party did not agree.
        reason: Text,
        /// When: the third party may turn to 复议 or the court before (J-9).
        #[serde(deserialize_with = "iso::day")]
        release_on: NaiveDate,
    },
    /// 不再处理 (F1, F2): proof that the applicant received the notice (decision 19).
    Lapse { ground: LapseGround, proof_of_receipt: Text },
}

/// A fee's standard as a plain field, so that the measure's own tag stays readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeForm {
    pub basis: FeeBasis,
}

/// The organ's answer to one requested item, with the facts it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemReply {
    /// The requested item, counted from 1.
    pub item: u16,
    pub code: ReplyCode,
    #[serde(default)]
    pub facts: Vec<StatedFact>,
}

/// One fact, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedFact {
    pub fact: ReplyFact,
    pub words: Text,
}

/// Where a return sends the draft (decision 17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnTo {
    Opinion,
    Decision,
}

/// 用印.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SealKind {
    Paper,
    Electronic,
}

/// Whose order reopens a case (P0-16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderedBy {
    ReviewOrgan,
    Court,
}

/// How two cases belong together (decision 27).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// One letter answers both; each keeps its date.
    AnsweredTogether,
    /// 重复申请.
    Repeats,
    /// Split from it (一事一申请).
    SplitFrom,
    Related,
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident $tag:literal $title:literal { $($(#[$meta:meta])* $field:ident : $type:ty),* $(,)? })*) => {
        /// An act, as a person asks for it.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "act", deny_unknown_fields)]
        pub enum Act {
            $($(#[$doc])* #[serde(rename = $tag)] $name { $($(#[$meta])* $field: $type),* },)*
        }

        /// The kind of an act.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ActKind { $($name),* }

        impl ActKind {
            pub const ALL: &'static [ActKind] = &[$(ActKind::$name),*];

            /// Its name in the interface for programs.
            pub fn tag(self) -> &'static str {
                match self { $(ActKind::$name => $tag),* }
            }

            /// Its name for people.
            pub fn title(self) -> &'static str {
                match self { $(ActKind::$name => $title),* }
            }

            /// The names of its fields, in the interface for programs.
            pub fn fields(self) -> &'static [&'static str] {
                match self { $(ActKind::$name => &[$(stringify!($field)),*]),* }
            }
        }

        impl Act {
            pub fn kind(&self) -> ActKind {
                match self { $(Act::$name { .. } => ActKind::$name),* }
            }
        }

        impl HoldsText for Act {
            fn visit_texts(&mut self, visit: &mut dyn FnMut(&mut Text)) {
                match self { $(Act::$name { $($field),* } => { let _ = &visit; $($field.visit_texts(visit);)* })* }
            }
        }
    };
}

acts! {
    /// 确认收到: both sides confirmed an application that arrived without a signature.
    ConfirmReceipt "confirm_receipt" "确认收到之日" {
        #[serde(deserialize_with = "iso::day")] on: NaiveDate,
        #[serde(default)] backdating: Option<Backdating>,
    }
    /// 更正: replaces a day of an earlier event, at that event's place.
    CorrectFact "correct_fact" "更正已记录的日期" {
        event: u32,
        field: DayField,
        #[serde(deserialize_with = "iso::day")] on: NaiveDate,
        reason: Text,
        #[serde(default)] backdating: Option<Backdating>,
    }
    /// 受理、转办: gives the case to a unit and, if known, to a person; also from one to another.
    Assign "assign" "受理转办" {
        unit: UnitId,
        #[serde(default)] handler: Option<UserId>,
        #[serde(default)] reason: Option<Text>,
    }
    SignFor "sign_for" "签收" {}
    ReturnAssignment "return_assignment" "退回转办" { reason: Text }
    ProposeMeasure "propose_measure" "提出办理事项" {
        measure: Measure,
        /// Decision 20: the day both sides confirmed an application not confirmed so far.
        #[serde(default, deserialize_with = "iso::optional_day")] confirmed_on: Option<NaiveDate>,
    }
    ApproveMeasure "approve_measure" "批准办理事项" { number: u32 }
    RefuseMeasure "refuse_measure" "不同意办理事项" { number: u32, reason: Text }
    /// 发出: the approved notice or letter leaves the organ; now dates move.
    DispatchMeasure "dispatch_measure" "发出文书" {
        number: u32,
        #[serde(deserialize_with = "iso::day")] on: NaiveDate,
        /// 邮件号, of what left by mail.
        #[serde(default)] tracking: Option<Text>,
        #[serde(default)] backdating: Option<Backdating>,
    }
    /// The other side received what was dispatched.
    RecordReceipt "record_receipt" "登记对方签收" {
        number: u32,
        #[serde(deserialize_with = "iso::day")] on: NaiveDate,
    }
    RecordCorrection "record_correction" "登记补正" {
        #[serde(deserialize_with = "iso::day")] on: NaiveDate,
        #[serde(default, deserialize_with = "iso::optional_day")] submitted_on: Option<NaiveDate>,
        #[serde(default)] content: Option<Text>,
    }
    /// 征求意见、属性函询 or 说明理由: the answer arrived.
    RecordAnswer "record_answer" "登记答复意见" {
        number: u32,
        #[serde(deserialize_with = "iso::day")] on: NaiveDate,
        #[serde(default)] agrees: Option<bool>,
        answer: Text,
    }
    RecordPayment "record_payment" "登记缴费" {
        #[serde(deserialize_with = "iso::day")] on: NaiveDate,
    }
    /// 会办、协办: internal, moves nothing.
    AskCoHandling "ask_co_handling" "请求会办" {
        unit: UnitId,
        about: Text,
        #[serde(deserialize_with = "iso::day")] answer_by: NaiveDate,
    }
    AnswerCoHandling "answer_co_handling" "答复会办" { number: u32, answer: Text }
    ProposeOpinion "propose_opinion" "提出办理意见" {
        opinion: Text,
        /// As of [`Act::ProposeMeasure`].
        #[serde(default, deserialize_with = "iso::optional_day")] confirmed_on: Option<NaiveDate>,
    }
    DraftDecision "draft_decision" "作出决定" { items: Vec<ItemReply> }
    SubmitForApproval "submit_for_approval" "报批" {}
    Pass "pass" "审批通过" { #[serde(default)] comment: Option<Text> }
    Return "return" "审批退回" { to: ReturnTo, reason: Text }
    /// 录入线下签批: a pass or return signed on paper, recorded by someone who did not draft it.
    RecordOfflineApproval "record_offline_approval" "录入线下签批" {
        signer: UserId,
        #[serde(deserialize_with = "iso::day")] signed_on: NaiveDate,
        passed: bool,
        scan: Text,
    }
    Seal "seal" "用印" { kind: SealKind }
    Deliver "deliver" "送达" {
        method: DeliveryMethod,
        #[serde(default, deserialize_with = "iso::optional_day")] dispatched_on: Option<NaiveDate>,
        #[serde(default, deserialize_with = "iso::optional_day")] signed_on: Option<NaiveDate>,
        #[serde(default)] tracking: Option<Text>,
        /// How the applicant chose the electronic way, who did not in the application (P0-9).
        #[serde(default)] chosen: Option<Text>,
        #[serde(default)] backdating: Option<Backdating>,
    }
    /// The applicant signed for a delivery that was on its way.
    RecordDelivery "record_delivery" "登记送达签收" {
        delivery: u32,
        #[serde(deserialize_with = "iso::day")] on: NaiveDate,
    }
    RecordReturnedMail "record_returned_mail" "登记退信" {
        delivery: u32,
        #[serde(deserialize_with = "iso::day")] on: NaiveDate,
        own_wrong_address: bool,
    }
    RequestWithdrawal "request_withdrawal" "申请撤回" {}
    /// 撤回: takes the day of the request (decision 24).
    Withdraw "withdraw" "确认撤回" {
        #[serde(deserialize_with = "iso::day")] on: NaiveDate,
        proof: Text,
    }
    /// 当场答复 (R33-1): every step at once.
    AnswerOnTheSpot "answer_on_the_spot" "当场答复" {
        unit: UnitId,
        items: Vec<ItemReply>,
        /// The standing authorisation of the approver.
        authorisation: Text,
        /// The applicant's signature, or the 笔录.
        signature: Text,
    }
    Hold "hold" "暂停提供" { reason: Text }
    Release "release" "恢复提供" { reason: Text }
    /// 存查: nobody can be reached to confirm it.
    Shelve "shelve" "存查" { attempts: Text }
    Revive "revive" "恢复办理" { reason: Text }
    Link "link" "关联案件" { case: CaseId, kind: LinkKind }
    Archive "archive" "归档" {}
    Reopen "reopen" "责令重新答复" {
        by: OrderedBy,
        #[serde(deserialize_with = "iso::day")] served_on: NaiveDate,
        document: Text,
    }
    /// 督办 by the supervisor: changes nothing of the case.
    Urge "urge" "督办" { message: Text }
}

impl Act {
    /// The day of confirmation an act brings along, where the clock must run first (decision 20).
    pub fn confirmed_on(&self) -> Option<NaiveDate> {
        match self {
            Act::ProposeMeasure { confirmed_on, .. } | Act::ProposeOpinion { confirmed_on, .. } => {
                *confirmed_on
            }
            _ => None,
        }
    }
}

impl HoldsText for Backdating {
    fn visit_texts(&mut self, visit: &mut dyn FnMut(&mut Text)) {
        self.reason.visit_texts(visit);
        self.proof.visit_texts(visit);
    }
}

impl HoldsText for Measure {
    fn visit_texts(&mut self, visit: &mut dyn FnMut(&mut Text)) {
        match self {
            Measure::Correction { points: words, .. }
            | Measure::Extension { reason: words, .. }
            | Measure::Reasons { about: words }
            | Measure::Delay { reason: words, .. }
            | Measure::Lapse { proof_of_receipt: words, .. } => visit(words),
            Measure::Consultation { consultee, reason, .. } => {
                visit(consultee);
                visit(reason);
            }
            Measure::Inquiry { addressee, about } => {
                visit(addressee);
                visit(about);
            }
            Measure::Disclosure { content, reason, .. } => {
                visit(content);
                visit(reason);
            }
            Measure::Fee { .. } => {}
        }
    }
}

impl HoldsText for ItemReply {
    fn visit_texts(&mut self, visit: &mut dyn FnMut(&mut Text)) {
        for fact in &mut self.facts {
            visit(&mut fact.words);
        }
    }
}

hold_no_text!(DayField, UnitId, UserId, CaseId, ReturnTo, SealKind, OrderedBy, LinkKind, DeliveryMethod);
