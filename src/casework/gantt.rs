//! One case along its days: the eight steps as bars, the pauses between, the due dates and today.
//!
//! Pure, from the journal's own days. A day that was corrected later stands at its event's place, as in the
//! fold of the case. Filing after the eight steps is not drawn.

use chrono::NaiveDate;

use crate::law::act::{Measure, ReturnTo};
use crate::law::case::Step;
use crate::law::case_event::CaseEvent;

/// The steps that are drawn, in order.
pub const STEPS: [Step; 8] = [
    Step::Registration,
    Step::Acceptance,
    Step::Correction,
    Step::Consultation,
    Step::Opinion,
    Step::Decision,
    Step::Approval,
    Step::Delivery,
];

/// An event and its day.
#[derive(Clone, Debug)]
pub struct Happened {
    pub on: NaiveDate,
    pub event: CaseEvent,
}

/// The dates that were computed from the events.
#[derive(Clone, Copy, Debug, Default)]
pub struct DueDates {
    pub due_on: Option<NaiveDate>,
    pub prudent_due_on: Option<NaiveDate>,
    /// 法定答复截止日 before an extension, where there was one.
    pub regular_due_on: Option<NaiveDate>,
}

/// A stretch of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    pub step: Step,
    pub from: NaiveDate,
    /// None while it goes on.
    pub to: Option<NaiveDate>,
}

/// Why the clock stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// 补正.
    Correction,
    /// 征求意见.
    Consultation,
    /// 缴费.
    Payment,
}

impl Why {
    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Why::Correction => "待补正",
            Why::Consultation => "征求意见，不计期限",
            Why::Payment => "待缴费",
        }
    }
}

/// A stretch that does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    pub why: Why,
    pub from: NaiveDate,
    /// None while it goes on.
    pub to: Option<NaiveDate>,
}

/// What a line across the picture means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// 法定答复截止日.
    Due,
    /// 从严截止日.
    Prudent,
    /// 延期前的法定答复截止日.
    BeforeExtension,
    Today,
}

/// A day marked by a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub kind: LineKind,
    pub on: NaiveDate,
}

/// The picture as data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gantt {
    pub first: NaiveDate,
    /// At least today, unless the case has ended.
    pub last: NaiveDate,
    pub today: NaiveDate,
    /// By step, then by day.
    pub bars: Vec<Bar>,
    /// By day.
    pub pauses: Vec<Pause>,
    pub lines: Vec<Line>,
}

/// A measure on its way.
struct Track {
    why: Option<Why>,
    step: Option<Step>,
    /// 不再处理: ends the case when it is sent.
    lapse: bool,
    from: NaiveDate,
    sent: Option<NaiveDate>,
    received: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

#[derive(Default)]
struct Drawing {
    open: Vec<(Step, NaiveDate)>,
    bars: Vec<Bar>,
    tracks: Vec<Track>,
    reviewers: u8,
    ended: bool,
}

/// Draws a journal. `cap` gives the last day that a consultation received on a day may take out of the count.
/// None for a journal without events.
pub fn make(
    journal: &[Happened],
    dates: DueDates,
    today: NaiveDate,
    cap: impl Fn(NaiveDate) -> Option<NaiveDate>,
) -> Option<Gantt> {
    let events = with_corrections(journal);
    let first = events.iter().map(|happened| happened.on).min()?;
    let mut drawing = Drawing::default();
    for happened in &events {
        drawing.take(happened.on, &happened.event);
    }
    let ended = drawing.ended;
    let (bars, pauses) = drawing.finish(today, cap);
    let due = [
        (LineKind::BeforeExtension, dates.regular_due_on.filter(|on| dates.due_on != Some(*on))),
        (LineKind::Prudent, dates.prudent_due_on),
        (LineKind::Due, dates.due_on),
        (LineKind::Today, (!ended).then_some(today)),
    ];
    let lines: Vec<Line> = due.into_iter().filter_map(|(kind, on)| Some(Line { kind, on: on? })).collect();
    let ends = bars.iter().filter_map(|bar| bar.to).chain(pauses.iter().filter_map(|pause| pause.to));
    let last = lines.iter().map(|line| line.on).chain(ends).chain([first]).max()?;
    Some(Gantt { first, last, today, bars, pauses, lines })
}

/// Puts corrected days at the place of what they correct.
fn with_corrections(journal: &[Happened]) -> Vec<Happened> {
    let mut events = journal.to_vec();
    for happened in journal {
        let CaseEvent::FactCorrected { event, field, on, .. } = happened.event else { continue };
        if let Some(corrected) = events.get_mut((event as usize).wrapping_sub(1)) {
            corrected.event.set_day(field, on);
            corrected.on = corrected.event.occurred_on().unwrap_or(corrected.on);
        }
    }
    events
}

impl Drawing {
    fn begin(&mut self, step: Step, on: NaiveDate) {
        if !self.open.iter().any(|(open, _)| *open == step) {
            self.open.push((step, on));
        }
        self.ended = false;
    }

    fn end(&mut self, step: Step, on: NaiveDate) {
        if let Some(at) = self.open.iter().position(|(open, _)| *open == step) {
            let (_, from) = self.open.remove(at);
            self.bars.push(Bar { step, from, to: Some(on.max(from)) });
        }
    }

    fn end_all(&mut self, on: NaiveDate) {
        for step in STEPS {
            self.end(step, on);
        }
        self.tracks.iter_mut().filter(|track| track.to.is_none()).for_each(|track| track.to = Some(on));
        self.ended = true;
    }

    fn track(&mut self, number: u32) -> Option<&mut Track> {
        self.tracks.get_mut((number as usize).wrapping_sub(1))
    }

    fn close(&mut self, number: u32, on: NaiveDate) {
        self.track(number).into_iter().for_each(|track| track.to = track.to.or(Some(on)));
    }

    /// What was sent for this reason came back.
    fn settle(&mut self, why: Why, on: NaiveDate) {
        let sent = |track: &&mut Track| track.why == Some(why) && track.sent.is_some() && track.to.is_none();
        self.tracks.iter_mut().filter(sent).for_each(|track| track.to = Some(on));
    }

    fn take(&mut self, on: NaiveDate, event: &CaseEvent) {
        match event {
            CaseEvent::Registered { .. } | CaseEvent::Revived { .. } => self.begin(Step::Registration, on),
            CaseEvent::Assigned { .. } => {
                self.end(Step::Registration, on);
                self.end(Step::Acceptance, on);
                self.begin(Step::Acceptance, on);
            }
            CaseEvent::AssignmentReturned { .. } => {
                self.end(Step::Acceptance, on);
                self.begin(Step::Registration, on);
            }
            CaseEvent::SignedFor {} => {
                self.end(Step::Acceptance, on);
                let under_way = self.open.iter().any(|(step, _)| *step >= Step::Opinion);
                if !under_way {
                    self.begin(Step::Opinion, on);
                }
            }
            CaseEvent::Withdrawn { .. } | CaseEvent::Shelved { .. } => self.end_all(on),
            CaseEvent::Reopened { .. } => {
                self.end_all(on);
                self.begin(Step::Opinion, on);
            }
            CaseEvent::MeasureProposed { measure, .. } => self.propose(measure, on),
            CaseEvent::MeasureRefused { number, .. } => self.close(*number, on),
            CaseEvent::MeasureDispatched { number, .. } => self.dispatch(*number, on),
            CaseEvent::MeasureReceived { number, .. } => {
                self.track(*number).into_iter().for_each(|track| track.received = Some(on));
            }
            CaseEvent::Answered { number, .. } => self.close(*number, on),
            CaseEvent::Corrected { .. } => self.settle(Why::Correction, on),
            CaseEvent::FeePaid { .. } => self.settle(Why::Payment, on),
            _ => self.reply(on, event),
        }
    }

    fn propose(&mut self, measure: &Measure, from: NaiveDate) {
        let (why, step) = match measure {
            Measure::Correction { .. } => (Some(Why::Correction), Some(Step::Correction)),
            Measure::Consultation { .. } => (Some(Why::Consultation), Some(Step::Consultation)),
            Measure::Fee { .. } => (Some(Why::Payment), None),
            _ => (None, None),
        };
        let lapse = matches!(measure, Measure::Lapse { .. });
        self.tracks.push(Track { why, step, lapse, from, sent: None, received: None, to: None });
    }

    fn dispatch(&mut self, number: u32, on: NaiveDate) {
        let Some(track) = self.track(number) else { return };
        track.sent = Some(on);
        if track.lapse {
            self.end_all(on);
        }
    }

    fn reply(&mut self, on: NaiveDate, event: &CaseEvent) {
        match event {
            CaseEvent::OpinionProposed { .. } => {
                self.end(Step::Opinion, on);
                self.begin(Step::Decision, on);
            }
            CaseEvent::SubmittedForApproval { reviewers } => {
                self.reviewers = *reviewers;
                self.end(Step::Decision, on);
                self.begin(Step::Approval, on);
            }
            CaseEvent::ApprovalPassed { level, .. } if *level >= self.reviewers => {
                self.end(Step::Approval, on);
                self.begin(Step::Delivery, on);
            }
            CaseEvent::ApprovalReturned { to, .. } => {
                self.end(Step::Approval, on);
                // It was signed already, and its letter voided.
                self.end(Step::Delivery, on);
                let step = match to {
                    ReturnTo::Opinion => Step::Opinion,
                    ReturnTo::Decision => Step::Decision,
                };
                self.begin(step, on);
            }
            CaseEvent::ReplyDispatched { method, dispatched_on, signed_on, .. } => {
                self.begin(Step::Delivery, on);
                // What a courier carries is delivered when it is signed for (P0-9).
                if let Some(delivered_on) = method.delivered_on(*dispatched_on, *signed_on) {
                    self.end_all(signed_on.unwrap_or(delivered_on));
                }
            }
            CaseEvent::ReplySignedFor { .. } if self.open.iter().any(|(step, _)| *step == Step::Delivery) => {
                self.end_all(on);
            }
            CaseEvent::ReplySignedFor { .. } => {
                let sent = self.bars.iter_mut().rfind(|bar| bar.step == Step::Delivery);
                sent.into_iter().for_each(|bar| bar.to = bar.to.max(Some(on)));
            }
            _ => {}
        }
    }

    fn finish(
        self,
        today: NaiveDate,
        cap: impl Fn(NaiveDate) -> Option<NaiveDate>,
    ) -> (Vec<Bar>, Vec<Pause>) {
        let mut bars = self.bars;
        bars.extend(self.open.into_iter().map(|(step, from)| Bar { step, from, to: None }));
        let mut pauses = Vec::new();
        for track in &self.tracks {
            if let Some(step) = track.step {
                bars.push(Bar { step, from: track.from, to: track.to });
            }
            let (Some(why), Some(from)) = (track.why, track.sent) else { continue };
            let silence = cap(track.received.unwrap_or(from)).filter(|_| why == Why::Consultation);
            let to = match (track.to, silence) {
                (Some(to), Some(silence)) => Some(to.min(silence)),
                (None, Some(silence)) if silence < today => Some(silence),
                (to, _) => to,
            };
            pauses.push(Pause { why, from, to: to.map(|to| to.max(from)) });
        }
        bars.sort_by_key(|bar| (bar.step, bar.from));
        pauses.sort_by_key(|pause| pause.from);
        (bars, pauses)
    }
}
