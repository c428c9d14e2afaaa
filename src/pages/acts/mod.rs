//! 办理: one page for each act on a case, with the letter it writes and the dates it moves.
//!
//! To add an act: its form in [`forms`], how it is read in [`read`]; the rest follows from the law.

mod form_measures;
mod form_reply;
pub(super) mod forms;
mod page;
pub(super) mod read;
mod read_measures;
pub mod samples;

use actix_web::http::StatusCode;
use actix_web::web::{ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use self::page::{effect, make, plan, rejected, stale};
use self::read::{Asked, Wish, read};
use super::Engine;
use super::desk::see_other;
use super::desk::words::case_address;
use super::errors::Fault;
use super::form::{Fields, Filled};
use super::visitor::{Staff, StaffForm};
use crate::casework::offered::{self, Ask, Task};
use crate::casework::split::{self, SplitInput};
use crate::casework::{self, announce, letter_acts, view};
use crate::http::problem::Problem;
use crate::law::act::{Act, ActKind};
use crate::law::refusal::Refusal;
use crate::law::text::CaseId;
use crate::store::StoreError;

/// The pages of acts.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/staff/cases/{number}/do", get().to(to_case))
        .route("/staff/cases/{number}/do/{act}", get().to(show))
        .route("/staff/cases/{number}/do/{act}", post().to(act))
        .route("/staff/cases/{number}/do/{act}/preview", post().to(preview));
}

/// Which of several an address means.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct About {
    measure: String,
    number: Option<u32>,
}

type Place = web::Path<(String, String)>;

/// The task that an address names.
fn ask_of(tag: &str, about: &About) -> Result<Ask, Fault> {
    let task = Task::find(tag, &about.measure).ok_or_else(Problem::not_found)?;
    Ok(Ask { task, number: about.number })
}

/// Where an act has a page of its own elsewhere.
fn elsewhere(ask: &Ask) -> bool {
    use ActKind::{DraftDecision, Pass, RecordOfflineApproval, Return, Urge};
    matches!(ask.task, Task::Act(DraftDecision | Pass | Return | RecordOfflineApproval | Urge))
}

/// What may be done stands on the page of the case.
pub async fn to_case(_staff: Staff, number: web::Path<String>) -> HttpResponse {
    see_other(case_address(&number))
}

/// The page of an act that may be done now.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    place: Place,
    about: web::Query<About>,
) -> Result<HttpResponse, Fault> {
    let (number, tag) = place.into_inner();
    let ask = ask_of(&tag, &about)?;
    if elsewhere(&ask) {
        view::load(staff.app(), staff.actor(), number.clone()).await?;
        return Ok(see_other(ask.href(&number)));
    }
    offered::must_be_offered(staff.app(), staff.actor(), number.clone(), ask).await?;
    let page = make(&staff, &number, &ask, None).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// What the form would do. A script gets the part alone, a form without it the whole page.
pub async fn preview(
    engine: web::Data<Engine>,
    request: HttpRequest,
    form: StaffForm,
    place: Place,
    about: web::Query<About>,
) -> Result<HttpResponse, Fault> {
    let (number, tag) = place.into_inner();
    let ask = ask_of(&tag, &about)?;
    let StaffForm { staff, fields } = form;
    must_be_ones_task(&staff, &number, &ask).await?;
    let filled = Filled::of(&fields);
    if request.headers().contains_key("HX-Request") {
        let items = items(&staff, &number).await?;
        let mut part = effect(&staff, &number, &ask, &items, &filled).await?;
        part.apart = true;
        return Ok(engine.answer(StatusCode::OK, &staff.frame, &part));
    }
    let page = make(&staff, &number, &ask, Some(filled)).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

async fn items(staff: &Staff, number: &str) -> Result<Vec<u16>, Fault> {
    let case = view::load(staff.app(), staff.actor(), number.to_owned()).await?;
    Ok(case.items.iter().map(|item| item.item).collect())
}

/// Another's task and a foreign case are refused before the form is read; what the state refuses is said
/// beside what was typed.
async fn must_be_ones_task(staff: &Staff, number: &str, ask: &Ask) -> Result<Option<Refusal>, Fault> {
    if elsewhere(ask) {
        return Err(Problem::not_found().into());
    }
    match offered::must_be_offered(staff.app(), staff.actor(), number.to_owned(), *ask).await {
        Ok(()) => Ok(None),
        Err(casework::Error::Refused(refusal)) if !is_of_the_post(&refusal) => Ok(Some(refusal)),
        Err(error) => Err(error.into()),
    }
}

fn is_of_the_post(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::NotYourTask { .. } | Refusal::OwnDraft)
}

/// Does an act. What was rejected comes back with what was typed.
pub async fn act(
    engine: web::Data<Engine>,
    form: StaffForm,
    place: Place,
    about: web::Query<About>,
) -> Result<HttpResponse, Fault> {
    let (number, tag) = place.into_inner();
    let ask = ask_of(&tag, &about)?;
    let StaffForm { staff, fields } = form;
    let refused = must_be_ones_task(&staff, &number, &ask).await?;
    let asked = match read(&ask, &fields, &items(&staff, &number).await?, false) {
        Ok(asked) => asked,
        Err(faults) => return rejected(&engine, &staff, &number, &ask, &fields, faults).await,
    };
    // A form that is sent a second time is answered as the first, although the state refuses it by now.
    match do_it(&staff, &number, &fields, asked).await {
        Ok(other) => {
            let to = other.unwrap_or_else(|| number.clone());
            Ok(see_other(format!("{}?done={tag}", case_address(&to))))
        }
        Err(casework::Error::Store(StoreError::Stale)) => {
            stale(&engine, &staff, &number, &ask, &fields).await
        }
        Err(error) => {
            let mut faults = faults_of(error)?;
            if let (true, Some(refusal)) = (faults.is_empty(), refused) {
                faults.push((String::new(), refusal.to_string()));
            }
            rejected(&engine, &staff, &number, &ask, &fields, faults).await
        }
    }
}

/// Does what was read, and gives the number of the case to go on with, if it is another.
async fn do_it(
    staff: &Staff,
    number: &str,
    fields: &Fields,
    mut asked: Asked,
) -> Result<Option<String>, casework::Error> {
    let (app, actor) = (staff.app(), staff.actor());
    let if_match = fields.get("version").parse().ok();
    match asked.wish.clone() {
        Wish::Split(items) => {
            let input = SplitInput { items };
            return Ok(Some(split::run(app, actor, number.to_owned(), input, if_match).await?.number));
        }
        Wish::Sign(letter) => {
            letter_acts::sign_alone(app, actor, number.to_owned(), letter).await?;
            return Ok(None);
        }
        Wish::Link(other, kind) => {
            let found = view::load(app, actor.clone(), other).await.map_err(|error| match error {
                casework::Error::Store(StoreError::NotFound) => {
                    casework::Error::input("case", "没有找到要关联的另一个案件，请核对登记编号")
                }
                other => other,
            })?;
            asked.wish = Wish::Act(Act::Link { case: CaseId(found.summary.id), kind });
        }
        Wish::Act(_) => {}
    }
    let mut plan = plan(number, asked);
    (plan.if_match, plan.key) = (if_match, staff.once(fields));
    announce::run(app, actor, plan).await.map(|_| None)
}

/// What has to be mended, by the names of the fields; anything else stays a fault.
fn faults_of(error: casework::Error) -> Result<Vec<(String, String)>, Fault> {
    match error {
        casework::Error::Input(faults) => {
            Ok(faults.into_iter().map(|fault| (fault.field.to_owned(), fault.message)).collect())
        }
        casework::Error::Refused(refusal) if !is_of_the_post(&refusal) => {
            let field = match refusal {
                Refusal::BackdatingNeedsReason { .. } => "backdate-reason",
                Refusal::BackdatingNeedsSecondPerson { .. } => "backdate-second",
                Refusal::LateConsultation { .. } | Refusal::SecondCorrection | Refusal::SecondExtension => {
                    "overridden"
                }
                Refusal::ExtensionTooLong { .. } => "days",
                Refusal::DelayNotLater { .. } | Refusal::DelayOnRestDay { .. } => "until",
                Refusal::InFuture { .. } | Refusal::DateBeforeReceipt { .. } => "on",
                Refusal::NotReceived => "confirmed_on",
                _ => "",
            };
            Ok(vec![(field.to_owned(), refusal.to_string())])
        }
        other => Err(other.into()),
    }
}
