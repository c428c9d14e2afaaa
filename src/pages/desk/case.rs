//! A case: its head, its dates and why, what came in, what was done, and what a clerk may do now.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::case_acts::{field_of, first_field, read, typed, with_defaults};
use super::case_page::{CasePage, Change, Conflict, Open, Preview, PreviewPart, page_of};
use super::words::case_address;
use super::{pdf, rendered, see_other};
use crate::app::App;
use crate::casework::letter_print::{self, Format};
use crate::casework::offered::Task;
use crate::casework::perform::{self, ActRequest};
use crate::casework::{self, case_file, files, letters, office, reveal as full, view};
use crate::http::download;
use crate::law::act::ActKind;
use crate::law::roles::Role;
use crate::pages::Engine;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm};
use crate::store::StoreError;

/// The page with nothing typed.
pub async fn make(app: &App, staff: &Staff, number: &str, form: Filled) -> Result<CasePage, Fault> {
    let file = case_file::load(app, staff.actor(), number.to_owned()).await?;
    let role = staff.session.actor.actor.role;
    // A supervisor sees that there are letters in the journal, and none of them.
    let letters = match letters::list(app, staff.actor(), number.to_owned()).await {
        Err(casework::Error::Forbidden | casework::Error::Store(StoreError::NotFound)) => Vec::new(),
        found => found?,
    };
    let files = match files::list(app, staff.actor(), number.to_owned()).await {
        Err(casework::Error::Forbidden | casework::Error::Store(StoreError::NotFound)) => Vec::new(),
        found => found?,
    };
    let units = if role == Role::Clerk { office::load(app, staff.actor()).await?.units } else { Vec::new() };
    let form = with_defaults(form, &file, app.clock.today());
    Ok(page_of(file, form, role, letters, files, units))
}

/// The page.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    number: web::Path<String>,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Fault> {
    let mut page = make(staff.app(), &staff, &number, Filled::default()).await?;
    page.just_done = done_title(Fields::new(pairs.into_inner()).get("done"));
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// What an address that an act ended in says was done.
fn done_title(tag: &str) -> Option<&'static str> {
    let act = ActKind::ALL.iter().find(|kind| kind.tag() == tag).map(|kind| kind.title());
    act.or_else(|| Task::find(tag, "").map(Task::title))
}

fn request(number: &str, fields: &Fields, act: crate::law::act::Act) -> ActRequest {
    let seen = fields.get("version").parse().ok();
    ActRequest { number: number.to_owned(), act, if_match: seen, key: None }
}

/// Does an act. What was rejected comes back with what was typed.
pub async fn act(
    engine: web::Data<Engine>,
    form: StaffForm,
    number: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let app = staff.app();
    let name = fields.get("act").to_owned();
    let act = match read(&fields) {
        Ok(act) => act,
        Err(faults) => return rejected(&engine, &staff, &number, &fields, faults).await,
    };
    let mut asked = request(&number, &fields, act);
    asked.key = staff.once(&fields);
    match perform::run(app, staff.actor(), asked).await {
        Ok(_) => Ok(see_other(format!("{}?done={name}", case_address(&number)))),
        Err(casework::Error::Store(StoreError::Stale)) => stale(&engine, &staff, &number, &fields).await,
        Err(error) => {
            let faults = faults_of(error, &name)?;
            rejected(&engine, &staff, &number, &fields, faults).await
        }
    }
}

/// What has to be mended, by the names of the form; anything else stays a fault.
fn faults_of(error: casework::Error, act: &str) -> Result<Vec<(String, String)>, Fault> {
    match error {
        casework::Error::Input(faults) => {
            let of = |fault: casework::InputFault| (field_of(act, fault.field).to_owned(), fault.message);
            Ok(faults.into_iter().map(of).collect())
        }
        casework::Error::Refused(crate::law::refusal::Refusal::NotYourTask { .. }) => Err(error.into()),
        casework::Error::Refused(refusal) => Ok(vec![(first_field(act).to_owned(), refusal.to_string())]),
        other => Err(other.into()),
    }
}

async fn rejected(
    engine: &Engine,
    staff: &Staff,
    number: &str,
    fields: &Fields,
    faults: Vec<(String, String)>,
) -> Result<HttpResponse, Fault> {
    let form = Filled::of(fields).with_faults(faults);
    let mut page = make(staff.app(), staff, number, form).await?;
    page.act = fields.get("act").to_owned();
    keep_form(&mut page);
    Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
}

/// The form that somebody filled in stays on the page, though its act may no longer be allowed.
fn keep_form(page: &mut CasePage) {
    let known = ["confirm_receipt", "assign", "seal", "deliver", "dispatch_measure", "record_delivery"]
        .into_iter()
        .chain(["record_returned_mail", "record_correction", "record_payment", "archive"])
        .find(|known| *known == page.act);
    if let Some(act) = known.filter(|act| !page.offered.contains(act)) {
        page.offered.push(act);
    }
}

/// Shows both: what was typed, and what others did meanwhile. Nothing is lost, nothing is done.
async fn stale(engine: &Engine, staff: &Staff, number: &str, fields: &Fields) -> Result<HttpResponse, Fault> {
    let seen: i32 = fields.get("seen").parse().unwrap_or(i32::MAX);
    let mut page = make(staff.app(), staff, number, Filled::of(fields)).await?;
    let since = page.journal.iter().filter(|entry| entry.seq > seen).cloned().collect();
    page.conflict = Some(Conflict { since, typed: typed(fields) });
    page.act = fields.get("act").to_owned();
    keep_form(&mut page);
    Ok(engine.answer(StatusCode::CONFLICT, &staff.frame, &page))
}

/// The dates that an act would give. A script gets them alone, a form without it the whole page.
pub async fn preview(
    engine: web::Data<Engine>,
    request: HttpRequest,
    form: StaffForm,
    number: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let preview = tried(&staff, &number, &fields).await?;
    if request.headers().contains_key("HX-Request") {
        let part = PreviewPart { preview: Some(preview) };
        return Ok(engine.answer(StatusCode::OK, &staff.frame, &part));
    }
    let mut page = make(staff.app(), &staff, &number, Filled::of(&fields)).await?;
    page.preview = Some(preview);
    page.act = fields.get("act").to_owned();
    keep_form(&mut page);
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

async fn tried(staff: &Staff, number: &str, fields: &Fields) -> Result<Preview, Fault> {
    let app = staff.app();
    let before = view::load_explained(app, staff.actor(), number.to_owned()).await?;
    let unchanged = |why: String| Preview {
        due: Change::of(before.due_on, before.due_on),
        prudent: Change::of(before.prudent_due_on, before.prudent_due_on),
        received: Change::of(before.received_on, before.received_on),
        after: Open::of(&before),
        refused: Some(why),
    };
    let act = match read(fields) {
        Ok(act) => act,
        Err(faults) => {
            let words: Vec<String> = faults.into_iter().map(|(_, message)| message).collect();
            return Ok(unchanged(words.join("；")));
        }
    };
    let mut asked = request(number, fields, act);
    // Whether somebody was faster is said when it is done.
    asked.if_match = None;
    match perform::dry_run(app, staff.actor(), asked).await {
        Ok(after) => Ok(Preview {
            due: Change::of(before.due_on, after.due_on),
            prudent: Change::of(before.prudent_due_on, after.prudent_due_on),
            received: Change::of(before.received_on, after.received_on),
            after: Open::of(&after),
            refused: None,
        }),
        Err(error) => {
            let faults = faults_of(error, fields.get("act"))?;
            let words: Vec<String> = faults.into_iter().map(|(_, message)| message).collect();
            Ok(unchanged(words.join("；")))
        }
    }
}

/// The parties in full, once, on this page; who looked is written down.
pub async fn reveal(
    engine: web::Data<Engine>,
    form: StaffForm,
    number: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let staff = form.staff;
    let parties = full::run(staff.app(), staff.actor(), number.clone()).await?;
    let mut page = make(staff.app(), &staff, &number, Filled::default()).await?;
    (page.parties, page.revealed) = (parties, true);
    let mut answer = engine.answer(StatusCode::OK, &staff.frame, &page);
    let no_store = actix_web::http::header::HeaderValue::from_static("no-store");
    answer.headers_mut().insert(actix_web::http::header::CACHE_CONTROL, no_store);
    Ok(answer)
}

/// A letter as a PDF.
pub async fn letter(staff: Staff, place: web::Path<(String, i32)>) -> Result<HttpResponse, Fault> {
    let (number, letter) = place.into_inner();
    let found = letter_print::find_letter(staff.app(), staff.actor(), number, letter).await?;
    let name = found.name.clone();
    Ok(pdf(rendered(staff.app(), found, Format::Pdf).await?, &name))
}

/// A file.
pub async fn file(staff: Staff, place: web::Path<(String, i32)>) -> Result<HttpResponse, Fault> {
    let (number, file) = place.into_inner();
    let found = files::read(staff.app(), staff.actor(), number, file).await?;
    Ok(download::answer(staff.app(), found).await?)
}
