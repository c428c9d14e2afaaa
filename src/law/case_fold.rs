//! The fold of a case's journal into its state.
//!
//! Where the journal corrects a day, the correction is put in at the corrected event's place
//! before anything is folded (decision 2), so that a date never depends on when somebody noticed
//! a mistake.

use chrono::NaiveDate;

use super::act::{Measure, ReturnTo};
use super::case::{Approval, Case, Closed, CoHandling, Delivery, Draft, MeasureState, Recorded, Step};
use super::case_event::CaseEvent;
use super::deadline::{DeliveryMethod, Event};
use super::text::{OrganId, UserId};

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
        match event {
            CaseEvent::Registered { channel, on, signed_on, handed_over_on, items, .. } => {
                self.channel = Some(*channel);
                self.handed_over = signed_on.zip(*handed_over_on);
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
            | CaseEvent::UrgeSheetNumbered { .. }
            | CaseEvent::UrgeSheetWithdrawn { .. }
            | CaseEvent::AnsweredOnTheSpot { .. }
            | CaseEvent::FileAdded { .. }
            | CaseEvent::FileReleased { .. }
            | CaseEvent::LetterDrafted { .. }
            | CaseEvent::LetterTicked { .. }
            | CaseEvent::LetterSigned { .. }
            | CaseEvent::LetterDispatched { .. }
            | CaseEvent::LetterVoided { .. }
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
                    self.told_by_hand = false;
                    self.told.remove(number);
                }
                if answered == Some(true) {
                    self.count(Event::ConsultationAnswered { reference: number.to_string(), on: *on });
                }
            }
            CaseEvent::Corrected { on, submitted_on, .. } => {
                self.count(Event::Corrected { on: *on, submitted_on: *submitted_on });
            }
            CaseEvent::FeePaid { on } => {
                self.count(Event::FeePaid { on: *on });
            }
            _ => {}
        }
    }

    fn dispatch(&mut self, number: u32, on: NaiveDate, in_time: bool) {
        let Some(state) = self.measure_mut(number) else { return };
        state.dispatched_on = Some(on);
        let event = dispatched_event(number, state, on, in_time);
        match state.measure {
            Measure::Correction { .. } => {
                self.reach(Step::Correction);
            }
            Measure::Consultation { .. } => self.reach(Step::Consultation),
            Measure::Disclosure { consultation, .. } => {
                self.told.insert(consultation);
            }
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
                        Approval::Signed { on: *on, level: *level }
                    } else {
                        Approval::Pending { level: level + 1, reviewers }
                    };
                }
            }
            CaseEvent::ApprovalReturned { to, .. } => {
                self.approval = Approval::NotSubmitted;
                self.sealed = false;
                if *to == ReturnTo::Opinion {
                    self.has_opinion = false;
                    self.draft = None;
                }
            }
            CaseEvent::Sealed { .. } => self.sealed = true,
            CaseEvent::ThirdPartyNotified { .. } => self.told_by_hand = true,
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
        (self.has_opinion, self.told_by_hand, self.held, self.archived) = (false, false, false, false);
        self.told.clear();
        (self.closed, self.closed_on) = (None, None);
        self.withdrawal_requested = None;
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
        Measure::Inquiry { .. } | Measure::Reasons { .. } | Measure::Disclosure { .. } => None,
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
