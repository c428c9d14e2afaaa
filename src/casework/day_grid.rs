//! A small calendar to count along: the weeks from the receipt to the last day, each working day with the
//! number it has in the count.

use chrono::{Datelike, Days, NaiveDate};
use serde::Serialize;

use super::explained::{Explained, ExplainedStep};
use crate::law::calendar::Calendar;
use crate::law::calendar::{BeyondCalendar, DayKind, WorkCalendar};

/// Longer than this nobody counts along.
const MOST_WEEKS: usize = 60;

/// A week, from Monday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GridWeek {
    /// «10月» in the first week and where a month begins on Monday; «12、1月» where it begins later in the week.
    pub month: Option<String>,
    pub days: Vec<GridDay>,
}

/// A day of the grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GridDay {
    /// Of the month.
    pub day: u32,
    /// `out` `work` `rest` `holiday` `swap` `excluded`.
    pub kind: &'static str,
    /// Its number in the count.
    pub counted: Option<u32>,
    /// «收到»、«法定»、«从严».
    pub marks: Vec<&'static str>,
}

/// The weeks of an explanation; none before the receipt is known.
///
/// # Errors
/// A date outside the calendar.
pub fn make(explained: &Explained, calendar: &Calendar) -> Result<Vec<GridWeek>, BeyondCalendar> {
    let spans: Vec<&ExplainedStep> = explained.steps.iter().filter(|step| step.counted.is_some()).collect();
    let (Some(received), Some(due)) = (explained.received_on, explained.due_on) else {
        return Ok(Vec::new());
    };
    let last = spans.iter().filter_map(|span| span.to).max().unwrap_or(due).max(due);
    let first = received - Days::new(u64::from(received.weekday().num_days_from_monday()));
    let mut numbers = Numbers::of(&spans);
    let mut weeks = Vec::new();
    let mut monday = first;
    while monday <= last && weeks.len() < MOST_WEEKS {
        let mut days = Vec::new();
        for day in monday.iter_days().take(7) {
            let (kind, counted) = if day < received || day > last {
                ("out", None)
            } else {
                kind_of(day, calendar, &mut numbers)?
            };
            let marks = [
                (explained.received_on == Some(day), "收到"),
                (explained.prudent_due_on == Some(day), "从严"),
                (explained.due_on == Some(day), "法定"),
            ];
            let marks = marks.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark).collect();
            days.push(GridDay { day: day.day(), kind, counted, marks });
        }
        let begins = monday.iter_days().take(7).find(|day| day.day() == 1);
        let month = match begins {
            Some(first) if first != monday => Some(format!("{}、{}月", monday.month(), first.month())),
            _ if begins.is_some() || weeks.is_empty() => Some(format!("{}月", monday.month())),
            _ => None,
        };
        weeks.push(GridWeek { month, days });
        monday = monday + Days::new(7);
    }
    Ok(weeks)
}

/// Numbers the days of the spans, one after the other.
struct Numbers<'a> {
    spans: &'a [&'a ExplainedStep],
    at: u32,
}

impl<'a> Numbers<'a> {
    fn of(spans: &'a [&'a ExplainedStep]) -> Numbers<'a> {
        Numbers { spans, at: 0 }
    }

    fn span(&self, day: NaiveDate) -> Option<&'a ExplainedStep> {
        let within = |span: &&&ExplainedStep| {
            span.from.is_some_and(|from| from < day) && span.to.is_some_and(|to| day <= to)
        };
        self.spans.iter().find(within).copied()
    }
}

fn kind_of(
    day: NaiveDate,
    calendar: &Calendar,
    numbers: &mut Numbers<'_>,
) -> Result<(&'static str, Option<u32>), BeyondCalendar> {
    let main: &WorkCalendar = &calendar.main;
    let span = numbers.span(day);
    if !main.is_working(day)? {
        let holiday = matches!(calendar.explain(day)?.kind, DayKind::DayOff { .. });
        return Ok((if holiday { "holiday" } else { "rest" }, None));
    }
    if span.is_some_and(|span| span.excluded.contains(&day)) {
        return Ok(("excluded", None));
    }
    let swap = matches!(calendar.explain(day)?.kind, DayKind::SwapWorkday);
    let counted = span.is_some().then(|| {
        numbers.at += 1;
        numbers.at
    });
    Ok((if swap { "swap" } else { "work" }, counted))
}
