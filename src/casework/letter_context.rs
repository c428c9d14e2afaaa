//! The typed context of a letter, from the case and what a person said of it ([`LetterInput`]).
//!
//! It is made again whenever a letter is looked at or signed: if the case says something else by then, the
//! letter is out of date and cannot be signed.

use chrono::NaiveDate;

use super::Error;
use super::letter_input::{LetterInput, Outcome, needed};
use super::letter_matter::Matter;
use crate::documents::asks::{
    CoHandlingContext, DisclosureContext, InquiryContext, OrganConsultationContext, ThirdPartyContext,
};
use crate::documents::context::LetterContext;
use crate::documents::kind::LetterKind;
use crate::documents::notices::{
    ArchiveContext, Asked, ConsultationNoticeContext, CorrectionContext, DelayContext, ExtensionContext,
    FeeContext, NoLongerHandledContext, ReasonsContext, Rectification, RectificationContext,
};
use crate::documents::parts::{Addressee, Day, NamedFile, You};
use crate::documents::reply::{ItemContext, ReplyContext, Stated};
use crate::law::act::Measure;
use crate::law::case::MeasureState;
use crate::law::case_event::CaseEvent;
use crate::law::deadline::{Event, LapseGround, Party, WorkingDays};
use crate::store::Db;
use crate::store::letters::{LetterRow, LetterState, list_letters};
use crate::store::organs::find_unit;

/// Makes the context of a letter that is written for a case.
///
/// # Errors
/// [`Error::Input`] for what is missing; the database's.
pub(super) fn make(
    db: &mut Db,
    matter: &Matter,
    kind: LetterKind,
    input: &LetterInput,
) -> Result<LetterContext, Error> {
    let wrong = || Error::input("measure", format!("这一项办理事项不用{}", kind.title()));
    Ok(match kind {
        LetterKind::Reply | LetterKind::NotHandledNotice => reply(matter, input)?.into(),
        LetterKind::ArchiveNotice => archive(matter, input)?.into(),
        LetterKind::RectificationNotice => rectification(matter, input)?.into(),
        LetterKind::CoHandlingRequest => co_handling(db, matter, input)?.into(),
        LetterKind::ConsultationNotice => consultation_notice(matter, input)?.into(),
        LetterKind::NoLongerHandledNotice => no_longer_handled(db, matter, input)?.into(),
        kind => {
            let state = matter.measure(input.measure)?;
            if of_measure(&state.measure) != Some(kind) {
                return Err(wrong());
            }
            to_announce(matter, state, input)?.ok_or_else(wrong)?
        }
    })
}

/// The letter that announces a measure; every measure has one.
pub(super) fn of_measure(measure: &Measure) -> Option<LetterKind> {
    Some(match measure {
        Measure::Correction { .. } => LetterKind::CorrectionNotice,
        Measure::Consultation { party: Party::ThirdParty, .. } => LetterKind::ThirdPartyConsultation,
        Measure::Consultation { .. } => LetterKind::OrganConsultation,
        Measure::Inquiry { .. } => LetterKind::AttributeInquiry,
        Measure::Extension { .. } => LetterKind::ExtensionNotice,
        Measure::Fee { .. } => LetterKind::FeeNotice,
        Measure::Reasons { .. } => LetterKind::ReasonsNotice,
        Measure::Delay { .. } => LetterKind::DelayNotice,
        Measure::Disclosure { .. } => LetterKind::DisclosureNotice,
        Measure::Lapse { .. } => LetterKind::NoLongerHandledNotice,
    })
}

fn to_announce(
    matter: &Matter,
    state: &MeasureState,
    input: &LetterInput,
) -> Result<Option<LetterContext>, Error> {
    let organ = || matter.facts.organ.clone();
    let case_number = || matter.row.number.clone();
    Ok(Some(match &state.measure {
        Measure::Correction { period_days, points, .. } => CorrectionContext {
            basics: matter.basics()?,
            unclear: needed("unclear", &input.unclear, "申请内容的不明确之处及理由（unclear）")?,
            points: lines(&matter.words(points)),
            period: *period_days,
        }
        .into(),
        Measure::Consultation { party, consultee, reason, .. } => {
            consultation(matter, *party, matter.words(consultee), matter.words(reason), input)?
        }
        Measure::Inquiry { addressee, about } => {
            let single = NamedFile { name: matter.words(about), number: None };
            let asked = input.asked_files();
            InquiryContext {
                organ: organ(),
                case_number: case_number(),
                drafter: matter.words(addressee),
                files: if asked.is_empty() { vec![single] } else { asked },
                answer_by: answer_by(input)?,
            }
            .into()
        }
        Measure::Extension { days, reason, .. } => extension(matter, *days, matter.words(reason))?.into(),
        Measure::Fee { basis } => FeeContext {
            basics: matter.basics()?,
            basis: basis.basis,
            payment: needed("payment", &input.payment, "缴纳方式（payment）")?,
        }
        .into(),
        Measure::Reasons { about } => ReasonsContext {
            basics: matter.basics()?,
            about: matter.words(about),
            period: WorkingDays(
                input.days.ok_or_else(|| Error::input("days", "请填写说明理由的期限（days，工作日）"))?,
            ),
        }
        .into(),
        Measure::Delay { until, reason } => DelayContext {
            basics: matter.basics()?,
            due_before: matter.due_on()?,
            until: Day(*until),
            reason: matter.words(reason),
        }
        .into(),
        Measure::Disclosure { consultation, content, reason, release_on } => {
            let (content, reason) = (matter.words(content), matter.words(reason));
            disclosure(matter, *consultation, content, reason, *release_on, input)?.into()
        }
        Measure::Lapse { .. } => return Ok(None),
    }))
}

/// To whom it goes decides which letter it is.
fn consultation(
    matter: &Matter,
    party: Party,
    consultee: String,
    reason: String,
    input: &LetterInput,
) -> Result<LetterContext, Error> {
    let information = needed("information", &input.information, "征求意见的信息（information）")?;
    let (organ, case_number) = (matter.facts.organ.clone(), matter.row.number.clone());
    Ok(match party {
        Party::ThirdParty => ThirdPartyContext {
            organ,
            case_number,
            third_party: third_party(consultee, input.person),
            information,
            interest: reason,
        }
        .into(),
        Party::JointOrgan | Party::OtherOrgan => OrganConsultationContext {
            organ,
            case_number,
            asked: consultee,
            joint: party == Party::JointOrgan,
            information,
            reason,
        }
        .into(),
    })
}

/// Each line of the points is one, without the number somebody gave it.
fn lines(words: &str) -> Vec<String> {
    words.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn third_party(name: String, person: bool) -> Addressee {
    Addressee { name, you: if person { You::Person } else { You::Organisation } }
}

fn answer_by(input: &LetterInput) -> Result<Day, Error> {
    input.answer_by.map(Day).ok_or_else(|| Error::input("answer_by", "请填写回复期限（answer_by）"))
}

/// The date after the extension is the fold's, as if the applicant were told today.
fn extension(matter: &Matter, days: WorkingDays, reason: String) -> Result<ExtensionContext, Error> {
    let due_before = matter.due_on()?;
    let mut fold = matter.case.deadline(&matter.calendar)?;
    let on = matter.today;
    fold.record(&Event::Extended { days, approved_on: on, notified_on: on, overridden: Some(true) })?;
    let due_after = fold.answer(on)?.due_on.map_or(due_before, Day);
    Ok(ExtensionContext { basics: matter.basics()?, due_before, days, due_after, reason })
}

fn consultation_notice(matter: &Matter, input: &LetterInput) -> Result<ConsultationNoticeContext, Error> {
    let state = matter.measure(input.measure)?;
    let Measure::Consultation { party, .. } = &state.measure else {
        return Err(Error::input("measure", "这一项办理事项不是征求意见"));
    };
    let asked = match party {
        Party::ThirdParty => Asked::ThirdParty,
        Party::JointOrgan => Asked::JointOrgan,
        Party::OtherOrgan => Asked::OtherOrgan,
    };
    let sent_on = state.dispatched_on.or(input.sent_on);
    let sent_on = sent_on.ok_or_else(|| Error::input("sent_on", "请填写征求意见书发出的日期（sent_on）"))?;
    Ok(ConsultationNoticeContext { basics: matter.basics()?, asked, sent_on: Day(sent_on) })
}

/// F1, F2: the notice that was not followed, the day it reached the applicant, the last day (decision 19).
fn no_longer_handled(
    db: &mut Db,
    matter: &Matter,
    input: &LetterInput,
) -> Result<NoLongerHandledContext, Error> {
    let Measure::Lapse { ground, .. } = &matter.measure(input.measure)?.measure else {
        return Err(Error::input("measure", "这一项办理事项不是不再处理"));
    };
    let announced = |state: &MeasureState| match ground {
        LapseGround::NotCorrected => matches!(state.measure, Measure::Correction { .. }),
        LapseGround::NotPaid => matches!(state.measure, Measure::Fee { .. }),
    };
    let earlier = matter.case.measures.iter().zip(1i32..);
    let earlier = earlier.filter(|(state, _)| announced(state) && state.dispatched_on.is_some());
    let (state, number) =
        earlier.last().ok_or_else(|| Error::input("measure", "没有已经发出的补正告知书或者收费通知书"))?;
    let missing = || Error::input("measure", "请先登记申请人签收告知书的日期，再拟不再处理告知书");
    let served_on = state.received_on.ok_or_else(missing)?;
    let ended_on = matter
        .deadline
        .waiting_until
        .ok_or_else(|| Error::input("measure", "现在没有等待申请人补正或者缴费"))?;
    let written = list_letters(db, matter.row.id)?.into_iter().find(|letter: &LetterRow| {
        letter.measure == Some(number) && letter.fields.state == LetterState::Signed.word()
    });
    let fields = written.map(|letter| letter.fields);
    let notice = input.notice.clone().or_else(|| fields.as_ref()?.document_number.clone());
    let noticed_on = fields.and_then(|fields| fields.signed_on).or(state.dispatched_on);
    Ok(NoLongerHandledContext {
        basics: matter.basics()?,
        ground: *ground,
        notice: needed("notice", &notice, "此前告知书的文号（notice）")?,
        noticed_on: Day(noticed_on.unwrap_or(served_on)),
        served_on: Day(served_on),
        ended_on: Day(ended_on),
    })
}

fn reply(matter: &Matter, input: &LetterInput) -> Result<ReplyContext, Error> {
    let draft = matter.case.draft.as_ref();
    let draft = draft.ok_or_else(|| Error::input("kind", "请先对每一项申请作出决定，再拟答复书"))?;
    let requested = matter.items();
    let information = |number: u16| {
        let found = requested.iter().find(|(item, _)| *item == number);
        found.map(|(_, words)| words.clone()).unwrap_or_default()
    };
    let stated = |facts: &[crate::law::act::StatedFact]| {
        facts.iter().fold(Stated::default(), |stated, fact| stated.with(fact.fact, matter.words(&fact.words)))
    };
    let mut items: Vec<ItemContext> = draft
        .items
        .iter()
        .map(|item| ItemContext {
            number: item.item,
            information: information(item.item),
            code: item.code,
            stated: stated(&item.facts),
        })
        .collect();
    items.sort_by_key(|item| item.number);
    let corrected = matter.case.running_clock().iter().rev().find_map(|event| match event {
        Event::Corrected { on, .. } => Some(Day(*on)),
        _ => None,
    });
    Ok(ReplyContext {
        basics: matter.basics()?,
        corrected_on: corrected,
        items,
        attachments: input.attachments.clone(),
    })
}

fn archive(matter: &Matter, input: &LetterInput) -> Result<ArchiveContext, Error> {
    if matter.case.draft.is_none() {
        return Err(Error::input("kind", "请先对每一项申请作出决定，再拟告知书"));
    }
    Ok(ArchiveContext {
        basics: matter.basics()?,
        information: needed("information", &input.information, "已移交档案馆的信息（information）")?,
        handed_over_on: input.handed_over_on.map(Day),
        archive: needed("archive", &input.archive, "档案馆名称（archive）")?,
        access: needed("access", &input.access, "查阅方式（access）")?,
    })
}

/// Art 41: a matter of its own beside the reply (decision 34).
fn rectification(matter: &Matter, input: &LetterInput) -> Result<RectificationContext, Error> {
    let outcome = input.outcome.ok_or_else(|| Error::input("outcome", "请选择处理结果（outcome）"))?;
    let other = matches!(outcome, Outcome::Forwarded | Outcome::Elsewhere);
    let competent = match other {
        true => Some(needed("competent", &input.competent, "有权更正的行政机关及联系方式（competent）")?),
        false => None,
    };
    Ok(RectificationContext {
        basics: matter.basics()?,
        record: needed("record", &input.record, "要求更正的记录（record）")?,
        outcome: match outcome {
            Outcome::Corrected => Rectification::Corrected,
            Outcome::Refused => Rectification::Refused,
            Outcome::Forwarded => Rectification::Forwarded,
            Outcome::Elsewhere => Rectification::Elsewhere,
        },
        explanation: needed("explanation", &input.explanation, "更正情况或者理由（explanation）")?,
        competent,
    })
}

/// R32-3: to a third party that was asked.
fn disclosure(
    matter: &Matter,
    consultation: u32,
    content: String,
    reason: String,
    release_on: NaiveDate,
    input: &LetterInput,
) -> Result<DisclosureContext, Error> {
    let state = matter.measure(Some(consultation))?;
    let Measure::Consultation { party: Party::ThirdParty, consultee, .. } = &state.measure else {
        return Err(Error::input("measure", "这一项办理事项不是征求第三方意见"));
    };
    let asked_on = state.dispatched_on;
    let asked_on = asked_on.ok_or_else(|| Error::input("measure", "征求第三方意见书还没有发出"))?;
    let answered = matter.journal.iter().rev().find_map(|recorded| match &recorded.event {
        CaseEvent::Answered { number, answer, .. } if *number == consultation => Some(matter.words(answer)),
        _ => None,
    });
    let silent = || "期限届满未提出意见。".to_owned();
    Ok(DisclosureContext {
        organ: matter.facts.organ.clone(),
        case_number: matter.row.number.clone(),
        third_party: third_party(matter.words(consultee), input.person),
        asked_on: Day(asked_on),
        opinion: input.opinion.clone().or(answered).unwrap_or_else(silent),
        content,
        reason,
        release_on: Day(release_on),
    })
}

fn co_handling(db: &mut Db, matter: &Matter, input: &LetterInput) -> Result<CoHandlingContext, Error> {
    let wanted = input.co_handling.unwrap_or(1);
    let asked = matter.journal.iter().find_map(|recorded| match &recorded.event {
        CaseEvent::CoHandlingAsked { number, unit, about, answer_by } if *number == wanted => {
            Some((*unit, matter.words(about), *answer_by))
        }
        _ => None,
    });
    let (unit, about, answer_by) =
        asked.ok_or_else(|| Error::input("co_handling", "没有这一项会办，请先请求会办"))?;
    let unit = find_unit(db, unit.0)?.map(|unit| unit.name).unwrap_or_default();
    Ok(CoHandlingContext {
        organ: matter.facts.organ.clone(),
        case_number: matter.row.number.clone(),
        unit,
        request: matter.request(),
        about,
        answer_by: Day(answer_by),
    })
}
