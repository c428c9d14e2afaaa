//! 救济: the applicant's own periods after a reply or its absence (rules §10).
//!
//! Periods of calendar days and months run from actual receipt (P0-10), exclude the first day,
//! and roll to the next working day if they end on a rest day.

use chrono::{Months, NaiveDate};

use super::calendar::{BeyondCalendar, WorkCalendar};
use super::deadline::CalendarDays;

/// L-20: 行政复议 within 60 days.
pub const REVIEW_DAYS: CalendarDays = CalendarDays(60);
/// G-46: 行政诉讼 within 6 months.
pub const SUIT_MONTHS: u32 = 6;
/// G-45, L-34: 15 days to sue after a decision on review.
pub const SUIT_AFTER_REVIEW_DAYS: CalendarDays = CalendarDays(15);

/// Last days of the applicant's remedies, 24:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RemedyDates {
    pub review_by: NaiveDate,
    /// None where 复议 must come first (P0-11).
    pub suit_by: Option<NaiveDate>,
}

/// From the day on which the applicant received a reply (P-4).
///
/// # Errors
/// [`BeyondCalendar`] if a date lies outside the calendar.
pub fn after_reply(
    received_on: NaiveDate,
    review_comes_first: bool,
    calendar: &WorkCalendar,
) -> Result<RemedyDates, BeyondCalendar> {
    dates_from(received_on, review_comes_first, calendar)
}

/// From the due date that passed without a reply (L-16, G-66). Either way is open (L-23b).
///
/// # Errors
/// [`BeyondCalendar`] if a date lies outside the calendar.
pub fn after_silence(due_on: NaiveDate, calendar: &WorkCalendar) -> Result<RemedyDates, BeyondCalendar> {
    dates_from(due_on, false, calendar)
}

fn dates_from(
    day_0: NaiveDate,
    review_comes_first: bool,
    calendar: &WorkCalendar,
) -> Result<RemedyDates, BeyondCalendar> {
    let months = day_0.checked_add_months(Months::new(SUIT_MONTHS)).ok_or(BeyondCalendar)?;
    Ok(RemedyDates {
        review_by: calendar_days_after(day_0, REVIEW_DAYS, calendar)?,
        suit_by: if review_comes_first { None } else { Some(calendar.roll_forward(months)?) },
    })
}

/// The last day of a period of calendar days: the first day is excluded, a last day that is a rest day rolls on.
///
/// # Errors
/// [`BeyondCalendar`] if a date lies outside the calendar.
pub fn calendar_days_after(
    day_0: NaiveDate,
    days: CalendarDays,
    calendar: &WorkCalendar,
) -> Result<NaiveDate, BeyondCalendar> {
    let last = day_0.checked_add_days(chrono::Days::new(days.0.into())).ok_or(BeyondCalendar)?;
    calendar.roll_forward(last)
}
