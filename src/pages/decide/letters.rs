//! The letter of the decision: written, read, its findings ticked off, and 报批.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::kept::Kept;
use super::opinion::key;
use super::wizard::{self, Place as At};
use super::words::{DecidedItem, Head, decided};
use super::{faults_of, see_other};
use crate::casework::decision::{Decision, DraftedItem};
use crate::casework::letter_check::FindingView;
use crate::casework::letter_compare::{self, Comparison, ReadLetter};
use crate::casework::letter_input::LetterInput;
use crate::casework::letters::{self, LetterView, TickInput, VoidInput};
use crate::casework::perform::{self, ActRequest};
use crate::casework::{self, InputFault};
use crate::http::problem::Problem;
use crate::law::act::Act;
use crate::pages::Engine;
use crate::pages::errors::Fault;
use crate::pages::form::Filled;
use crate::pages::visitor::{Staff, StaffForm};
use crate::store::StoreError;

/// The most that may be enclosed.
const MOST_ATTACHMENTS: usize = 50;

/// The last step.
#[derive(Clone, Debug, Serialize)]
pub struct LetterStep {
    pub items: Vec<DecidedItem>,
    /// What is kept differs from what was decided: 作出决定 comes first.
    pub outdated: bool,
    pub letters: Vec<LetterPart>,
    /// Whether there is a letter that answers the application.
    pub written: bool,
    pub submittable: bool,
}

/// A letter as it is read.
#[derive(Clone, Debug, Serialize)]
pub struct LetterPart {
    pub letter: i32,
    pub title: &'static str,
    pub html: String,
    pub pdf: String,
    pub findings: Vec<FindingView>,
    /// Nothing stands against signing it.
    pub clean: bool,
    pub template: Comparison,
    pub earlier: Comparison,
}

impl LetterPart {
    pub fn of(letter: ReadLetter, case: &str) -> LetterPart {
        let open = |finding: &FindingView| finding.severity == "error" || !finding.ticked;
        LetterPart {
            pdf: format!("{case}/letters/{}", letter.letter),
            clean: !letter.findings.iter().any(open),
            letter: letter.letter,
            title: letter.title,
            html: letter.html,
            findings: letter.findings,
            template: letter.template,
            earlier: letter.earlier,
        }
    }
}

/// Whether what is kept is what was decided.
pub fn stands(decision: &Decision, kept: &Kept) -> bool {
    let same = |drafted: &DraftedItem| {
        let state = kept.state(drafted.item);
        state.complete && state.code == Some(drafted.code) && state.facts == drafted.facts
    };
    decision.has_opinion && !decision.drafted.is_empty() && decision.drafted.iter().all(same)
}

/// The step, and what stands in its fields.
pub async fn view(
    staff: &Staff,
    decision: &Decision,
    kept: &Kept,
    form: Filled,
) -> Result<(LetterStep, Filled), Fault> {
    let summary = &decision.case.summary;
    let read = letter_compare::load(staff.app(), staff.actor(), summary.number.clone()).await?;
    let input =
        read.iter().find(|one| Some(one.letter) == decision.letter).and_then(|one| one.input.as_ref());
    let enclosed = input.map(|input| input.attachments.join("\n"));
    let form = form
        .with_default("attachments", enclosed.unwrap_or_else(|| kept.get("attachments").to_owned()))
        .with_default("version", summary.version.to_string());
    let case = Head::of(summary).href;
    let step = LetterStep {
        items: decided(&decision.drafted, &decision.case.items),
        outdated: !stands(decision, kept),
        written: decision.letter.is_some(),
        letters: read.into_iter().map(|letter| LetterPart::of(letter, &case)).collect(),
        submittable: decision.submittable,
    };
    Ok((step, form))
}

/// Writes the letter of the decision, anew where there is one.
///
/// # Errors
/// As [`letters::draft`].
pub async fn write_letter(
    staff: &Staff,
    decision: &Decision,
    attachments: &str,
) -> Result<LetterView, casework::Error> {
    let (app, number) = (staff.app(), decision.case.summary.number.clone());
    let names = attachments.lines().map(str::trim).filter(|name| !name.is_empty());
    let input = LetterInput {
        kind: "reply".to_owned(),
        attachments: names.map(str::to_owned).collect(),
        ..LetterInput::default()
    };
    if input.attachments.len() > MOST_ATTACHMENTS {
        let message = format!("附件最多{MOST_ATTACHMENTS}件，请合并后填写");
        return Err(casework::Error::input("attachments", message));
    }
    let Some(letter) = decision.letter else {
        return letters::draft(app, staff.actor(), number, input, None).await;
    };
    let redrafted = letters::redraft(app, staff.actor(), number.clone(), letter, input.clone()).await;
    let of_kind = |fault: &InputFault| fault.field == "kind";
    match redrafted {
        // From a reply to 不予处理 or back: another letter in the place of this one.
        Err(casework::Error::Input(faults)) if faults.iter().all(of_kind) => {
            let reason = VoidInput { reason: "答复类型改变，另拟文书".to_owned() };
            letters::void(app, staff.actor(), number.clone(), letter, reason).await?;
            letters::draft(app, staff.actor(), number, input, None).await
        }
        redrafted => redrafted,
    }
}

/// Writes the letter as the step asks for it.
pub async fn write(
    engine: web::Data<Engine>,
    sent: StaffForm,
    number: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let (staff, fields) = (&sent.staff, &sent.fields);
    let (decision, mut kept) = wizard::open(staff, &number).await?;
    kept.set("attachments", fields.get("attachments"));
    kept.save(staff).await?;
    match write_letter(staff, &decision, fields.get("attachments")).await {
        Ok(_) => Ok(see_other(wizard::address(&decision, At::Letter))),
        Err(error) => {
            let faults = faults_of(error, "attachments", &[])?;
            let mut form = Filled::of(fields).with_faults(faults);
            form.values.remove("version");
            wizard::rejected(&engine, staff, decision, &kept, At::Letter, form).await
        }
    }
}

/// Ticks a finding off. Gives what has to be mended, at the field of that finding.
///
/// # Errors
/// What is no fault of the input.
pub async fn tick_off(sent: &StaffForm, number: &str) -> Result<Vec<(String, String)>, Fault> {
    let fields = &sent.fields;
    let letter: i32 = fields.get("letter").parse().map_err(|_| Problem::not_found())?;
    let finding = fields.get("finding").to_owned();
    let field = format!("tick-{letter}-{finding}");
    let input = TickInput { finding, reason: fields.get(&field).to_owned() };
    let (app, actor) = (sent.staff.app(), sent.staff.actor());
    match letters::tick(app, actor, number.to_owned(), letter, input).await {
        Ok(_) => Ok(Vec::new()),
        Err(error) => faults_of(error, &field, &[]),
    }
}

/// Ticks a finding of the letter off.
pub async fn tick(
    engine: web::Data<Engine>,
    sent: StaffForm,
    number: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let (decision, kept) = wizard::open(&sent.staff, &number).await?;
    let faults = tick_off(&sent, &number).await?;
    if faults.is_empty() {
        return Ok(see_other(wizard::address(&decision, At::Letter)));
    }
    let mut form = Filled::of(&sent.fields).with_faults(faults);
    form.values.remove("version");
    wizard::rejected(&engine, &sent.staff, decision, &kept, At::Letter, form).await
}

/// 报批.
pub async fn submit(
    engine: web::Data<Engine>,
    sent: StaffForm,
    number: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let (staff, fields) = (&sent.staff, &sent.fields);
    let (decision, kept) = wizard::open(staff, &number).await?;
    if !stands(&decision, &kept) {
        let words = "填写的答复与已经作出的决定不一致，请先回到“办理意见和决定”确认";
        let form = Filled::of(fields).with_faults(vec![("submit".to_owned(), words.to_owned())]);
        return wizard::rejected(&engine, staff, decision, &kept, At::Letter, form).await;
    }
    let request = ActRequest {
        number: number.clone(),
        act: Act::SubmitForApproval {},
        if_match: fields.get("version").parse().ok(),
        key: key(staff, fields, "submit"),
    };
    match perform::run(staff.app(), staff.actor(), request).await {
        Ok(_) => {
            let case = Head::of(&decision.case.summary).href;
            Ok(see_other(format!("{case}?done=submit_for_approval")))
        }
        Err(casework::Error::Store(StoreError::Stale)) => {
            wizard::stale(&engine, &sent, &number, At::Letter).await
        }
        Err(error) => {
            let faults = faults_of(error, "submit", &[])?;
            let mut form = Filled::of(fields).with_faults(faults);
            form.values.remove("version");
            wizard::rejected(&engine, staff, decision, &kept, At::Letter, form).await
        }
    }
}
