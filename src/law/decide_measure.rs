//! Acts that need the office head and then go out: 补正, 征求意见, 属性函询, 延期, 收费, art 35, 不再处理.
//!
//! Proposed by the handler, approved by the office head, dispatched by the clerk or the handler;
//! the date moves at dispatch (decision 18), and it is at dispatch that the law is asked.

use chrono::NaiveDate;

use super::act::{Act, Measure};
use super::case::{MeasureState, dispatched_event};
use super::case_event::CaseEvent;
use super::deadline::Event;
use super::decide::Situation;
use super::refusal::Refusal;

pub(super) fn decide(situation: &Situation<'_>, act: &Act) -> Result<Vec<CaseEvent>, Refusal> {
    let Situation { case, actor, today, .. } = *situation;
    match act {
        Act::ProposeMeasure { measure } => {
            situation.must_be_in_hand()?;
            situation.must_be_confirmed()?;
            judge(situation, case.measures.len() as u32 + 1, &proposed(measure), today)?;
            Ok(vec![CaseEvent::MeasureProposed {
                number: case.measures.len() as u32 + 1,
                measure: measure.clone(),
            }])
        }
        Act::ApproveMeasure { number } => {
            situation.must_be_open()?;
            let state = open_measure(situation, *number)?;
            if actor.stands_for(state.proposed_by) {
                return Err(Refusal::OwnDraft);
            }
            Ok(vec![CaseEvent::MeasureApproved { number: *number, on: today }])
        }
        Act::RefuseMeasure { number, reason } => {
            open_measure(situation, *number)?;
            Ok(vec![CaseEvent::MeasureRefused { number: *number, reason: reason.clone() }])
        }
        Act::DispatchMeasure { number, on, backdating } => {
            situation.must_be_open()?;
            situation.own_act_on(*on, backdating.as_ref())?;
            let state = case.measure(*number).ok_or(NO_SUCH_MEASURE)?;
            if state.approved_on.is_none() || state.dispatched_on.is_some() {
                return Err(Refusal::NotNow {
                    rule: "R33-4", why: "只能发出已经批准、尚未发出的文书"
                });
            }
            // Only what was approved leaves the organ (decision 18); an extension has its own article.
            if state.approved_on.is_some_and(|approved| *on < approved)
                && !matches!(state.measure, Measure::Extension { .. })
            {
                return Err(Refusal::NotNow {
                    rule: "R33-4", why: "发出日期早于批准日期,请核对"
                });
            }
            let in_time = judge(situation, *number, state, *on)?;
            Ok(vec![CaseEvent::MeasureDispatched {
                number: *number,
                on: *on,
                in_time,
                backdating: backdating.clone(),
            }])
        }
        Act::RecordReceipt { number, on } => {
            situation.not_in_future(*on)?;
            let state = dispatched(situation, *number)?;
            if state.received_on.is_some() {
                return Err(Refusal::NotNow {
                    rule: "P0-10",
                    why: "对方签收日期已经登记;如有错误,请使用更正",
                });
            }
            if state.dispatched_on.is_some_and(|sent| *on < sent) {
                return Err(Refusal::NotNow {
                    rule: "P0-10", why: "签收日期早于发出日期,请核对"
                });
            }
            Ok(vec![CaseEvent::MeasureReceived { number: *number, on: *on }])
        }
        Act::RecordCorrection { on, submitted_on, content } => {
            situation.must_be_open()?;
            situation.not_in_future(*on)?;
            situation.fold()?.judge(&Event::Corrected { on: *on, submitted_on: *submitted_on })?;
            if submitted_on.is_some_and(|submitted| submitted > *on) {
                return Err(Refusal::NotNow {
                    rule: "R30-4", why: "提交日期不能晚于收到补正之日,请核对"
                });
            }
            Ok(vec![CaseEvent::Corrected { on: *on, submitted_on: *submitted_on, content: content.clone() }])
        }
        Act::RecordAnswer { number, on, agrees, answer } => {
            situation.not_in_future(*on)?;
            let state = dispatched(situation, *number)?;
            let answerable = matches!(
                state.measure,
                Measure::Consultation { .. } | Measure::Inquiry { .. } | Measure::Reasons { .. }
            );
            if !answerable
                || state.answered_on.is_some()
                || state.dispatched_on.is_some_and(|sent| *on < sent)
            {
                return Err(Refusal::UnknownRef);
            }
            Ok(vec![CaseEvent::Answered {
                number: *number,
                on: *on,
                agrees: *agrees,
                answer: answer.clone(),
            }])
        }
        Act::RecordPayment { on } => {
            situation.must_be_open()?;
            situation.not_in_future(*on)?;
            situation.fold()?.judge(&Event::FeePaid { on: *on })?;
            Ok(vec![CaseEvent::FeePaid { on: *on }])
        }
        _ => Err(Refusal::NotYourTask { act: act.kind().title() }),
    }
}

const NO_SUCH_MEASURE: Refusal =
    Refusal::NotNow { rule: "R45-1", why: "没有这一项办理事项,请核对序号" };

fn proposed(measure: &Measure) -> MeasureState {
    MeasureState {
        measure: measure.clone(),
        agrees: None,
        proposed_by: None,
        approved_on: None,
        refused: false,
        dispatched_on: None,
        received_on: None,
        answered_on: None,
    }
}

/// Asks the law about the measure as if it went out on `on`, and whether it would go out by the due date.
fn judge(
    situation: &Situation<'_>,
    number: u32,
    state: &MeasureState,
    on: NaiveDate,
) -> Result<bool, Refusal> {
    let fold = situation.fold()?;
    if let Some(event) = dispatched_event(number, state, on, true) {
        fold.judge(&event)?;
        // A period that leads out of the calendar is refused when it is proposed, not when it is approved.
        let mut after = fold.clone();
        after.record(&event)?;
        after.answer(situation.today)?;
    }
    Ok(fold.is_by_due(on)?)
}

fn open_measure<'s>(situation: &Situation<'s>, number: u32) -> Result<&'s MeasureState, Refusal> {
    let state = situation.case.measure(number).ok_or(NO_SUCH_MEASURE)?;
    if state.approved_on.is_some() || state.refused {
        return Err(Refusal::NotNow { rule: "R33-4", why: "这一项已经审批" });
    }
    Ok(state)
}

fn dispatched<'s>(situation: &Situation<'s>, number: u32) -> Result<&'s MeasureState, Refusal> {
    let state = situation.case.measure(number).ok_or(NO_SUCH_MEASURE)?;
    if state.dispatched_on.is_none() {
        return Err(Refusal::NotNow { rule: "P0-10", why: "这一份文书尚未发出" });
    }
    Ok(state)
}
