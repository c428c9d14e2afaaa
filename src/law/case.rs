//! 案件: the state of a case, made by folding its journal; the journal is the record.
//! [`super::case_fold`] makes it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::act::{ItemReply, Measure};
use super::answer::fold_stored;
use super::calendar::{BeyondCalendar, Calendar, WorkCalendar};
use super::case_event::CaseEvent;
use super::deadline::{Channel, Deadline, DeliveryMethod, Event, LapseGround, Party, Status, Warning};
use super::fold::Fold;
use super::reply::ReplyCode;
use super::roles::Role;
use super::text::{OrganId, UnitId, UserId};

/// The eight steps, and the filing after them (R0-3). The step of a case is the furthest reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 登记.
    Registration,
    /// 受理.
    Acceptance,
    /// 补正.
    Correction,
    /// 征求意见.
    Consultation,
    /// 提出办理意见.
    Opinion,
    /// 作出决定.
    Decision,
    /// 报批.
    Approval,
    /// 送达.
    Delivery,
    /// 归档.
    Archive,
}

impl Step {
    pub const ALL: [Step; 9] = [
        Step::Registration,
        Step::Acceptance,
        Step::Correction,
        Step::Consultation,
        Step::Opinion,
        Step::Decision,
        Step::Approval,
        Step::Delivery,
        Step::Archive,
    ];

    /// The word used everywhere.
    pub fn title(self) -> &'static str {
        match self {
            Step::Registration => "登记",
            Step::Acceptance => "受理",
            Step::Correction => "补正",
            Step::Consultation => "征求意见",
            Step::Opinion => "提出办理意见",
            Step::Decision => "作出决定",
            Step::Approval => "报批",
            Step::Delivery => "送达",
            Step::Archive => "归档",
        }
    }
}

/// An event as the journal holds it: what happened, and who recorded it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub event: CaseEvent,
    pub by: Option<UserId>,
}

/// A measure on its way from proposal to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureState {
    pub measure: Measure,
    /// Whether the consultee agreed, where it said so.
    pub agrees: Option<bool>,
    pub proposed_by: Option<UserId>,
    pub approved_on: Option<NaiveDate>,
    pub refused: bool,
    pub dispatched_on: Option<NaiveDate>,
    pub received_on: Option<NaiveDate>,
    pub answered_on: Option<NaiveDate>,
}

impl MeasureState {
    /// Proposed, and neither refused nor sent.
    pub fn is_under_way(&self) -> bool {
        !self.refused && self.dispatched_on.is_none()
    }
}

/// Where the draft stands on its way to the signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Approval {
    #[default]
    NotSubmitted,
    /// `level` is the next to pass, from 0; the last, `reviewers`, is the approver.
    Pending { level: u8, reviewers: u8 },
    /// The decision's date is the day of signing (decision 17); `level` is who signed, as above.
    Signed { on: NaiveDate, level: u8 },
}

/// The draft reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub by: Option<UserId>,
    pub items: Vec<ItemReply>,
    pub primary: ReplyCode,
}

/// A unit asked for 会办.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoHandling {
    pub unit: UnitId,
    pub answered: bool,
}

/// One delivery of the reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub method: DeliveryMethod,
    pub dispatched_on: Option<NaiveDate>,
    pub signed_on: Option<NaiveDate>,
    pub returned: Option<(NaiveDate, bool)>,
    /// Which of the case's clocks it answered, from 0.
    pub clock: usize,
}

/// How a clock or a case ended, besides a delivered reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    Lapsed,
    Withdrawn,
    Shelved,
}

/// The state of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    pub organ: OrganId,
    pub organ_path: String,
    pub channel: Option<Channel>,
    /// The requested items that this case answers, counted from 1.
    pub items: BTreeSet<u16>,
    /// When the mail was signed for, and when it came to the office.
    pub handed_over: Option<(NaiveDate, NaiveDate)>,
    pub confirmed: bool,
    pub unit: Option<UnitId>,
    pub handler: Option<UserId>,
    pub signed_for: bool,
    pub measures: Vec<MeasureState>,
    pub co_handling: Vec<CoHandling>,
    pub has_opinion: bool,
    pub draft: Option<Draft>,
    pub approval: Approval,
    pub sealed: bool,
    /// As journals told it before the notice was a letter of the case: whoever objected was told by hand.
    pub told_by_hand: bool,
    /// The consultations, by their numbers, whose third party was told by a dispatched notice (R32-3).
    pub told: BTreeSet<u32>,
    pub deliveries: Vec<Delivery>,
    pub withdrawal_requested: Option<NaiveDate>,
    pub held: bool,
    pub closed: Option<Closed>,
    /// The day of 存查; other ends have theirs in the clock.
    pub closed_on: Option<NaiveDate>,
    pub archived: bool,
    pub furthest: Option<Step>,
    /// The first clock, and one for each order to reply again (P0-16).
    pub clocks: Vec<Vec<Event>>,
}

impl Case {
    /// The furthest of the eight steps reached.
    pub fn step(&self) -> Step {
        self.furthest.unwrap_or(Step::Registration)
    }

    /// Whether the reply was delivered, so that the running clock stands (P0-9).
    pub fn replied(&self) -> bool {
        self.running_clock().iter().any(|event| matches!(event, Event::Replied { .. }))
    }

    /// Whether nothing more is to be done but filing.
    pub fn ended(&self) -> bool {
        self.closed.is_some() || self.replied()
    }

    /// How the case ended, as the annual report counts it: a reply code, or F1–F3 (rules §5).
    pub fn result(&self) -> Option<String> {
        let code = |event: &Event| match event {
            Event::Lapsed { ground: LapseGround::NotCorrected, .. } => Some("F1".to_owned()),
            Event::Lapsed { ground: LapseGround::NotPaid, .. } => Some("F2".to_owned()),
            Event::Withdrawn { .. } => Some("F3".to_owned()),
            Event::Replied { .. } => self.draft.as_ref().map(|draft| format!("{:?}", draft.primary)),
            _ => None,
        };
        self.running_clock().iter().rev().find_map(code)
    }

    /// The events of the clock that runs, or ran last.
    pub fn running_clock(&self) -> &[Event] {
        self.clocks.last().map_or(&[], Vec::as_slice)
    }

    /// The dates of the clock that runs, or ran last.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if a date lies outside the calendar.
    pub fn deadline<'c>(&self, calendar: &'c Calendar) -> Result<Fold<'c>, BeyondCalendar> {
        fold_stored(self.running_clock(), calendar)
    }

    /// Whether a consulted third party did not agree to disclosure (art 32).
    pub fn third_party_objected(&self) -> bool {
        self.measures.iter().filter(|m| is_of_third_party(m)).any(|m| m.agrees == Some(false))
    }

    /// A consultation, by its number, whose third party did not agree and was not told of the release.
    pub fn untold_third_party(&self) -> Option<u32> {
        let objected = |state: &MeasureState| is_of_third_party(state) && state.agrees == Some(false);
        let mut numbered = (1u32..).zip(&self.measures);
        let untold = numbered.find(|(number, state)| objected(state) && !self.told.contains(number));
        untold.map(|(number, _)| number).filter(|_| !self.told_by_hand)
    }

    /// Whether the draft reply releases information.
    pub fn releases(&self) -> bool {
        let released = |item: &ItemReply| matches!(item.code, ReplyCode::A2 | ReplyCode::B);
        self.draft.as_ref().is_some_and(|draft| draft.items.iter().any(released))
    }

    /// From which day on an approved measure that is still here may leave. A notice to a third party
    /// announces a decision, which there is once the reply is signed (decision 17).
    pub fn may_leave_from(&self, state: &MeasureState) -> Option<NaiveDate> {
        let approved = state.approved_on.filter(|_| state.is_under_way())?;
        match (&state.measure, self.approval) {
            (Measure::Disclosure { .. }, Approval::Signed { on, .. }) => Some(approved.max(on)),
            (Measure::Disclosure { .. }, _) => None,
            _ => Some(approved),
        }
    }

    /// Whether a unit was asked for 会办, answered or not.
    pub fn asked_for_co_handling(&self, unit: UnitId) -> bool {
        self.co_handling.iter().any(|asked| asked.unit == unit)
    }

    /// Whether a consultation of a third party went out (art 32).
    pub fn third_party_consulted(&self) -> bool {
        self.measures.iter().filter(|m| is_of_third_party(m)).any(|m| m.dispatched_on.is_some())
    }

    /// The post whose signature the draft waits for: the reviewers one after the other, last the approver.
    pub fn awaited_signature(&self) -> Option<Role> {
        match self.approval {
            Approval::Pending { level, reviewers } if level >= reviewers => Some(Role::Approver),
            Approval::Pending { .. } => Some(Role::Reviewer),
            Approval::NotSubmitted | Approval::Signed { .. } => None,
        }
    }

    /// The warnings of the clock, and what only the deliveries know: mail returned through the organ's
    /// own wrong address does not count for the prudent date (decision 28); and how long the mail lay
    /// (decision 22).
    ///
    /// # Errors
    /// [`BeyondCalendar`] for days that no calendar holds.
    pub fn warnings(
        &self,
        answer: &Deadline,
        calendar: &WorkCalendar,
        today: NaiveDate,
    ) -> Result<Vec<Warning>, BeyondCalendar> {
        let mut warnings = answer.warnings.clone();
        if let Some((signed, handed)) = self.handed_over
            && calendar.count(signed, handed)? > 1
        {
            warnings.push(Warning::HandedOverLate);
        }
        let own_fault = |d: &&Delivery| d.returned.is_some_and(|(_, own_wrong_address)| own_wrong_address);
        let late = Warning::LateOnPrudentReading;
        if answer.status == Status::Met
            && !warnings.contains(&late)
            && self.current_deliveries().any(|delivery| own_fault(&delivery))
        {
            let counted = self.current_deliveries().filter(|delivery| !own_fault(delivery));
            let delivered_on =
                counted.filter_map(|d| d.method.delivered_on(d.dispatched_on, d.signed_on)).min();
            // Until it is sent again, every day counts.
            if answer.prudent_due_on.is_some_and(|prudent| delivered_on.unwrap_or(today) > prudent) {
                warnings.push(late);
            }
        }
        Ok(warnings)
    }

    /// The deliveries of the clock that runs, or ran last.
    pub fn current_deliveries(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.iter().filter(|delivery| delivery.clock + 1 == self.clocks.len())
    }

    /// The measure of that number, counted from 1.
    pub fn measure(&self, number: u32) -> Option<&MeasureState> {
        self.measures.get(number.checked_sub(1)? as usize)
    }
}

/// Whether it asks a third party (art 32).
pub(super) fn is_of_third_party(state: &MeasureState) -> bool {
    matches!(state.measure, Measure::Consultation { party: Party::ThirdParty, .. })
}
