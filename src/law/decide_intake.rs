//! Acts around the case: receipt, correction of facts, assignment, 会办.

use super::act::Act;
use super::case::{Case, CoHandling, Recorded};
use super::case_event::CaseEvent;
use super::deadline::Event;
use super::decide::Situation;
use super::decide_reply::must_not_be_in_approval;
use super::refusal::Refusal;
use super::roles::{Relation, Role, relation};
use super::text::{Text, UnitId, UserId};

pub(super) fn decide(situation: &Situation<'_>, act: &Act) -> Result<Vec<CaseEvent>, Refusal> {
    match act {
        Act::ConfirmReceipt { on, backdating } => confirm(situation, *on, backdating),
        Act::CorrectFact { .. } => correct_fact(situation, act),
        Act::Assign { unit, handler, reason } => assign(situation, *unit, *handler, reason),
        Act::SignFor {} => sign_for(situation),
        Act::ReturnAssignment { reason } => {
            situation.must_be_open()?;
            // A reply that is signed or about to be would be left without anybody.
            must_not_be_in_approval(situation)?;
            Ok(vec![CaseEvent::AssignmentReturned { reason: reason.clone() }])
        }
        Act::AskCoHandling { unit, about, answer_by } => {
            situation.must_be_in_hand()?;
            let number = situation.case.co_handling.len() as u32 + 1;
            let (unit, about, answer_by) = (*unit, about.clone(), *answer_by);
            Ok(vec![CaseEvent::CoHandlingAsked { number, unit, about, answer_by }])
        }
        Act::AnswerCoHandling { number, answer } => answer_co_handling(situation, *number, answer),
        Act::Link { case: other, kind } => Ok(vec![CaseEvent::Linked { case: *other, link: *kind }]),
        Act::Urge { message } => Ok(vec![CaseEvent::Urged { message: message.clone() }]),
        _ => Err(Refusal::NotYourTask { act: act.kind().title() }),
    }
}

/// 受理、转办: from one to another only with a reason.
fn assign(
    situation: &Situation<'_>,
    unit: UnitId,
    handler: Option<UserId>,
    reason: &Option<Text>,
) -> Result<Vec<CaseEvent>, Refusal> {
    situation.must_be_open()?;
    if situation.case.unit.is_some() && reason.is_none() {
        return Err(Refusal::Missing { what: "改派的原因", rule: "R45-1" });
    }
    Ok(vec![CaseEvent::Assigned { unit, handler, reason: reason.clone() }])
}

fn sign_for(situation: &Situation<'_>) -> Result<Vec<CaseEvent>, Refusal> {
    situation.must_be_open()?;
    if situation.case.signed_for {
        return Err(Refusal::NotNow { rule: "R45-1", why: "案件已经签收" });
    }
    Ok(vec![CaseEvent::SignedFor {}])
}

fn answer_co_handling(
    situation: &Situation<'_>,
    number: u32,
    answer: &Text,
) -> Result<Vec<CaseEvent>, Refusal> {
    let own = |asked: &&CoHandling| Some(asked.unit) == situation.actor.unit;
    let asked = number.checked_sub(1).and_then(|index| situation.case.co_handling.get(index as usize));
    if asked.filter(own).is_none_or(|asked| asked.answered) {
        return Err(Refusal::NotNow { rule: "R45-1", why: "没有这一项尚待答复的会办请求" });
    }
    Ok(vec![CaseEvent::CoHandlingAnswered { number, answer: answer.clone() }])
}

/// P0-2: a day before today needs a reason (decision 23).
pub(super) fn confirm(
    situation: &Situation<'_>,
    on: chrono::NaiveDate,
    backdating: &Option<super::act::Backdating>,
) -> Result<Vec<CaseEvent>, Refusal> {
    situation.must_be_open()?;
    if situation.case.confirmed {
        return Err(Refusal::NotNow {
            rule: "P0-2", why: "收到申请之日已经确定；如有错误，请使用更正"
        });
    }
    situation.own_act_on(on, backdating.as_ref())?;
    situation.fold()?.judge(&Event::Confirmed { on })?;
    Ok(vec![CaseEvent::ReceiptConfirmed { on, backdating: backdating.clone() }])
}

/// Decision 2: the correction stands at its event's place; decision 23: a date moved later needs
/// a proof and a second person.
fn correct_fact(situation: &Situation<'_>, act: &Act) -> Result<Vec<CaseEvent>, Refusal> {
    let Act::CorrectFact { event, field, on, reason, backdating } = act else { return Ok(Vec::new()) };
    situation.not_in_future(*on)?;
    if *event == 0 || *event > situation.last_event {
        return Err(Refusal::Missing { what: "要更正的事项序号", rule: "R33-13" });
    }
    if let Some(backdating) = backdating {
        situation.second_person_stands_for(*on, backdating)?;
    }
    let corrected = CaseEvent::FactCorrected {
        event: *event,
        field: *field,
        on: *on,
        reason: reason.clone(),
        backdating: backdating.clone(),
    };
    Ok(vec![corrected])
}

/// Whether a correction would move a date of the case later, or an own act far back, without a second
/// person standing for it.
///
/// # Errors
/// [`Refusal::BackdatingNeedsSecondPerson`]; [`Refusal::Missing`] if the event has no such day.
pub fn judge_correction(
    situation: &Situation<'_>,
    journal: &[Recorded],
    correction: &CaseEvent,
) -> Result<(), Refusal> {
    let CaseEvent::FactCorrected { event, field, on, backdating, .. } = correction else { return Ok(()) };
    let mut named = journal.get((*event as usize).wrapping_sub(1)).map(|recorded| recorded.event.clone());
    if !named.as_mut().is_some_and(|named| named.set_day(*field, *on)) {
        return Err(Refusal::Missing { what: "该事项中可以更正的日期", rule: "R33-13" });
    }
    let mut after = journal.to_vec();
    after.push(Recorded { event: correction.clone(), by: Some(situation.actor.user) });
    let after = Case::fold(situation.case.organ, &situation.case.organ_path, &after);
    let dates = |case: &Case| -> Result<_, Refusal> {
        let fold = case.deadline(situation.calendar)?;
        let answer = fold.answer(situation.today)?;
        Ok([answer.due_on, answer.prudent_due_on, fold.awaited().map(|(_, last_day)| last_day)])
    };
    let later = dates(&after)?.iter().zip(dates(situation.case)?).any(|(after, before)| *after > before);
    let own_act = named.is_some_and(|named| named.is_own_act());
    match backdating {
        None if later || (own_act && situation.lies_far_back(*on)?) => {
            Err(Refusal::BackdatingNeedsSecondPerson { on: *on })
        }
        _ => Ok(()),
    }
}

/// 一事一申请 (decision 27): some of several items, before anything went out about them.
///
/// # Errors
/// [`Refusal::NotYourTask`] unless a clerk of the organ; [`Refusal::NotNow`] once the case is under way.
pub fn judge_split(situation: &Situation<'_>, items: &[u16]) -> Result<(), Refusal> {
    let Situation { case, actor, .. } = situation;
    if actor.role != Role::Clerk || relation(actor, case) < Relation::OwnOrgan {
        return Err(Refusal::NotYourTask { act: "拆分申请" });
    }
    situation.must_be_open()?;
    if case.draft.is_some() || case.measures.iter().any(|measure| measure.dispatched_on.is_some()) {
        return Err(Refusal::NotNow {
            rule: "F-3", why: "案件已经发出文书或者拟定答复，不能再拆分"
        });
    }
    let some = !items.is_empty() && items.iter().all(|item| case.items.contains(item));
    if !some || items.len() >= case.items.len() {
        return Err(Refusal::Missing {
            what: "要拆分的部分项目（至少保留一项）", rule: "F-3"
        });
    }
    Ok(())
}
