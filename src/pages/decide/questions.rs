//! The questions of the wizard, one by one.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::kept::Kept;
use super::see_other;
use super::wizard::{self, Place as At};
use crate::casework::decision::Decision;
use crate::http::problem::Problem;
use crate::law::wizard::Question;
use crate::pages::Engine;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::StaffForm;

/// A question as it is asked.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionView {
    pub item: u16,
    pub description: String,
    pub word: &'static str,
    pub title: &'static str,
    pub hint: &'static str,
    pub articles: &'static str,
    pub choices: Vec<ChoiceView>,
    /// The question before.
    pub back: Option<String>,
    /// What the case itself says about it.
    pub known: Option<String>,
}

/// One answer.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceView {
    pub value: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
}

/// A question about an item.
pub fn view(decision: &Decision, kept: &Kept, item: u16, question: Question) -> QuestionView {
    let choices = question.choices().iter();
    let state = kept.state(item);
    let before = state.path.taken.iter().take_while(|taken| taken.question != question).last();
    QuestionView {
        item,
        description: wizard::description(decision, item),
        word: question.word(),
        title: question.title(),
        hint: question.hint(),
        articles: question.articles(),
        choices: choices
            .map(|one| ChoiceView { value: one.word, label: one.label, hint: one.hint })
            .collect(),
        back: before.map(|taken| wizard::address(decision, At::Ask(item, taken.question))),
        known: known(decision, question),
    }
}

/// What the case says about what is asked.
fn known(decision: &Decision, question: Question) -> Option<String> {
    let third = &decision.third_party;
    let said = match question {
        Question::ThirdParty | Question::Opinion if third.objected => {
            "本案征求过第三方意见：第三方不同意公开。"
        }
        Question::ThirdParty | Question::Opinion if !third.answers.is_empty() => {
            "本案征求过第三方意见，第三方已经答复。"
        }
        Question::ThirdParty | Question::Opinion if third.consulted => {
            "本案已经发出征求第三方意见书，还没有登记答复。"
        }
        Question::Opinion => "本案还没有书面征求第三方意见，请先在案件页办理征求意见。",
        _ => return None,
    };
    let answers = third.answers.iter().map(|answer| format!("第三方意见：{answer}"));
    Some([said.to_owned()].into_iter().chain(answers).collect::<Vec<_>>().join("\n"))
}

/// The item that a form is about.
pub fn item_of(decision: &Decision, fields: &Fields) -> Result<u16, Fault> {
    let item: Option<u16> = fields.get("item").parse().ok();
    let known = item.filter(|item| decision.case.items.iter().any(|known| known.item == *item));
    known.ok_or_else(|| Problem::not_found().into())
}

/// Takes an answer.
pub async fn answer(
    engine: web::Data<Engine>,
    form: StaffForm,
    number: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let (decision, mut kept) = wizard::open(&staff, &number).await?;
    let item = item_of(&decision, &fields)?;
    let question = Question::find(fields.get("question")).ok_or_else(Problem::not_found)?;
    if let Err(unknown) = question.choice(fields.get("answer")) {
        let form = Filled::of(&fields).with_faults(vec![("answer".to_owned(), unknown.to_string())]);
        return wizard::rejected(&engine, &staff, decision, &kept, At::Ask(item, question), form).await;
    }
    let before = kept.state(item).proposed;
    kept.set_item(item, question.word(), fields.get("answer"));
    let state = kept.state(item);
    // Another proposal begins with its own code; a code chosen against the old one says nothing of it.
    if state.proposed.is_some() && state.proposed != before {
        kept.set_item(item, "code", "");
        kept.set_item(item, "why", "");
    }
    kept.save(&staff).await?;
    let next = match state.path.place {
        crate::law::wizard::Place::Ask(next) => At::Ask(item, next),
        crate::law::wizard::Place::Proposed { .. } => At::Facts(item),
    };
    Ok(see_other(wizard::address(&decision, next)))
}
