//! The row of a case: a cache of its journal, made only here.

use chrono::NaiveDate;

use super::Error;
use crate::law::answer::Facts;
use crate::law::calendar::Calendar;
use crate::law::case::{Case, Closed};
use crate::law::light::Standing;
use crate::store::cases::CaseFields;

/// What the journal says of a case, apart from names and words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cached {
    pub unit_id: Option<i64>,
    pub handler_id: Option<i64>,
    pub step: String,
    pub state: String,
    pub received_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub prudent_due_on: Option<NaiveDate>,
    pub due_early_on: Option<NaiveDate>,
    pub due_late_on: Option<NaiveDate>,
    pub correction_notice_by: Option<NaiveDate>,
    pub paused_until: Option<NaiveDate>,
    pub waiting_for: Option<String>,
    pub waiting_until: Option<NaiveDate>,
    pub delivered_on: Option<NaiveDate>,
    pub ended_on: Option<NaiveDate>,
    pub result: Option<String>,
    pub provisional: bool,
    pub calendar_version: String,
}

/// The word an enum has in JSON, which is its word in a row too.
pub fn word(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Makes the cache by folding.
///
/// # Errors
/// A date outside the calendar.
pub fn cached(case: &Case, calendar: &Calendar) -> Result<Cached, Error> {
    let fold = case.deadline(calendar)?;
    let Facts { status, paused_until, ended_on, .. } = fold.facts()?;
    let deadline = fold.answer(calendar.first_provisional)?;
    let shelved = case.closed == Some(Closed::Shelved);
    let standing = if shelved { Standing::Shelved } else { Standing::from(status) };
    let [early, late] = deadline.due_between.map_or([None, None], |[early, late]| [Some(early), Some(late)]);
    Ok(Cached {
        unit_id: case.unit.map(|unit| unit.0),
        handler_id: case.handler.map(|handler| handler.0),
        step: word(case.step()),
        state: standing.word().to_owned(),
        received_on: deadline.received_on,
        due_on: deadline.due_on.filter(|_| !shelved),
        prudent_due_on: deadline.prudent_due_on.filter(|_| !shelved),
        due_early_on: early,
        due_late_on: late,
        correction_notice_by: deadline.correction_notice_by,
        paused_until: paused_until.filter(|_| !standing.ended()),
        waiting_for: fold.awaited().map(|(waiting, _)| word(waiting)),
        waiting_until: fold.awaited().map(|(_, until)| until),
        delivered_on: deadline.delivered_on,
        ended_on: ended_on.or(case.closed_on),
        result: case.result(),
        provisional: deadline.provisional,
        calendar_version: calendar.version.clone(),
    })
}

impl Cached {
    /// Writes the cache into a row.
    pub fn put_into(self, row: &mut CaseFields) {
        row.unit_id = self.unit_id;
        row.handler_id = self.handler_id;
        row.step = self.step;
        row.state = self.state;
        row.received_on = self.received_on;
        row.due_on = self.due_on;
        row.prudent_due_on = self.prudent_due_on;
        row.due_early_on = self.due_early_on;
        row.due_late_on = self.due_late_on;
        row.correction_notice_by = self.correction_notice_by;
        row.paused_until = self.paused_until;
        row.waiting_for = self.waiting_for;
        row.waiting_until = self.waiting_until;
        row.delivered_on = self.delivered_on;
        row.ended_on = self.ended_on;
        row.result = self.result;
        row.provisional = self.provisional;
        row.calendar_version = self.calendar_version;
    }

    /// Reads it back, to compare.
    pub fn of(row: &CaseFields) -> Cached {
        Cached {
            unit_id: row.unit_id,
            handler_id: row.handler_id,
            step: row.step.clone(),
            state: row.state.clone(),
            received_on: row.received_on,
            due_on: row.due_on,
            prudent_due_on: row.prudent_due_on,
            due_early_on: row.due_early_on,
            due_late_on: row.due_late_on,
            correction_notice_by: row.correction_notice_by,
            paused_until: row.paused_until,
            waiting_for: row.waiting_for.clone(),
            waiting_until: row.waiting_until,
            delivered_on: row.delivered_on,
            ended_on: row.ended_on,
            result: row.result.clone(),
            provisional: row.provisional,
            calendar_version: row.calendar_version.clone(),
        }
    }
}
