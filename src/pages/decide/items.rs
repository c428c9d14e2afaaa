//! The proposal for an item: its code, or another with a reason, and the facts that the code demands.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::kept::Kept;
use super::questions::item_of;
use super::see_other;
use super::wizard::{self, Place as At};
use super::words::{code_label, codes, fact_default, fact_field, fact_hint, find_code};
use crate::casework::decision::{self, Decision, Earlier};
use crate::documents::texts::code_title;
use crate::law::reply::{ReplyCode, ReplyFact};
use crate::law::text::{Text, TextFault};
use crate::pages::Engine;
use crate::pages::desk::words::{Choice, case_address, result_title};
use crate::pages::errors::Fault;
use crate::pages::form::Filled;
use crate::pages::visitor::{Staff, StaffForm};

/// The proposal.
#[derive(Clone, Debug, Serialize)]
pub struct FactsView {
    pub item: u16,
    pub description: String,
    pub title: String,
    pub article: &'static str,
    /// What the answers lead to; none where the code stands from an earlier draft.
    pub proposed: Option<String>,
    pub withheld: Option<&'static str>,
    pub letter: &'static str,
    /// Whether another code than the proposed one stands.
    pub other: bool,
    pub codes: Vec<Choice>,
    pub facts: Vec<FactField>,
    pub earlier: Vec<EarlierView>,
    pub back: Option<String>,
}

/// A field for a fact.
#[derive(Clone, Debug, Serialize)]
pub struct FactField {
    pub name: String,
    pub label: &'static str,
    pub hint: &'static str,
}

/// An earlier decision, with its address.
#[derive(Clone, Debug, Serialize)]
pub struct EarlierView {
    #[serde(flatten)]
    pub earlier: Earlier,
    pub href: String,
    pub outcome: String,
}

/// What is shown of an item whose questions are answered, and what stands in its fields.
pub async fn view(
    staff: &Staff,
    decision: &Decision,
    kept: &Kept,
    item: u16,
    form: Filled,
) -> Result<(FactsView, Filled), Fault> {
    let state = kept.state(item);
    let code = find_code(form.values.get("code").and_then(|codes| codes.first()).map_or("", String::as_str))
        .or(state.code)
        .or(state.proposed)
        .unwrap_or(ReplyCode::A2);
    let description = wizard::description(decision, item);
    let number = decision.case.summary.number.clone();
    let earlier = decision::earlier(staff.app(), staff.actor(), number, description.clone(), code).await?;
    let mut form = form.with_default("code", format!("{code:?}")).with_default("why", state.why.clone());
    for fact in code.demanded() {
        let name = fact_field(*fact);
        let kept = Some(kept.of_item(item, &name).to_owned()).filter(|words| !words.is_empty());
        let known = || fact_default(*fact, code, state.withheld).or_else(|| of_case(decision, *fact));
        form = form.with_default(&name, kept.or_else(known).unwrap_or_default());
    }
    let field =
        |fact: &ReplyFact| FactField { name: fact_field(*fact), label: fact.name(), hint: fact_hint(*fact) };
    let earlier_view = |earlier: Earlier| EarlierView {
        href: case_address(&earlier.number),
        outcome: result_title(&earlier.result),
        earlier,
    };
    let last = state.path.taken.last();
    let shown = FactsView {
        item,
        description,
        title: code_label(code),
        article: code.article(),
        proposed: state.proposed.map(code_label),
        withheld: state.withheld.map(code_title),
        letter: letter_of(code),
        other: state.proposed.is_some_and(|proposed| proposed != code),
        codes: codes(),
        facts: code.demanded().iter().map(field).collect(),
        earlier: earlier.into_iter().map(earlier_view).collect(),
        back: last.map(|taken| wizard::address(decision, At::Ask(item, taken.question))),
    };
    Ok((shown, form))
}

fn of_case(decision: &Decision, fact: ReplyFact) -> Option<String> {
    let answers = &decision.third_party.answers;
    (fact == ReplyFact::ThirdPartyOpinion && !answers.is_empty()).then(|| answers.join("\n"))
}

fn letter_of(code: ReplyCode) -> &'static str {
    use ReplyCode::{E1, E2, E3, E4, E5};
    match code {
        E1 | E2 | E3 | E4 | E5 => "不予处理告知书",
        _ => "政府信息公开申请答复书",
    }
}

/// Keeps the code and the facts of an item. What is missing is said at its field; all of it is kept.
pub async fn keep(
    engine: web::Data<Engine>,
    form: StaffForm,
    number: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let (decision, mut kept) = wizard::open(&staff, &number).await?;
    let item = item_of(&decision, &fields)?;
    let Some(code) = find_code(fields.get("code")) else {
        let form = Filled::of(&fields).with_faults(vec![("code".to_owned(), "请选择答复类型".to_owned())]);
        return wizard::rejected(&engine, &staff, decision, &kept, At::Facts(item), form).await;
    };
    let changed = kept.state(item).code != Some(code);
    let only_code = fields.get("go") == "code";
    kept.set_item(item, "code", fields.get("code"));
    kept.set_item(item, "why", fields.get("why"));
    let mut faults = Vec::new();
    let proposed = kept.state(item).proposed;
    if proposed.is_some_and(|proposed| proposed != code) {
        check(fields.get("why"), "why", "不采用向导建议的理由", &mut faults);
    }
    for fact in code.demanded() {
        let name = fact_field(*fact);
        if fields.has(&name) {
            kept.set_item(item, &name, fields.get(&name));
        }
        // Another code asks for other facts: they are shown first.
        if !only_code && (!changed || fields.has(&name)) {
            check(fields.get(&name), &name, fact.name(), &mut faults);
        }
    }
    kept.save(&staff).await?;
    if !faults.is_empty() {
        let form = Filled::of(&fields).with_faults(faults);
        return wizard::rejected(&engine, &staff, decision, &kept, At::Facts(item), form).await;
    }
    let done = kept.state(item).complete && !only_code;
    let next = if done { wizard::first_open(&decision, &kept) } else { At::Facts(item) };
    Ok(see_other(wizard::address(&decision, next)))
}

fn check(words: &str, field: &str, name: &str, faults: &mut Vec<(String, String)>) {
    match Text::parse(words) {
        Ok(_) => {}
        Err(TextFault::Empty) => faults.push((field.to_owned(), format!("请填写{name}"))),
        Err(fault) => faults.push((field.to_owned(), format!("{name}：{fault}"))),
    }
}
