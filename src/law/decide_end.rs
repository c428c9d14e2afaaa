//! Acts that end a case without a reply, file it, or begin it anew: 撤回, 存查, 归档, and the order to
//! reply again.

use chrono::NaiveDate;

use super::act::Act;
use super::case::Closed;
use super::case_event::CaseEvent;
use super::deadline::{Event, Status};
use super::decide::Situation;
use super::refusal::Refusal;
use super::text::Text;

pub(super) fn decide(situation: &Situation<'_>, act: &Act) -> Result<Vec<CaseEvent>, Refusal> {
    let Situation { case, today, .. } = *situation;
    match act {
        Act::RequestWithdrawal {} => {
            situation.must_be_open()?;
            if case.withdrawal_requested.is_some() {
                return Err(Refusal::NotNow {
                    rule: "X16", why: "申请人已经申请撤回，等待工作人员确认"
                });
            }
            Ok(vec![CaseEvent::WithdrawalRequested { on: today }])
        }
        Act::Withdraw { on, proof } => withdraw(situation, *on, proof),
        Act::Shelve { attempts } => shelve(situation, attempts),
        Act::Revive { reason } => {
            if case.closed != Some(Closed::Shelved) {
                return Err(Refusal::NotNow {
                    rule: "R31-5", why: "案件没有存查，不需要恢复办理"
                });
            }
            Ok(vec![CaseEvent::Revived { reason: reason.clone() }])
        }
        Act::Archive {} => {
            // 存查 is revived by contact (decision 25), which an archive would not be.
            if !case.ended() || case.closed == Some(Closed::Shelved) {
                return Err(Refusal::NotNow {
                    rule: "R0-3", why: "案件尚未办结，送达后方可归档"
                });
            }
            Ok(vec![CaseEvent::Archived { on: today }])
        }
        Act::Reopen { by, served_on, document } => {
            situation.not_in_future(*served_on)?;
            // A court or review organ orders a reply also where there was none (L-66).
            let overdue = situation.fold()?.answer(today)?.status == Status::Overdue;
            if !case.ended() && !overdue {
                return Err(Refusal::NotNow {
                    rule: "P0-16", why: "案件尚在办理期限内，不需要重新开始"
                });
            }
            Ok(vec![CaseEvent::Reopened { by: *by, on: *served_on, document: document.clone() }])
        }
        _ => Err(Refusal::NotYourTask { act: act.kind().title() }),
    }
}

/// X16: in writing, before a reply; the clock ends on the day of the request (decision 24).
fn withdraw(situation: &Situation<'_>, on: NaiveDate, proof: &Text) -> Result<Vec<CaseEvent>, Refusal> {
    situation.must_be_open()?;
    situation.not_in_future(on)?;
    if situation.case.withdrawal_requested.is_some_and(|requested| requested != on) {
        return Err(Refusal::NotNow {
            rule: "X16", why: "撤回日期应为申请人申请撤回之日，请核对"
        });
    }
    situation.fold()?.judge(&Event::Withdrawn { on })?;
    Ok(vec![CaseEvent::Withdrawn { on, proof: proof.clone() }])
}

/// Decision 25: only what nobody can confirm, after documented attempts.
fn shelve(situation: &Situation<'_>, attempts: &Text) -> Result<Vec<CaseEvent>, Refusal> {
    situation.must_be_open()?;
    if situation.case.confirmed {
        let why = "只有无法与申请人取得联系、收到之日未确认的申请才能存查";
        return Err(Refusal::NotNow { rule: "R31-5", why });
    }
    Ok(vec![CaseEvent::Shelved { on: situation.today, attempts: attempts.clone() }])
}
