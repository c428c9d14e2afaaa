//! What the other side does, recorded: a notice received, a correction, an opinion, a payment.

use chrono::NaiveDate;

use super::act::{Act, Measure};
use super::case::MeasureState;
use super::case_event::CaseEvent;
use super::deadline::Event;
use super::decide::Situation;
use super::decide_measure::NO_SUCH_MEASURE;
use super::refusal::Refusal;
use super::text::Text;

pub(super) fn decide(situation: &Situation<'_>, act: &Act) -> Result<Vec<CaseEvent>, Refusal> {
    match act {
        Act::RecordReceipt { number, on } => record_receipt(situation, *number, *on),
        Act::RecordCorrection { on, submitted_on, content } => {
            record_correction(situation, *on, *submitted_on, content)
        }
        Act::RecordAnswer { number, on, agrees, answer } => {
            record_answer(situation, *number, *on, *agrees, answer)
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

/// P0-10: the other side's period runs from here.
fn record_receipt(situation: &Situation<'_>, number: u32, on: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
    situation.not_in_future(on)?;
    let state = dispatched(situation, number)?;
    if state.received_on.is_some() {
        let why = "对方签收日期已经登记；如有错误，请使用更正";
        return Err(Refusal::NotNow { rule: "P0-10", why });
    }
    if state.dispatched_on.is_some_and(|sent| on < sent) {
        return Err(Refusal::NotNow { rule: "P0-10", why: "签收日期早于发出日期，请核对" });
    }
    Ok(vec![CaseEvent::MeasureReceived { number, on }])
}

fn record_correction(
    situation: &Situation<'_>,
    on: NaiveDate,
    submitted_on: Option<NaiveDate>,
    content: &Option<Text>,
) -> Result<Vec<CaseEvent>, Refusal> {
    situation.must_be_open()?;
    situation.not_in_future(on)?;
    situation.fold()?.judge(&Event::Corrected { on, submitted_on })?;
    if submitted_on.is_some_and(|submitted| submitted > on) {
        return Err(Refusal::NotNow {
            rule: "R30-4", why: "提交日期不能晚于收到补正之日，请核对"
        });
    }
    Ok(vec![CaseEvent::Corrected { on, submitted_on, content: content.clone() }])
}

fn record_answer(
    situation: &Situation<'_>,
    number: u32,
    on: NaiveDate,
    agrees: Option<bool>,
    answer: &Text,
) -> Result<Vec<CaseEvent>, Refusal> {
    situation.not_in_future(on)?;
    let state = dispatched(situation, number)?;
    let answerable = matches!(
        state.measure,
        Measure::Consultation { .. } | Measure::Inquiry { .. } | Measure::Reasons { .. }
    );
    let too_early = state.dispatched_on.is_some_and(|sent| on < sent);
    if !answerable || state.answered_on.is_some() || too_early {
        return Err(Refusal::UnknownRef);
    }
    Ok(vec![CaseEvent::Answered { number, on, agrees, answer: answer.clone() }])
}

fn dispatched<'s>(situation: &Situation<'s>, number: u32) -> Result<&'s MeasureState, Refusal> {
    let state = situation.case.measure(number).ok_or(NO_SUCH_MEASURE)?;
    if state.dispatched_on.is_none() {
        return Err(Refusal::NotNow { rule: "P0-10", why: "这一份文书尚未发出" });
    }
    Ok(state)
}
