//! The fold: the events of one clock, in the order in which they were recorded, into its dates.
//!
//! Every date of a case comes from here. Four readings run side by side: the statutory and
//! the prudent one, and, on ground without a notice, the statutory one on the earliest and the
//! latest calendar (P0-12). [`Fold::judge`] says whether the law allows the next event,
//! [`Fold::record`] takes it in; a batch asks both, a stored case only records, because its
//! acts were judged when they were made (decision 2).
//!
//! **May a later line undo an accepted act?** No. An answer recorded late may move the date to
//! before an extension was told; the extension stays, because the office acted lawfully on what
//! it could know. The prudent reading takes the other side and lets it go.
//!
//! To add an event: give it a variant in [`Event`], say in [`super::judge`] when it is refused,
//! in [`Fold::record`] what it does to each reading, and in [`super::explain`] how it is told.

use chrono::NaiveDate;

use super::calendar::{BeyondCalendar, Calendar};
use super::deadline::{
    CORRECTION_NOTICE_DAYS, Channel, DEFAULT_CORRECTION_DAYS, DeliveryMethod, Event, PAYMENT_DAYS,
    USUAL_CORRECTION_DAYS, Waiting, Warning, WorkingDays,
};
use super::explain::{Fact, Mark};
use super::reading::{Reading, Strictness, consultation_cap};
use super::receipt;

/// The dates of one clock, while its events are taken in.
#[derive(Clone, Debug)]
pub struct Fold<'c> {
    pub(super) calendar: &'c Calendar,
    pub(super) statutory: Reading<'c>,
    pub(super) prudent: Reading<'c>,
    /// The statutory reading on the earliest and on the latest calendar.
    pub(super) bounds: Option<[Reading<'c>; 2]>,
    pub(super) submitted: Option<(Channel, NaiveDate)>,
    pub(super) received: Option<(NaiveDate, &'static str)>,
    pub(super) letters: Vec<Letter>,
    pub(super) wait: Option<Wait>,
    pub(super) end: Option<End>,
    pub(super) corrections: u32,
    pub(super) extensions: u32,
    /// Working days of all extensions, those dropped by a restart included (P0-6).
    pub(super) extended_days: u32,
    warnings: u16,
    pub(super) trail: Vec<Mark>,
}

/// A consultation, as it bears on pauses and answers.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub reference: String,
    pub sent: NaiveDate,
    /// Silence ends it on this day.
    pub cap: NaiveDate,
    pub answered: bool,
    /// Sent after the due date in force: it excludes nothing and does not pause (P0-5).
    pub beyond_due: bool,
}

/// The applicant was asked for something and the reply period stands still.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wait {
    pub waiting: Waiting,
    pub asked_on: NaiveDate,
    pub last_day: NaiveDate,
    /// The prudent date shown while waiting is never later than this: the due date before the
    /// first notice of this wait, on provisional ground its early bound.
    pub due_before: Option<NaiveDate>,
}

/// How the case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Replied { delivered_on: Option<NaiveDate> },
    Withdrawn,
    Lapsed,
}

impl End {
    pub fn is_reply(self) -> bool {
        matches!(self, End::Replied { .. })
    }
}

impl<'c> Fold<'c> {
    /// An empty clock. With `bounds` the earliest and latest dates of provisional ground are
    /// followed too; without, the calendar's main answer stands for them.
    pub fn new(calendar: &'c Calendar, bounds: bool) -> Fold<'c> {
        let earliest = if bounds { &calendar.early } else { &calendar.main };
        let on = |calendar| Reading::new(calendar, Strictness::Statutory);
        Fold {
            calendar,
            statutory: on(&calendar.main),
            prudent: Reading::new(earliest, Strictness::Prudent),
            bounds: bounds.then(|| [on(&calendar.early), on(&calendar.late)]),
            submitted: None,
            received: None,
            letters: Vec::new(),
            wait: None,
            end: None,
            corrections: 0,
            extensions: 0,
            extended_days: 0,
            warnings: 0,
            trail: Vec::with_capacity(8),
        }
    }

    /// Takes in an event that was judged, now or when it was stored.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if a date that follows from it lies outside the calendar.
    pub fn record(&mut self, event: &Event) -> Result<(), BeyondCalendar> {
        match *event {
            Event::Submitted { channel, on, signed_on } => self.submit(channel, on, signed_on),
            Event::Confirmed { on } => {
                if let (None, Some((channel, _))) = (self.received, self.submitted) {
                    self.receive(on, receipt::rule(channel));
                }
            }
            Event::Reopened { on } => self.receive(on, "P0-16"),
            Event::CorrectionAsked { on, received_on, period_days, .. } => {
                self.ask_correction(on, received_on, period_days.unwrap_or(DEFAULT_CORRECTION_DAYS))?;
            }
            Event::Corrected { on, submitted_on } => {
                let prudent_on = submitted_on.unwrap_or(on);
                if self.prudent.awaiting {
                    self.prudent.text_received = Some(prudent_on);
                }
                self.for_each_statutory(|reading| reading.text_received = Some(on));
                self.restart(on, prudent_on);
                self.mark("R30-3", on, Fact::Corrected);
            }
            Event::ConsultationSent { ref reference, on, received_on, sent_in_time, .. } => {
                self.send_consultation(reference, on, received_on, sent_in_time)?;
            }
            Event::ConsultationAnswered { ref reference, on } => self.answer_consultation(reference, on),
            Event::Extended { days, notified_on, .. } => self.extend(days, notified_on)?,
            Event::FeeNoticed { on, received_on } => self.notice_fee(on, received_on)?,
            Event::FeePaid { on } => {
                self.restart(on, on);
                self.mark("F-9", on, Fact::Paid);
            }
            Event::Delayed { until, notified_on } => self.delay(until, notified_on)?,
            Event::Replied { method, dispatched_on, signed_on } => {
                if method == DeliveryMethod::Courier {
                    self.warn(Warning::ImproperCourier);
                }
                let delivered_on = method.delivered_on(dispatched_on, signed_on);
                self.end = Some(End::Replied { delivered_on });
                if let Some(on) = delivered_on {
                    self.mark("P0-9", on, Fact::Replied(method));
                }
            }
            Event::Withdrawn { on } => {
                self.end = Some(End::Withdrawn);
                self.mark("X16", on, Fact::Withdrawn);
            }
            Event::Lapsed { ground, on } => {
                self.end = Some(End::Lapsed);
                self.mark(ground.rule(), on, Fact::Lapsed(ground));
            }
        }
        Ok(())
    }

    fn submit(&mut self, channel: Channel, on: NaiveDate, signed_on: Option<NaiveDate>) {
        self.submitted = Some((channel, on));
        if receipt::prudent_from_submission(channel) {
            self.prudent.base = Some(on);
            self.prudent.text_received = Some(on);
        }
        if let Some(received_on) = receipt::on_arrival(channel, on, signed_on) {
            self.receive(received_on, receipt::rule(channel));
        } else {
            self.mark(receipt::rule(channel), on, Fact::Submitted);
        }
    }

    /// Day 0 of the first count (P0-1, P0-2).
    fn receive(&mut self, on: NaiveDate, rule: &'static str) {
        self.received = Some((on, rule));
        let bounds = self.bounds.iter_mut().flatten();
        for reading in bounds.chain([&mut self.statutory, &mut self.prudent]) {
            reading.base.get_or_insert(on);
            reading.text_received.get_or_insert(on);
        }
        self.mark(rule, on, Fact::Received);
    }

    /// P0-3. On the prudent reading a notice that is late there, or a second one, does not exist.
    fn ask_correction(
        &mut self,
        on: NaiveDate,
        received_on: Option<NaiveDate>,
        days: WorkingDays,
    ) -> Result<(), BeyondCalendar> {
        let in_time = |reading: &Reading<'_>| -> Result<bool, BeyondCalendar> {
            let Some(text) = reading.text_received else {
                return Ok(false);
            };
            Ok(on <= reading.calendar.nth_after(text, CORRECTION_NOTICE_DAYS)?)
        };
        let first = self.corrections == 0;
        self.corrections += 1;
        if !first {
            self.warn(Warning::SecondCorrection);
        }
        if !in_time(&self.statutory)? {
            self.warn(Warning::LateCorrectionNotice);
        }
        if !USUAL_CORRECTION_DAYS.contains(&days) {
            self.warn(Warning::CorrectionPeriodUnusual);
        }
        let exists_on_prudent_reading = first && in_time(&self.prudent)?;
        let last_day = self.calendar.main.nth_after(received_on.unwrap_or(on), days)?;
        self.wait_for(Waiting::Correction, on, last_day)?;
        self.prudent.awaiting |= exists_on_prudent_reading;
        self.mark("R30-2", on, Fact::CorrectionAsked { last_day });
        Ok(())
    }

    /// P0-7. On the prudent reading a notice after the prudent date does not exist.
    fn notice_fee(&mut self, on: NaiveDate, received_on: Option<NaiveDate>) -> Result<(), BeyondCalendar> {
        let exists_on_prudent_reading = self.prudent.due()?.is_none_or(|due| on <= due);
        let last_day = self.calendar.main.nth_after(received_on.unwrap_or(on), PAYMENT_DAYS)?;
        self.wait_for(Waiting::Payment, on, last_day)?;
        self.prudent.awaiting |= exists_on_prudent_reading;
        self.mark("F-8", on, Fact::FeeNoticed { last_day });
        Ok(())
    }

    /// One wait at a time: a new one takes the place of the old.
    fn wait_for(
        &mut self,
        waiting: Waiting,
        asked_on: NaiveDate,
        last_day: NaiveDate,
    ) -> Result<(), BeyondCalendar> {
        let due_before = match self.wait {
            Some(wait) => wait.due_before,
            None => self.latest_prudent_date()?,
        };
        self.wait = Some(Wait { waiting, asked_on, last_day, due_before });
        self.for_each_statutory(|reading| reading.awaiting = true);
        Ok(())
    }

    /// What the applicant owed has come: full 20 days again (P0-3, P0-7). The prudent reading
    /// follows if it waited too.
    fn restart(&mut self, on: NaiveDate, prudent_on: NaiveDate) {
        self.wait = None;
        if self.prudent.awaiting {
            self.prudent.restart(prudent_on);
        }
        self.for_each_statutory(|reading| reading.restart(on));
    }

    /// P0-4, P0-5: on each reading a letter counts if it was sent by the date in force there.
    fn send_consultation(
        &mut self,
        reference: &str,
        on: NaiveDate,
        received_on: Option<NaiveDate>,
        sent_in_time: Option<bool>,
    ) -> Result<(), BeyondCalendar> {
        let letter = self.letters.len();
        if self.statutory.consultation_by()?.is_some_and(|latest| on > latest) {
            self.warn(Warning::LateConsultation);
        }
        let by_due = |reading: &Reading<'_>| Ok(reading.due()?.is_none_or(|due| on <= due));
        let beyond_due = !sent_in_time.map_or_else(|| by_due(&self.statutory), Ok)?;
        let bounds = self.bounds.iter_mut().flatten();
        for reading in bounds.chain([&mut self.statutory, &mut self.prudent]) {
            let stored = sent_in_time.filter(|_| reading.strictness == Strictness::Statutory);
            if stored.map_or_else(|| by_due(reading), Ok)? {
                reading.exclude(letter, on, received_on)?;
            }
        }
        let cap = consultation_cap(&self.calendar.main, received_on.unwrap_or(on))?;
        self.letters.push(Letter {
            reference: reference.to_owned(),
            sent: on,
            cap,
            answered: false,
            beyond_due,
        });
        self.mark("R33-6", on, Fact::ConsultationSent { cap });
        Ok(())
    }

    fn answer_consultation(&mut self, reference: &str, on: NaiveDate) {
        let open = |(_, l): &(usize, &mut Letter)| l.reference == reference && !l.answered;
        let Some((letter, found)) = self.letters.iter_mut().enumerate().find(open) else {
            return;
        };
        found.answered = true;
        // P0-9: nothing recorded after the end moves a date.
        if self.end.is_none() {
            self.prudent.answer(letter, on);
            self.for_each_statutory(|reading| reading.answer(letter, on));
        }
        self.mark("R33-7", on, Fact::ConsultationAnswered);
    }

    /// P0-6. The prudent reading knows only a first extension that was told in time there.
    fn extend(&mut self, days: WorkingDays, notified_on: NaiveDate) -> Result<(), BeyondCalendar> {
        let first = self.extensions == 0;
        if !first {
            self.warn(Warning::SecondExtension);
        }
        if first && self.prudent.due()?.is_some_and(|due| notified_on <= due) {
            self.prudent.extension += u32::from(days);
        }
        self.for_each_statutory(|reading| reading.extension += u32::from(days));
        self.extensions += 1;
        self.extended_days += u32::from(days);
        self.mark("R33-4", notified_on, Fact::Extended { days });
        Ok(())
    }

    /// P0-8.
    fn delay(&mut self, until: NaiveDate, notified_on: NaiveDate) -> Result<(), BeyondCalendar> {
        if self.prudent.due()?.is_some_and(|due| notified_on <= due) {
            self.prudent.delayed = Some(until);
        }
        self.for_each_statutory(|reading| reading.delayed = Some(until));
        self.mark("R35-1", notified_on, Fact::Delayed { until });
        Ok(())
    }

    /// Whether an act of `on` comes by the due date in force; while something is awaited none is.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if a date lies outside the calendar.
    pub fn is_by_due(&self, on: NaiveDate) -> Result<bool, BeyondCalendar> {
        Ok(self.statutory.due()?.is_none_or(|due| on <= due))
    }

    /// What the prudent date is never shown later than: `due_on`, on provisional ground its early bound.
    pub(super) fn latest_prudent_date(&self) -> Result<Option<NaiveDate>, BeyondCalendar> {
        let Some(due) = self.statutory.due()? else {
            return Ok(None);
        };
        match &self.bounds {
            Some([early, _]) if self.calendar.is_provisional(due) => {
                Ok(Some(early.due()?.map_or(due, |bound| bound.min(due))))
            }
            _ => Ok(Some(due)),
        }
    }

    fn for_each_statutory(&mut self, mut act: impl FnMut(&mut Reading<'c>)) {
        act(&mut self.statutory);
        self.bounds.iter_mut().flatten().for_each(act);
    }

    pub(super) fn warn(&mut self, warning: Warning) {
        self.warnings |= 1 << warning as u16;
    }

    pub(super) fn warned(&self, warning: Warning) -> bool {
        self.warnings & (1 << warning as u16) != 0
    }

    fn mark(&mut self, rule: &'static str, on: NaiveDate, fact: Fact) {
        self.trail.push(Mark { rule, on, fact });
    }
}
