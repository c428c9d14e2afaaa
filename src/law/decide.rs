//! Whether an act is allowed now, and what then happened: from a case, an act, a person and a day
//! to events, or a refusal with its rule.
//!
//! The checks go from the person to the matter: the post and how the case stands to it
//! ([`super::roles`]), the day (decision 23), the state of the case, the facts the act must
//! bring, and last the dates ([`super::judge`]).

use chrono::NaiveDate;

use super::act::{Act, Backdating};
use super::calendar::Calendar;
use super::case::{Case, Closed};
use super::case_event::{Actor, CaseEvent};
use super::fold::Fold;
use super::refusal::Refusal;
use super::roles::{may, relation};
use super::{decide_answer, decide_delivery, decide_end, decide_intake, decide_measure, decide_reply};

/// What a decision rests on besides the act.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    pub case: &'a Case,
    pub actor: &'a Actor,
    pub today: NaiveDate,
    pub calendar: &'a Calendar,
    /// How many reviewers pass a reply before the approver signs: the organ's setting.
    pub reviewers: u8,
    /// The number of the last event, so that the law can name the next.
    pub last_event: u32,
}

/// Decides `act`.
///
/// # Errors
/// The first rule that refuses it.
pub fn decide(situation: &Situation<'_>, act: &Act) -> Result<Vec<CaseEvent>, Refusal> {
    let Situation { case, actor, .. } = situation;
    // 会办 is answered by the unit that was asked, and by nobody else of the organ.
    let asked = !matches!(act, Act::AnswerCoHandling { .. })
        || actor.unit.is_some_and(|unit| case.asked_for_co_handling(unit));
    if !asked || !may(actor, act.kind(), relation(actor, case)) {
        return Err(Refusal::NotYourTask { act: act.kind().title() });
    }
    if case.archived && !matches!(act, Act::Reopen { .. }) {
        return Err(Refusal::NotNow { rule: "R0-3", why: "案件已经归档，不能再办理" });
    }
    match act.confirmed_on() {
        Some(on) => decide_with_confirmation(situation, act, on),
        None => decide_matter(situation, act),
    }
}

/// Decision 20: the confirmation is appended first, and the act is decided for the case as it then stands.
fn decide_with_confirmation(
    situation: &Situation<'_>,
    act: &Act,
    on: NaiveDate,
) -> Result<Vec<CaseEvent>, Refusal> {
    let mut events = decide_intake::confirm(situation, on, &None)?;
    let mut case = situation.case.clone();
    for event in &events {
        case.apply(event, Some(situation.actor.user));
    }
    let last_event = situation.last_event + events.len() as u32;
    events.extend(decide_matter(&Situation { case: &case, last_event, ..*situation }, act)?);
    Ok(events)
}

fn decide_matter(situation: &Situation<'_>, act: &Act) -> Result<Vec<CaseEvent>, Refusal> {
    match act {
        Act::ConfirmReceipt { .. }
        | Act::CorrectFact { .. }
        | Act::Assign { .. }
        | Act::SignFor {}
        | Act::ReturnAssignment { .. }
        | Act::AskCoHandling { .. }
        | Act::AnswerCoHandling { .. }
        | Act::Link { .. }
        | Act::Urge { .. } => decide_intake::decide(situation, act),
        Act::RequestWithdrawal {}
        | Act::Withdraw { .. }
        | Act::Shelve { .. }
        | Act::Revive { .. }
        | Act::Archive {}
        | Act::Reopen { .. } => decide_end::decide(situation, act),
        Act::ProposeMeasure { .. }
        | Act::ApproveMeasure { .. }
        | Act::RefuseMeasure { .. }
        | Act::DispatchMeasure { .. } => decide_measure::decide(situation, act),
        Act::RecordReceipt { .. }
        | Act::RecordCorrection { .. }
        | Act::RecordAnswer { .. }
        | Act::RecordPayment { .. } => decide_answer::decide(situation, act),
        Act::ProposeOpinion { .. }
        | Act::DraftDecision { .. }
        | Act::SubmitForApproval {}
        | Act::Pass { .. }
        | Act::Return { .. }
        | Act::RecordOfflineApproval { .. }
        | Act::Seal { .. } => decide_reply::decide(situation, act),
        Act::Deliver { .. }
        | Act::RecordDelivery { .. }
        | Act::RecordReturnedMail { .. }
        | Act::AnswerOnTheSpot { .. }
        | Act::Hold { .. }
        | Act::Release { .. } => decide_delivery::decide(situation, act),
    }
}

impl<'a> Situation<'a> {
    /// The dates of the running clock.
    pub(super) fn fold(&self) -> Result<Fold<'a>, Refusal> {
        Ok(self.case.deadline(self.calendar)?)
    }

    /// The case must still be open: no reply, no lapse, no withdrawal.
    pub(super) fn must_be_open(&self) -> Result<(), Refusal> {
        match self.case.closed {
            Some(Closed::Shelved) => {
                Err(Refusal::NotNow { rule: "R31-5", why: "案件已经存查，请先恢复办理" })
            }
            Some(_) => Err(Refusal::AlreadyEnded),
            None if self.case.replied() => Err(Refusal::AlreadyEnded),
            None => Ok(()),
        }
    }

    /// The handler works on what was signed for.
    pub(super) fn must_be_in_hand(&self) -> Result<(), Refusal> {
        self.must_be_open()?;
        if !self.case.signed_for {
            return Err(Refusal::NotNow { rule: "R45-1", why: "案件尚未签收，请先签收" });
        }
        Ok(())
    }

    /// R33-2: an act that presupposes a running clock needs the receipt day first (decision 20).
    pub(super) fn must_be_confirmed(&self) -> Result<(), Refusal> {
        if self.case.confirmed { Ok(()) } else { Err(Refusal::NotReceived) }
    }

    /// What others do to us may be recorded late, never early.
    pub(super) fn not_in_future(&self, on: NaiveDate) -> Result<(), Refusal> {
        if on > self.today { Err(Refusal::InFuture { on }) } else { Ok(()) }
    }

    /// Decision 23: an own act dated before today needs a reason; more than 3 working days back
    /// also a proof and a second person.
    pub(super) fn own_act_on(&self, on: NaiveDate, backdating: Option<&Backdating>) -> Result<(), Refusal> {
        self.not_in_future(on)?;
        if on == self.today {
            return Ok(());
        }
        let backdating = backdating.ok_or(Refusal::BackdatingNeedsReason { on })?;
        if self.lies_far_back(on)? { self.second_person_stands_for(on, backdating) } else { Ok(()) }
    }

    /// More than 3 working days back.
    pub(super) fn lies_far_back(&self, on: NaiveDate) -> Result<bool, Refusal> {
        Ok(on < self.today && self.calendar.main.count(on, self.today)? > 3)
    }

    pub(super) fn second_person_stands_for(
        &self,
        on: NaiveDate,
        backdating: &Backdating,
    ) -> Result<(), Refusal> {
        let second = backdating.second_person.is_some_and(|person| person != self.actor.user);
        if second && backdating.proof.is_some() {
            Ok(())
        } else {
            Err(Refusal::BackdatingNeedsSecondPerson { on })
        }
    }
}
