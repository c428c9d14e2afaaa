//! What 登记表 says of a case on its way and at its end: the recorded days, a line each.

use chrono::NaiveDate;

use super::Error;
use super::journal_words::{measure, method};
use super::letter_matter::Matter;
use super::letters::{clock, is_reply, kind_of};
use crate::documents::kind::LetterKind;
use crate::documents::texts::code_title;
use crate::law::act::Measure;
use crate::law::case::{Closed, Delivery, MeasureState};
use crate::law::case_event::CaseEvent;
use crate::law::deadline::Event;
use crate::law::wording::day;
use crate::store::Db;
use crate::store::letters::{LetterRow, LetterState, list_letters};

/// The day of the application: that of its submission as it stands corrected, and never after its receipt.
pub(super) fn submitted_on(matter: &Matter) -> NaiveDate {
    let submitted = matter.case.clocks.iter().flatten().find_map(|event| match event {
        Event::Submitted { on, signed_on, .. } => Some(signed_on.map_or(*on, |signed| signed.min(*on))),
        _ => None,
    });
    let typed = || crate::app::shanghai(matter.row.submitted_at.to_utc()).date_naive();
    let submitted = submitted.unwrap_or_else(typed);
    matter.deadline.received_on.map_or(submitted, |received| received.min(submitted))
}

/// What was sent out on the way, with the answer to it.
pub(super) fn measures(matter: &Matter) -> Vec<String> {
    let line = |state: &MeasureState| {
        let sent = state.dispatched_on?;
        let mut parts = vec![format!("{}发出", day(sent))];
        parts.extend(answer(matter, state, sent));
        Some(format!("{}：{}", headed(&state.measure), parts.join("，")))
    };
    matter.case.measures.iter().filter_map(line).collect()
}

fn headed(what: &Measure) -> String {
    match what {
        Measure::Extension { days, .. } => format!("延期{}个工作日", days.0),
        Measure::Fee { basis } => format!("收费{}元", basis.basis.amount().0),
        Measure::Delay { until, .. } => format!("延迟答复至{}", day(*until)),
        other => measure(other).to_owned(),
    }
}

/// What came back, where something did.
fn answer(matter: &Matter, state: &MeasureState, sent: NaiveDate) -> Option<String> {
    // 补正 and 缴费 are recorded on the clock, and answer what was sent last before them.
    let on_clock = |wanted: fn(&Event) -> Option<NaiveDate>| {
        matter.case.clocks.iter().flatten().filter_map(wanted).find(|on| *on >= sent)
    };
    match &state.measure {
        Measure::Correction { .. } => on_clock(|event| match event {
            Event::Corrected { on, .. } => Some(*on),
            _ => None,
        })
        .map(|on| format!("{}收到补正", day(on))),
        Measure::Fee { .. } => on_clock(|event| match event {
            Event::FeePaid { on } => Some(*on),
            _ => None,
        })
        .map(|on| format!("{}缴费", day(on))),
        _ => state.answered_on.map(|on| {
            let agrees = match state.agrees {
                Some(true) => "，同意公开",
                Some(false) => "，不同意公开",
                None => "",
            };
            let what = if matches!(state.measure, Measure::Reasons { .. }) { "说明" } else { "意见" };
            format!("{}收到{what}{agrees}", day(on))
        }),
    }
}

/// Whether a letter was signed and not given up.
pub(super) fn stands(letter: &LetterRow) -> bool {
    letter.fields.signed_on.is_some() && letter.fields.state != LetterState::Voided.word()
}

/// Whether it ends the matter for the applicant.
pub(super) fn answers(kind: LetterKind) -> bool {
    is_reply(kind) || kind == LetterKind::NoLongerHandledNotice
}

/// The letters that answered, each with its codes, number and day; else how it ended without one.
pub(super) fn replies(db: &mut Db, matter: &Matter) -> Result<Vec<String>, Error> {
    let mut titles: Vec<&str> =
        matter.case.draft.iter().flat_map(|draft| &draft.items).map(|item| code_title(item.code)).collect();
    let mut seen = Vec::new();
    titles.retain(|title| {
        let new = !seen.contains(title);
        seen.push(*title);
        new
    });
    let codes = if titles.is_empty() { String::new() } else { format!("（{}）", titles.join("、")) };
    let mut lines = Vec::new();
    for letter in list_letters(db, matter.row.id)?.iter().filter(|letter| stands(letter)) {
        let kind = kind_of(letter)?;
        if !answers(kind) {
            continue;
        }
        // The codes are those of the reply that stands; one of an earlier clock had others.
        let last = letter.clock == clock(&matter.case)?;
        let codes = if is_reply(kind) && last { codes.as_str() } else { "" };
        let mut parts = vec![format!("{}{codes}", kind.title())];
        parts.extend(letter.fields.document_number.clone());
        parts.extend(letter.fields.signed_on.map(day));
        lines.push(parts.join("，"));
    }
    let on_the_spot =
        matter.journal.iter().any(|recorded| matches!(recorded.event, CaseEvent::AnsweredOnTheSpot { .. }));
    if lines.is_empty() && on_the_spot {
        lines.push(format!("当场答复{codes}"));
    }
    let ended = matter.case.closed_on.map(day).unwrap_or_default();
    match matter.case.closed {
        Some(Closed::Withdrawn) => lines.push(format!("申请人撤回申请，{ended}")),
        Some(Closed::Shelved) => lines.push(format!("存查，{ended}")),
        Some(Closed::Lapsed) | None => {}
    }
    Ok(lines)
}

/// The deliveries and the filing.
pub(super) fn endings(matter: &Matter) -> Vec<String> {
    let mut lines: Vec<String> = matter.case.deliveries.iter().map(delivery).collect();
    let archived = matter.journal.iter().rev().find_map(|recorded| match recorded.event {
        CaseEvent::Archived { on } => Some(on),
        _ => None,
    });
    lines.extend(archived.map(|on| format!("{}归档", day(on))));
    lines
}

fn delivery(delivery: &Delivery) -> String {
    let at = |what: &str, on: Option<NaiveDate>| on.map(|on| format!("{}{what}", day(on)));
    let days = [
        at("发出", delivery.dispatched_on),
        at("签收", delivery.signed_on),
        at("退回", delivery.returned.map(|(on, _)| on)),
    ];
    format!("{}：{}", method(delivery.method), days.into_iter().flatten().collect::<Vec<_>>().join("，"))
}
