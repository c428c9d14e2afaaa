//! Acts that need the office head and then go out: 补正, 征求意见, 属性函询, 延期, 收费, art 35, 不再处理,
//! and the notice of a release to a third party.
//!
//! Proposed by the handler, approved by the office head, dispatched by the clerk or the handler;
//! the date moves at dispatch (decision 18), and it is at dispatch that the law is asked. What
//! comes back is in [`super::decide_answer`].

use std::mem::discriminant;

use chrono::NaiveDate;

use super::act::{Act, Backdating, Measure};
use super::case::{Approval, MeasureState, is_of_third_party};
use super::case_event::CaseEvent;
use super::case_fold::dispatched_event;
use super::decide::Situation;
use super::refusal::Refusal;
use super::text::Text;

pub(super) fn decide(situation: &Situation<'_>, act: &Act) -> Result<Vec<CaseEvent>, Refusal> {
    let Situation { case, actor, today, .. } = *situation;
    match act {
        Act::ProposeMeasure { measure, .. } => {
            situation.must_be_in_hand()?;
            situation.must_be_confirmed()?;
            may_be_proposed(situation, measure)?;
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
        Act::DispatchMeasure { number, on, tracking, backdating } => {
            dispatch(situation, *number, *on, tracking, backdating)
        }
        _ => Err(Refusal::NotYourTask { act: act.kind().title() }),
    }
}

/// The date moves now, so the law is asked now.
fn dispatch(
    situation: &Situation<'_>,
    number: u32,
    on: NaiveDate,
    tracking: &Option<Text>,
    backdating: &Option<Backdating>,
) -> Result<Vec<CaseEvent>, Refusal> {
    situation.must_be_open()?;
    situation.own_act_on(on, backdating.as_ref())?;
    let state = situation.case.measure(number).ok_or(NO_SUCH_MEASURE)?;
    if state.approved_on.is_none() || state.dispatched_on.is_some() {
        return Err(Refusal::NotNow {
            rule: "R33-4", why: "只能发出已经批准、尚未发出的文书"
        });
    }
    // Only what was approved leaves the organ (decision 18); an extension has its own article.
    if state.approved_on.is_some_and(|approved| on < approved)
        && !matches!(state.measure, Measure::Extension { .. })
    {
        return Err(Refusal::NotNow { rule: "R33-4", why: "发出日期早于批准日期，请核对" });
    }
    if situation.case.may_leave_from(state).is_none_or(|from| on < from && is_disclosure(state)) {
        let why = "决定公开的答复尚未签发，签发后方可发出告知书";
        return Err(Refusal::NotNow { rule: "R32-3", why });
    }
    let in_time = judge(situation, number, state, on)?;
    let (tracking, backdating) = (tracking.clone(), backdating.clone());
    Ok(vec![CaseEvent::MeasureDispatched { number, on, in_time, tracking, backdating }])
}

pub(super) const NO_SUCH_MEASURE: Refusal =
    Refusal::NotNow { rule: "R45-1", why: "没有这一项办理事项，请核对序号" };

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
    if let Measure::Disclosure { release_on, .. } = state.measure
        && release_on < on
    {
        return Err(Refusal::NotNow {
            rule: "R32-3", why: "拟公开日期不能早于告知第三方的日期"
        });
    }
    if let Some(event) = dispatched_event(number, state, on, true) {
        fold.judge(&event)?;
        // A period that leads out of the calendar is refused when it is proposed, not when it is approved.
        let mut after = fold.clone();
        after.record(&event)?;
        after.answer(situation.today)?;
    }
    Ok(fold.is_by_due(on)?)
}

/// What may not be proposed yet, or again, whatever the dates say.
fn may_be_proposed(situation: &Situation<'_>, measure: &Measure) -> Result<(), Refusal> {
    let case = situation.case;
    let refused = |rule, why| Err(Refusal::NotNow { rule, why });
    if matches!(case.approval, Approval::Signed { .. }) && !matches!(measure, Measure::Disclosure { .. }) {
        return refused("R45-1", "答复已经签发，确需再办这一项的，请先由签发人作废答复文书");
    }
    // Several may be consulted or asked; of everything else the case has one under way.
    let several = matches!(
        measure,
        Measure::Consultation { .. } | Measure::Inquiry { .. } | Measure::Disclosure { .. }
    );
    let same = |state: &MeasureState| discriminant(&state.measure) == discriminant(measure);
    if !several && case.measures.iter().any(|state| same(state) && state.is_under_way()) {
        return refused("R33-4", "同一事项已经提出，还没有发出，不能重复提出");
    }
    match measure {
        Measure::Delay { until, .. } => delay_may_be_proposed(situation, *until),
        Measure::Disclosure { consultation, .. } => may_be_told(situation, *consultation),
        _ => Ok(()),
    }
}

/// Art 35: a delay answers reasons that the applicant was asked for and gave (P0-8). Like every last day it is a
/// working day (R33-13).
fn delay_may_be_proposed(situation: &Situation<'_>, until: NaiveDate) -> Result<(), Refusal> {
    if !situation.calendar.main.is_working(until)? {
        return Err(Refusal::DelayOnRestDay { until });
    }
    let given = |state: &MeasureState| {
        matches!(state.measure, Measure::Reasons { .. }) && state.answered_on.is_some()
    };
    if situation.case.measures.iter().any(given) {
        return Ok(());
    }
    let why = "申请人说明理由以后，才能确定延迟答复的日期；请先要求申请人说明理由";
    Err(Refusal::NotNow { rule: "P0-8", why })
}

/// R32-3: a third party that was asked is told, once, what the draft reply releases.
fn may_be_told(situation: &Situation<'_>, consultation: u32) -> Result<(), Refusal> {
    let case = situation.case;
    let refused = |why| Err(Refusal::NotNow { rule: "R32-3", why });
    let asked = case.measure(consultation);
    if !asked.is_some_and(|state| is_of_third_party(state) && state.dispatched_on.is_some()) {
        return refused("没有征求过这一第三方的意见，不需要告知");
    }
    if !case.releases() {
        return refused("先拟定予以公开或者部分公开的答复，再告知第三方决定公开");
    }
    let under_way = |state: &MeasureState| {
        matches!(state.measure, Measure::Disclosure { consultation: of, .. } if of == consultation)
            && state.is_under_way()
    };
    if case.told.contains(&consultation) || case.measures.iter().any(under_way) {
        return refused("这一第三方的决定公开告知书已经提出或者已经发出");
    }
    Ok(())
}

fn is_disclosure(state: &MeasureState) -> bool {
    matches!(state.measure, Measure::Disclosure { .. })
}

fn open_measure<'s>(situation: &Situation<'s>, number: u32) -> Result<&'s MeasureState, Refusal> {
    let state = situation.case.measure(number).ok_or(NO_SUCH_MEASURE)?;
    if state.approved_on.is_some() || state.refused {
        return Err(Refusal::NotNow { rule: "R33-4", why: "这一项已经审批" });
    }
    Ok(state)
}
