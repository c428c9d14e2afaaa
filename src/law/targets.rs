//! 内部时限: by when the office wants each step done. No rule of law sets them; an organ does,
//! and missing one is a reminder, never a fault.

use chrono::NaiveDate;

use super::calendar::{BeyondCalendar, WorkCalendar};
use super::deadline::WorkingDays;

/// What is to be done by a target day, in the order of the work.
pub const TARGETS: [&str; 5] = ["登记", "转办", "拟稿", "报批", "送达"];

/// Working days from receipt, as shipped.
pub const DEFAULT_TARGETS: [WorkingDays; 5] =
    [WorkingDays(1), WorkingDays(2), WorkingDays(10), WorkingDays(15), WorkingDays(18)];

/// The target days of a request received, or restarted, on `day_0`.
///
/// # Errors
/// [`BeyondCalendar`] if a date lies outside the calendar.
pub fn target_days(
    day_0: NaiveDate,
    targets: [WorkingDays; 5],
    calendar: &WorkCalendar,
) -> Result<[(&'static str, NaiveDate); 5], BeyondCalendar> {
    let mut days = TARGETS.map(|name| (name, day_0));
    for ((_, day), target) in days.iter_mut().zip(targets) {
        *day = calendar.nth_after(day_0, target)?;
    }
    Ok(days)
}
