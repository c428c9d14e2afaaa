//! From a folded clock to its answer on a day.

use chrono::NaiveDate;

use super::calendar::{BeyondCalendar, Calendar};
use super::deadline::{CORRECTION_NOTICE_DAYS, Deadline, Event, Refused, Status, Waiting, Warning};
use super::explain::{Fact, Mark};
use super::fold::{End, Fold};
use super::refusal::Refusal;

const WARNINGS: [Warning; 10] = [
    Warning::LateCorrectionNotice,
    Warning::SecondCorrection,
    Warning::SecondExtension,
    Warning::LateConsultation,
    Warning::ImproperCourier,
    Warning::PeriodRanOut,
    Warning::LateOnPrudentReading,
    Warning::ReceiptOnRestDay,
    Warning::CorrectionPeriodUnusual,
    Warning::ActNoLongerInTime,
];

/// Judges and folds the events of one clock: what the batch contract calls a case.
///
/// # Errors
/// The first event that the law refuses, with the rule.
pub fn fold_judged<'c>(events: &[Event], calendar: &'c Calendar) -> Result<Fold<'c>, Refused> {
    let judged = |bounds| {
        let mut fold = Fold::new(calendar, bounds);
        for (index, event) in events.iter().enumerate() {
            let refused = |refusal| Refused { event: index, refusal };
            fold.judge(event).map_err(refused)?;
            fold.record(event).map_err(|beyond| refused(Refusal::from(beyond)))?;
        }
        Ok(fold)
    };
    let fold = judged(false)?;
    // The four calendars are one up to the first provisional day.
    if fold.touches_provisional_ground(events) { judged(true) } else { Ok(fold) }
}

/// Folds the events of a stored clock. They were judged when they were made and are never
/// refused again; what would no longer be in time is warned of (decision 2).
///
/// # Errors
/// [`BeyondCalendar`] if a date lies outside the calendar.
pub fn fold_stored<'c>(events: &[Event], calendar: &'c Calendar) -> Result<Fold<'c>, BeyondCalendar> {
    let mut fold = Fold::new(calendar, true);
    for event in events {
        if fold.judge(event).is_err_and(|refusal| refusal.is_about_time()) {
            fold.warn(Warning::ActNoLongerInTime);
        }
        fold.record(event)?;
    }
    Ok(fold)
}

/// What of an answer does not depend on the day it is asked, so that a row can keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Never paused or overdue, which only a day can say.
    pub status: Status,
    /// The latest day on which a consultation still pauses the case.
    pub paused_until: Option<NaiveDate>,
    pub ended_on: Option<NaiveDate>,
}

impl Fold<'_> {
    /// What does not depend on a day.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if a date lies outside the calendar.
    pub fn facts(&self) -> Result<Facts, BeyondCalendar> {
        let status = match self.status(NaiveDate::MIN, self.statutory.due()?) {
            Status::Paused => Status::Running,
            status => status,
        };
        Ok(Facts { status, paused_until: self.open_until(NaiveDate::MIN), ended_on: self.ended_on() })
    }

    /// Day 0 of the count in force: the receipt or the last restart.
    pub fn day_0(&self) -> Option<NaiveDate> {
        self.statutory.base
    }

    /// The day of the reply, the withdrawal or the lapse.
    fn ended_on(&self) -> Option<NaiveDate> {
        let ending = |mark: &&Mark| matches!(mark.fact, Fact::Replied(_) | Fact::Withdrawn | Fact::Lapsed(_));
        self.trail.iter().rev().find(ending).map(|mark| mark.on)
    }

    /// What the applicant owes, and until when.
    pub fn awaited(&self) -> Option<(Waiting, NaiveDate)> {
        self.wait.filter(|_| self.end.is_none()).map(|wait| (wait.waiting, wait.last_day))
    }

    fn touches_provisional_ground(&self, events: &[Event]) -> bool {
        let from = self.calendar.first_provisional;
        let beyond = |day: Option<NaiveDate>| day.is_some_and(|day| day >= from);
        // A date outside the calendar would have stopped the fold before.
        let dates = [self.statutory.due(), self.prudent.due()];
        beyond(self.wait.and_then(|wait| wait.due_before))
            || dates.into_iter().any(|date| date.map_or(true, beyond))
            || events.iter().any(|event| event.days().any(|day| day >= from))
    }

    /// All dates of the clock, seen on `today`.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if `today` or a date lies outside the calendar.
    pub fn answer(&self, today: NaiveDate) -> Result<Deadline, BeyondCalendar> {
        let gone = matches!(self.end, Some(End::Withdrawn | End::Lapsed));
        let due_on = if gone { None } else { self.statutory.due()? };
        let prudent_due_on = if gone { None } else { self.prudent_due_on()? };
        let provisional = due_on.is_some_and(|due| self.calendar.is_provisional(due));
        let due_between = if provisional { self.due_between(due_on)? } else { None };
        let received_on = self.received.map(|(on, _)| on);
        let status = self.status(today, due_on);
        let (waiting_for, waiting_until) = self.waiting(today, status);
        let delivered_on = match self.end {
            Some(End::Replied { delivered_on }) => delivered_on,
            _ => None,
        };
        Ok(Deadline {
            status,
            received_on,
            receipt_rule: self.received.map(|(_, rule)| rule),
            correction_notice_by: received_on
                .map(|on| self.calendar.main.nth_after(on, CORRECTION_NOTICE_DAYS))
                .transpose()?,
            due_on,
            prudent_due_on,
            provisional,
            due_between,
            paused: status == Status::Paused,
            waiting_for,
            waiting_until,
            delivered_on,
            working_days_left: self.working_days_left(today, prudent_due_on)?,
            calendar: self.calendar.version.clone(),
            warnings: self.warnings(today, status, prudent_due_on, delivered_on)?,
        })
    }

    /// The prudent date as it is shown: never later than `due_on`, nor, while something is
    /// awaited, than the due date before the wait.
    pub(super) fn prudent_due_on(&self) -> Result<Option<NaiveDate>, BeyondCalendar> {
        let Some(prudent) = self.prudent.due()? else {
            return Ok(None);
        };
        let latest = match self.wait {
            Some(wait) => wait.due_before,
            None => self.latest_prudent_date()?,
        };
        Ok(Some(latest.map_or(prudent, |latest| prudent.min(latest))))
    }

    fn due_between(&self, due_on: Option<NaiveDate>) -> Result<Option<[NaiveDate; 2]>, BeyondCalendar> {
        match &self.bounds {
            Some([early, late]) => Ok(early.due()?.zip(late.due()?).map(|(early, late)| [early, late])),
            None => Ok(due_on.map(|due| [due, due])),
        }
    }

    fn status(&self, today: NaiveDate, due_on: Option<NaiveDate>) -> Status {
        match (self.end, self.wait) {
            (Some(End::Withdrawn), _) => Status::Withdrawn,
            (Some(End::Lapsed), _) => Status::Lapsed,
            (Some(End::Replied { delivered_on }), _) => {
                let late = delivered_on.zip(due_on).is_some_and(|(delivered, due)| delivered > due);
                if late { Status::Late } else { Status::Met }
            }
            (None, Some(wait)) if wait.waiting == Waiting::Payment => Status::AwaitingPayment,
            (None, Some(_)) => Status::AwaitingCorrection,
            (None, None) if self.received.is_none() => Status::Unconfirmed,
            (None, None) if due_on.is_some_and(|due| today > due) => Status::Overdue,
            (None, None) if self.open_until(today).is_some() => Status::Paused,
            (None, None) => Status::Running,
        }
    }

    /// The latest cap among the consultations that are unanswered and not past (P0-4).
    fn open_until(&self, today: NaiveDate) -> Option<NaiveDate> {
        let open = self.letters.iter().filter(|l| !l.answered && !l.beyond_due && today <= l.cap);
        open.map(|l| l.cap).max()
    }

    fn waiting(&self, today: NaiveDate, status: Status) -> (Option<Waiting>, Option<NaiveDate>) {
        match (status, self.wait) {
            (Status::AwaitingCorrection | Status::AwaitingPayment, Some(wait)) => {
                (Some(wait.waiting), Some(wait.last_day))
            }
            (Status::Paused, _) => (Some(Waiting::Consultation), self.open_until(today)),
            _ => (None, None),
        }
    }

    fn working_days_left(
        &self,
        today: NaiveDate,
        prudent_due_on: Option<NaiveDate>,
    ) -> Result<Option<i32>, BeyondCalendar> {
        let Some(due) = prudent_due_on.filter(|_| self.end.is_none()) else {
            return Ok(None);
        };
        let main = &self.calendar.main;
        let left = main.count(today, due)? as i32 - main.count(due, today)? as i32;
        Ok(Some(left))
    }

    fn warnings(
        &self,
        today: NaiveDate,
        status: Status,
        prudent_due_on: Option<NaiveDate>,
        delivered_on: Option<NaiveDate>,
    ) -> Result<Vec<Warning>, BeyondCalendar> {
        let ran_out = self.end.is_none() && self.wait.is_some_and(|wait| today > wait.last_day);
        let missed = delivered_on.zip(prudent_due_on).is_some_and(|(on, prudent)| on > prudent);
        let rest_day = match self.received {
            Some((on, _)) => !self.calendar.main.is_working(on)?,
            None => false,
        };
        let holds = |warning: &Warning| match warning {
            Warning::PeriodRanOut => ran_out,
            Warning::LateOnPrudentReading => missed && status == Status::Met,
            Warning::ReceiptOnRestDay => rest_day,
            recorded => self.warned(*recorded),
        };
        Ok(WARNINGS.into_iter().filter(holds).collect())
    }
}
