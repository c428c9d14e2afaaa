//! What a case still needs, read from its state: each task 未看过, 材料不全 or 完成.
//!
//! Derived and never stored, so that it cannot say anything else than the journal. **未看过**: nothing was done
//! about it; **材料不全**: begun, and something is missing, which the note names; **完成**: nothing is missing.
//! A case that ended without a reply needs nothing but its filing.

use std::collections::BTreeSet;

use serde::Serialize;

use super::journal_words::measure as measure_title;
use crate::documents::kind::LetterKind;
use crate::law::act::Measure;
use crate::law::case::{Approval, Case, Closed, MeasureState};
use crate::law::case_event::CaseEvent;
use crate::law::wording;

/// How a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 未看过.
    Untouched,
    /// 材料不全.
    Incomplete,
    /// 完成.
    Done,
}

/// Something that a case needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Task {
    pub title: &'static str,
    pub state: State,
    /// What is missing, or how it was done.
    pub note: String,
}

fn task(title: &'static str, state: State, note: impl Into<String>) -> Task {
    Task { title, state, note: note.into() }
}

/// The tasks of a case, in the order of the law. `notice_by` is the last day for a correction notice.
pub fn tasks(case: &Case, events: &[CaseEvent], notice_by: Option<chrono::NaiveDate>) -> Vec<Task> {
    let mut tasks = vec![received(case)];
    if case.closed.is_none() {
        tasks.extend([signed_for(case), correction(case, notice_by), consultation(case)]);
        tasks.extend(other_measures(case));
        tasks.extend([opinion(case), decision(case)]);
        tasks.extend(letter(case, events));
        tasks.push(approval(case, events));
        tasks.extend([seal(case), delivery(case)]);
    }
    if case.closed != Some(Closed::Shelved) {
        tasks.push(filing(case));
    }
    tasks
}

fn received(case: &Case) -> Task {
    if case.confirmed {
        task("收到之日", State::Done, "已经确定")
    } else {
        task("收到之日", State::Untouched, "与申请人确认，确认之日为收到申请之日")
    }
}

fn signed_for(case: &Case) -> Task {
    // What was answered on the spot or is under way was in somebody's hands.
    let under_way = case.has_opinion || case.draft.is_some() || case.replied();
    match (case.unit, case.signed_for || under_way) {
        (None, false) => task("转办签收", State::Untouched, "尚未转办"),
        (Some(_), false) => task("转办签收", State::Incomplete, "已经转办，承办机构尚未签收"),
        (_, true) => task("转办签收", State::Done, "已经签收"),
    }
}

/// How far a measure is: nothing where it is done.
fn missing(state: &MeasureState) -> Option<&'static str> {
    let answered = matches!(
        state.measure,
        Measure::Consultation { .. } | Measure::Inquiry { .. } | Measure::Reasons { .. }
    );
    match (state.approved_on, state.dispatched_on, state.answered_on) {
        _ if state.refused => None,
        (None, _, _) => Some("等待批准"),
        (Some(_), None, _) => Some("已经批准，尚未发出"),
        (Some(_), Some(_), None) if answered => Some("已经发出，尚未收到答复"),
        _ => None,
    }
}

fn correction(case: &Case, notice_by: Option<chrono::NaiveDate>) -> Task {
    let title = "是否补正";
    let asked = case
        .measures
        .iter()
        .rfind(|state| matches!(state.measure, Measure::Correction { .. }) && !state.refused);
    let corrected = case.running_clock().iter().rev().find_map(|event| match event {
        crate::law::deadline::Event::Corrected { .. } => Some(true),
        crate::law::deadline::Event::CorrectionAsked { .. } => Some(false),
        _ => None,
    });
    match (asked, asked.and_then(missing), corrected) {
        (_, Some(what), _) => task(title, State::Incomplete, what),
        (_, None, Some(false)) => task(title, State::Incomplete, "已经发出补正告知书，申请人尚未补正"),
        (Some(_), None, _) => task(title, State::Done, "申请人已经补正"),
        (None, _, _) if case.has_opinion || case.draft.is_some() || case.replied() => {
            task(title, State::Done, "不需要补正")
        }
        (None, _, _) => {
            let by = notice_by.map(|day| format!("，需要补正的，{}告知", wording::at_the_latest(day)));
            task(title, State::Untouched, format!("判断申请内容是否明确{}", by.unwrap_or_default()))
        }
    }
}

fn consultation(case: &Case) -> Task {
    let title = "第三方和机关意见";
    let consulted: Vec<&MeasureState> = case
        .measures
        .iter()
        .filter(|state| matches!(state.measure, Measure::Consultation { .. }) && !state.refused)
        .collect();
    let open = consulted.iter().find_map(|state| missing(state));
    match (consulted.len(), open) {
        (0, _) if case.has_opinion || case.draft.is_some() || case.replied() => {
            task(title, State::Done, "没有征求意见")
        }
        (0, _) => task(title, State::Untouched, "判断是否涉及第三方合法权益、是否由其他机关牵头制作"),
        (_, Some(_)) if case.replied() => task(title, State::Done, "已经征求意见"),
        (_, Some(what)) => task(title, State::Incomplete, what),
        (number, None) if case.third_party_objected() => {
            let told = if case.untold_third_party().is_none() {
                "已经告知决定公开"
            } else {
                "决定公开的，先书面告知第三方"
            };
            task(title, State::Done, format!("{number}份意见已经收到，第三方不同意公开；{told}"))
        }
        (number, None) => task(title, State::Done, format!("{number}份意见已经收到")),
    }
}

/// Measures besides 补正 and 征求意见 that are under way.
fn other_measures(case: &Case) -> Vec<Task> {
    let others = case
        .measures
        .iter()
        .filter(|state| !matches!(state.measure, Measure::Correction { .. } | Measure::Consultation { .. }));
    let paid = case.running_clock().iter().rev().find_map(|event| match event {
        crate::law::deadline::Event::FeePaid { .. } => Some(true),
        crate::law::deadline::Event::FeeNoticed { .. } => Some(false),
        _ => None,
    });
    let each = others.filter(|state| !state.refused).map(|state| {
        let title = measure_title(&state.measure);
        match missing(state) {
            Some(what) => task(title, State::Incomplete, what),
            None if matches!(state.measure, Measure::Fee { .. }) && paid == Some(false) => {
                task(title, State::Incomplete, "已经发出收费通知书，申请人尚未缴费")
            }
            None => task(title, State::Done, "已经办理"),
        }
    });
    each.collect()
}

fn opinion(case: &Case) -> Task {
    if case.has_opinion || case.replied() {
        task("办理意见", State::Done, "已经提出")
    } else {
        task("办理意见", State::Untouched, "尚未提出")
    }
}

fn decision(case: &Case) -> Task {
    let title = "决定各项";
    let Some(draft) = &case.draft else {
        return task(title, State::Untouched, format!("申请内容共{}项，尚未作出决定", case.items.len()));
    };
    let answered: BTreeSet<u16> = draft.items.iter().map(|item| item.item).collect();
    let open: Vec<String> = case.items.difference(&answered).map(|item| format!("第{item}项")).collect();
    if open.is_empty() {
        task(title, State::Done, format!("{}项都有决定", answered.len()))
    } else {
        task(title, State::Incomplete, format!("{}还没有决定", open.join("、")))
    }
}

/// The letter of the reply: what the journal says of the last one since the clock began.
fn letter(case: &Case, events: &[CaseEvent]) -> Option<Task> {
    const REPLIES: [LetterKind; 3] =
        [LetterKind::Reply, LetterKind::NotHandledNotice, LetterKind::ArchiveNotice];
    let title = "文书检查";
    let mut last = None;
    for event in events {
        match event {
            CaseEvent::Reopened { .. } => last = None,
            CaseEvent::LetterDrafted { letter, document, .. } => {
                let reply = LetterKind::find(document).is_some_and(|kind| REPLIES.contains(&kind));
                if reply {
                    last = Some((*letter, State::Incomplete));
                }
            }
            CaseEvent::LetterSigned { letter, .. } => {
                last = last.map(|(of, state)| (of, if of == *letter { State::Done } else { state }));
            }
            CaseEvent::LetterVoided { letter, .. } => last = last.filter(|(of, _)| of != letter),
            _ => {}
        }
    }
    match last {
        Some((_, State::Done)) => Some(task(title, State::Done, "答复文书已经检查并签发")),
        Some(_) => Some(task(title, State::Incomplete, "答复文书已经拟制，签发时检查")),
        None if case.replied() => None,
        None => Some(task(title, State::Untouched, "尚未拟制答复文书")),
    }
}

fn approval(case: &Case, events: &[CaseEvent]) -> Task {
    let title = "审批";
    let returned = events.iter().rev().find_map(|event| match event {
        CaseEvent::ApprovalReturned { .. } => Some(true),
        CaseEvent::SubmittedForApproval { .. } | CaseEvent::Reopened { .. } => Some(false),
        _ => None,
    });
    match (case.approval, case.awaited_signature()) {
        (Approval::Signed { on, .. }, _) => task(title, State::Done, format!("{}签发", wording::day(on))),
        (_, Some(role)) => task(title, State::Incomplete, format!("等待{}", role.title())),
        _ if returned == Some(true) => task(title, State::Incomplete, "退回修改，尚未重新报批"),
        _ => task(title, State::Untouched, "尚未报批"),
    }
}

fn seal(case: &Case) -> Task {
    if case.sealed || case.replied() {
        task("用印", State::Done, "已经用印")
    } else {
        task("用印", State::Untouched, "签发后用印")
    }
}

fn delivery(case: &Case) -> Task {
    let title = "送达";
    let returned = case.current_deliveries().last().is_some_and(|sent| sent.returned.is_some());
    let signed = case.current_deliveries().any(|sent| sent.signed_on.is_some());
    match (case.replied(), returned, case.current_deliveries().next()) {
        (_, true, _) if case.held => {
            task(title, State::Incomplete, "邮件退回，已暂停提供，恢复提供后重新送达")
        }
        (_, true, _) => task(title, State::Incomplete, "邮件退回，尚未重新送达"),
        (true, _, _) if signed => task(title, State::Done, "申请人已经签收"),
        (true, _, _) => task(title, State::Done, "已经发出，签收后登记"),
        (false, _, Some(_)) => task(title, State::Incomplete, "已经发出，等待签收"),
        (false, _, None) if case.held => task(title, State::Incomplete, "已暂停提供，恢复提供后送达"),
        (false, _, None) if case.sealed => task(title, State::Untouched, "已经用印，尚未送达"),
        (false, _, None) => task(title, State::Untouched, "用印后送达"),
    }
}

fn filing(case: &Case) -> Task {
    if case.archived {
        task("归档", State::Done, "已经归档")
    } else {
        task("归档", State::Untouched, "办结后归档")
    }
}
