//! The page of the wizard: where one is, what was answered so far, and the step at hand.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::items::{self, FactsView};
use super::kept::{ItemState, Kept};
use super::letters::{self, LetterStep};
use super::opinion::{self, OpinionView};
use super::questions::{self, QuestionView};
use super::words::{Head, code_label};
use crate::casework::decision::{self, Decision, Returned};
use crate::law::wizard::{Place as Asked, Question};
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::Filled;
use crate::pages::visitor::{Staff, StaffForm};

/// A step of the wizard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Ask(u16, Question),
    /// The proposal and what it must state.
    Facts(u16),
    /// 提出办理意见 and 作出决定.
    Opinion,
    /// The letter, and 报批.
    Letter,
}

/// The wizard.
#[derive(Debug, Serialize)]
pub struct DecidePage {
    pub head: Head,
    pub form: Filled,
    pub items: Vec<ItemView>,
    pub returned: Option<Returned>,
    /// Why nothing can be drafted now.
    pub closed: Option<String>,
    /// Others did something meanwhile.
    pub stale: bool,
    /// `question` `facts` `opinion` `letter`.
    pub step: &'static str,
    pub question: Option<QuestionView>,
    pub facts: Option<FactsView>,
    pub opinion: Option<OpinionView>,
    pub letter: Option<LetterStep>,
    pub to_opinion: String,
    /// Where the letter is, once there is a decision.
    pub to_letter: Option<String>,
}

impl Page for DecidePage {
    const TEMPLATE: &'static str = "staff/decide/decide.html";
}

/// An item in the list of all, with the way its answers take.
#[derive(Clone, Debug, Serialize)]
pub struct ItemView {
    pub item: u16,
    pub description: String,
    pub href: String,
    pub current: bool,
    pub complete: bool,
    pub result: Option<String>,
    pub taken: Vec<TakenView>,
}

/// An answer that was given, with the way back to it.
#[derive(Clone, Debug, Serialize)]
pub struct TakenView {
    pub question: &'static str,
    pub answer: &'static str,
    pub href: String,
}

/// Where one wants to go.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    item: Option<u16>,
    ask: Option<String>,
}

/// The case and what is kept of it, for whoever drafts its decision.
///
/// # Errors
/// Not found outside the post's scope; 403 for any other post.
pub async fn open(staff: &Staff, number: &str) -> Result<(Decision, Kept), Fault> {
    let decision = decision::load(staff.app(), staff.actor(), number.to_owned()).await?;
    let kept = Kept::find(staff, &decision).await?;
    Ok((decision, kept))
}

/// What was asked for in an item.
pub fn description(decision: &Decision, item: u16) -> String {
    let found = decision.case.items.iter().find(|known| known.item == item);
    found.map(|known| known.description.clone()).unwrap_or_default()
}

/// The address of a step.
pub fn address(decision: &Decision, place: Place) -> String {
    let base = format!("{}/decide", Head::of(&decision.case.summary).href);
    match place {
        Place::Ask(item, question) => format!("{base}?item={item}&ask={}", question.word()),
        Place::Facts(item) => format!("{base}?item={item}&ask=facts"),
        Place::Opinion => format!("{base}?ask=opinion"),
        Place::Letter => format!("{base}?ask=letter"),
    }
}

/// Where an item goes on.
fn of_item(state: &ItemState) -> Place {
    match state.path.place {
        Asked::Ask(question) if state.code.is_none() => Place::Ask(state.item, question),
        _ => Place::Facts(state.item),
    }
}

/// The first step that is not done.
pub fn first_open(decision: &Decision, kept: &Kept) -> Place {
    let mut states = decision.case.items.iter().map(|item| kept.state(item.item));
    match states.find(|state| !state.complete) {
        Some(state) => of_item(&state),
        None if letters::stands(decision, kept) => Place::Letter,
        None => Place::Opinion,
    }
}

/// The step that is wanted, where it can be gone to; else the first that is open.
fn place(decision: &Decision, kept: &Kept, wanted: &Wanted) -> Place {
    let ask = wanted.ask.as_deref().unwrap_or_default();
    let known = |item: &u16| decision.case.items.iter().any(|one| one.item == *item);
    match (ask, wanted.item.filter(known)) {
        ("opinion", _) => Place::Opinion,
        ("letter", _) if decision.has_opinion && !decision.drafted.is_empty() => Place::Letter,
        ("facts", Some(item)) if kept.state(item).code.is_some() => Place::Facts(item),
        (_, Some(item)) => {
            let state = kept.state(item);
            let on_the_way = |question: &Question| {
                state.path.taken.iter().any(|taken| taken.question == *question)
                    || state.path.place == Asked::Ask(*question)
            };
            match Question::find(ask).filter(on_the_way) {
                Some(question) => Place::Ask(item, question),
                None => of_item(&state),
            }
        }
        _ => first_open(decision, kept),
    }
}

/// The page.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    number: web::Path<String>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, Fault> {
    let (decision, kept) = open(&staff, &number).await?;
    let at = place(&decision, &kept, &wanted);
    let page = make(&staff, decision, &kept, at, Filled::default()).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// A step with what has to be mended in it.
pub async fn rejected(
    engine: &Engine,
    staff: &Staff,
    decision: Decision,
    kept: &Kept,
    at: Place,
    form: Filled,
) -> Result<HttpResponse, Fault> {
    let page = make(staff, decision, kept, at, form).await?;
    Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
}

/// A step after others did something to the case: what was typed stands, nothing was done.
pub async fn stale(
    engine: &Engine,
    sent: &StaffForm,
    number: &str,
    at: Place,
) -> Result<HttpResponse, Fault> {
    let (decision, kept) = open(&sent.staff, number).await?;
    let mut form = Filled::of(&sent.fields);
    // Sent again, it is meant for the case as it stands now.
    form.values.remove("version");
    let mut page = make(&sent.staff, decision, &kept, at, form).await?;
    page.stale = true;
    Ok(engine.answer(StatusCode::CONFLICT, &sent.staff.frame, &page))
}

async fn make(
    staff: &Staff,
    decision: Decision,
    kept: &Kept,
    at: Place,
    form: Filled,
) -> Result<DecidePage, Fault> {
    let mut page = DecidePage {
        head: Head::of(&decision.case.summary),
        form: Filled::default(),
        items: items_of(&decision, kept, at),
        returned: decision.returned.clone(),
        closed: decision.closed.clone(),
        stale: false,
        step: "",
        question: None,
        facts: None,
        opinion: None,
        letter: None,
        to_opinion: address(&decision, Place::Opinion),
        to_letter: (decision.has_opinion && !decision.drafted.is_empty())
            .then(|| address(&decision, Place::Letter)),
    };
    (page.step, page.form) = match at {
        Place::Ask(item, question) => {
            page.question = Some(questions::view(&decision, kept, item, question));
            ("question", form.with_default("answer", kept.of_item(item, question.word())))
        }
        Place::Facts(item) => {
            let (facts, form) = items::view(staff, &decision, kept, item, form).await?;
            page.facts = Some(facts);
            ("facts", form)
        }
        Place::Opinion => {
            let (opinion, form) = opinion::view(staff, &decision, kept, form);
            page.opinion = Some(opinion);
            ("opinion", form)
        }
        Place::Letter => {
            let (letter, form) = letters::view(staff, &decision, kept, form).await?;
            page.letter = Some(letter);
            ("letter", form)
        }
    };
    Ok(page)
}

fn items_of(decision: &Decision, kept: &Kept, at: Place) -> Vec<ItemView> {
    let of = |item: &crate::casework::view::ItemView| {
        let state = kept.state(item.item);
        let taken = state.path.taken.iter().map(|taken| TakenView {
            question: taken.question.title(),
            answer: taken.choice.label,
            href: address(decision, Place::Ask(item.item, taken.question)),
        });
        ItemView {
            item: item.item,
            description: item.description.clone(),
            href: address(decision, of_item(&state)),
            current: matches!(at, Place::Ask(of, _) | Place::Facts(of) if of == item.item),
            complete: state.complete,
            result: state.code.map(code_label),
            taken: taken.collect(),
        }
    };
    decision.case.items.iter().map(of).collect()
}
