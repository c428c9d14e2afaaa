//! Acts around the case: receipt, assignment, 会办, withdrawal, 存查, filing, reopening.

use super::act::Act;
use super::case::{Case, Closed, CoHandling, Recorded};
use super::case_event::CaseEvent;
use super::deadline::Event;
use super::decide::Situation;
use super::decide_reply::must_not_be_in_approval;
use super::refusal::Refusal;

pub(super) fn decide(situation: &Situation<'_>, act: &Act) -> Result<Vec<CaseEvent>, Refusal> {
    let Situation { case, today, .. } = *situation;
    match act {
        Act::ConfirmReceipt { on, backdating } => confirm(situation, *on, backdating),
        Act::CorrectFact { .. } => correct_fact(situation, act),
        Act::Assign { unit, handler, reason } => {
            situation.must_be_open()?;
            if case.unit.is_some() && reason.is_none() {
                return Err(Refusal::Missing { what: "改派的原因", rule: "R45-1" });
            }
            Ok(vec![CaseEvent::Assigned { unit: *unit, handler: *handler, reason: reason.clone() }])
        }
        Act::SignFor {} => {
            situation.must_be_open()?;
            if case.signed_for {
                return Err(Refusal::NotNow { rule: "R45-1", why: "案件已经签收" });
            }
            Ok(vec![CaseEvent::SignedFor {}])
        }
        Act::ReturnAssignment { reason } => {
            situation.must_be_open()?;
            // A reply that is signed or about to be would be left without anybody.
            must_not_be_in_approval(situation)?;
            Ok(vec![CaseEvent::AssignmentReturned { reason: reason.clone() }])
        }
        Act::AskCoHandling { unit, about, answer_by } => {
            situation.must_be_in_hand()?;
            let number = case.co_handling.len() as u32 + 1;
            Ok(vec![CaseEvent::CoHandlingAsked {
                number,
                unit: *unit,
                about: about.clone(),
                answer_by: *answer_by,
            }])
        }
        Act::AnswerCoHandling { number, answer } => {
            let own = |asked: &&CoHandling| Some(asked.unit) == situation.actor.unit;
            let asked = number.checked_sub(1).and_then(|index| case.co_handling.get(index as usize));
            if asked.filter(own).is_none_or(|asked| asked.answered) {
                return Err(Refusal::NotNow {
                    rule: "R45-1", why: "没有这一项尚待答复的会办请求"
                });
            }
            Ok(vec![CaseEvent::CoHandlingAnswered { number: *number, answer: answer.clone() }])
        }
        Act::RequestWithdrawal {} => {
            situation.must_be_open()?;
            if case.withdrawal_requested.is_some() {
                return Err(Refusal::NotNow {
                    rule: "X16", why: "申请人已经申请撤回,等待工作人员确认"
                });
            }
            Ok(vec![CaseEvent::WithdrawalRequested { on: today }])
        }
        Act::Withdraw { on, proof } => {
            situation.must_be_open()?;
            situation.not_in_future(*on)?;
            if case.withdrawal_requested.is_some_and(|requested| requested != *on) {
                return Err(Refusal::NotNow {
                    rule: "X16", why: "撤回日期应为申请人申请撤回之日,请核对"
                });
            }
            situation.fold()?.judge(&Event::Withdrawn { on: *on })?;
            Ok(vec![CaseEvent::Withdrawn { on: *on, proof: proof.clone() }])
        }
        Act::Shelve { attempts } => {
            situation.must_be_open()?;
            if case.confirmed {
                return Err(Refusal::NotNow {
                    rule: "R31-5",
                    why: "只有无法与申请人取得联系、收到日期未确认的申请才能存查",
                });
            }
            Ok(vec![CaseEvent::Shelved { on: today, attempts: attempts.clone() }])
        }
        Act::Revive { reason } => {
            if case.closed != Some(Closed::Shelved) {
                return Err(Refusal::NotNow {
                    rule: "R31-5", why: "案件没有存查,不需要恢复办理"
                });
            }
            Ok(vec![CaseEvent::Revived { reason: reason.clone() }])
        }
        Act::Link { case: other, kind } => Ok(vec![CaseEvent::Linked { case: *other, link: *kind }]),
        Act::Archive {} => {
            // 存查 is revived by contact (decision 25), which an archive would not be.
            if !case.ended() || case.closed == Some(Closed::Shelved) {
                return Err(Refusal::NotNow {
                    rule: "R0-3", why: "案件尚未办结,送达后方可归档"
                });
            }
            Ok(vec![CaseEvent::Archived { on: today }])
        }
        Act::Reopen { by, served_on, document } => {
            situation.not_in_future(*served_on)?;
            if !case.ended() {
                return Err(Refusal::NotNow {
                    rule: "P0-16", why: "案件尚在办理,不需要重新开始"
                });
            }
            Ok(vec![CaseEvent::Reopened { by: *by, on: *served_on, document: document.clone() }])
        }
        Act::Urge { message } => Ok(vec![CaseEvent::Urged { message: message.clone() }]),
        _ => Err(Refusal::NotYourTask { act: act.kind().title() }),
    }
}

fn confirm(
    situation: &Situation<'_>,
    on: chrono::NaiveDate,
    backdating: &Option<super::act::Backdating>,
) -> Result<Vec<CaseEvent>, Refusal> {
    situation.must_be_open()?;
    if situation.case.confirmed {
        return Err(Refusal::NotNow {
            rule: "P0-2", why: "收到申请之日已经确定;如有错误,请使用更正"
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
