//! 催办提醒: every date a case runs, and whom it concerns as it comes near.
//!
//! [`watches`] lists the dates that run on a day; each has its [`Ladder`]. A case that was acted
//! upon, paused or answered simply no longer runs the date, so that nothing has to be called
//! off: whoever asks again gets another list.
//!
//! **While a consultation pauses the case**, alerts about the reply are silent but for the last two
//! levels, which then follow `due_on`, the date that silence until the cap would give (P0-4): a
//! consultation sent on the last days leaves none to warn in once it ends (P0-5).
//!
//! To add a date: a variant of [`Subject`] with its key, its ladder in [`super::alert_ladders`], and
//! the condition under which it runs in [`Facts::watches`].

use chrono::{NaiveDate, NaiveDateTime};

use super::act::Measure;
use super::alert_ladders as ladders;
use super::calendar::{BeyondCalendar, Calendar, WorkCalendar};
use super::case::{Approval, Case};
use super::case_event::CaseEvent;
use super::deadline::{CONSULTATION_DAYS, Deadline, DeliveryMethod, Event, Status, Waiting, WorkingDays};
use super::fold::Fold;
use super::ladder::{Anchors, Crossed, Ladder};
use super::remedy::{Proceeding, answer_by};
use super::targets::target_days;
use super::text::UnitId;

/// Decision 27: a 属性函询 is answered within 5 working days.
pub const INQUIRY_DAYS: WorkingDays = WorkingDays(5);
/// After so many working days a reply that nobody signed for is asked after.
pub const SIGNATURE_DAYS: WorkingDays = WorkingDays(7);
/// By the next working day an application is confirmed, a case signed for, an approved letter sent,
/// a 督办 answered.
pub const NEXT_DAY: WorkingDays = WorkingDays(1);

/// What a date is about. Numbers count from 1 within the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// 答复.
    Reply,
    /// 补正告知书 goes out (R30-2).
    CorrectionNotice,
    /// The applicant corrects.
    Correction,
    /// The applicant pays (F-8).
    Payment,
    /// A consultee answers; the measure's number.
    Consultation(u32),
    /// An application is confirmed (R31-3, R31-4).
    Confirmation,
    /// An assigned case is signed for.
    SigningFor,
    /// 内部时限: which of [`super::targets::TARGETS`], from 0.
    Target(u32),
    /// 属性函询; the measure's number.
    Inquiry(u32),
    /// Approved and not dispatched (decision 18); the measure's number, 0 for the reply.
    Dispatch(u32),
    /// 会办; its number.
    CoHandling(u32),
    /// A delivered reply is signed for; the delivery's number.
    Signature(u32),
    /// 复议 or 诉讼 is answered; the proceeding's id.
    Proceeding(u32),
    /// The case was reopened and nothing was done since; the clock's number.
    Reopened(u32),
    /// 督办 is answered; its id.
    Urging(u32),
    /// Next year's holiday notice; the year. Of an organ, not of a case.
    HolidayNotice(u32),
}

macro_rules! keys {
    ($($name:ident $key:literal),*; $($numbered:ident $prefix:literal),*) => {
        impl Subject {
            /// The word it is stored under.
            pub fn key(self) -> String {
                match self {
                    $(Subject::$name => $key.to_owned(),)*
                    $(Subject::$numbered(number) => format!(concat!($prefix, ":{}"), number),)*
                }
            }

            /// The subject of a word that [`Subject::key`] made.
            pub fn of_key(key: &str) -> Option<Subject> {
                match key.split_once(':') {
                    None => match key { $($key => Some(Subject::$name),)* _ => None },
                    Some((prefix, number)) => {
                        let number = number.parse().ok()?;
                        match prefix { $($prefix => Some(Subject::$numbered(number)),)* _ => None }
                    }
                }
            }
        }
    };
}

keys! {
    Reply "reply", CorrectionNotice "correction_notice", Correction "correction", Payment "payment",
    Confirmation "confirmation", SigningFor "signing_for";
    Consultation "consultation", Target "target", Inquiry "inquiry", Dispatch "dispatch",
    CoHandling "co_handling", Signature "signature", Proceeding "proceeding", Reopened "reopened",
    Urging "urging", HolidayNotice "holiday_notice"
}

/// A date that runs, and how it is warned of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch<'l> {
    pub subject: Subject,
    pub anchors: Anchors,
    pub ladder: &'l Ladder,
    /// Rungs below this day are silent.
    pub lowest: i16,
    /// Whose task it is, where it is not the unit that handles the case.
    pub unit: Option<UnitId>,
}

impl Watch<'_> {
    /// The highest rung crossed at `now`, by the clocks in Shanghai.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if a rung lies outside the calendar.
    pub fn crossed(
        &self,
        now: NaiveDateTime,
        calendar: &WorkCalendar,
    ) -> Result<Option<Crossed<'_>>, BeyondCalendar> {
        self.ladder.crossed(self.anchors, self.lowest, now, calendar)
    }

    /// When a higher rung is crossed.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if a rung lies outside the calendar.
    pub fn next_crossing(
        &self,
        now: NaiveDateTime,
        calendar: &WorkCalendar,
    ) -> Result<Option<NaiveDateTime>, BeyondCalendar> {
        self.ladder.next_crossing(self.anchors, self.lowest, now, calendar)
    }
}

/// An answer that the organ owes in a proceeding over a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenProceeding {
    pub id: u32,
    pub proceeding: Proceeding,
    /// When the organ received the copy.
    pub received_on: NaiveDate,
}

/// All that alerts about a case rest on.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'f> {
    pub case: &'f Case,
    /// What happened, and the day it did: the journal.
    pub journal: &'f [(NaiveDate, CaseEvent)],
    pub calendar: &'f Calendar,
    /// Of the reply date.
    pub ladder: &'f Ladder,
    /// Internal targets in working days.
    pub targets: [WorkingDays; 5],
    pub proceedings: &'f [OpenProceeding],
    /// The 督办 nobody answered yet, and by when it is to be.
    pub urging: Option<(u32, NaiveDate)>,
}

/// The dates that a case runs on `today`.
///
/// # Errors
/// [`BeyondCalendar`] if a date lies outside the calendar.
pub fn watches<'f>(facts: &Facts<'f>, today: NaiveDate) -> Result<Vec<Watch<'f>>, BeyondCalendar> {
    let fold = facts.case.deadline(facts.calendar)?;
    let deadline = fold.answer(today)?;
    facts.watches(&fold, &deadline, today)
}

/// When the list of dates changes though nobody acts: a pause ends with its cap, and after day 7 a notice of
/// correction is no longer asked for.
///
/// # Errors
/// [`BeyondCalendar`] if a date lies outside the calendar.
pub fn changes_after(facts: &Facts<'_>, today: NaiveDate) -> Result<Option<NaiveDate>, BeyondCalendar> {
    let paused_until = facts.case.deadline(facts.calendar)?.facts()?.paused_until;
    let pause = paused_until.filter(|until| *until >= today && !facts.case.ended());
    let running = watches(facts, today)?;
    let notice = running.iter().find(|watch| watch.subject == Subject::CorrectionNotice);
    let last = [pause, notice.map(|watch| watch.anchors.before)].into_iter().flatten().min();
    Ok(last.and_then(|day| day.succ_opt()))
}

impl<'f> Facts<'f> {
    fn watches(
        &self,
        fold: &Fold<'_>,
        deadline: &Deadline,
        today: NaiveDate,
    ) -> Result<Vec<Watch<'f>>, BeyondCalendar> {
        let mut found = Vec::new();
        if !self.case.ended() {
            self.watch_reply(deadline, &mut found);
            self.watch_applicant(fold, &mut found);
            self.watch_intake(deadline, today, &mut found)?;
            self.watch_measures(&mut found)?;
            self.watch_work(fold, deadline, &mut found)?;
        }
        self.watch_signatures(&mut found)?;
        for open in self.proceedings {
            let by = answer_by(open.proceeding, open.received_on, &self.calendar.main)?;
            found.push(watch(Subject::Proceeding(open.id), by, &ladders::PROCEEDING));
        }
        if let Some((number, by)) = self.urging.filter(|_| !self.case.ended()) {
            found.push(watch(Subject::Urging(number), by, &ladders::URGING));
        }
        Ok(found)
    }

    fn after(&self, day: NaiveDate, days: WorkingDays) -> Result<NaiveDate, BeyondCalendar> {
        self.calendar.main.nth_after(day, days)
    }

    /// Decision 31: up to day 0 the prudent date, then `due_on`.
    fn watch_reply(&self, deadline: &Deadline, found: &mut Vec<Watch<'f>>) {
        let Some(due) = deadline.due_on else { return };
        let paused = deadline.status == Status::Paused;
        let prudent = deadline.prudent_due_on.filter(|_| !paused).unwrap_or(due);
        found.push(Watch {
            subject: Subject::Reply,
            anchors: Anchors { before: prudent, after: due },
            ladder: self.ladder,
            lowest: if paused { -1 } else { i16::MIN },
            unit: None,
        });
    }

    /// What the applicant owes (P0-3, P0-7). It ends by a person's act, never by itself.
    fn watch_applicant(&self, fold: &Fold<'_>, found: &mut Vec<Watch<'f>>) {
        match fold.awaited() {
            Some((Waiting::Correction, until)) => {
                found.push(watch(Subject::Correction, until, &ladders::APPLICANT));
            }
            Some((Waiting::Payment, until)) => {
                found.push(watch(Subject::Payment, until, &ladders::APPLICANT));
            }
            _ => {}
        }
    }

    fn watch_intake(
        &self,
        deadline: &Deadline,
        today: NaiveDate,
        found: &mut Vec<Watch<'f>>,
    ) -> Result<(), BeyondCalendar> {
        let submitted = self.case.running_clock().iter().find_map(|event| match event {
            Event::Submitted { on, .. } => Some(*on),
            _ => None,
        });
        if let (false, Some(on)) = (self.case.confirmed, submitted) {
            found.push(watch(Subject::Confirmation, self.after(on, NEXT_DAY)?, &ladders::CONFIRMATION));
        }
        let asks_correction =
            |m: &&super::case::MeasureState| matches!(m.measure, Measure::Correction { .. }) && !m.refused;
        let asked = self.case.measures.iter().find(asks_correction);
        let judged = self.case.clocks.len() > 1
            || self.case.has_opinion
            || self.case.draft.is_some()
            || self.case.measures.iter().any(|m| m.dispatched_on.is_some());
        // After day 7 a notice is another question, and an override (P0-3).
        if let Some(by) = deadline.correction_notice_by.filter(|by| !judged && today <= *by) {
            let ladder =
                if asked.is_some() { &ladders::CORRECTION_NOTICE } else { &ladders::CORRECTION_QUESTION };
            found.push(watch(Subject::CorrectionNotice, by, ladder));
        }
        let assigned = self.last_day(|event| matches!(event, CaseEvent::Assigned { .. }));
        if let Some(on) = assigned.filter(|_| self.case.unit.is_some() && !self.case.signed_for) {
            found.push(watch(Subject::SigningFor, self.after(on, NEXT_DAY)?, &ladders::SIGNING_FOR));
        }
        Ok(())
    }

    fn watch_measures(&self, found: &mut Vec<Watch<'f>>) -> Result<(), BeyondCalendar> {
        for (number, state) in (1..).zip(&self.case.measures) {
            let Some(sent) = state.dispatched_on else {
                if let Some(on) = self.case.may_leave_from(state) {
                    found.push(watch(
                        Subject::Dispatch(number),
                        self.after(on, NEXT_DAY)?,
                        &ladders::DISPATCH,
                    ));
                }
                continue;
            };
            let from = state.received_on.unwrap_or(sent);
            let (subject, days, ladder) = match state.measure {
                Measure::Consultation { .. } => {
                    (Subject::Consultation(number), CONSULTATION_DAYS, &ladders::CONSULTATION)
                }
                Measure::Inquiry { .. } => (Subject::Inquiry(number), INQUIRY_DAYS, &ladders::INQUIRY),
                _ => continue,
            };
            if state.answered_on.is_none() {
                found.push(watch(subject, self.after(from, days)?, ladder));
            }
        }
        for (_, event) in self.journal {
            let CaseEvent::CoHandlingAsked { number, unit, answer_by, .. } = event else { continue };
            let index = (*number as usize).wrapping_sub(1);
            if self.case.co_handling.get(index).is_some_and(|asked| !asked.answered) {
                let asked = watch(Subject::CoHandling(*number), *answer_by, &ladders::CO_HANDLING);
                found.push(Watch { unit: Some(*unit), ..asked });
            }
        }
        Ok(())
    }

    fn watch_work(
        &self,
        fold: &Fold<'_>,
        deadline: &Deadline,
        found: &mut Vec<Watch<'f>>,
    ) -> Result<(), BeyondCalendar> {
        let case = self.case;
        let delivered = case.current_deliveries().next().is_some();
        // J-9: what is held may not be sent.
        if let (Approval::Signed { on, .. }, false) = (case.approval, delivered || case.held) {
            found.push(watch(Subject::Dispatch(0), self.after(on, NEXT_DAY)?, &ladders::DISPATCH));
        }
        if let (true, Some(Event::Reopened { on })) = (case.clocks.len() > 1, case.running_clock().first())
            && !case.has_opinion
            && case.draft.is_none()
        {
            let clock = u32::try_from(case.clocks.len()).unwrap_or(u32::MAX);
            found.push(watch(Subject::Reopened(clock), *on, &ladders::REOPENED));
        }
        // The targets are made for a period of 20 days that is not lengthened.
        let lengthened = |event: &Event| matches!(event, Event::Extended { .. } | Event::Delayed { .. });
        let plain = deadline.status == Status::Running && !case.running_clock().iter().any(lengthened);
        let Some(day_0) = fold.day_0().filter(|_| plain) else { return Ok(()) };
        let submitted = !matches!(case.approval, Approval::NotSubmitted);
        let done = [true, case.unit.is_some(), case.draft.is_some(), submitted, delivered || case.held];
        let targets = target_days(day_0, self.targets, &self.calendar.main)?;
        let next = (0..).zip(targets).zip(done).find(|(_, done)| !done);
        if let Some(((number, (_, day)), _)) = next {
            found.push(watch(Subject::Target(number), day, &ladders::TARGET));
        }
        Ok(())
    }

    /// A reply that went out and that nobody signed for, until it came back or was filed.
    fn watch_signatures(&self, found: &mut Vec<Watch<'f>>) -> Result<(), BeyondCalendar> {
        if self.case.archived {
            return Ok(());
        }
        for (number, delivery) in (1..).zip(&self.case.deliveries) {
            let current = delivery.clock + 1 == self.case.clocks.len();
            let awaited = delivery.signed_on.is_none()
                && delivery.returned.is_none()
                && delivery.method != DeliveryMethod::Electronic;
            if let Some(on) = delivery.dispatched_on.filter(|_| current && awaited) {
                let by = self.after(on, SIGNATURE_DAYS)?;
                found.push(watch(Subject::Signature(number), by, &ladders::SIGNATURE));
            }
        }
        Ok(())
    }

    fn last_day(&self, wanted: impl Fn(&CaseEvent) -> bool) -> Option<NaiveDate> {
        self.journal.iter().rev().find(|(_, event)| wanted(event)).map(|(on, _)| *on)
    }
}

fn watch<'l>(subject: Subject, on: NaiveDate, ladder: &'l Ladder) -> Watch<'l> {
    Watch { subject, anchors: Anchors::on(on), ladder, lowest: i16::MIN, unit: None }
}

/// From 1 November on the notice of the next year is asked for: what is missing, and since when
/// (K-7, P0-12). `today` may be any day.
pub fn missing_holiday_notice(today: NaiveDate, calendar: &Calendar) -> Option<Watch<'static>> {
    use chrono::Datelike;
    let year = today.year();
    let november = NaiveDate::from_ymd_opt(year, 11, 1)?;
    let next_year = NaiveDate::from_ymd_opt(year + 1, 1, 1)?;
    // Late December is provisional only as long as the next year's notice is out.
    let missing = calendar.is_provisional(next_year);
    let number = u32::try_from(year + 1).ok()?;
    (today >= november && missing)
        .then(|| watch(Subject::HolidayNotice(number), november, &ladders::HOLIDAY_NOTICE))
}
