//! 案件: the state of a case, made by folding its journal; the journal is the record.
//!
//! Where the journal corrects a day, the correction is put in at the corrected event's place
//! before anything is folded (decision 2), so that a date never depends on when somebody noticed
//! a mistake.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::act::{ItemReply, Measure};
use super::answer::fold_stored;
use super::calendar::{BeyondCalendar, Calendar};
use super::case_event::CaseEvent;
use super::deadline::{Channel, Deadline, DeliveryMethod, Event, LapseGround, Status, Warning};
use super::fold::Fold;
use super::reply::ReplyCode;
use super::roles::Role;
use super::text::{OrganId, UnitId, UserId};

/// The eight steps, and the filing after them (R0-3). The step of a case is the furthest reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 登记.
    Registration,
    /// 受理.
    Acceptance,
    /// 补正.
    Correction,
    /// 征求意见.
    Consultation,
    /// 提出办理意见.
    Opinion,
    /// 作出决定.
    Decision,
    /// 报批.
    Approval,
    /// 送达.
    Delivery,
    /// 归档.
    Archive,
}

impl Step {
    pub const ALL: [Step; 9] = [
        Step::Registration,
        Step::Acceptance,
        Step::Correction,
        Step::Consultation,
        Step::Opinion,
        Step::Decision,
        Step::Approval,
        Step::Delivery,
        Step::Archive,
    ];

    /// The word used everywhere.
    pub fn title(self) -> &'static str {
        match self {
            Step::Registration => "登记",
            Step::Acceptance => "受理",
            Step::Correction => "补正",
            Step::Consultation => "征求意见",
            Step::Opinion => "提出办理意见",
            Step::Decision => "作出决定",
            Step::Approval => "报批",
            Step::Delivery => "送达",
            Step::Archive => "归档",
        }
    }
}

/// An event as the journal holds it: what happened, and who recorded it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub event: CaseEvent,
    pub by: Option<UserId>,
}

/// A measure on its way from proposal to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureState {
    pub measure: Measure,
    /// Whether the consultee agreed, where it said so.
    pub agrees: Option<bool>,
    pub proposed_by: Option<UserId>,
    pub approved_on: Option<NaiveDate>,
    pub refused: bool,
    pub dispatched_on: Option<NaiveDate>,
    pub received_on: Option<NaiveDate>,
    pub answered_on: Option<NaiveDate>,
}

/// Where the draft stands on its way to the signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Approval {
    #[default]
    NotSubmitted,
    /// `level` is the next to pass, from 0; the last, `reviewers`, is the approver.
    Pending { level: u8, reviewers: u8 },
    /// The decision's date is the day of signing (decision 17).
    Signed { on: NaiveDate },
}

/// The draft reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub by: Option<UserId>,
    pub items: Vec<ItemReply>,
    pub primary: ReplyCode,
}

/// A unit asked for 会办.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoHandling {
    pub unit: UnitId,
    pub answered: bool,
}

/// One delivery of the reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub method: DeliveryMethod,
    pub dispatched_on: Option<NaiveDate>,
    pub signed_on: Option<NaiveDate>,
    pub returned: Option<(NaiveDate, bool)>,
    /// Which of the case's clocks it answered, from 0.
    pub clock: usize,
}

/// How a clock or a case ended, besides a delivered reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    Lapsed,
    Withdrawn,
    Shelved,
}

/// The state of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    pub organ: OrganId,
    pub organ_path: String,
    pub channel: Option<Channel>,
    /// The requested items that this case answers, counted from 1.
    pub items: BTreeSet<u16>,
    pub confirmed: bool,
    pub unit: Option<UnitId>,
    pub handler: Option<UserId>,
    pub signed_for: bool,
    pub measures: Vec<MeasureState>,
    pub co_handling: Vec<CoHandling>,
    pub awaiting: Option<super::deadline::Waiting>,
    pub has_opinion: bool,
    pub draft: Option<Draft>,
    pub approval: Approval,
    pub sealed: bool,
    pub third_party_told: bool,
    pub deliveries: Vec<Delivery>,
    pub withdrawal_requested: Option<NaiveDate>,
    pub held: bool,
    pub closed: Option<Closed>,
    /// The day of 存查; other ends have theirs in the clock.
    pub closed_on: Option<NaiveDate>,
    pub archived: bool,
    pub furthest: Option<Step>,
    /// The first clock, and one for each order to reply again (P0-16).
    pub clocks: Vec<Vec<Event>>,
    /// How many events were folded.
    pub events: u32,
}

impl Case {
    /// Folds a journal.
    pub fn fold(organ: OrganId, organ_path: &str, journal: &[Recorded]) -> Case {
        let mut case = Case { organ, organ_path: organ_path.to_owned(), ..Case::default() };
        case.clocks.push(Vec::new());
        for recorded in with_corrections(journal) {
            case.apply(&recorded.event, recorded.by);
        }
        case
    }

    /// The furthest of the eight steps reached.
    pub fn step(&self) -> Step {
        self.furthest.unwrap_or(Step::Registration)
    }

    /// Whether the reply was delivered, so that the running clock stands (P0-9).
    pub fn replied(&self) -> bool {
        self.running_clock().iter().any(|event| matches!(event, Event::Replied { .. }))
    }

    /// Whether nothing more is to be done but filing.
    pub fn ended(&self) -> bool {
        self.closed.is_some() || self.replied()
    }

    /// How the case ended, as the annual report counts it: a reply code, or F1–F3 (rules §5).
    pub fn result(&self) -> Option<String> {
        let code = |event: &Event| match event {
            Event::Lapsed { ground: LapseGround::NotCorrected, .. } => Some("F1".to_owned()),
            Event::Lapsed { ground: LapseGround::NotPaid, .. } => Some("F2".to_owned()),
            Event::Withdrawn { .. } => Some("F3".to_owned()),
            Event::Replied { .. } => self.draft.as_ref().map(|draft| format!("{:?}", draft.primary)),
            _ => None,
        };
        self.running_clock().iter().rev().find_map(code)
    }

    /// The events of the clock that runs, or ran last.
    pub fn running_clock(&self) -> &[Event] {
        self.clocks.last().map_or(&[], Vec::as_slice)
    }

    /// The dates of the clock that runs, or ran last.
    ///
    /// # Errors
    /// [`BeyondCalendar`] if a date lies outside the calendar.
    pub fn deadline<'c>(&self, calendar: &'c Calendar) -> Result<Fold<'c>, BeyondCalendar> {
        fold_stored(self.running_clock(), calendar)
    }

    /// Whether a consulted third party did not agree to disclosure (art 32).
    pub fn third_party_objected(&self) -> bool {
        let third_party = |m: &&MeasureState| {
            matches!(m.measure, Measure::Consultation { party: super::deadline::Party::ThirdParty, .. })
        };
        self.measures.iter().filter(third_party).any(|m| m.agrees == Some(false))
    }

    /// Whether a unit was asked for 会办, answered or not.
    pub fn asked_for_co_handling(&self, unit: UnitId) -> bool {
        self.co_handling.iter().any(|asked| asked.unit == unit)
    }

    /// Whether a consultation of a third party went out (art 32).
    pub fn third_party_consulted(&self) -> bool {
        let third_party = |m: &&MeasureState| {
            matches!(m.measure, Measure::Consultation { party: super::deadline::Party::ThirdParty, .. })
        };
        self.measures.iter().filter(third_party).any(|m| m.dispatched_on.is_some())
    }

    /// The post whose signature the draft waits for: the reviewers one after the other, last the approver.
    pub fn awaited_signature(&self) -> Option<Role> {
        match self.approval {
            Approval::Pending { level, reviewers } if level >= reviewers => Some(Role::Approver),
            Approval::Pending { .. } => Some(Role::Reviewer),
            Approval::NotSubmitted | Approval::Signed { .. } => None,
        }
    }

    /// The warnings of the clock, and what only the deliveries know: mail returned through the organ's
    /// own wrong address does not count for the prudent date (decision 28).
    pub fn warnings(&self, answer: &Deadline, today: NaiveDate) -> Vec<Warning> {
        let mut warnings = answer.warnings.clone();
        let own_fault = |d: &&Delivery| d.returned.is_some_and(|(_, own_wrong_address)| own_wrong_address);
        let late = Warning::LateOnPrudentReading;
        if answer.status == Status::Met
            && !warnings.contains(&late)
            && self.current_deliveries().any(|delivery| own_fault(&delivery))
        {
            let counted = self.current_deliveries().filter(|delivery| !own_fault(delivery));
            let delivered_on =
                counted.filter_map(|d| d.method.delivered_on(d.dispatched_on, d.signed_on)).min();
            // Until it is sent again, every day counts.
            if answer.prudent_due_on.is_some_and(|prudent| delivered_on.unwrap_or(today) > prudent) {
                warnings.push(late);
            }
        }
        warnings
    }

    /// The deliveries of the clock that runs, or ran last.
    pub fn current_deliveries(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.iter().filter(|delivery| delivery.clock + 1 == self.clocks.len())
    }

    /// The measure of that number, counted from 1.
    pub fn measure(&self, number: u32) -> Option<&MeasureState> {
        self.measures.get(number.checked_sub(1)? as usize)
    }

    fn measure_mut(&mut self, number: u32) -> Option<&mut MeasureState> {
        self.measures.get_mut(number.checked_sub(1)? as usize)
    }

    fn reach(&mut self, step: Step) {
        self.furthest = self.furthest.max(Some(step));
    }

    fn count(&mut self, event: Event) {
        if let Some(clock) = self.clocks.last_mut() {
            clock.push(event);
        }
    }

    /// Takes in one event.
    pub fn apply(&mut self, event: &CaseEvent, by: Option<UserId>) {
        self.events += 1;
        match event {
            CaseEvent::Registered { channel, on, signed_on, items, .. } => {
                self.channel = Some(*channel);
                self.items = (1..=*items).collect();
                self.confirmed = super::receipt::on_arrival(*channel, *on, *signed_on).is_some();
                self.reach(Step::Registration);
                self.count(Event::Submitted { channel: *channel, on: *on, signed_on: *signed_on });
            }
            CaseEvent::ReceiptConfirmed { on, .. } => {
                self.confirmed = true;
                self.count(Event::Confirmed { on: *on });
            }
            CaseEvent::Assigned { unit, handler, .. } => {
                self.unit = Some(*unit);
                self.handler = *handler;
                self.signed_for = false;
                self.reach(Step::Acceptance);
            }
            CaseEvent::SignedFor {} => {
                self.signed_for = true;
                self.handler = self.handler.or(by);
            }
            CaseEvent::AssignmentReturned { .. } => {
                (self.unit, self.handler, self.signed_for) = (None, None, false);
            }
            CaseEvent::OpinionProposed { .. } => {
                self.has_opinion = true;
                self.reach(Step::Opinion);
            }
            CaseEvent::CoHandlingAsked { unit, .. } => {
                self.co_handling.push(CoHandling { unit: *unit, answered: false });
            }
            CaseEvent::CoHandlingAnswered { number, .. } => {
                let asked = number.checked_sub(1).and_then(|index| self.co_handling.get_mut(index as usize));
                asked.into_iter().for_each(|asked| asked.answered = true);
            }
            CaseEvent::Reopened { on, .. } => self.reopen(*on),
            CaseEvent::FactCorrected { .. }
            | CaseEvent::Linked { .. }
            | CaseEvent::Urged { .. }
            | CaseEvent::AnsweredOnTheSpot { .. }
            | CaseEvent::CalendarChanged { .. } => {}
            _ => {
                self.apply_to_measures(event, by);
                self.apply_to_reply(event, by);
                self.apply_to_end(event);
            }
        }
    }

    fn apply_to_end(&mut self, event: &CaseEvent) {
        match event {
            CaseEvent::WithdrawalRequested { on } => self.withdrawal_requested = Some(*on),
            CaseEvent::Withdrawn { on, .. } => {
                self.closed = Some(Closed::Withdrawn);
                self.void_draft();
                self.count(Event::Withdrawn { on: *on });
            }
            CaseEvent::ItemsSplitOff { items, .. } => self.items.retain(|item| !items.contains(item)),
            CaseEvent::Held { .. } => self.held = true,
            CaseEvent::Released { .. } => self.held = false,
            CaseEvent::Shelved { on, .. } => {
                (self.closed, self.closed_on) = (Some(Closed::Shelved), Some(*on))
            }
            CaseEvent::Revived { .. } => (self.closed, self.closed_on) = (None, None),
            CaseEvent::Archived { .. } => {
                self.archived = true;
                self.reach(Step::Archive);
            }
            _ => {}
        }
    }

    fn apply_to_measures(&mut self, event: &CaseEvent, by: Option<UserId>) {
        use super::deadline::Waiting;
        match event {
            CaseEvent::MeasureProposed { measure, .. } => self.measures.push(MeasureState {
                measure: measure.clone(),
                agrees: None,
                proposed_by: by,
                approved_on: None,
                refused: false,
                dispatched_on: None,
                received_on: None,
                answered_on: None,
            }),
            CaseEvent::MeasureApproved { number, on } => {
                self.measure_mut(*number).into_iter().for_each(|m| m.approved_on = Some(*on));
            }
            CaseEvent::MeasureRefused { number, .. } => {
                self.measure_mut(*number).into_iter().for_each(|m| m.refused = true);
            }
            CaseEvent::MeasureDispatched { number, on, in_time, .. } => self.dispatch(*number, *on, *in_time),
            CaseEvent::MeasureReceived { number, on } => {
                self.measure_mut(*number).into_iter().for_each(|m| m.received_on = Some(*on));
            }
            CaseEvent::Answered { number, on, agrees, .. } => {
                let answered = self.measure_mut(*number).map(|m| {
                    m.answered_on = Some(*on);
                    m.agrees = *agrees;
                    matches!(m.measure, Measure::Consultation { .. })
                });
                // R32-3: what was told before an objection did not answer it.
                if *agrees == Some(false) {
                    self.third_party_told = false;
                }
                if answered == Some(true) {
                    self.count(Event::ConsultationAnswered { reference: number.to_string(), on: *on });
                }
            }
            CaseEvent::Corrected { on, submitted_on, .. } => {
                self.awaiting = self.awaiting.filter(|w| *w != Waiting::Correction);
                self.count(Event::Corrected { on: *on, submitted_on: *submitted_on });
            }
            CaseEvent::FeePaid { on } => {
                self.awaiting = self.awaiting.filter(|w| *w != Waiting::Payment);
                self.count(Event::FeePaid { on: *on });
            }
            _ => {}
        }
    }

    fn dispatch(&mut self, number: u32, on: NaiveDate, in_time: bool) {
        use super::deadline::Waiting;
        let Some(state) = self.measure_mut(number) else { return };
        state.dispatched_on = Some(on);
        let event = dispatched_event(number, state, on, in_time);
        match state.measure {
            Measure::Correction { .. } => {
                self.awaiting = Some(Waiting::Correction);
                self.reach(Step::Correction);
            }
            Measure::Fee { .. } => self.awaiting = Some(Waiting::Payment),
            Measure::Consultation { .. } => self.reach(Step::Consultation),
            Measure::Lapse { .. } => {
                self.closed = Some(Closed::Lapsed);
                self.void_draft();
            }
            _ => {}
        }
        event.into_iter().for_each(|event| self.count(event));
    }

    fn apply_to_reply(&mut self, event: &CaseEvent, by: Option<UserId>) {
        match event {
            CaseEvent::DecisionDrafted { items, primary } => {
                self.draft = Some(Draft { by, items: items.clone(), primary: *primary });
                self.approval = Approval::NotSubmitted;
                self.reach(Step::Decision);
            }
            CaseEvent::SubmittedForApproval { reviewers } => {
                self.approval = Approval::Pending { level: 0, reviewers: *reviewers };
                self.reach(Step::Approval);
            }
            CaseEvent::ApprovalPassed { level, on, .. } => {
                if let Approval::Pending { reviewers, .. } = self.approval {
                    self.approval = if *level >= reviewers {
                        Approval::Signed { on: *on }
                    } else {
                        Approval::Pending { level: level + 1, reviewers }
                    };
                }
            }
            CaseEvent::ApprovalReturned { to, .. } => {
                self.approval = Approval::NotSubmitted;
                if *to == super::act::ReturnTo::Opinion {
                    self.has_opinion = false;
                    self.draft = None;
                }
            }
            CaseEvent::Sealed { .. } => self.sealed = true,
            CaseEvent::ThirdPartyNotified { .. } => self.third_party_told = true,
            CaseEvent::ReplyDispatched { method, dispatched_on, signed_on, .. } => {
                self.deliveries.push(Delivery {
                    method: *method,
                    dispatched_on: *dispatched_on,
                    signed_on: *signed_on,
                    returned: None,
                    clock: self.clocks.len() - 1,
                });
                self.reach(Step::Delivery);
                self.count_reply(*method, *dispatched_on, *signed_on);
            }
            CaseEvent::ReplySignedFor { delivery, on } => {
                let index = (*delivery as usize).wrapping_sub(1);
                let Some(sent) = self.deliveries.get_mut(index) else { return };
                sent.signed_on = Some(*on);
                let Delivery { method, dispatched_on, clock, .. } = *sent;
                // A letter of an earlier clock answers no later one (P0-16).
                if clock + 1 == self.clocks.len() {
                    self.count_reply(method, dispatched_on, Some(*on));
                }
            }
            CaseEvent::MailReturned { delivery, on, own_wrong_address } => {
                let index = (*delivery as usize).wrapping_sub(1);
                let sent = self.deliveries.get_mut(index);
                sent.into_iter().for_each(|sent| sent.returned = Some((*on, *own_wrong_address)));
            }
            _ => {}
        }
    }

    /// P0-9: the first delivery whose deciding day is known is the reply. A delivery that still
    /// waits for a signature is none yet.
    fn count_reply(
        &mut self,
        method: DeliveryMethod,
        dispatched_on: Option<NaiveDate>,
        signed_on: Option<NaiveDate>,
    ) {
        if !self.replied() && method.delivered_on(dispatched_on, signed_on).is_some() {
            self.count(Event::Replied { method, dispatched_on, signed_on });
        }
    }

    fn void_draft(&mut self) {
        self.draft = None;
        self.approval = Approval::NotSubmitted;
        self.sealed = false;
    }

    /// P0-16: a new clock, and the steps once more; the first clock keeps its result.
    fn reopen(&mut self, on: NaiveDate) {
        self.clocks.push(vec![Event::Reopened { on }]);
        self.void_draft();
        (self.has_opinion, self.third_party_told, self.held, self.archived) = (false, false, false, false);
        (self.closed, self.closed_on) = (None, None);
        (self.awaiting, self.withdrawal_requested) = (None, None);
        // The service of the order is this clock's receipt, whatever was known of the first one's.
        self.confirmed = true;
        self.furthest = Some(Step::Acceptance);
    }
}

/// What a dispatched measure means for a date; none for an inquiry or a request for reasons.
pub(super) fn dispatched_event(
    number: u32,
    state: &MeasureState,
    on: NaiveDate,
    in_time: bool,
) -> Option<Event> {
    let overridden = |overridden: bool| Some(overridden);
    match &state.measure {
        Measure::Correction { period_days, overridden: o, .. } => Some(Event::CorrectionAsked {
            on,
            received_on: state.received_on,
            period_days: Some(*period_days),
            overridden: overridden(*o),
        }),
        Measure::Consultation { party, overridden: o, .. } => Some(Event::ConsultationSent {
            reference: number.to_string(),
            party: *party,
            on,
            received_on: state.received_on,
            overridden: overridden(*o),
            sent_in_time: Some(in_time),
        }),
        Measure::Extension { days, overridden: o, .. } => Some(Event::Extended {
            days: *days,
            approved_on: state.approved_on.unwrap_or(on),
            notified_on: on,
            overridden: overridden(*o),
        }),
        Measure::Fee { .. } => Some(Event::FeeNoticed { on, received_on: state.received_on }),
        Measure::Delay { until, .. } => Some(Event::Delayed { until: *until, notified_on: on }),
        Measure::Lapse { ground, .. } => Some(Event::Lapsed { ground: *ground, on }),
        Measure::Inquiry { .. } | Measure::Reasons { .. } => None,
    }
}

/// Puts corrections at the place of what they correct, and the day a letter was received at the
/// place of its dispatch.
fn with_corrections(journal: &[Recorded]) -> Vec<Recorded> {
    let mut events: Vec<Recorded> = journal.to_vec();
    for recorded in journal {
        if let CaseEvent::FactCorrected { event, field, on, .. } = recorded.event {
            let corrected = events.get_mut((event as usize).wrapping_sub(1));
            corrected.into_iter().for_each(|corrected| {
                corrected.event.set_day(field, on);
            });
        }
    }
    let received: Vec<(u32, NaiveDate)> = events
        .iter()
        .filter_map(|recorded| match recorded.event {
            CaseEvent::MeasureReceived { number, on } => Some((number, on)),
            _ => None,
        })
        .collect();
    for (measure, on) in received {
        let dispatched = |r: &Recorded| matches!(r.event, CaseEvent::MeasureDispatched { number, .. } if number == measure);
        if let Some(place) = events.iter().position(dispatched) {
            let receipt = CaseEvent::MeasureReceived { number: measure, on };
            events.insert(place, Recorded { event: receipt, by: None });
        }
    }
    events
}
