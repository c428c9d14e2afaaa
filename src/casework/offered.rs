//! What somebody may do to a case now: the law is asked with a specimen of every act, so that no page shows an
//! act that would be refused.
//!
//! An act that the law refuses only for a day or a fact that its form asks for is offered.

use serde::Serialize;

use super::Error;
use super::case_file::to_dispatch;
use super::journal::NamedActor;
use super::letter_access::to_sign;
use super::letter_context::of_measure;
use super::letters::{is_reply, kind_of};
use super::mailing::reply_waits;
use super::view::{Folded, load_folded};
use crate::app::App;
use crate::documents::kind::LetterKind;
use crate::law::act::{Act, ActKind};
use crate::law::case::Case;
use crate::law::case_event::Actor;
use crate::law::decide::{Situation, decide};
use crate::law::decide_intake::judge_split;
use crate::law::letter::may_use_letters;
use crate::law::refusal::Refusal;
use crate::law::roles::relation;
use crate::law::text::UserId;
use crate::store::Db;
use crate::store::cases::CaseRow;
use crate::store::letters::{LetterRow, LetterState, list_letters};

pub use super::specimens::MeasureKind;
use super::specimens::specimens;

/// An act that may be done now, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// The tag of the act, or `split`, `sign_letter`.
    pub act: &'static str,
    pub title: &'static str,
    /// Of which measure, 会办 request, delivery or letter, from 1.
    pub number: Option<u32>,
    pub href: String,
}

/// Something to be done to a case: an act, or what is no act of the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Any act but [`ActKind::ProposeMeasure`].
    Act(ActKind),
    Propose(MeasureKind),
    /// 一事一申请.
    Split,
    /// Signs a letter that no act of the case approves.
    SignLetter,
}

impl Task {
    /// By the words of an address.
    pub fn find(tag: &str, measure: &str) -> Option<Task> {
        match tag {
            "split" => Some(Task::Split),
            "sign_letter" => Some(Task::SignLetter),
            "propose_measure" => {
                MeasureKind::ALL.into_iter().find(|kind| kind.tag() == measure).map(Task::Propose)
            }
            _ => ActKind::ALL.iter().copied().find(|kind| kind.tag() == tag).map(Task::Act),
        }
    }

    /// Its word in addresses.
    pub fn tag(self) -> &'static str {
        match self {
            Task::Act(kind) => kind.tag(),
            Task::Propose(_) => ActKind::ProposeMeasure.tag(),
            Task::Split => "split",
            Task::SignLetter => "sign_letter",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Task::Act(kind) => kind.title(),
            Task::Propose(kind) => kind.title(),
            Task::Split => "拆分申请",
            Task::SignLetter => "签发文书",
        }
    }
}

/// A task, and which of the case's measures, 会办 requests, deliveries or letters it is about, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    pub task: Task,
    pub number: Option<u32>,
}

impl Ask {
    /// Where it is done.
    pub fn href(&self, case: &str) -> String {
        let base = format!("/staff/cases/{case}");
        match (self.task, self.number) {
            (Task::Act(ActKind::DraftDecision), _) => format!("{base}/decide"),
            (Task::Act(ActKind::Pass | ActKind::Return), _) => format!("{base}/approve"),
            (Task::Act(ActKind::RecordOfflineApproval), _) => format!("{base}/offline-approval"),
            (Task::Act(ActKind::Urge), _) => format!("{base}/urgings"),
            (Task::Propose(kind), _) => format!("{base}/do/propose_measure?measure={}", kind.tag()),
            (task, Some(number)) => format!("{base}/do/{}?number={number}", task.tag()),
            (task, None) => format!("{base}/do/{}", task.tag()),
        }
    }
}

/// What this person may do to a case that is loaded, in the order of the law.
pub(super) fn of_case(app: &App, db: &mut Db, folded: &Folded, actor: &Actor) -> Result<Vec<Offer>, Error> {
    let situation = situation(app, folded, actor);
    let mut asks = asks(&folded.case);
    asks.extend(letters_to_sign(db, folded, actor)?);
    let open = |ask: &Ask| ask.task == Task::SignLetter || judge(&situation, ask).is_ok();
    let offer = |ask: Ask| Offer {
        act: ask.task.tag(),
        title: ask.task.title(),
        number: ask.number,
        href: ask.href(&folded.row.number),
    };
    Ok(asks.into_iter().filter(open).map(offer).collect())
}

/// Whether this person may do one thing to this case now.
///
/// # Errors
/// Not found for a case that does not exist for this post; the law's refusal; [`Error::Forbidden`].
pub async fn must_be_offered(app: &App, actor: NamedActor, number: String, ask: Ask) -> Result<(), Error> {
    let within = app.clone();
    app.store
        .read(move |db| {
            let folded = load_folded(&within, db, &actor.actor, &number)?;
            if ask.task == Task::SignLetter {
                let found = letters_to_sign(db, &folded, &actor.actor)?;
                return if found.contains(&ask) { Ok(()) } else { Err(Error::Forbidden) };
            }
            Ok(judge(&situation(&within, &folded, &actor.actor), &ask)?)
        })
        .await
}

fn situation<'a>(app: &App, folded: &'a Folded, actor: &'a Actor) -> Situation<'a> {
    Situation {
        case: &folded.case,
        actor,
        today: app.clock.today(),
        calendar: &folded.calendar,
        reviewers: folded.settings.reviewers,
        last_event: last_event(&folded.row),
    }
}

fn last_event(row: &CaseRow) -> u32 {
    u32::try_from(row.event_count).unwrap_or(u32::MAX)
}

/// What the law says to a task, apart from what its form asks for.
fn judge(situation: &Situation<'_>, ask: &Ask) -> Result<(), Refusal> {
    if ask.task == Task::Split {
        // Whichever item goes, one must stay.
        let first: Vec<u16> = situation.case.items.iter().copied().take(1).collect();
        return judge_split(situation, &first);
    }
    let mut refused = Refusal::NotNow { rule: "R45-1", why: "没有这一项事项，请核对" };
    for act in specimens(ask, situation.case, situation.today) {
        match decide(situation, &act) {
            Ok(_) => return Ok(()),
            Err(refusal) if is_of_the_form(&refusal) => return Ok(()),
            Err(refusal) => refused = refusal,
        }
    }
    Err(refused)
}

/// Refused for a day or a fact that another answer in the form would mend.
fn is_of_the_form(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::BackdatingNeedsReason { .. }
            | Refusal::BackdatingNeedsSecondPerson { .. }
            | Refusal::DateBeforeReceipt { .. }
            | Refusal::DelayNotLater { .. }
            | Refusal::DelayOnRestDay { .. }
            | Refusal::Missing { .. }
    )
}

/// Everything that could be asked about a case that stands so.
fn asks(case: &Case) -> Vec<Ask> {
    let mut asks = Vec::new();
    for kind in ActKind::ALL.iter().copied() {
        let count = match kind {
            ActKind::ProposeMeasure => {
                let propose = |kind| Ask { task: Task::Propose(kind), number: None };
                asks.extend(MeasureKind::ALL.into_iter().map(propose));
                continue;
            }
            ActKind::ApproveMeasure
            | ActKind::RefuseMeasure
            | ActKind::DispatchMeasure
            | ActKind::RecordReceipt
            | ActKind::RecordAnswer => case.measures.len(),
            ActKind::AnswerCoHandling => case.co_handling.len(),
            ActKind::RecordDelivery | ActKind::RecordReturnedMail => case.deliveries.len(),
            _ => {
                asks.push(Ask { task: Task::Act(kind), number: None });
                continue;
            }
        };
        let numbered = (1u32..).take(count);
        asks.extend(numbered.map(|number| Ask { task: Task::Act(kind), number: Some(number) }));
    }
    asks.push(Ask { task: Task::Split, number: None });
    asks
}

/// Drafts that this post signs by themselves: what no act approves, and what takes the place of a letter
/// that was voided after its measure was approved.
fn letters_to_sign(db: &mut Db, folded: &Folded, actor: &Actor) -> Result<Vec<Ask>, Error> {
    let near = relation(actor, &folded.case);
    let mut asks = Vec::new();
    for letter in list_letters(db, folded.row.id)? {
        let kind = kind_of(&letter)?;
        let signs = to_sign(kind).is_ok_and(|wanted| may_use_letters(actor.role, near, wanted));
        let own = actor.stands_for(letter.drafted_by.map(UserId));
        let draft = letter.fields.state == LetterState::Drafted.word();
        if signs && draft && !own && stands_alone(&folded.case, &letter, kind) {
            let number = u32::try_from(letter.ordinal).map_err(Error::corrupt)?;
            asks.push(Ask { task: Task::SignLetter, number: Some(number) });
        }
    }
    Ok(asks)
}

/// Whether a draft is signed by itself, and not with an act of the case.
pub(super) fn stands_alone(case: &Case, letter: &LetterRow, kind: LetterKind) -> bool {
    let number = letter.measure.and_then(|number| u32::try_from(number).ok());
    let announced = number.and_then(|number| case.measure(number));
    match announced.filter(|state| of_measure(&state.measure) == Some(kind)) {
        Some(state) => state.approved_on.is_some() && state.dispatched_on.is_none(),
        None => !is_reply(kind) && kind != LetterKind::ConsultationNotice,
    }
}

/// The acts of the desk, in the order of the case page.
const AT_DESK: [ActKind; 10] = [
    ActKind::ConfirmReceipt,
    ActKind::Assign,
    ActKind::Seal,
    ActKind::Deliver,
    ActKind::RecordCorrection,
    ActKind::RecordPayment,
    ActKind::DispatchMeasure,
    ActKind::RecordDelivery,
    ActKind::RecordReturnedMail,
    ActKind::Archive,
];
/// Of what may be done now, the tags of the desk's acts. The law lets a reply be sent again at any time; the
/// desk is asked to while it is not on its way.
pub(super) fn at_desk(case: &Case, offers: &[Offer]) -> Vec<&'static str> {
    let may = |kind: &ActKind| offers.iter().any(|offer| offer.act == kind.tag());
    let waits = |kind: &ActKind| match kind {
        ActKind::Deliver => reply_waits(case),
        ActKind::DispatchMeasure => !to_dispatch(case).is_empty(),
        _ => true,
    };
    AT_DESK.into_iter().filter(waits).filter(may).map(ActKind::tag).collect()
}

/// What the law says before anybody overrides it: a 征求意见 that is late, a second 补正, a second 延期.
///
/// # Errors
/// Not found for a case that does not exist for this post.
pub async fn objection(
    app: &App,
    actor: NamedActor,
    number: String,
    kind: MeasureKind,
) -> Result<Option<String>, Error> {
    let within = app.clone();
    app.store
        .read(move |db| {
            let folded = load_folded(&within, db, &actor.actor, &number)?;
            let situation = situation(&within, &folded, &actor.actor);
            let plain = super::specimens::plain(kind, situation.case, situation.today);
            Ok(plain.iter().find_map(|act: &Act| match decide(&situation, act) {
                Err(
                    refusal @ (Refusal::LateConsultation { .. }
                    | Refusal::SecondCorrection
                    | Refusal::SecondExtension),
                ) => Some(refusal.to_string()),
                _ => None,
            }))
        })
        .await
}
