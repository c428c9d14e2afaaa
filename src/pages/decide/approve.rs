//! 审批 and 签发 of one reply: all that is signed, on one page; passed, or sent back with a reason.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::approvals::{Said, place};
use super::letters::{LetterPart, tick_off};
use super::words::{DecidedItem, Head, PASSING, RETURNING, decided};
use super::{faults_of, see_other};
use crate::casework;
use crate::casework::approval_file::{self, Signature, Turn};
use crate::casework::approvals::{self, Waiting};
use crate::casework::letter_compare;
use crate::casework::letter_input::SheetInput;
use crate::casework::letter_print::{self, Format};
use crate::casework::perform::{self, ActRequest};
use crate::law::act::{Act, ReturnTo};
use crate::law::refusal::Refusal;
use crate::law::roles::Role;
use crate::law::text::Text;
use crate::pages::Engine;
use crate::pages::desk::case_page::Open;
use crate::pages::desk::{pdf, rendered};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm};
use crate::store::StoreError;

/// A reply before its signature.
#[derive(Debug, Serialize)]
pub struct ApprovePage {
    pub head: Head,
    pub organ: String,
    pub unit: Option<String>,
    pub handler: Option<String>,
    pub warnings: Vec<String>,
    pub form: Filled,
    pub opinion: Option<String>,
    pub items: Vec<DecidedItem>,
    pub drafter: String,
    pub history: Vec<Signature>,
    pub turn: Turn,
    /// Whether this post may tick findings off.
    pub may_tick: bool,
    pub letters: Vec<LetterPart>,
    pub signing: Option<Signing>,
    pub acting_for: Option<String>,
    pub passing: &'static [&'static str],
    pub returning: &'static [&'static str],
    /// Others did something meanwhile.
    pub stale: bool,
    pub done: Option<&'static str>,
    pub around: Around,
}

impl Page for ApprovePage {
    const TEMPLATE: &'static str = "staff/decide/approve.html";
}

/// What a signature today would give.
#[derive(Clone, Debug, Serialize)]
pub struct Signing {
    /// The day of the decision.
    pub on: NaiveDate,
    /// Both dates after it; a signature moves none (decision 18).
    pub due_before: Option<NaiveDate>,
    pub due_after: Option<NaiveDate>,
    pub after: Open,
    pub days_left: Option<i32>,
}

/// Where one stands among what waits.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Around {
    /// From 1; nothing for what does not wait for this person.
    pub at: Option<usize>,
    pub of: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Around {
    pub fn of(waiting: &[Waiting], number: &str) -> Around {
        let at = waiting.iter().position(|one| one.case.number == number && one.measure.is_none());
        let other = |index: Option<usize>| index.and_then(|index| waiting.get(index)).map(place);
        Around {
            previous: other(at.and_then(|at| at.checked_sub(1))),
            next: other(at.map(|at| at + 1)),
            at: at.map(|at| at + 1),
            of: waiting.len(),
        }
    }
}

async fn make(staff: &Staff, number: &str, form: Filled) -> Result<ApprovePage, Fault> {
    let app = staff.app();
    let approval_file::ApprovalFile { file, opinion, items, drafter, history, turn } =
        approval_file::load(app, staff.actor(), number.to_owned()).await?;
    let letters = letter_compare::load(app, staff.actor(), number.to_owned()).await?;
    let waiting = approvals::waiting(app, staff.actor()).await?;
    let summary = &file.case.summary;
    let head = Head::of(summary);
    let form =
        form.with_default("version", summary.version.to_string()).with_default("to", "decision".to_owned());
    let signing = match turn {
        Turn::Yours { last: true } => signing(staff, number, &file.explained).await?,
        _ => None,
    };
    Ok(ApprovePage {
        organ: file.organ,
        unit: file.unit,
        handler: file.handler,
        warnings: file.explained.warnings.clone(),
        form,
        opinion,
        items: decided(&items, &file.case.items),
        drafter,
        history,
        turn,
        may_tick: staff.session.actor.actor.role == Role::Approver,
        letters: letters.into_iter().map(|letter| LetterPart::of(letter, &head.href)).collect(),
        signing,
        acting_for: approvals::acting_for(app, staff.actor()).await?,
        passing: &PASSING,
        returning: &RETURNING,
        stale: false,
        done: None,
        around: Around::of(&waiting, number),
        head,
    })
}

/// What a signature today would give, tried without doing it.
async fn signing(
    staff: &Staff,
    number: &str,
    before: &crate::casework::explained::Explained,
) -> Result<Option<Signing>, Fault> {
    let act = Act::Pass { comment: None };
    let request = ActRequest { number: number.to_owned(), act, if_match: None, key: None };
    match perform::dry_run(staff.app(), staff.actor(), request).await {
        Ok(after) => Ok(Some(Signing {
            on: staff.app().clock.today(),
            due_before: before.due_on,
            due_after: after.due_on,
            after: Open::of(&after),
            days_left: after.working_days_left,
        })),
        Err(casework::Error::Refused(_) | casework::Error::Input(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The page.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    number: web::Path<String>,
    said: web::Query<Said>,
) -> Result<HttpResponse, Fault> {
    let mut page = make(&staff, &number, Filled::default()).await?;
    page.done = said.words();
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

async fn rejected(
    engine: &Engine,
    sent: &StaffForm,
    number: &str,
    faults: Vec<(String, String)>,
) -> Result<HttpResponse, Fault> {
    let mut form = Filled::of(&sent.fields).with_faults(faults);
    form.values.remove("version");
    let page = make(&sent.staff, number, form).await?;
    Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &sent.staff.frame, &page))
}

/// What was typed; where nothing was, the common phrase that was chosen.
fn words(fields: &Fields, typed: &str, phrase: &str) -> String {
    fields.filled(typed).unwrap_or_else(|| fields.get(phrase).to_owned())
}

/// Reads the form. The name says what is done.
fn read(fields: &Fields) -> Result<(&'static str, Act), Vec<(String, String)>> {
    let fault = |field: &str, message: String| vec![(field.to_owned(), message)];
    match fields.get("do") {
        "pass" => {
            let words = words(fields, "comment", "comment-phrase");
            let comment = Some(words).filter(|words| !words.is_empty());
            let comment = comment.map(|words| Text::parse(&words)).transpose();
            let comment = comment.map_err(|error| fault("comment", error.to_string()))?;
            Ok(("pass", Act::Pass { comment }))
        }
        "return" => {
            let words = words(fields, "reason", "reason-phrase");
            let reason = if words.is_empty() {
                return Err(fault("reason", "请填写退回的理由".to_owned()));
            } else {
                Text::parse(&words).map_err(|error| fault("reason", error.to_string()))?
            };
            let to = match fields.get("to") {
                "opinion" => ReturnTo::Opinion,
                _ => ReturnTo::Decision,
            };
            Ok(("return", Act::Return { to, reason }))
        }
        _ => Err(fault("do", "请选择通过或者退回".to_owned())),
    }
}

/// Passes, signs, or sends back; and goes on to the next.
pub async fn sign(
    engine: web::Data<Engine>,
    sent: StaffForm,
    number: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let (staff, fields) = (&sent.staff, &sent.fields);
    let app = staff.app();
    let file = approval_file::load(app, staff.actor(), number.clone()).await?;
    if file.turn == Turn::OwnDraft {
        return Err(casework::Error::from(Refusal::OwnDraft).into());
    }
    let (name, act) = match read(fields) {
        Ok(read) => read,
        Err(faults) => return rejected(&engine, &sent, &number, faults).await,
    };
    let waiting = approvals::waiting(app, staff.actor()).await?;
    let request = ActRequest {
        number: number.clone(),
        act,
        if_match: fields.get("version").parse().ok(),
        key: staff.once(fields),
    };
    match perform::run(app, staff.actor(), request).await {
        Ok(_) => {
            // The approver's is the last level; a repetition no longer has a turn to tell it by.
            let signs = staff.session.actor.actor.role == Role::Approver;
            let done = if name == "pass" && signs { "signed" } else { name };
            Ok(see_other(onward(&waiting, &number, done)))
        }
        Err(casework::Error::Store(StoreError::Stale)) => {
            let mut form = Filled::of(fields);
            form.values.remove("version");
            let mut page = make(staff, &number, form).await?;
            page.stale = true;
            Ok(engine.answer(StatusCode::CONFLICT, &staff.frame, &page))
        }
        Err(error) => {
            let field = if name == "pass" { "comment" } else { "reason" };
            let faults = faults_of(error, field, &[])?;
            rejected(&engine, &sent, &number, faults).await
        }
    }
}

/// The next that this person may sign, as the list stood before; the list where there is none.
fn onward(waiting: &[Waiting], number: &str, done: &str) -> String {
    let at = waiting.iter().position(|one| one.case.number == number).unwrap_or_default();
    let (before, after) = waiting.split_at(at.min(waiting.len()));
    let mut others = after.iter().chain(before).filter(|one| one.case.number != number && !one.own);
    match others.next() {
        Some(next) => {
            let address = place(next);
            let joint = if address.contains('?') { '&' } else { '?' };
            format!("{address}{joint}done={done}")
        }
        None => format!("/staff/approvals?done={done}"),
    }
}

/// Ticks a finding off.
pub async fn tick(
    engine: web::Data<Engine>,
    sent: StaffForm,
    number: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let faults = tick_off(&sent, &number).await?;
    if !faults.is_empty() {
        return rejected(&engine, &sent, &number, faults).await;
    }
    let place = crate::pages::desk::words::case_address(&number);
    Ok(see_other(format!("{place}/approve?done=tick")))
}

/// 呈批单 as a PDF.
pub async fn sheet(staff: Staff, number: web::Path<String>) -> Result<HttpResponse, Fault> {
    let (sheet, input) = ("approval_sheet".to_owned(), SheetInput::default());
    let found =
        letter_print::find_sheet(staff.app(), staff.actor(), number.into_inner(), sheet, input).await?;
    let name = found.name.clone();
    Ok(pdf(rendered(staff.app(), found, Format::Pdf).await?, &name))
}
