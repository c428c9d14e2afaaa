//! Acts of the reply: 提出办理意见, 作出决定, 报批, 用印, 送达, and what may hold it.

use chrono::NaiveDate;

use super::act::{Act, Backdating, ItemReply, SealKind};
use super::case::{Approval, Case, Draft, Step};
use super::case_event::CaseEvent;
use super::deadline::{Channel, DeliveryMethod, Event};
use super::decide::Situation;
use super::refusal::Refusal;
use super::reply::{ReplyCode, ReplyFact};
use super::text::{Text, UnitId, UserId};

pub(super) fn decide(situation: &Situation<'_>, act: &Act) -> Result<Vec<CaseEvent>, Refusal> {
    let Situation { case, today, .. } = *situation;
    match act {
        Act::ProposeOpinion { opinion } => {
            situation.must_be_in_hand()?;
            situation.must_be_confirmed()?;
            must_not_be_in_approval(situation)?;
            Ok(vec![CaseEvent::OpinionProposed { opinion: opinion.clone() }])
        }
        Act::DraftDecision { items } => {
            situation.must_be_in_hand()?;
            must_not_be_in_approval(situation)?;
            if !case.has_opinion {
                return Err(Refusal::NotNow { rule: "R45-1", why: "请先提出办理意见" });
            }
            let primary = check_items(case.items, items)?;
            Ok(vec![CaseEvent::DecisionDrafted { items: items.clone(), primary }])
        }
        Act::SubmitForApproval {} => {
            situation.must_be_in_hand()?;
            if case.draft.is_none() || case.approval != Approval::NotSubmitted {
                return Err(Refusal::NotNow { rule: "R45-1", why: "没有可以报批的拟定答复" });
            }
            Ok(vec![CaseEvent::SubmittedForApproval { reviewers: situation.reviewers }])
        }
        Act::Pass { comment } => {
            let level = pending(situation)?;
            Ok(vec![CaseEvent::ApprovalPassed {
                level,
                on: today,
                signed_by: None,
                comment: comment.clone(),
            }])
        }
        Act::Return { to, reason } => {
            let level = pending(situation)?;
            Ok(vec![CaseEvent::ApprovalReturned { level, to: *to, signed_by: None, reason: reason.clone() }])
        }
        Act::RecordOfflineApproval { signer, signed_on, passed, scan } => {
            record_offline(situation, *signer, *signed_on, *passed, scan)
        }
        Act::Seal { kind } => seal(situation, *kind),
        Act::NotifyThirdParty { on } => {
            situation.must_be_open()?;
            if !case.third_party_consulted() {
                return Err(Refusal::NotNow {
                    rule: "R32-3", why: "没有征求过第三方意见,不需要告知第三方"
                });
            }
            situation.own_act_on(*on, None)?;
            Ok(vec![CaseEvent::ThirdPartyNotified { on: *on }])
        }
        Act::Deliver { method, dispatched_on, signed_on, tracking, backdating } => {
            deliver(situation, *method, *dispatched_on, *signed_on, tracking, backdating)
        }
        Act::RecordDelivery { delivery, on } => {
            situation.not_in_future(*on)?;
            must_be_on_its_way(case, *delivery, *on)?;
            Ok(vec![CaseEvent::ReplySignedFor { delivery: *delivery, on: *on }])
        }
        Act::RecordReturnedMail { delivery, on, own_wrong_address } => {
            situation.not_in_future(*on)?;
            must_be_on_its_way(case, *delivery, *on)?;
            let own_wrong_address = *own_wrong_address;
            Ok(vec![CaseEvent::MailReturned { delivery: *delivery, on: *on, own_wrong_address }])
        }
        Act::AnswerOnTheSpot { unit, items, authorisation, signature } => {
            on_the_spot(situation, *unit, items, authorisation, signature)
        }
        Act::Hold { reason } => {
            if case.closed.is_some() {
                return Err(Refusal::AlreadyEnded);
            }
            if case.held {
                return Err(Refusal::NotNow { rule: "J-9", why: "案件已经暂停提供" });
            }
            Ok(vec![CaseEvent::Held { reason: reason.clone() }])
        }
        Act::Release { reason } => {
            if !case.held {
                return Err(Refusal::NotNow { rule: "J-9", why: "案件没有暂停提供" });
            }
            Ok(vec![CaseEvent::Released { reason: reason.clone() }])
        }
        _ => Err(Refusal::NotYourTask { act: act.kind().title() }),
    }
}

/// The delivery went out by `on`, and neither came back nor was signed for.
fn must_be_on_its_way(case: &Case, delivery: u32, on: NaiveDate) -> Result<(), Refusal> {
    let sent = delivery.checked_sub(1).and_then(|index| case.deliveries.get(index as usize));
    let under_way = sent.is_some_and(|sent| {
        let went_out = sent.dispatched_on.is_none_or(|dispatched| dispatched <= on);
        went_out && sent.signed_on.is_none() && sent.returned.is_none()
    });
    if under_way {
        return Ok(());
    }
    Err(Refusal::NotNow {
        rule: "P-5", why: "没有这一次尚未签收、尚未退回的送达,或者日期早于发出日期"
    })
}

pub(super) fn must_not_be_in_approval(situation: &Situation<'_>) -> Result<(), Refusal> {
    match situation.case.approval {
        Approval::NotSubmitted => Ok(()),
        Approval::Pending { .. } => {
            Err(Refusal::NotNow { rule: "R45-1", why: "拟定答复正在审批,退回后方可修改" })
        }
        Approval::Signed { .. } => {
            Err(Refusal::NotNow { rule: "R45-1", why: "答复已经签发,不能再修改" })
        }
    }
}

/// Each requested item has one code, and each code the facts it cannot go without (rules §5).
fn check_items(requested: u16, items: &[ItemReply]) -> Result<ReplyCode, Refusal> {
    let mut answered: Vec<u16> = items.iter().map(|item| item.item).collect();
    answered.sort_unstable();
    if answered != (1..=requested).collect::<Vec<_>>() {
        return Err(Refusal::Missing { what: "对每一项申请内容各一个答复", rule: "R36-4" });
    }
    for item in items {
        let stated = |fact: &ReplyFact| item.facts.iter().any(|stated| stated.fact == *fact);
        if let Some(missing) = item.code.demanded().iter().find(|fact| !stated(fact)) {
            return Err(Refusal::Missing { what: missing.name(), rule: "R36-2" });
        }
    }
    let codes: Vec<ReplyCode> = items.iter().map(|item| item.code).collect();
    ReplyCode::primary(&codes).ok_or(Refusal::Missing { what: "答复类型", rule: "R36-4" })
}

/// The level that waits for a signature: never of who drafted (decision 15), nor in their name.
fn awaiting_signature(situation: &Situation<'_>) -> Result<u8, Refusal> {
    situation.must_be_open()?;
    let Approval::Pending { level, .. } = situation.case.approval else {
        return Err(Refusal::NotNow { rule: "R45-1", why: "没有等待审批的拟定答复" });
    };
    if situation.actor.stands_for(drafter(situation)) {
        return Err(Refusal::OwnDraft);
    }
    Ok(level)
}

/// The level that waits for the actor's signature.
fn pending(situation: &Situation<'_>) -> Result<u8, Refusal> {
    let level = awaiting_signature(situation)?;
    if situation.case.awaited_signature() != Some(situation.actor.role) {
        return Err(Refusal::NotNow { rule: "R45-1", why: "现在不是本岗位审批的环节" });
    }
    Ok(level)
}

fn drafter(situation: &Situation<'_>) -> Option<UserId> {
    situation.case.draft.as_ref().and_then(|draft| draft.by)
}

/// Decision 16: counts as the signer's pass or return, recorded by someone who did not draft.
fn record_offline(
    situation: &Situation<'_>,
    signer: UserId,
    signed_on: NaiveDate,
    passed: bool,
    scan: &Text,
) -> Result<Vec<CaseEvent>, Refusal> {
    situation.not_in_future(signed_on)?;
    let level = awaiting_signature(situation)?;
    if drafter(situation) == Some(signer) {
        return Err(Refusal::OwnDraft);
    }
    let (signed_by, words) = (Some(signer), scan.clone());
    Ok(vec![if passed {
        CaseEvent::ApprovalPassed { level, on: signed_on, signed_by, comment: Some(words) }
    } else {
        CaseEvent::ApprovalReturned { level, to: super::act::ReturnTo::Decision, signed_by, reason: words }
    }])
}

fn seal(situation: &Situation<'_>, kind: SealKind) -> Result<Vec<CaseEvent>, Refusal> {
    situation.must_be_open()?;
    if !matches!(situation.case.approval, Approval::Signed { .. }) {
        return Err(Refusal::NotNow { rule: "R45-1", why: "答复尚未签发,不能用印" });
    }
    if situation.case.sealed {
        return Err(Refusal::NotNow { rule: "R45-1", why: "答复已经用印" });
    }
    Ok(vec![CaseEvent::Sealed { seal: kind, on: situation.today }])
}

/// P0-9 and decision 17: nothing unsigned or unsealed is delivered; J-9 and R32-3: nothing that is
/// held, nothing of a third party before it was told.
fn deliver(
    situation: &Situation<'_>,
    method: DeliveryMethod,
    dispatched_on: Option<NaiveDate>,
    signed_on: Option<NaiveDate>,
    tracking: &Option<Text>,
    backdating: &Option<Backdating>,
) -> Result<Vec<CaseEvent>, Refusal> {
    let case = situation.case;
    if case.closed.is_some() {
        return Err(Refusal::AlreadyEnded);
    }
    situation.must_be_confirmed()?;
    let Approval::Signed { on: decided_on } = case.approval else { return Err(NOT_SEALED) };
    if !case.sealed {
        return Err(NOT_SEALED);
    }
    if case.held {
        return Err(Refusal::NotNow { rule: "J-9", why: "本案暂停提供,恢复后方可送达" });
    }
    if needs_third_party_told(case.draft.as_ref(), situation) && !case.third_party_told {
        return Err(Refusal::NotNow {
            rule: "R32-3",
            why: "第三方不同意公开,应先将决定公开的内容和理由书面告知第三方",
        });
    }
    let on = dispatched_on.or(signed_on).ok_or(Refusal::Missing { what: "送达日期", rule: "P0-9" })?;
    if on < decided_on {
        return Err(Refusal::NotNow { rule: "R45-1", why: "送达日期早于签发日期,请核对" });
    }
    situation.own_act_on(on, backdating.as_ref())?;
    signed_on.map_or(Ok(()), |signed| situation.not_in_future(signed))?;
    if dispatched_on.zip(signed_on).is_some_and(|(dispatched, signed)| signed < dispatched) {
        return Err(Refusal::NotNow { rule: "P0-9", why: "签收日期早于发出日期,请核对" });
    }
    let posted = matches!(method, DeliveryMethod::Post | DeliveryMethod::Electronic);
    if posted && dispatched_on.is_none() {
        return Err(Refusal::Missing { what: "发出日期", rule: "P0-9" });
    }
    if !case.replied() && method.delivered_on(dispatched_on, signed_on).is_some() {
        situation.fold()?.judge(&Event::Replied { method, dispatched_on, signed_on })?;
    }
    Ok(vec![CaseEvent::ReplyDispatched {
        delivery: case.deliveries.len() as u32 + 1,
        method,
        dispatched_on,
        signed_on,
        tracking: tracking.clone(),
        backdating: backdating.clone(),
    }])
}

const NOT_SEALED: Refusal =
    Refusal::NotNow { rule: "R45-1", why: "答复尚未签发并用印,不能送达" };

/// R32-3: information is released although a consulted third party did not agree.
fn needs_third_party_told(draft: Option<&Draft>, situation: &Situation<'_>) -> bool {
    let releases = draft.is_some_and(|draft| {
        draft.items.iter().any(|item| matches!(item.code, ReplyCode::A2 | ReplyCode::B))
    });
    releases && situation.case.third_party_objected()
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
        return Err(Refusal::NotNow { rule: "J-9", why: "本案暂停提供,恢复后方可答复" });
    }
    if case.step() != Step::Registration {
        return Err(Refusal::NotNow { rule: "R33-1", why: "案件已经转办,不能再当场答复" });
    }
    if !items.iter().all(|item| item.code.may_be_answered_on_the_spot()) {
        return Err(Refusal::NotNow {
            rule: "R33-1",
            why: "当场答复只适用于已主动公开、可以公开、行政查询事项和公开出版物",
        });
    }
    let primary = check_items(case.items, items)?;
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
            backdating: None,
        },
    ])
}
