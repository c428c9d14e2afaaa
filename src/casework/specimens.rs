//! Every act as somebody might ask for it today, to ask the law with.

use chrono::NaiveDate;

use super::offered::{Ask, Task};
use crate::law::act::{Act, ActKind, FeeForm, LinkKind, Measure, OrderedBy, ReturnTo, SealKind};
use crate::law::case::Case;
use crate::law::case_event::DayField;
use crate::law::deadline::{DEFAULT_CORRECTION_DAYS, DeliveryMethod, LapseGround, Party, WorkingDays};
use crate::law::fee::FeeBasis;
use crate::law::text::{CaseId, Text, UnitId, UserId};

/// The kind of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasureKind {
    Correction,
    Consultation,
    Inquiry,
    Extension,
    Fee,
    Reasons,
    Delay,
    Disclosure,
    Lapse,
}

impl MeasureKind {
    pub const ALL: [MeasureKind; 9] = {
        use MeasureKind::*;
        [Correction, Consultation, Inquiry, Extension, Fee, Reasons, Delay, Disclosure, Lapse]
    };

    /// Its word in addresses.
    pub fn tag(self) -> &'static str {
        match self {
            MeasureKind::Correction => "correction",
            MeasureKind::Consultation => "consultation",
            MeasureKind::Inquiry => "inquiry",
            MeasureKind::Extension => "extension",
            MeasureKind::Fee => "fee",
            MeasureKind::Reasons => "reasons",
            MeasureKind::Delay => "delay",
            MeasureKind::Disclosure => "disclosure",
            MeasureKind::Lapse => "lapse",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            MeasureKind::Correction => "要求补正",
            MeasureKind::Consultation => "征求意见",
            MeasureKind::Inquiry => "属性函询",
            MeasureKind::Extension => "延期答复",
            MeasureKind::Fee => "收取信息处理费",
            MeasureKind::Reasons => "要求说明理由",
            MeasureKind::Delay => "延迟答复",
            MeasureKind::Disclosure => "告知第三方决定公开",
            MeasureKind::Lapse => "不再处理",
        }
    }

    /// Which kind a measure is of.
    pub fn of(measure: &Measure) -> MeasureKind {
        match measure {
            Measure::Correction { .. } => MeasureKind::Correction,
            Measure::Consultation { .. } => MeasureKind::Consultation,
            Measure::Inquiry { .. } => MeasureKind::Inquiry,
            Measure::Extension { .. } => MeasureKind::Extension,
            Measure::Fee { .. } => MeasureKind::Fee,
            Measure::Reasons { .. } => MeasureKind::Reasons,
            Measure::Delay { .. } => MeasureKind::Delay,
            Measure::Disclosure { .. } => MeasureKind::Disclosure,
            Measure::Lapse { .. } => MeasureKind::Lapse,
        }
    }
}

fn words() -> Text {
    Text::Words("理由".to_owned())
}

/// The acts that a task could be; one that the law allows is enough.
pub(super) fn specimens(ask: &Ask, case: &Case, today: NaiveDate) -> Vec<Act> {
    match ask.task {
        Task::Propose(kind) => proposals(kind, case, today, true),
        Task::Act(kind) => act(kind, ask.number.unwrap_or(1), case, today).into_iter().collect(),
        Task::Split | Task::SignLetter => Vec::new(),
    }
}

/// The measure as it is asked for before anybody overrides the law.
pub(super) fn plain(kind: MeasureKind, case: &Case, today: NaiveDate) -> Vec<Act> {
    proposals(kind, case, today, false)
}

fn proposals(kind: MeasureKind, case: &Case, today: NaiveDate, overridden: bool) -> Vec<Act> {
    let measures = match kind {
        MeasureKind::Correction => {
            vec![Measure::Correction { period_days: DEFAULT_CORRECTION_DAYS, points: words(), overridden }]
        }
        MeasureKind::Consultation => vec![Measure::Consultation {
            party: Party::ThirdParty,
            consultee: words(),
            reason: words(),
            overridden,
        }],
        MeasureKind::Inquiry => vec![Measure::Inquiry { addressee: words(), about: words() }],
        MeasureKind::Extension => {
            vec![Measure::Extension { days: WorkingDays(1), reason: words(), overridden }]
        }
        MeasureKind::Fee => {
            vec![Measure::Fee { basis: FeeForm { basis: FeeBasis::PerPage { pages: 31 } } }]
        }
        MeasureKind::Reasons => vec![Measure::Reasons { about: words() }],
        MeasureKind::Delay => {
            let until = today.succ_opt().unwrap_or(today);
            vec![Measure::Delay { until, reason: words() }]
        }
        MeasureKind::Disclosure => (1u32..)
            .zip(&case.measures)
            .map(|(consultation, _)| Measure::Disclosure {
                consultation,
                content: words(),
                reason: words(),
                release_on: today,
            })
            .collect(),
        MeasureKind::Lapse => [LapseGround::NotCorrected, LapseGround::NotPaid]
            .map(|ground| Measure::Lapse { ground, proof_of_receipt: words() })
            .to_vec(),
    };
    // Decision 20: an application that nobody confirmed is confirmed with the first measure.
    let confirmed_on = (!case.confirmed).then_some(today);
    measures.into_iter().map(|measure| Act::ProposeMeasure { measure, confirmed_on }).collect()
}

fn act(kind: ActKind, number: u32, case: &Case, today: NaiveDate) -> Option<Act> {
    let on = today;
    Some(match kind {
        ActKind::ConfirmReceipt => Act::ConfirmReceipt { on, backdating: None },
        ActKind::CorrectFact => {
            Act::CorrectFact { event: 1, field: DayField::On, on, reason: words(), backdating: None }
        }
        ActKind::Assign => Act::Assign { unit: UnitId(0), handler: None, reason: Some(words()) },
        ActKind::SignFor => Act::SignFor {},
        ActKind::ReturnAssignment => Act::ReturnAssignment { reason: words() },
        ActKind::ProposeMeasure => return None,
        ActKind::ApproveMeasure => Act::ApproveMeasure { number },
        ActKind::RefuseMeasure => Act::RefuseMeasure { number, reason: words() },
        ActKind::DispatchMeasure => Act::DispatchMeasure { number, on, tracking: None, backdating: None },
        ActKind::RecordReceipt => Act::RecordReceipt { number, on },
        ActKind::RecordCorrection => Act::RecordCorrection { on, submitted_on: None, content: None },
        ActKind::RecordAnswer => Act::RecordAnswer { number, on, agrees: None, answer: words() },
        ActKind::RecordPayment => Act::RecordPayment { on },
        ActKind::AskCoHandling => Act::AskCoHandling { unit: UnitId(0), about: words(), answer_by: on },
        ActKind::AnswerCoHandling => Act::AnswerCoHandling { number, answer: words() },
        ActKind::ProposeOpinion => {
            let confirmed_on = (!case.confirmed).then_some(today);
            Act::ProposeOpinion { opinion: words(), confirmed_on }
        }
        _ => return of_reply(kind, number, case, today),
    })
}

/// The acts of the reply and of the end.
fn of_reply(kind: ActKind, number: u32, case: &Case, on: NaiveDate) -> Option<Act> {
    Some(match kind {
        ActKind::DraftDecision => Act::DraftDecision { items: Vec::new() },
        ActKind::SubmitForApproval => Act::SubmitForApproval {},
        ActKind::Pass => Act::Pass { comment: None },
        ActKind::Return => Act::Return { to: ReturnTo::Opinion, reason: words() },
        ActKind::RecordOfflineApproval => {
            Act::RecordOfflineApproval { signer: UserId(0), signed_on: on, passed: true, scan: words() }
        }
        ActKind::Seal => Act::Seal { kind: SealKind::Paper },
        ActKind::Deliver => Act::Deliver {
            method: DeliveryMethod::Post,
            dispatched_on: Some(on),
            signed_on: None,
            tracking: None,
            chosen: None,
            backdating: None,
        },
        ActKind::RecordDelivery => Act::RecordDelivery { delivery: number, on },
        ActKind::RecordReturnedMail => {
            Act::RecordReturnedMail { delivery: number, on, own_wrong_address: false }
        }
        ActKind::RequestWithdrawal => Act::RequestWithdrawal {},
        ActKind::Withdraw => {
            // A request that was made keeps its day.
            Act::Withdraw { on: case.withdrawal_requested.unwrap_or(on), proof: words() }
        }
        ActKind::AnswerOnTheSpot => Act::AnswerOnTheSpot {
            unit: UnitId(0),
            items: Vec::new(),
            authorisation: words(),
            signature: words(),
        },
        ActKind::Hold => Act::Hold { reason: words() },
        ActKind::Release => Act::Release { reason: words() },
        ActKind::Shelve => Act::Shelve { attempts: words() },
        ActKind::Revive => Act::Revive { reason: words() },
        ActKind::Link => Act::Link { case: CaseId(0), kind: LinkKind::Related },
        ActKind::Archive => Act::Archive {},
        ActKind::Reopen => Act::Reopen { by: OrderedBy::ReviewOrgan, served_on: on, document: words() },
        ActKind::Urge => Act::Urge { message: words() },
        _ => return None,
    })
}
