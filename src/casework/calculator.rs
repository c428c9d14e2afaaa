//! 期限计算器: the dates of a request that nobody made, by the one path to a date. Nothing is kept.

use chrono::NaiveDate;
use serde::Serialize;

use super::explained::{ExplainedStep, Remedies};
use super::{Error, InputFault};
use crate::app::App;
use crate::law::answer::fold_judged;
use crate::law::calendar::Calendar;
use crate::law::deadline::{Channel, Event, Party, WorkingDays};
use crate::law::explain::Step;
use crate::law::remedy;

/// What may have happened to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub channel: Channel,
    /// The day of submission; for signed mail the day of the signature.
    pub on: NaiveDate,
    /// The day both sides confirmed, where the channel asks for it (R31-3, R31-4).
    pub confirmed_on: Option<NaiveDate>,
    /// From when, and until when if it was answered.
    pub consultation: Option<(NaiveDate, Option<NaiveDate>)>,
    /// The day the applicant was told, and by how many working days.
    pub extension: Option<(NaiveDate, u16)>,
}

/// The statutory date alone (decision 32).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Counted {
    /// 收到申请之日; none while it is to be confirmed.
    pub received_on: Option<NaiveDate>,
    /// 法定答复截止日.
    pub due_on: Option<NaiveDate>,
    pub provisional: bool,
    /// The earliest and the latest day that notices to come may lead to.
    pub due_between: Option<[NaiveDate; 2]>,
    pub steps: Vec<ExplainedStep>,
    /// If no reply came by then.
    pub remedies: Option<Remedies>,
}

/// Whether the receipt by this channel is the day both sides confirmed.
pub fn needs_confirmation(channel: Channel) -> bool {
    matches!(channel, Channel::OrdinaryMail | Channel::Online | Channel::Email | Channel::Fax)
}

/// Counts on the national calendar as it is known today.
///
/// # Errors
/// [`Error::Input`] with the law's refusal, at the day it concerns.
pub async fn count(app: &App, question: Question) -> Result<Counted, Error> {
    let (within, today) = (app.clone(), app.clock.today());
    app.store
        .read(move |db| {
            let calendar = within.calendars.current(db)?.in_force(None);
            counted(&question, &calendar, today)
        })
        .await
}

fn counted(question: &Question, calendar: &Calendar, today: NaiveDate) -> Result<Counted, Error> {
    let events = events(question);
    let only: Vec<Event> = events.iter().map(|(_, event)| event.clone()).collect();
    let fold = fold_judged(&only, calendar).map_err(|refused| {
        let field = events.get(refused.event).map_or("on", |(field, _)| field);
        Error::Input(vec![InputFault::new(field, refused.refusal.to_string())])
    })?;
    let beyond = |error: crate::law::calendar::BeyondCalendar| Error::input("on", error.to_string());
    let last = only.iter().flat_map(Event::days).max().unwrap_or(today);
    let answer = fold.answer(last).map_err(beyond)?;
    let steps: Vec<Step<'_>> = fold.steps().map_err(beyond)?;
    let remedies = match answer.due_on {
        Some(due) => Some(remedy::after_silence(due, &calendar.main).map_err(beyond)?),
        None => None,
    };
    Ok(Counted {
        received_on: answer.received_on,
        due_on: answer.due_on,
        provisional: answer.provisional,
        due_between: answer.due_between,
        steps: steps.iter().map(ExplainedStep::from).collect(),
        remedies: remedies.map(|dates| Remedies { review_by: dates.review_by, suit_by: dates.suit_by }),
    })
}

/// In the order of their days, each with the field it was asked in.
fn events(question: &Question) -> Vec<(&'static str, Event)> {
    let Question { channel, on, .. } = *question;
    let signed_on = (channel == Channel::RegisteredMail).then_some(on);
    let mut events = vec![("on", Event::Submitted { channel, on, signed_on })];
    if let Some(on) = question.confirmed_on.filter(|_| needs_confirmation(channel)) {
        events.push(("confirmed", Event::Confirmed { on }));
    }
    let mut later: Vec<(NaiveDate, &'static str, Event)> = Vec::new();
    if let Some((from, to)) = question.consultation {
        let reference = "1".to_owned();
        let sent = Event::ConsultationSent {
            reference: reference.clone(),
            party: Party::ThirdParty,
            on: from,
            received_on: None,
            overridden: None,
            sent_in_time: None,
        };
        later.push((from, "consulted", sent));
        later.extend(to.map(|on| (on, "answered", Event::ConsultationAnswered { reference, on })));
    }
    if let Some((on, days)) = question.extension {
        let days = WorkingDays(days);
        let extended = Event::Extended { days, approved_on: on, notified_on: on, overridden: None };
        later.push((on, "extended", extended));
    }
    later.sort_by_key(|(on, ..)| *on);
    events.extend(later.into_iter().map(|(_, field, event)| (field, event)));
    events
}
