//! Acts of the reply until it may leave: 提出办理意见, 作出决定, 报批, 用印.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::act::{Act, ItemReply, ReturnTo, SealKind};
use super::case::{Approval, Case};
use super::case_event::CaseEvent;
use super::decide::Situation;
use super::refusal::Refusal;
use super::reply::{ReplyCode, ReplyFact};
use super::text::{Text, UserId};

pub(super) fn decide(situation: &Situation<'_>, act: &Act) -> Result<Vec<CaseEvent>, Refusal> {
    let Situation { case, today, .. } = *situation;
    match act {
        Act::ProposeOpinion { opinion, .. } => {
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
            let primary = check_items(&case.items, items)?;
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
        _ => Err(Refusal::NotYourTask { act: act.kind().title() }),
    }
}

pub(super) fn must_not_be_in_approval(situation: &Situation<'_>) -> Result<(), Refusal> {
    match situation.case.approval {
        Approval::NotSubmitted => Ok(()),
        Approval::Pending { .. } => {
            Err(Refusal::NotNow { rule: "R45-1", why: "拟定答复正在审批，退回后方可修改" })
        }
        Approval::Signed { .. } => {
            Err(Refusal::NotNow { rule: "R45-1", why: "答复已经签发，不能再修改" })
        }
    }
}

/// Each requested item has one code, and each code the facts it cannot go without (rules §5).
pub(super) fn check_items(requested: &BTreeSet<u16>, items: &[ItemReply]) -> Result<ReplyCode, Refusal> {
    let answered: BTreeSet<u16> = items.iter().map(|item| item.item).collect();
    if answered != *requested || answered.len() != items.len() {
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

/// A signed reply whose letter is voided before it left is no decision any more: it goes back to whoever drafts,
/// as if the signer had returned it, and is approved and signed anew (R45-1).
pub fn unsigned(case: &Case, reason: Text) -> Option<CaseEvent> {
    match case.approval {
        Approval::Signed { level, .. } if case.current_deliveries().next().is_none() => {
            let to = ReturnTo::Decision;
            Some(CaseEvent::ApprovalReturned { level, to, signed_by: None, reason })
        }
        _ => None,
    }
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
        CaseEvent::ApprovalReturned { level, to: ReturnTo::Decision, signed_by, reason: words }
    }])
}

fn seal(situation: &Situation<'_>, kind: SealKind) -> Result<Vec<CaseEvent>, Refusal> {
    situation.must_be_open()?;
    if !matches!(situation.case.approval, Approval::Signed { .. }) {
        return Err(Refusal::NotNow { rule: "R45-1", why: "答复尚未签发，不能用印" });
    }
    if situation.case.sealed {
        return Err(Refusal::NotNow { rule: "R45-1", why: "答复已经用印" });
    }
    Ok(vec![CaseEvent::Sealed { seal: kind, on: situation.today }])
}
