//! What the 决定向导 rests on: the case as it stands for its handler, and what was said of its items before.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::journal::{NamedActor, from_row};
use super::letters::{clock, is_reply, kind_of};
use super::view::{self, CaseView, Folded, load_folded};
use super::{Error, checks};
use crate::app::App;
use crate::law::act::{Act, ActKind, ItemReply, Measure, ReturnTo};
use crate::law::case::{Case, Recorded};
use crate::law::case_event::CaseEvent;
use crate::law::deadline::Party;
use crate::law::decide::{Situation, decide};
use crate::law::refusal::Refusal;
use crate::law::reply::{ReplyCode, ReplyFact};
use crate::law::roles::{may, relation};
use crate::law::text::Text;
use crate::store::Db;
use crate::store::cases::CaseRow;
use crate::store::journal::{EventRow, load_events};
use crate::store::letters::{LetterState, list_letters};
use crate::store::texts::list_texts;

/// A case whose decision is to be drafted.
#[derive(Clone, Debug)]
pub struct Decision {
    pub case: CaseView,
    /// Why nothing can be drafted now, if so.
    pub closed: Option<String>,
    /// Both sides' confirmation is still to be recorded (decision 20).
    pub unconfirmed: bool,
    pub has_opinion: bool,
    /// The newest 办理意见, if one stands.
    pub opinion: Option<String>,
    /// The decision as it was drafted last.
    pub drafted: Vec<DraftedItem>,
    /// The newest return, where nothing was submitted after it.
    pub returned: Option<Returned>,
    pub third_party: ThirdParty,
    /// The draft of the reply's letter, by its number in the case.
    pub letter: Option<i32>,
    /// Whether the draft may be submitted, as far as the law sees it.
    pub submittable: bool,
}

/// One requested item, its code, and what is stated of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftedItem {
    pub item: u16,
    pub code: ReplyCode,
    pub facts: Vec<(ReplyFact, String)>,
}

/// A draft that came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Returned {
    pub on: NaiveDate,
    pub by: String,
    pub reason: String,
    /// Back to 提出办理意见, not only to 作出决定.
    pub to_opinion: bool,
}

/// What the case knows of third parties (art 32).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ThirdParty {
    pub consulted: bool,
    pub objected: bool,
    /// What they answered.
    pub answers: Vec<String>,
}

/// The words behind the references of a journal.
pub(super) struct Words(BTreeMap<i64, String>);

impl Words {
    /// Of one case.
    ///
    /// # Errors
    /// The database's.
    pub fn load(db: &mut Db, case_id: i64) -> Result<Words, Error> {
        Ok(Words(list_texts(db, case_id)?.into_iter().map(|text| (text.id, text.body)).collect()))
    }

    /// Empty once they are erased.
    pub fn of(&self, text: &Text) -> String {
        match text {
            Text::Words(words) => words.clone(),
            Text::Stored(stored) => self.0.get(&stored.text).cloned().unwrap_or_default(),
        }
    }

    pub fn item(&self, reply: &ItemReply) -> DraftedItem {
        let fact = |stated: &crate::law::act::StatedFact| (stated.fact, self.of(&stated.words));
        DraftedItem {
            item: reply.item,
            code: reply.code,
            facts: reply.facts.iter().map(fact).filter(|(_, words)| !words.is_empty()).collect(),
        }
    }
}

/// The case for whoever drafts its decision.
///
/// # Errors
/// Not found outside the post's scope; [`Refusal::NotYourTask`] for whoever does not draft it.
pub async fn load(app: &App, actor: NamedActor, number: String) -> Result<Decision, Error> {
    let within = app.clone();
    app.store.read(move |db| make(&within, db, &actor, &number)).await
}

fn make(app: &App, db: &mut Db, actor: &NamedActor, number: &str) -> Result<Decision, Error> {
    let today = app.clock.today();
    let Folded { row, case, calendar, settings } = load_folded(app, db, &actor.actor, number)?;
    let act = ActKind::DraftDecision;
    if !may(&actor.actor, act, relation(&actor.actor, &case)) {
        return Err(Refusal::NotYourTask { act: act.title() }.into());
    }
    let events = load_events(db, row.id)?;
    let words = Words::load(db, row.id)?;
    let last_event = u32::try_from(events.len()).unwrap_or(u32::MAX);
    let (reviewers, actor) = (settings.reviewers, &actor.actor);
    let situation = Situation { case: &case, actor, today, calendar: &calendar, reviewers, last_event };
    let trial = Text::Words("意见".to_owned());
    let closed = match decide(&situation, &Act::ProposeOpinion { opinion: trial, confirmed_on: None }) {
        Ok(_) | Err(Refusal::NotReceived) => None,
        Err(refusal) => Some(refusal.to_string()),
    };
    let submittable = decide(&situation, &Act::SubmitForApproval {}).is_ok();
    let journal = events.iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
    let drafted = case.draft.as_ref().map(|draft| draft.items.iter().map(|item| words.item(item)).collect());
    Ok(Decision {
        closed,
        unconfirmed: !case.confirmed,
        has_opinion: case.has_opinion,
        opinion: opinion(&journal, &words),
        drafted: drafted.unwrap_or_default(),
        returned: returned(&events, &words)?,
        third_party: third_party(&case, &journal, &words),
        letter: letter(db, &row, &case)?,
        submittable,
        case: view::make(app, db, &row, &case, &calendar, actor, today)?,
    })
}

/// The newest opinion of the clock that runs.
pub(super) fn opinion(journal: &[Recorded], words: &Words) -> Option<String> {
    let own = journal.iter().rev().take_while(|one| !matches!(one.event, CaseEvent::Reopened { .. }));
    own.map(|one| &one.event)
        .find_map(|event| match event {
            CaseEvent::OpinionProposed { opinion } => Some(words.of(opinion)),
            _ => None,
        })
        .filter(|opinion| !opinion.is_empty())
}

fn returned(events: &[EventRow], words: &Words) -> Result<Option<Returned>, Error> {
    for row in events.iter().rev() {
        match from_row(row)?.event {
            CaseEvent::ApprovalReturned { to, reason, .. } => {
                let note: super::journal::ActorNote =
                    serde_json::from_str(&row.actor).map_err(Error::corrupt)?;
                return Ok(Some(Returned {
                    on: row.occurred_on,
                    by: format!("{} {}", note.role, note.name),
                    reason: words.of(&reason),
                    to_opinion: to == ReturnTo::Opinion,
                }));
            }
            CaseEvent::SubmittedForApproval { .. } | CaseEvent::Reopened { .. } => return Ok(None),
            _ => {}
        }
    }
    Ok(None)
}

fn third_party(case: &Case, journal: &[Recorded], words: &Words) -> ThirdParty {
    let of_third_party = |number: u32| {
        case.measure(number).is_some_and(|state| {
            matches!(state.measure, Measure::Consultation { party: Party::ThirdParty, .. })
        })
    };
    let answers = journal.iter().filter_map(|recorded| match &recorded.event {
        CaseEvent::Answered { number, answer, .. } if of_third_party(*number) => Some(words.of(answer)),
        _ => None,
    });
    ThirdParty {
        consulted: case.third_party_consulted(),
        objected: case.third_party_objected(),
        answers: answers.filter(|words| !words.is_empty()).collect(),
    }
}

/// The letter that answers the application on the clock that runs, while it is a draft.
fn letter(db: &mut Db, row: &CaseRow, case: &Case) -> Result<Option<i32>, Error> {
    let clock = clock(case)?;
    for letter in list_letters(db, row.id)? {
        let drafted = letter.fields.state == LetterState::Drafted.word() && letter.clock == clock;
        if drafted && is_reply(kind_of(&letter)?) {
            return Ok(Some(letter.ordinal));
        }
    }
    Ok(None)
}

/// An earlier decision about something like it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Earlier {
    pub number: String,
    /// Masked.
    pub applicant: String,
    pub title: String,
    /// «内容相近».
    pub why: &'static str,
    pub result: String,
    pub delivered_on: NaiveDate,
    /// The reason that was given; the first of them.
    pub reasons: Option<String>,
}

/// The most that are shown.
const MOST_EARLIER: usize = 5;

/// Decisions about something like `text` that went out, as far as the post sees cases: those of the same code
/// first.
///
/// # Errors
/// The database's.
pub async fn earlier(
    app: &App,
    actor: NamedActor,
    number: String,
    text: String,
    code: ReplyCode,
) -> Result<Vec<Earlier>, Error> {
    app.store
        .read(move |db| {
            let scope = checks::scope(&actor.actor);
            let mut near = super::similar::of_content(db, &scope, &text)?;
            near.retain(|(row, _)| row.number != number && row.result.is_some());
            let same = format!("{code:?}");
            // A stable sort: within a code the nearest stays first.
            near.sort_by_key(|(row, _)| row.result.as_deref() != Some(same.as_str()));
            near.into_iter()
                .take(MOST_EARLIER)
                .filter_map(|(row, why)| of_row(db, &row, why).transpose())
                .collect()
        })
        .await
}

fn of_row(db: &mut Db, row: &CaseRow, why: &'static str) -> Result<Option<Earlier>, Error> {
    let (Some(delivered_on), Some(result)) = (row.delivered_on, row.result.clone()) else { return Ok(None) };
    let organ = crate::store::organs::load_organ(db, row.organ_id)?;
    let journal = super::journal::load(db, row.id)?;
    let case = Case::fold(crate::law::text::OrganId(organ.id), &organ.path, &journal);
    let words = Words::load(db, row.id)?;
    let facts = case.draft.iter().flat_map(|draft| &draft.items).flat_map(|item| &item.facts);
    let mut reasons =
        facts.filter(|stated| stated.fact == ReplyFact::Reasons).map(|stated| words.of(&stated.words));
    Ok(Some(Earlier {
        number: row.number.clone(),
        applicant: super::party::mask_words(&row.applicant_name),
        title: row.title.clone(),
        why,
        result,
        delivered_on,
        reasons: reasons.find(|words| !words.is_empty()),
    }))
}
