//! What a supervisor's overview is made of: the open cases in groups that are alike, what arrived and closed
//! by month, the replies of a span by unit, and the days ahead. All of one moment, and none of it kept.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::Error;
use super::cut::{OpenGroup, Span};
use super::journal::NamedActor;
use super::step_times::{self, StepTimes};
use crate::app::App;
use crate::law::calendar::{BeyondCalendar, Calendar, DayKind, WorkCalendar};
use crate::law::light::{Light, LightFacts, Standing};
use crate::law::roles::Role;
use crate::store::figures::{OpenRow, Within, count_open, list_units_below};
use crate::store::organs::{OrganRow, list_organs};
use crate::store::tallies::{MonthTally, UnitTally, sum_by_month, sum_by_unit};
use crate::store::{Db, StoreError};

/// Weeks of the calendar of due dates.
const WEEKS: u64 = 12;
/// Months of what arrived and closed, this one included.
pub const MONTHS: u32 = 12;
/// Working days of the forecast.
pub const AHEAD: u32 = 20;
/// Whole months before this one, of which the forecast takes the mean.
pub const MONTHS_OF_MEAN: u32 = 3;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The organ at this path and below; none is all that the supervisor sees.
    pub subtree: Option<String>,
    pub unit: Option<i64>,
    /// Replies are counted from the first day to the last: whole months.
    pub span: (NaiveDate, NaiveDate),
}

/// An organ of the supervisor's subtree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganName {
    pub id: i64,
    pub path: String,
    pub name: String,
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitName {
    pub id: i64,
    pub organ: i64,
    pub name: String,
}

/// A day to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayAhead {
    pub day: NaiveDate,
    pub kind: DayAheadKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayAheadKind {
    Work,
    /// A weekend day that is worked.
    WorkedWeekend,
    Rest,
    Holiday,
}

/// An age of open cases: prudent dates within a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Age {
    pub title: &'static str,
    pub past: bool,
    pub prudent: Span,
}

/// What the forecast rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// The last of the working days ahead.
    pub until: NaiveDate,
    /// The whole months of the mean, and how many working days they have.
    pub months: (NaiveDate, NaiveDate),
    pub working_days: u32,
}

/// Everything.
#[derive(Clone, Debug)]
pub struct Figures {
    pub today: NaiveDate,
    /// All that the supervisor sees, to choose from; those above before those below.
    pub organs: Vec<OrganName>,
    pub units: Vec<UnitName>,
    pub open: Vec<OpenGroup>,
    /// Replies of the span, by unit: `met` and `late`.
    pub replied: Vec<UnitTally>,
    /// Of the last [`MONTHS`].
    pub months: Vec<MonthTally>,
    pub steps: StepTimes,
    pub days: Vec<DayAhead>,
    pub ages: Vec<Age>,
    pub ahead: Ahead,
}

/// The figures of today.
///
/// # Errors
/// [`Error::Forbidden`] for other posts; [`StoreError::NotFound`] for an organ or unit outside the subtree.
pub async fn load(app: &App, actor: NamedActor, question: Question) -> Result<Figures, Error> {
    if actor.actor.role != Role::Supervisor {
        return Err(Error::Forbidden);
    }
    let (app, today) = (app.clone(), app.clock.today());
    let store = app.store.clone();
    store
        .read(move |db| {
            let calendar = app.calendars.current(db)?.in_force(None);
            db.snapshot(|db| gather(db, &actor.actor.organ_path, &question, today, &calendar))
        })
        .await
}

fn gather(
    db: &mut Db,
    own: &str,
    question: &Question,
    today: NaiveDate,
    calendar: &Calendar,
) -> Result<Figures, Error> {
    let organ = |organ: OrganRow| {
        let ended = organ.valid_to.is_some_and(|to| to < today);
        let name = if ended { format!("{}（已撤销）", organ.name) } else { organ.name };
        OrganName { id: organ.id, path: organ.path, name }
    };
    let organs: Vec<OrganName> = list_organs(db, own)?.into_iter().map(organ).collect();
    let path = question.subtree.as_deref().unwrap_or(own);
    if !organs.iter().any(|organ| organ.path == path) {
        return Err(StoreError::NotFound.into());
    }
    let units: Vec<UnitName> = list_units_below(db, path)?
        .into_iter()
        .map(|unit| {
            let ended = unit.valid_to.is_some_and(|to| to < today);
            let name = if ended { format!("{}（已撤销）", unit.name) } else { unit.name };
            UnitName { id: unit.id, organ: unit.organ_id, name }
        })
        .collect();
    if question.unit.is_some_and(|asked| !units.iter().any(|unit| unit.id == asked)) {
        return Err(StoreError::NotFound.into());
    }
    let within = Within { path: path.to_owned(), unit_id: question.unit };
    let open = count_open(db, &within)?;
    let replied = [Standing::Met, Standing::Late].map(Standing::word);
    let span = (month(question.span.0), month(question.span.1));
    let year = (month(first_of_month(today, MONTHS - 1)), month(today));
    Ok(Figures {
        today,
        organs,
        units,
        open: open.iter().map(|row| group(row, today, &calendar.main)).collect::<Result<_, _>>()?,
        replied: sum_by_unit(db, &within, (&span.0, &span.1), &replied)?,
        months: sum_by_month(db, &within, (&year.0, &year.1))?,
        steps: step_times::load(db, &within, question.span, &calendar.main)?,
        days: days_ahead(today, calendar)?,
        ages: ages(today, &calendar.main)?,
        ahead: ahead(today, &calendar.main)?,
    })
}

/// «2026-03»
pub fn month(day: NaiveDate) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// The first day of the month that lies so many months before.
pub fn first_of_month(day: NaiveDate, before: u32) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    first.checked_sub_months(Months::new(before)).unwrap_or(first)
}

/// The last day of the month.
pub fn last_of_month(day: NaiveDate) -> NaiveDate {
    let next = first_of_month(day, 0).checked_add_months(Months::new(1));
    next.and_then(|next| next.pred_opt()).unwrap_or(day)
}

fn group(row: &OpenRow, today: NaiveDate, calendar: &WorkCalendar) -> Result<OpenGroup, BeyondCalendar> {
    let OpenRow { due_on, prudent_due_on, paused_until, .. } = *row;
    let standing = Standing::of_word(&row.state).unwrap_or(Standing::Running);
    let facts = LightFacts { standing, due_on, prudent_due_on, paused_until };
    Ok(OpenGroup {
        organ: row.organ_id,
        unit: row.unit_id,
        light: Light::on(today, facts, calendar)?,
        due_on,
        prudent_due_on,
        provisional: row.provisional,
        number: row.number,
    })
}

/// From the Monday of this week on.
fn days_ahead(today: NaiveDate, calendar: &Calendar) -> Result<Vec<DayAhead>, BeyondCalendar> {
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    let kind = |day| {
        Ok(match calendar.explain(day)?.kind {
            DayKind::Ordinary => DayAheadKind::Work,
            DayKind::SwapWorkday => DayAheadKind::WorkedWeekend,
            DayKind::Weekend { .. } => DayAheadKind::Rest,
            DayKind::DayOff { .. } => DayAheadKind::Holiday,
        })
    };
    monday.iter_days().take((WEEKS * 7) as usize).map(|day| Ok(DayAhead { day, kind: kind(day)? })).collect()
}

/// Spans that leave no day out, from long past to far ahead.
fn ages(today: NaiveDate, calendar: &WorkCalendar) -> Result<Vec<Age>, BeyondCalendar> {
    let five_ago = calendar.nth_before(today, 5)?;
    let ends = [5, 10, 15, 20].map(|left| calendar.nth_after(today, left as u32));
    let [five, ten, fifteen, twenty] = ends;
    let (five, ten, fifteen, twenty) = (five?, ten?, fifteen?, twenty?);
    let after = |day: NaiveDate| Some(day + Days::new(1));
    let before = |day: NaiveDate| Some(day - Days::new(1));
    let age = |title, past, from, to| Age { title, past, prudent: [from, to] };
    Ok(vec![
        age("已过6个工作日以上", true, None, before(five_ago)),
        age("已过1至5个工作日", true, Some(five_ago), before(today)),
        age("今日", false, Some(today), Some(today)),
        age("余1至5个工作日", false, after(today), Some(five)),
        age("余6至10个工作日", false, after(five), Some(ten)),
        age("余11至15个工作日", false, after(ten), Some(fifteen)),
        age("余16至20个工作日", false, after(fifteen), Some(twenty)),
        age("余21个工作日以上", false, after(twenty), None),
    ])
}

fn ahead(today: NaiveDate, calendar: &WorkCalendar) -> Result<Ahead, BeyondCalendar> {
    let first = first_of_month(today, MONTHS_OF_MEAN);
    let last = first_of_month(today, 0) - Days::new(1);
    Ok(Ahead {
        until: calendar.nth_after(today, AHEAD)?,
        months: (first, last),
        working_days: calendar.count(first - Days::new(1), last)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn ages_leave_no_day_out_and_hold_none_twice() {
        let calendar = crate::holidays::shipped().unwrap().national(None);
        for today in ["2026-02-13", "2026-02-17", "2026-02-28", "2026-10-08", "2026-11-22"].map(day) {
            let ages = ages(today, &calendar.main).unwrap();
            assert_eq!(ages.first().unwrap().prudent[0], None);
            assert_eq!(ages.last().unwrap().prudent[1], None);
            for pair in ages.windows(2) {
                assert_eq!(
                    pair[0].prudent[1].unwrap() + Days::new(1),
                    pair[1].prudent[0].unwrap(),
                    "{today}"
                );
            }
        }
    }

    #[test]
    fn months_begin_and_end() {
        assert_eq!(first_of_month(day("2026-03-31"), 1), day("2026-02-01"));
        assert_eq!(first_of_month(day("2026-01-31"), 11), day("2025-02-01"));
        assert_eq!(last_of_month(day("2028-02-05")), day("2028-02-29"));
        assert_eq!(month(day("2026-03-31")), "2026-03");
    }
}
