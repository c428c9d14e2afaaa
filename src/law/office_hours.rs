//! 办公时间: when people are told something, and how long they took to answer.
//!
//! A message waits for the office: quiet are the hours from closing to opening and every rest day
//! of the organ's own calendar. A worked Saturday is an office day (P0-1), a holiday on a Tuesday
//! is none. Times are those of the clocks in Shanghai (K-11).

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};

use super::calendar::{BeyondCalendar, WorkCalendar};

/// From when to when an office works, the same on every working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficeHours {
    pub opens: NaiveTime,
    /// The first moment that is quiet again.
    pub closes: NaiveTime,
}

/// Quiet from 18:00 to 08:30.
pub const OFFICE_HOURS: OfficeHours = OfficeHours { opens: time_of(8, 30), closes: time_of(18, 0) };

/// A time of day known when this is compiled; midnight for what is none.
pub(super) const fn time_of(hour: u32, minute: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, minute, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

impl OfficeHours {
    /// Whether people may be reached at that moment.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if the day lies outside the calendar.
    pub fn is_open(&self, at: NaiveDateTime, calendar: &WorkCalendar) -> Result<bool, BeyondCalendar> {
        Ok(self.covers(at.time()) && calendar.is_working(at.date())?)
    }

    fn covers(&self, time: NaiveTime) -> bool {
        self.opens <= time && time < self.closes
    }

    /// That moment if the office is open then, else its next opening.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if a day lies outside the calendar.
    pub fn next_open(
        &self,
        at: NaiveDateTime,
        calendar: &WorkCalendar,
    ) -> Result<NaiveDateTime, BeyondCalendar> {
        if self.is_open(at, calendar)? {
            return Ok(at);
        }
        if at.time() < self.opens && calendar.is_working(at.date())? {
            return Ok(at.date().and_time(self.opens));
        }
        Ok(calendar.nth_after(at.date(), 1u32)?.and_time(self.opens))
    }

    /// The next morning's opening strictly after that moment.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if a day lies outside the calendar.
    pub fn next_morning(
        &self,
        at: NaiveDateTime,
        calendar: &WorkCalendar,
    ) -> Result<NaiveDateTime, BeyondCalendar> {
        let before = at.time() < self.opens && calendar.is_working(at.date())?;
        let day = if before { at.date() } else { calendar.nth_after(at.date(), 1u32)? };
        Ok(day.and_time(self.opens))
    }

    /// When so much office time has passed since that moment: four hours from Friday 16:00 end on
    /// Monday at 10:30.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if a day lies outside the calendar.
    pub fn after(
        &self,
        at: NaiveDateTime,
        office_time: TimeDelta,
        calendar: &WorkCalendar,
    ) -> Result<NaiveDateTime, BeyondCalendar> {
        let mut from = self.next_open(at, calendar)?;
        let mut left = office_time;
        loop {
            let today = from.date().and_time(self.closes) - from;
            // An office that never opens would never be done.
            if left <= today || self.closes <= self.opens {
                return Ok(from + left);
            }
            left -= today;
            from = calendar.nth_after(from.date(), 1u32)?.and_time(self.opens);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::holidays;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn the_office_opens_on_a_worked_saturday_and_not_on_national_day() {
        let calendar = holidays::shipped().unwrap().national(None);
        let hours = OFFICE_HOURS;
        for (moment, open, next, four_hours) in [
            ("2026-03-06 16:00", true, "2026-03-06 16:00", "2026-03-09 10:30"),
            ("2026-03-06 18:00", false, "2026-03-09 08:30", "2026-03-09 12:30"),
            ("2026-03-06 08:29", false, "2026-03-06 08:30", "2026-03-06 12:30"),
            ("2026-03-07 10:00", false, "2026-03-09 08:30", "2026-03-09 12:30"),
            // 调休上班.
            ("2026-10-10 09:00", true, "2026-10-10 09:00", "2026-10-10 13:00"),
            ("2026-09-30 15:00", true, "2026-09-30 15:00", "2026-10-08 09:30"),
            ("2026-10-01 10:00", false, "2026-10-08 08:30", "2026-10-08 12:30"),
            ("2026-10-09 17:59", true, "2026-10-09 17:59", "2026-10-10 12:29"),
        ] {
            assert_eq!(hours.is_open(at(moment), &calendar.main), Ok(open), "{moment}");
            assert_eq!(hours.next_open(at(moment), &calendar.main), Ok(at(next)), "{moment}");
            let after = hours.after(at(moment), TimeDelta::hours(4), &calendar.main);
            assert_eq!(after, Ok(at(four_hours)), "{moment}");
        }
        for (moment, morning) in [
            ("2026-03-06 08:29", "2026-03-06 08:30"),
            ("2026-03-06 08:30", "2026-03-09 08:30"),
            ("2026-10-03 07:00", "2026-10-08 08:30"),
        ] {
            assert_eq!(hours.next_morning(at(moment), &calendar.main), Ok(at(morning)), "{moment}");
        }
    }
}
