//! From a rung that was crossed to what is said about it.

use chrono::NaiveDate;

use super::notice::{Alert, AnswerTo, Matter, OverdueRung, ReplyDates, Target, Via};
use super::number::CaseNumber;
use super::words::{headline, label};
use crate::casework::Error;
use crate::casework::watched::Watched;
use crate::law::alerts::{Subject, Watch};
use crate::law::case::{Approval, MeasureState};
use crate::law::case_event::CaseEvent;
use crate::law::deadline::{CORRECTION_NOTICE_DAYS, Deadline, Event, WorkingDays};
use crate::law::ladder::Crossed;

/// What an alert is kept as: the line people read in their inbox, and the data behind it.
///
/// # Errors
/// If the data cannot be written as JSON.
pub fn kept(title: &str, matter: &impl serde::Serialize) -> Result<String, Error> {
    let matter = serde_json::to_value(matter).map_err(Error::corrupt)?;
    Ok(serde_json::json!({ "title": title, "matter": matter }).to_string())
}

/// The data of what [`kept`] made.
///
/// # Errors
/// Corrupt for anything else.
pub fn matter_kept(text: &str) -> Result<Matter, Error> {
    let mut kept: serde_json::Value = serde_json::from_str(text).map_err(Error::corrupt)?;
    let matter = kept.get_mut("matter").map(serde_json::Value::take).unwrap_or_default();
    serde_json::from_value(matter).map_err(Error::corrupt)
}

/// The line of an alert in an inbox. A number that may stand in no message stands in no title.
pub fn title(number: &str, matter: &Matter) -> String {
    match CaseNumber::parse(number) {
        Ok(number) => headline(&Alert { number, matter: *matter, via: Via::Own }),
        Err(_) => label(matter).to_owned(),
    }
}

/// What a crossed rung says on `today`.
///
/// # Errors
/// A date outside the calendar; corrupt for a subject the case does not have.
pub fn matter(
    watched: &Watched,
    watch: &Watch<'_>,
    crossed: &Crossed<'_>,
    today: NaiveDate,
) -> Result<Matter, Error> {
    let by = watch.anchors.of(crossed.level);
    let over = crossed.level.day > 0;
    let measure = |number: u32| watched.case.measure(number).ok_or_else(missing);
    let approved = |state: &MeasureState| state.approved_on.ok_or_else(missing);
    Ok(match watch.subject {
        Subject::Reply => of_reply(watched, watch, crossed, today)?,
        Subject::CorrectionNotice => {
            let day = i32::from(CORRECTION_NOTICE_DAYS.0) + i32::from(crossed.level.day);
            Matter::CorrectionNotice { day: days(day.try_into().unwrap_or_default()), last_day: by }
        }
        Subject::Correction if over => Matter::CorrectionEnded { until: by },
        Subject::Correction => Matter::CorrectionEnding { until: by },
        Subject::Payment if over => Matter::PaymentEnded { until: by },
        Subject::Payment => Matter::PaymentEnding { until: by },
        Subject::Consultation(_) => Matter::ConsultationEnding { until: by },
        Subject::Confirmation => Matter::Unconfirmed { came_in_on: came_in_on(watched)?, confirm_by: by },
        Subject::SigningFor => Matter::NotSignedFor { assigned_on: assigned_on(watched)? },
        Subject::Target(number) => Matter::TargetMissed { target: target(number)?, by },
        Subject::Inquiry(_) => Matter::InquiryEnding { until: by },
        Subject::Dispatch(0) => match watched.case.approval {
            Approval::Signed { on, .. } => Matter::NotDispatched { approved_on: on },
            _ => return Err(missing()),
        },
        Subject::Dispatch(number) => Matter::NotDispatched { approved_on: approved(measure(number)?)? },
        Subject::CoHandling(_) => Matter::CoHandlingEnding { until: by },
        Subject::Signature(number) => Matter::ServedNotSigned { served_on: served_on(watched, number)? },
        Subject::Proceeding(id) => {
            let open = watched.proceedings.iter().find(|open| open.id == id).ok_or_else(missing)?;
            Matter::AnswerDue { to: AnswerTo::from(open.proceeding), by }
        }
        Subject::Reopened(_) => {
            let deadline = deadline(watched, today)?;
            Matter::Reopened { dates: dates(&deadline)? }
        }
        Subject::Urging(_) if over => Matter::SupervisionUnanswered { answer_by: by },
        Subject::Urging(_) => {
            let due_on = deadline(watched, today)?.due_on.unwrap_or(by);
            Matter::Supervision { due_on, answer_by: by }
        }
        Subject::HolidayNotice(_) => return Err(missing()),
    })
}

fn of_reply(
    watched: &Watched,
    watch: &Watch<'_>,
    crossed: &Crossed<'_>,
    today: NaiveDate,
) -> Result<Matter, Error> {
    let main = &watched.calendar.main;
    let deadline = deadline(watched, today)?;
    let (before, after) = (watch.anchors.before, watch.anchors.after);
    if crossed.level.day > 0 {
        let circular = watched.ladder.rungs.iter().rfind(|rung| rung.enters_circular).map(|rung| rung.day);
        let rung = match circular {
            Some(day) if crossed.level.day == day => OverdueRung::Circular,
            Some(day) if crossed.level.day > day => OverdueRung::Weekly,
            _ => OverdueRung::First,
        };
        return Ok(Matter::ReplyOverdue { rung, days: days(main.count(after, today)?), due_on: after });
    }
    let dates = dates(&deadline)?;
    if today > before {
        return Ok(Matter::ReplyPastPrudent { left: days(main.count(today, after)?), dates });
    }
    let left = main.count(today, before)?;
    Ok(if left == 0 {
        Matter::ReplyToday { dates, again: crossed.level.part > 0 }
    } else {
        Matter::ReplySoon { left: days(left), dates }
    })
}

fn deadline(watched: &Watched, today: NaiveDate) -> Result<Deadline, Error> {
    Ok(watched.case.deadline(&watched.calendar)?.answer(today)?)
}

fn dates(deadline: &Deadline) -> Result<ReplyDates, Error> {
    let due_on = deadline.due_on.ok_or_else(missing)?;
    let prudent_due_on = deadline.prudent_due_on.unwrap_or(due_on);
    Ok(ReplyDates { due_on, prudent_due_on, provisional: deadline.provisional })
}

fn came_in_on(watched: &Watched) -> Result<NaiveDate, Error> {
    let submitted = watched.case.running_clock().iter().find_map(|event| match event {
        Event::Submitted { on, .. } => Some(*on),
        _ => None,
    });
    submitted.ok_or_else(missing)
}

fn assigned_on(watched: &Watched) -> Result<NaiveDate, Error> {
    let assigned =
        watched.journal.iter().rev().find(|(_, event)| matches!(event, CaseEvent::Assigned { .. }));
    assigned.map(|(on, _)| *on).ok_or_else(missing)
}

fn served_on(watched: &Watched, delivery: u32) -> Result<NaiveDate, Error> {
    let index = (delivery as usize).wrapping_sub(1);
    watched.case.deliveries.get(index).and_then(|delivery| delivery.dispatched_on).ok_or_else(missing)
}

fn target(number: u32) -> Result<Target, Error> {
    Ok(match number {
        0 => Target::Register,
        1 => Target::Assign,
        2 => Target::Draft,
        3 => Target::SubmitForApproval,
        4 => Target::Deliver,
        _ => return Err(missing()),
    })
}

fn days(count: u32) -> WorkingDays {
    WorkingDays(u16::try_from(count).unwrap_or(u16::MAX))
}

fn missing() -> Error {
    Error::corrupt("an alert is about something the case does not have")
}
