//! Why this day: the steps of a date, as data. Text is made from them on demand ([`super::wording`]).
//!
//! A point is something that happened; a span is a count. The counted days of the spans add up
//! to the date, and so a test, or a judge with a pencil, can add them again: the days from
//! Monday to Friday in (from, to], less the days skipped, plus the weekend days worked, less the
//! days excluded, are the days counted.

use chrono::{Days, NaiveDate};

use super::calendar::BeyondCalendar;
use super::deadline::{DeliveryMethod, LapseGround, REPLY_DAYS, WorkingDays};
use super::fold::Fold;
use super::reading::Reading;

/// Something that happened, with the rule that gives it its effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub rule: &'static str,
    pub on: NaiveDate,
    pub fact: Fact,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Arrived, not yet confirmed.
    Submitted,
    Received,
    CorrectionAsked {
        last_day: NaiveDate,
    },
    Corrected,
    ConsultationSent {
        cap: NaiveDate,
    },
    ConsultationAnswered,
    Extended {
        days: WorkingDays,
    },
    FeeNoticed {
        last_day: NaiveDate,
    },
    Paid,
    Delayed {
        until: NaiveDate,
    },
    Replied(DeliveryMethod),
    Withdrawn,
    Lapsed(LapseGround),
}

/// One step of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<'f> {
    Point(Mark),
    Span(Span<'f>),
}

/// A count of working days: (`from`, `to`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span<'f> {
    pub rule: &'static str,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Working days counted.
    pub counted: u32,
    /// Rest days from Monday to Friday.
    pub skipped: &'f [NaiveDate],
    /// Worked weekend days.
    pub worked: &'f [NaiveDate],
    /// Working days that a consultation takes out of the count.
    pub excluded: Vec<NaiveDate>,
    /// The documents (文号) that decide about the days skipped and worked.
    pub documents: Vec<&'f str>,
}

impl Fold<'_> {
    /// The steps to `due_on`: what happened, then the count.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if a date lies outside the calendar.
    pub fn steps(&self) -> Result<Vec<Step<'_>>, BeyondCalendar> {
        let mut steps: Vec<Step<'_>> = self.trail.iter().copied().map(Step::Point).collect();
        if self.end.is_none_or(|end| end.is_reply()) {
            steps.extend(self.spans(&self.statutory)?.into_iter().map(Step::Span));
        }
        Ok(steps)
    }

    /// The count to the prudent date, before it is limited by `due_on`.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if a date lies outside the calendar.
    pub fn prudent_spans(&self) -> Result<Vec<Span<'_>>, BeyondCalendar> {
        self.spans(&self.prudent)
    }

    fn spans<'f>(&'f self, reading: &'f Reading<'_>) -> Result<Vec<Span<'f>>, BeyondCalendar> {
        let (Some(base), Some(due)) = (reading.base, reading.due()?) else {
            return Ok(Vec::new());
        };
        if reading.delayed.is_some() {
            return Ok(Vec::new());
        }
        let reply_days = u32::from(REPLY_DAYS);
        let regular = reading.nth_counted(base, reply_days)?;
        let mut spans = vec![reading.span(self.rule_of_base(base), base, regular, reply_days)?];
        let mut last = regular;
        if reading.extension > 0 {
            let extended = reading.nth_counted(base, reply_days + reading.extension)?;
            spans.push(reading.span("R33-4", regular, extended, reading.extension)?);
            last = extended;
        }
        if due > last {
            spans.push(reading.span("P0-5", last, due, 0)?);
        }
        Ok(spans)
    }

    /// The rule that made `base` day 0: a restart, an order to reply again, or the receipt.
    fn rule_of_base(&self, base: NaiveDate) -> &'static str {
        let restarted = |mark: &&Mark| matches!(mark.fact, Fact::Corrected | Fact::Paid) && mark.on == base;
        match (self.trail.iter().rev().find(restarted), self.received) {
            (Some(mark), _) => mark.rule,
            (None, Some((_, "P0-16"))) => "P0-16",
            _ => "R33-2",
        }
    }
}

impl<'c> Reading<'c> {
    fn span(
        &self,
        rule: &'static str,
        from: NaiveDate,
        to: NaiveDate,
        counted: u32,
    ) -> Result<Span<'c>, BeyondCalendar> {
        Ok(Span {
            rule,
            from,
            to,
            counted,
            skipped: self.calendar.skipped(from, to),
            worked: self.calendar.worked(from, to),
            excluded: self.excluded_days(from, to, counted)?,
            documents: self.calendar.documents(from, to),
        })
    }

    /// The working days in (`from`, `to`] that are not among the `counted` ones.
    fn excluded_days(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        counted: u32,
    ) -> Result<Vec<NaiveDate>, BeyondCalendar> {
        let working = self.calendar.count(from, to)?;
        if working == counted {
            return Ok(Vec::new());
        }
        let taken_out = |day: &NaiveDate| self.excluded.iter().any(|e| *day > e.from && *day <= e.to);
        let mut days = Vec::with_capacity((working - counted) as usize);
        let mut day = from;
        while day < to {
            day = self.calendar.nth_after(day, 1u32)?;
            // A date carried to a rest day rolls on: that working day is the date, not a count (P0-5).
            if day <= to && (counted == 0 || taken_out(&day)) {
                days.push(day);
            }
        }
        Ok(days)
    }
}

impl Span<'_> {
    /// Adds the span up again from its data alone. Equal to `counted` in every sound explanation.
    pub fn added_up(&self) -> i64 {
        let weekdays = self
            .from
            .iter_days()
            .skip(1)
            .take_while(|day| *day <= self.to)
            .filter(|day| !super::notice::is_weekend(*day))
            .count() as i64;
        weekdays - self.skipped.len() as i64 + self.worked.len() as i64 - self.excluded.len() as i64
    }

    /// The first counted day, for the sentence «第1个工作日是……».
    pub fn day_one(&self) -> Option<NaiveDate> {
        let mut day = self.from;
        while day < self.to {
            day = day.checked_add_days(Days::new(1))?;
            let weekday = !super::notice::is_weekend(day) && !self.skipped.contains(&day);
            if (weekday || self.worked.contains(&day)) && !self.excluded.contains(&day) {
                return Some(day);
            }
        }
        None
    }
}
