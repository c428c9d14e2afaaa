//! Why the dates of a case are what they are: the steps of the law, as people and programs see them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Error;
use super::people::OrganSettings;
use super::row::word;
use crate::law::calendar::Calendar;
use crate::law::case::Case;
use crate::law::deadline::Deadline;
use crate::law::explain::{Span, Step as DateStep};
use crate::law::targets::target_days;
use crate::law::{remedy, wording};

/// Why the dates of a case are what they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Explained {
    pub status: String,
    pub received_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub prudent_due_on: Option<NaiveDate>,
    pub provisional: bool,
    pub due_between: Option<[NaiveDate; 2]>,
    pub waiting_for: Option<String>,
    pub waiting_until: Option<NaiveDate>,
    pub working_days_left: Option<i32>,
    pub warnings: Vec<String>,
    pub calendar: String,
    pub steps: Vec<ExplainedStep>,
    pub prudent_steps: Vec<ExplainedStep>,
    /// 内部时限, from the last day 0: reminders of the office, not of the law.
    pub targets: Vec<Target>,
    /// 提起行政复议、行政诉讼的最后日期, once a reply was received or the date passed in silence.
    pub remedies: Option<Remedies>,
}

/// By when the office wants a step done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Target {
    pub what: String,
    pub on: NaiveDate,
}

/// The applicant's last days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Remedies {
    pub review_by: NaiveDate,
    pub suit_by: Option<NaiveDate>,
}

/// A step: a point has `on`, a count the rest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ExplainedStep {
    pub rule: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Working days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<u32>,
    #[serde(default)]
    pub skipped: Vec<NaiveDate>,
    #[serde(default)]
    pub worked: Vec<NaiveDate>,
    #[serde(default)]
    pub excluded: Vec<NaiveDate>,
    #[serde(default)]
    pub documents: Vec<String>,
    pub what: String,
}

impl From<&DateStep<'_>> for ExplainedStep {
    fn from(step: &DateStep<'_>) -> ExplainedStep {
        let what = wording::step(step);
        match step {
            DateStep::Point(mark) => ExplainedStep {
                rule: mark.rule.to_owned(),
                on: Some(mark.on),
                what,
                ..ExplainedStep::default()
            },
            DateStep::Span(span) => of_span(span, what),
        }
    }
}

fn of_span(span: &Span<'_>, what: String) -> ExplainedStep {
    ExplainedStep {
        rule: span.rule.to_owned(),
        on: None,
        from: Some(span.from),
        to: Some(span.to),
        counted: Some(span.counted),
        skipped: span.skipped.to_vec(),
        worked: span.worked.to_vec(),
        excluded: span.excluded.clone(),
        documents: span.documents.iter().map(|document| (*document).to_owned()).collect(),
        what,
    }
}

/// Folds and explains.
///
/// # Errors
/// A date outside the calendar.
pub fn explain(
    case: &Case,
    calendar: &Calendar,
    settings: OrganSettings,
    today: NaiveDate,
) -> Result<Explained, Error> {
    let fold = case.deadline(calendar)?;
    let deadline = fold.answer(today)?;
    let spans = fold.prudent_spans()?;
    let prudent_steps =
        spans.into_iter().map(|span| ExplainedStep::from(&DateStep::Span(span))).collect::<Vec<_>>();
    Ok(Explained {
        status: word(deadline.status),
        received_on: deadline.received_on,
        due_on: deadline.due_on,
        prudent_due_on: deadline.prudent_due_on,
        provisional: deadline.provisional,
        due_between: deadline.due_between,
        waiting_for: deadline.waiting_for.map(word),
        waiting_until: deadline.waiting_until,
        working_days_left: deadline.working_days_left,
        warnings: warnings(case, &deadline, calendar, today)?,
        calendar: deadline.calendar.clone(),
        steps: fold.steps()?.iter().map(ExplainedStep::from).collect(),
        prudent_steps,
        targets: match fold.day_0() {
            Some(day_0) => target_days(day_0, settings.targets, &calendar.main)?
                .map(|(what, on)| Target { what: what.to_owned(), on })
                .into(),
            None => Vec::new(),
        },
        remedies: remedies(case, calendar, today, deadline.due_on)?,
    })
}

pub(super) fn warnings(
    case: &Case,
    deadline: &Deadline,
    calendar: &Calendar,
    today: NaiveDate,
) -> Result<Vec<String>, Error> {
    let warnings = case.warnings(deadline, &calendar.main, today)?;
    Ok(warnings.into_iter().map(|warning| wording::warning(warning).to_owned()).collect())
}

/// P-4: from the day the applicant received the reply; L-16: from silence.
fn remedies(
    case: &Case,
    calendar: &Calendar,
    today: NaiveDate,
    due_on: Option<NaiveDate>,
) -> Result<Option<Remedies>, Error> {
    let received = case.current_deliveries().find_map(|delivery| delivery.signed_on);
    let review_first = case.draft.as_ref().is_some_and(|draft| draft.primary.review_comes_first());
    let dates = match (received, due_on) {
        (Some(on), _) => remedy::after_reply(on, review_first, &calendar.main)?,
        (None, Some(due)) if !case.ended() && today > due => remedy::after_silence(due, &calendar.main)?,
        _ => return Ok(None),
    };
    Ok(Some(Remedies { review_by: dates.review_by, suit_by: dates.suit_by }))
}
