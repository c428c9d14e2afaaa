//! Whether the law allows the next event of a clock, and if not, by which rule.
//!
//! The checks stand in the order of the batch contract: the first that fits decides.

use chrono::NaiveDate;

use super::deadline::{EXTENSION_CAP, Event, LapseGround, Waiting, WorkingDays};
use super::fold::{End, Fold};
use super::refusal::Refusal;

impl Fold<'_> {
    /// Judges `event` by what was recorded before it.
    ///
    /// # Errors
    /// The first rule that refuses it.
    pub fn judge(&self, event: &Event) -> Result<(), Refusal> {
        self.judge_state(event)?;
        self.judge_range(event)?;
        self.judge_days(event)?;
        self.judge_answer(event)?;
        self.judge_repetition(event)?;
        self.judge_time(event)
    }

    fn judge_state(&self, event: &Event) -> Result<(), Refusal> {
        if let Some(end) = self.end {
            match event {
                Event::CorrectionAsked { .. } if matches!(end, End::Replied { .. }) => {
                    return Err(Refusal::CorrectionAfterReply);
                }
                Event::ConsultationAnswered { .. } => {}
                _ => return Err(Refusal::AlreadyEnded),
            }
        }
        let needs_receipt = match event {
            Event::Submitted { .. } | Event::Reopened { .. } => false,
            Event::Confirmed { .. } | Event::Withdrawn { .. } => self.submitted.is_none(),
            _ => true,
        };
        if needs_receipt && self.received.is_none() {
            return Err(Refusal::NotReceived);
        }
        Ok(())
    }

    fn judge_range(&self, event: &Event) -> Result<(), Refusal> {
        match *event {
            Event::CorrectionAsked { period_days: Some(WorkingDays(0)), .. } => {
                Err(Refusal::PeriodTooShort { rule: "R30-6" })
            }
            Event::Extended { days: WorkingDays(0), .. } => Err(Refusal::PeriodTooShort { rule: "P0-6" }),
            Event::Delayed { until, .. } => match self.statutory.due()? {
                Some(due_on) if until <= due_on => Err(Refusal::DelayNotLater { due_on }),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// R33-2: no act lies before the receipt; before there is one, none before the submission.
    fn judge_days(&self, event: &Event) -> Result<(), Refusal> {
        let received_on = match (event, self.received, self.submitted) {
            (Event::Confirmed { .. }, Some(_), _) => return Ok(()),
            (Event::Submitted { on, .. }, None, _) => *on,
            (_, Some((received_on, _)), _) => received_on,
            (_, None, Some((_, submitted_on))) => submitted_on,
            (_, None, None) => return Ok(()),
        };
        match event.days().find(|day| *day < received_on) {
            Some(on) => Err(Refusal::DateBeforeReceipt { on, received_on }),
            None => Ok(()),
        }
    }

    fn judge_answer(&self, event: &Event) -> Result<(), Refusal> {
        match event {
            Event::ConsultationAnswered { reference, on } => {
                let open =
                    |l: &&super::fold::Letter| l.reference == *reference && !l.answered && l.sent <= *on;
                self.letters.iter().find(open).map(|_| ()).ok_or(Refusal::UnknownRef)
            }
            Event::Corrected { on, .. } => self.judge_awaited(Waiting::Correction, *on, "R30-3").map(|_| ()),
            Event::FeePaid { on } => self.judge_awaited(Waiting::Payment, *on, "F-9").map(|_| ()),
            Event::Lapsed { ground, on } => {
                let waiting = match ground {
                    LapseGround::NotCorrected => Waiting::Correction,
                    LapseGround::NotPaid => Waiting::Payment,
                };
                let last_day = self.judge_awaited(waiting, *on, ground.rule())?;
                if *on <= last_day {
                    return Err(Refusal::LapseTooEarly { last_day, rule: ground.rule() });
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The last day of the wait, if that is what the case waits for since `on` or earlier.
    fn judge_awaited(
        &self,
        waiting: Waiting,
        on: NaiveDate,
        rule: &'static str,
    ) -> Result<NaiveDate, Refusal> {
        let what = if waiting == Waiting::Payment { "缴费" } else { "补正" };
        self.wait
            .filter(|wait| wait.waiting == waiting && wait.asked_on <= on)
            .map(|wait| wait.last_day)
            .ok_or(Refusal::NotAwaiting { what, rule })
    }

    fn judge_repetition(&self, event: &Event) -> Result<(), Refusal> {
        let cap = u32::from(EXTENSION_CAP);
        match *event {
            Event::Extended { days, approved_on, notified_on, overridden } => {
                if notified_on < approved_on {
                    return Err(Refusal::ExtensionBeforeApproval { approved_on });
                }
                if u32::from(days) > cap {
                    return Err(Refusal::ExtensionTooLong { used: self.extended_days });
                }
                if self.extensions > 0 && overridden != Some(true) {
                    return Err(Refusal::SecondExtension);
                }
                if self.extended_days + u32::from(days) > cap {
                    return Err(Refusal::ExtensionTooLong { used: self.extended_days });
                }
                Ok(())
            }
            Event::CorrectionAsked { overridden, .. } if self.corrections > 0 && overridden != Some(true) => {
                Err(Refusal::SecondCorrection)
            }
            Event::ConsultationSent { on, overridden, .. } if overridden != Some(true) => {
                match self.statutory.consultation_by()? {
                    Some(latest) if on > latest => Err(Refusal::LateConsultation { latest }),
                    _ => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// Whether the act comes by the due date in force. While something is awaited none is.
    fn judge_time(&self, event: &Event) -> Result<(), Refusal> {
        let due_on = match event {
            Event::CorrectionAsked { .. }
            | Event::Extended { .. }
            | Event::FeeNoticed { .. }
            | Event::Delayed { .. } => self.statutory.due()?,
            _ => return Ok(()),
        };
        let in_time = |on: NaiveDate| due_on.is_some_and(|due| on <= due);
        match *event {
            Event::CorrectionAsked { on, .. } => match due_on {
                Some(due_on) if on > due_on => Err(Refusal::CorrectionAfterDue { due_on }),
                _ => Ok(()),
            },
            Event::Extended { notified_on, .. } if !in_time(notified_on) => {
                Err(Refusal::ExtensionAfterDue { due_on })
            }
            Event::FeeNoticed { on, .. } if !in_time(on) => Err(Refusal::FeeAfterDue { due_on }),
            Event::Delayed { notified_on, .. } if !in_time(notified_on) => {
                Err(Refusal::DelayAfterDue { due_on })
            }
            _ => Ok(()),
        }
    }
}
