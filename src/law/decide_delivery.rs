//! Acts of 送达, what may hold it, and 当场答复, which does every step at once.

use chrono::NaiveDate;

use super::act::{Act, Backdating, ItemReply, SealKind};
use super::case::{Approval, Step};
use super::case_event::CaseEvent;
use super::deadline::{Channel, DeliveryMethod, Event};
use super::decide::Situation;
use super::decide_reply::check_items;
use super::refusal::Refusal;
use super::text::{Text, UnitId};

pub(super) fn decide(situation: &Situation<'_>, act: &Act) -> Result<Vec<CaseEvent>, Refusal> {
    match act {
        Act::Deliver { method, dispatched_on, signed_on, tracking, chosen, backdating } => {
            may_be_delivered(situation, *method, *dispatched_on, *signed_on, backdating)?;
            Ok(vec![CaseEvent::ReplyDispatched {
                delivery: situation.case.deliveries.len() as u32 + 1,
                method: *method,
                dispatched_on: *dispatched_on,
                signed_on: *signed_on,
                tracking: tracking.clone(),
                chosen: chosen.clone().filter(|_| *method == DeliveryMethod::Electronic),
                backdating: backdating.clone(),
            }])
        }
        Act::RecordDelivery { delivery, on } => {
            under_way(situation, *delivery, *on, "P0-9")?;
            Ok(vec![CaseEvent::ReplySignedFor { delivery: *delivery, on: *on }])
        }
        Act::RecordReturnedMail { delivery, on, own_wrong_address } => {
            under_way(situation, *delivery, *on, "P-5")?;
            let (delivery, on, own_wrong_address) = (*delivery, *on, *own_wrong_address);
            Ok(vec![CaseEvent::MailReturned { delivery, on, own_wrong_address }])
        }
        Act::AnswerOnTheSpot { unit, items, authorisation, signature } => {
            on_the_spot(situation, *unit, items, authorisation, signature)
        }
        Act::Hold { reason } => hold(situation, reason),
        Act::Release { reason } => {
            if !situation.case.held {
                return Err(Refusal::NotNow { rule: "J-9", why: "案件没有暂停提供" });
            }
            Ok(vec![CaseEvent::Released { reason: reason.clone() }])
        }
        _ => Err(Refusal::NotYourTask { act: act.kind().title() }),
    }
}

/// The delivery of that number, counted from 1, is on its way on `on`: neither signed for nor returned.
fn under_way(
    situation: &Situation<'_>,
    number: u32,
    on: NaiveDate,
    rule: &'static str,
) -> Result<(), Refusal> {
    situation.not_in_future(on)?;
    let deliveries = &situation.case.deliveries;
    let sent = number.checked_sub(1).and_then(|index| deliveries.get(index as usize));
    let sent = sent
        .filter(|sent| sent.signed_on.is_none() && sent.returned.is_none())
        .ok_or(Refusal::NotNow { rule, why: "没有这一次尚未签收的送达" })?;
    if sent.dispatched_on.is_some_and(|dispatched| on < dispatched) {
        return Err(Refusal::NotNow { rule, why: "日期早于发出日期，请核对" });
    }
    Ok(())
}

/// Whether a letter that no act of the case sends may leave on a day: not before its signature, and dated as
/// any own act (decision 23). It moves no date, so the state of the clock does not matter.
///
/// # Errors
/// The rule that refuses the day.
pub fn judge_letter_dispatch(
    situation: &Situation<'_>,
    signed_on: NaiveDate,
    on: NaiveDate,
    backdating: Option<&Backdating>,
) -> Result<(), Refusal> {
    if situation.case.archived {
        return Err(Refusal::NotNow { rule: "R0-3", why: "案件已经归档，不能再办理" });
    }
    if on < signed_on {
        return Err(Refusal::NotNow { rule: "R45-1", why: "发出日期早于签发日期，请核对" });
    }
    situation.own_act_on(on, backdating)
}

/// J-9: at a third party's suit nothing more is provided.
fn hold(situation: &Situation<'_>, reason: &Text) -> Result<Vec<CaseEvent>, Refusal> {
    if situation.case.closed.is_some() {
        return Err(Refusal::AlreadyEnded);
    }
    if situation.case.held {
        return Err(Refusal::NotNow { rule: "J-9", why: "案件已经暂停提供" });
    }
    Ok(vec![CaseEvent::Held { reason: reason.clone() }])
}

const NOT_SEALED: Refusal =
    Refusal::NotNow { rule: "R45-1", why: "答复尚未签发并用印，不能送达" };

/// P0-9 and decision 17: nothing unsigned or unsealed is delivered; J-9 and R32-3: nothing that is
/// held, nothing of a third party before it was told.
fn may_be_delivered(
    situation: &Situation<'_>,
    method: DeliveryMethod,
    dispatched_on: Option<NaiveDate>,
    signed_on: Option<NaiveDate>,
    backdating: &Option<Backdating>,
) -> Result<(), Refusal> {
    let case = situation.case;
    if case.closed.is_some() {
        return Err(Refusal::AlreadyEnded);
    }
    situation.must_be_confirmed()?;
    let Approval::Signed { on: decided_on, .. } = case.approval else { return Err(NOT_SEALED) };
    if !case.sealed {
        return Err(NOT_SEALED);
    }
    if case.held {
        return Err(Refusal::NotNow { rule: "J-9", why: "本案暂停提供，恢复后方可送达" });
    }
    if case.releases() && case.untold_third_party().is_some() {
        return Err(Refusal::NotNow {
            rule: "R32-3",
            why: "第三方不同意公开，应先发出决定公开告知书，将决定公开的内容和理由书面告知第三方",
        });
    }
    let on = dispatched_on.or(signed_on).ok_or(Refusal::Missing { what: "送达日期", rule: "P0-9" })?;
    if on < decided_on {
        return Err(Refusal::NotNow { rule: "R45-1", why: "送达日期早于签发日期，请核对" });
    }
    situation.own_act_on(on, backdating.as_ref())?;
    signed_on.map_or(Ok(()), |signed| situation.not_in_future(signed))?;
    if dispatched_on.zip(signed_on).is_some_and(|(dispatched, signed)| signed < dispatched) {
        return Err(Refusal::NotNow { rule: "P0-9", why: "签收日期早于发出日期，请核对" });
    }
    let posted = matches!(method, DeliveryMethod::Post | DeliveryMethod::Electronic);
    if posted && dispatched_on.is_none() {
        return Err(Refusal::Missing { what: "发出日期", rule: "P0-9" });
    }
    if !case.replied() && method.delivered_on(dispatched_on, signed_on).is_some() {
        situation.fold()?.judge(&Event::Replied { method, dispatched_on, signed_on })?;
    }
    Ok(())
}

/// R33-1, decision 21: every step at once, in person, for a few codes, under a standing authorisation.
fn on_the_spot(
    situation: &Situation<'_>,
    unit: UnitId,
    items: &[ItemReply],
    authorisation: &Text,
    signature: &Text,
) -> Result<Vec<CaseEvent>, Refusal> {
    situation.must_be_open()?;
    situation.must_be_confirmed()?;
    let Situation { case, actor, today, .. } = *situation;
    if !matches!(case.channel, Some(Channel::InPerson | Channel::Oral)) {
        return Err(Refusal::NotNow { rule: "R33-1", why: "只有当面提出的申请才能当场答复" });
    }
    if case.held {
        return Err(Refusal::NotNow { rule: "J-9", why: "本案暂停提供，恢复后方可答复" });
    }
    if case.step() != Step::Registration {
        return Err(Refusal::NotNow { rule: "R33-1", why: "案件已经转办，不能再当场答复" });
    }
    if !items.iter().all(|item| item.code.may_be_answered_on_the_spot()) {
        return Err(Refusal::NotNow {
            rule: "R33-1",
            why: "当场答复只适用于已主动公开、可以公开、行政查询事项和公开出版物",
        });
    }
    let primary = check_items(&case.items, items)?;
    Ok(vec![
        CaseEvent::Assigned { unit, handler: Some(actor.user), reason: None },
        CaseEvent::SignedFor {},
        CaseEvent::OpinionProposed { opinion: authorisation.clone() },
        CaseEvent::DecisionDrafted { items: items.to_vec(), primary },
        CaseEvent::SubmittedForApproval { reviewers: 0 },
        CaseEvent::ApprovalPassed {
            level: 0,
            on: today,
            signed_by: None,
            comment: Some(authorisation.clone()),
        },
        CaseEvent::Sealed { seal: SealKind::Paper, on: today },
        CaseEvent::AnsweredOnTheSpot { authorisation: authorisation.clone(), signature: signature.clone() },
        CaseEvent::ReplyDispatched {
            delivery: 1,
            method: DeliveryMethod::HandedOver,
            dispatched_on: Some(today),
            signed_on: Some(today),
            tracking: None,
            chosen: None,
            backdating: None,
        },
    ])
}
