//! 救济: the applicant's own periods after a reply or its absence, and the organ's when it is
//! called to answer for it (rules §10).
//!
//! Periods of calendar days and months run from actual receipt (P0-10), exclude the first day,
//! and roll to the next working day if they end on a rest day. In 行政复议 three, five, seven and
//! ten days are working days (L-88); before a court all days are calendar days.

use chrono::{Months, NaiveDate};

use super::calendar::{BeyondCalendar, WorkCalendar};
use super::deadline::{CalendarDays, WorkingDays};

/// L-20: 行政复议 within 60 days.
pub const REVIEW_DAYS: CalendarDays = CalendarDays(60);
/// G-46: 行政诉讼 within 6 months.
pub const SUIT_MONTHS: u32 = 6;
/// G-45, L-34: 15 days to sue after a decision on review.
pub const SUIT_AFTER_REVIEW_DAYS: CalendarDays = CalendarDays(15);

/// L-48: the organ answers in 普通程序.
pub const REVIEW_ANSWER_DAYS: WorkingDays = WorkingDays(10);
/// L-53: the organ answers in 简易程序.
pub const SUMMARY_REVIEW_ANSWER_DAYS: WorkingDays = WorkingDays(5);
/// G-67: the organ answers a court.
pub const SUIT_ANSWER_DAYS: CalendarDays = CalendarDays(15);

/// Where the organ is called to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proceeding {
    /// 行政复议, 普通程序.
    Review,
    /// 行政复议, 简易程序.
    SummaryReview,
    /// 行政诉讼.
    Suit,
}

/// The last day on which the organ answers, from the day it received the copy of the application
/// or the complaint.
///
/// # Errors
/// [`BeyondCalendar`] if a date lies outside the calendar.
pub fn answer_by(
    proceeding: Proceeding,
    received_on: NaiveDate,
    calendar: &WorkCalendar,
) -> Result<NaiveDate, BeyondCalendar> {
    match proceeding {
        Proceeding::Review => calendar.nth_after(received_on, REVIEW_ANSWER_DAYS),
        Proceeding::SummaryReview => calendar.nth_after(received_on, SUMMARY_REVIEW_ANSWER_DAYS),
        Proceeding::Suit => calendar_days_after(received_on, SUIT_ANSWER_DAYS, calendar),
    }
}

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

/// L-34, G-45: the last day to sue after a decision on review was received.
///
/// # Errors
/// [`BeyondCalendar`] if a date lies outside the calendar.
pub fn suit_after_review_by(
    received_on: NaiveDate,
    calendar: &WorkCalendar,
) -> Result<NaiveDate, BeyondCalendar> {
    calendar_days_after(received_on, SUIT_AFTER_REVIEW_DAYS, calendar)
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
