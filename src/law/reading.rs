//! One reading of one clock: where its date lies, on one calendar, statutory or prudent.

use chrono::NaiveDate;

use super::calendar::{BeyondCalendar, WorkCalendar};
use super::deadline::{CONSULTATION_DAYS, CONSULTATION_LATE_AFTER, REPLY_DAYS};

/// Which side of a dispute is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strictness {
    /// Our positions: makes `due_on`.
    Statutory,
    /// The strictest reading any court might take: makes `prudent_due_on`.
    Prudent,
}

/// The days that a consultation takes out of the count: (`from`, `to`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Excluded {
    /// The consultation's place among all of its case.
    pub letter: usize,
    pub sent: NaiveDate,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// The state of one reading while a case is folded.
#[derive(Clone, Debug)]
pub(super) struct Reading<'c> {
    pub calendar: &'c WorkCalendar,
    pub strictness: Strictness,
    /// The receipt, or the last restart: day 0.
    pub base: Option<NaiveDate>,
    /// The receipt of the text that is handled: day 0 of the correction notice. A payment does not move it.
    pub text_received: Option<NaiveDate>,
    /// Working days in force; a restart drops them (P0-6).
    pub extension: u32,
    /// The delayed date of art 35 (P0-8).
    pub delayed: Option<NaiveDate>,
    /// While a correction or payment is awaited no date is in force.
    pub awaiting: bool,
    /// In the order of `from`.
    pub excluded: Vec<Excluded>,
}

impl<'c> Reading<'c> {
    pub fn new(calendar: &'c WorkCalendar, strictness: Strictness) -> Reading<'c> {
        Reading {
            calendar,
            strictness,
            base: None,
            text_received: None,
            extension: 0,
            delayed: None,
            awaiting: false,
            excluded: Vec::new(),
        }
    }

    /// Day 0 becomes `on`; what moved the date before is gone (P0-3, P0-6, P0-7, P0-8).
    pub fn restart(&mut self, on: NaiveDate) {
        self.base = Some(on);
        self.extension = 0;
        self.delayed = None;
        self.awaiting = false;
    }

    /// P0-4: takes (S, E] out of the count, on the prudent reading (receipt, E]. E is the
    /// consultee's working day 15 until an opinion arrives.
    pub fn exclude(
        &mut self,
        letter: usize,
        sent: NaiveDate,
        received_on: Option<NaiveDate>,
    ) -> Result<(), BeyondCalendar> {
        let received = received_on.unwrap_or(sent);
        let from = match self.strictness {
            Strictness::Statutory => sent,
            Strictness::Prudent => received,
        };
        let to = consultation_cap(self.calendar, received)?;
        let at = self.excluded.partition_point(|e| e.from <= from);
        self.excluded.insert(at, Excluded { letter, sent, from, to });
        Ok(())
    }

    /// The opinion arrived: E is that day, unless silence ended the wait before.
    pub fn answer(&mut self, letter: usize, on: NaiveDate) {
        for excluded in self.excluded.iter_mut().filter(|e| e.letter == letter) {
            excluded.to = excluded.to.min(on);
        }
    }

    /// The date in force; none without a day 0 or while something is awaited.
    pub fn due(&self) -> Result<Option<NaiveDate>, BeyondCalendar> {
        let Some(base) = self.base.filter(|_| !self.awaiting) else {
            return Ok(None);
        };
        if self.delayed.is_some() {
            return Ok(self.delayed);
        }
        let counted = self.nth_counted(base, u32::from(REPLY_DAYS) + self.extension)?;
        match self.strictness {
            Strictness::Statutory => self.carried(counted).map(Some),
            Strictness::Prudent => Ok(Some(counted)),
        }
    }

    /// P0-5: a letter sent by the due date when no counted day is left carries the date to its E,
    /// and a further letter sent by the carried date carries it on. A letter with counted days
    /// left ends before the date and so changes nothing here.
    fn carried(&self, counted: NaiveDate) -> Result<NaiveDate, BeyondCalendar> {
        let mut due = counted;
        loop {
            let last = self.excluded.iter().filter(|e| e.sent <= due).map(|e| e.to).max();
            let carried = match last {
                Some(last) if last > due => self.calendar.roll_forward(last)?,
                _ => return Ok(due),
            };
            due = carried;
        }
    }

    /// P0-5: after this day a consultation is late. An extension does not move it.
    pub fn consultation_by(&self) -> Result<Option<NaiveDate>, BeyondCalendar> {
        match self.base.filter(|_| !self.awaiting) {
            Some(base) => self.nth_counted(base, CONSULTATION_LATE_AFTER.into()).map(Some),
            None => Ok(None),
        }
    }

    /// The `n`-th working day after `base`, not counting the union of the excluded days (R33-8).
    pub(super) fn nth_counted(&self, base: NaiveDate, n: u32) -> Result<NaiveDate, BeyondCalendar> {
        let mut left = n;
        let mut cursor = base;
        for excluded in &self.excluded {
            let from = excluded.from.max(cursor);
            if excluded.to <= from {
                continue;
            }
            let before = self.calendar.count(cursor, from)?;
            if before >= left {
                break;
            }
            left -= before;
            cursor = excluded.to;
        }
        self.calendar.nth_after(cursor, left)
    }
}

/// P0-4: silence ends a consultation on the consultee's working day 15.
pub(super) fn consultation_cap(
    calendar: &WorkCalendar,
    received: NaiveDate,
) -> Result<NaiveDate, BeyondCalendar> {
    calendar.nth_after(received, CONSULTATION_DAYS)
}
