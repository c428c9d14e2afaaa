//! 督办 of one case: the chain from issuing to closing, with the forms of whoever may act on it; and the
//! proceedings over the case in which the organ owes an answer.

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use crate::casework;
use crate::casework::letter_print::Format;
use crate::casework::supervision::{self, AnsweredInput, ProceedingInput, ProceedingView, UrgingReplyInput};
use crate::casework::urging_sheet;
use crate::casework::urgings::{self, IssueInput, LONGEST_MESSAGE, UrgingLine};
use crate::http::download::disposition;
use crate::http::problem::Problem;
use crate::law::iso;
use crate::law::roles::Role;
use crate::pages::Engine;
use crate::pages::desk::words::{Choice, LightMark, case_address, choice};
use crate::pages::desk::{pdf, rendered, see_other};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled, Said};
use crate::pages::visitor::{Staff, StaffForm};
use crate::store::StoreError;

/// The page.
#[derive(Debug, Serialize)]
pub struct CaseUrgingsPage {
    pub number: String,
    pub href: String,
    pub organ: String,
    pub applicant: String,
    pub title: String,
    pub light: LightMark,
    pub received_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub form: Filled,
    pub urgings: Vec<UrgingLine>,
    /// The earlier ones that a new one may follow.
    pub replied: Vec<Choice>,
    pub may_issue: bool,
    pub may_close: bool,
    pub may_reply: bool,
    /// Whether this post keeps the files of proceedings.
    pub may_record: bool,
    pub ended: bool,
    pub longest: usize,
    pub proceedings: Vec<ProceedingLine>,
    pub kinds: Vec<Choice>,
    /// What was just done, in words.
    pub done: Option<&'static str>,
    pub today: NaiveDate,
}

impl Page for CaseUrgingsPage {
    const TEMPLATE: &'static str = "manage/case_urgings.html";
}

/// A proceeding over the case.
#[derive(Debug, Serialize)]
pub struct ProceedingLine {
    pub id: i64,
    pub kind: &'static str,
    pub received_on: NaiveDate,
    pub answer_by: NaiveDate,
    pub answered_on: Option<NaiveDate>,
    /// Whether the day has passed without an answer.
    pub late: bool,
}

const KINDS: [(&str, &str); 3] =
    [("review", "行政复议（普通程序）"), ("summary_review", "行政复议（简易程序）"), ("suit", "行政诉讼")];

impl ProceedingLine {
    pub fn of(view: &ProceedingView, today: NaiveDate) -> ProceedingLine {
        let kind = KINDS.iter().find(|(word, _)| *word == view.kind).map_or("", |(_, title)| title);
        ProceedingLine {
            id: view.id,
            kind,
            received_on: view.received_on,
            answer_by: view.answer_by,
            answered_on: view.answered_on,
            late: view.answered_on.is_none() && view.answer_by < today,
        }
    }
}

/// The choices of [`KINDS`].
pub fn kinds() -> Vec<Choice> {
    KINDS.iter().map(|(word, title)| choice(*word, *title)).collect()
}

/// What a redirect says was done.
fn done(word: &str) -> Option<&'static str> {
    match word {
        "issued" => Some("督办单已发出，承办单位会收到提醒。"),
        "replied" => Some("反馈已提交。"),
        "withdrawn" => Some("督办已撤回，文号不再使用。"),
        "closed" => Some("督办已销号。"),
        "recorded" => Some("已登记。到期前会提醒登记岗和公开工作机构负责人。"),
        "answered" => Some("答复日期已登记。"),
        _ => None,
    }
}

async fn make(staff: &Staff, number: &str, form: Filled, said: &str) -> Result<CaseUrgingsPage, Fault> {
    let (app, role) = (staff.app(), staff.session.actor.actor.role);
    let found = urgings::of_case(app, staff.actor(), number.to_owned()).await?;
    let proceedings = supervision::proceedings(app, staff.actor(), number.to_owned()).await?;
    let today = app.clock.today();
    let replied = found.urgings.iter().zip(1u32..).filter(|(line, _)| line.state == "replied");
    let follow = |(line, at): (&UrgingLine, u32)| {
        choice(line.id.to_string(), format!("第{at}次督办的反馈不充分，再次督办"))
    };
    Ok(CaseUrgingsPage {
        number: found.case.number.clone(),
        href: case_address(&found.case.number),
        organ: found.organ,
        applicant: found.case.applicant.clone(),
        title: found.case.title.clone(),
        light: LightMark::of(&found.case),
        received_on: found.case.received_on,
        due_on: found.case.due_on,
        form: form.with_default("reply_by", found.usual_reply_by.to_string()),
        replied: replied.map(follow).collect(),
        urgings: found.urgings,
        may_issue: role == Role::Supervisor && !found.ended,
        may_close: role == Role::Supervisor,
        may_reply: matches!(role, Role::Handler | Role::Reviewer | Role::OfficeHead | Role::Clerk),
        may_record: matches!(role, Role::Clerk | Role::OfficeHead),
        ended: found.ended,
        longest: LONGEST_MESSAGE,
        proceedings: proceedings.iter().map(|view| ProceedingLine::of(view, today)).collect(),
        kinds: kinds(),
        done: done(said),
        today,
    })
}

/// The chain.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    number: web::Path<String>,
    said: web::Query<Said>,
) -> Result<HttpResponse, Fault> {
    let page = make(&staff, &number, Filled::default(), &said.done).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// On to the page again, or back with what has to be mended: at its own field, or at the one of the form where
/// the page has many of a kind.
async fn finish(
    engine: &Engine,
    staff: &Staff,
    number: &str,
    fields: &Fields,
    outcome: Result<&'static str, Fault>,
    only_field: Option<&str>,
) -> Result<HttpResponse, Fault> {
    match outcome {
        Ok(word) => Ok(see_other(format!("{}/urgings?done={word}", case_address(number)))),
        Err(fault) => {
            let place = |(field, words)| (only_field.map_or(field, str::to_owned), words);
            let faults = fault.input()?.into_iter().map(place).collect();
            let form = Filled::of(fields).with_faults(faults);
            let page = make(staff, number, form, "").await?;
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
        }
    }
}

/// A day that was typed.
pub(super) fn day_of(typed: &str, field: &'static str) -> Result<NaiveDate, crate::casework::Error> {
    let wrong = || crate::casework::Error::input(field, "请填写日期，写作2026-03-02的形式");
    iso::parse_day(typed).ok_or_else(wrong)
}

/// Issues a 督办.
pub async fn issue(
    engine: web::Data<Engine>,
    form: StaffForm,
    number: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let outcome = async {
        // A foreign case is not there, whatever was typed.
        urgings::of_case(staff.app(), staff.actor(), number.clone()).await?;
        super::must_be(&staff, &[Role::Supervisor])?;
        let input = IssueInput {
            message: fields.get("message").to_owned(),
            reply_by: day_of(fields.get("reply_by"), "reply_by")?,
            previous: fields
                .filled("previous")
                .map(|id| id.parse())
                .transpose()
                .map_err(|_| Problem::not_found())?,
        };
        urgings::issue(staff.app(), staff.actor(), number.clone(), input, staff.once(&fields)).await?;
        Ok("issued")
    };
    let outcome = outcome.await;
    finish(&engine, &staff, &number, &fields, outcome, None).await
}

/// Somebody was faster: the page says so above what they did.
fn faster(error: casework::Error, field: &'static str) -> Fault {
    match error {
        casework::Error::Store(StoreError::Stale) => {
            let message = "没有保存：您打开之后，别人已经办理，经过见下";
            casework::Error::input(field, message).into()
        }
        other => other.into(),
    }
}

/// The office's reply.
pub async fn reply(
    engine: web::Data<Engine>,
    form: StaffForm,
    place: web::Path<(String, i64)>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let (number, id) = place.into_inner();
    let name = format!("reply-{id}");
    let input = UrgingReplyInput { reply: fields.get(&name).to_owned() };
    let replied = supervision::reply(staff.app(), staff.actor(), number.clone(), id, input).await;
    let outcome = replied.map(|()| "replied").map_err(|error| faster(error, "reply"));
    finish(&engine, &staff, &number, &fields, outcome, Some(&name)).await
}

/// Closes a 督办.
pub async fn close(
    engine: web::Data<Engine>,
    form: StaffForm,
    place: web::Path<(String, i64)>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let (number, id) = place.into_inner();
    let closed = urgings::close(staff.app(), staff.actor(), number.clone(), id).await;
    let outcome = closed.map(|()| "closed").map_err(|error| faster(error, "chain"));
    finish(&engine, &staff, &number, &fields, outcome, None).await
}

/// The 督办单, as `{id}.pdf` or `{id}.docx`.
pub async fn sheet(staff: Staff, place: web::Path<(String, String)>) -> Result<HttpResponse, Fault> {
    let (number, sheet) = place.into_inner();
    let (id, ending) = sheet.split_once('.').ok_or_else(Problem::not_found)?;
    let id = id.parse().map_err(|_| Problem::not_found())?;
    let format: Format = ending.parse().map_err(|()| Problem::not_found())?;
    if !matches!(format, Format::Pdf | Format::Docx) {
        return Err(Problem::not_found().into());
    }
    let found = urging_sheet::find(staff.app(), staff.actor(), number, id).await?;
    let name = found.name.clone();
    let bytes = rendered(staff.app(), found, format).await?;
    if format == Format::Pdf {
        return Ok(pdf(bytes, &name));
    }
    Ok(HttpResponse::Ok()
        .content_type(format.mime())
        .insert_header((CONTENT_DISPOSITION, disposition(&format!("{name}.docx"))))
        .insert_header(("Cache-Control", "no-store"))
        .body(bytes))
}

/// Records that the organ was called to answer.
pub async fn record(
    engine: web::Data<Engine>,
    form: StaffForm,
    number: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let outcome = async {
        urgings::of_case(staff.app(), staff.actor(), number.clone()).await?;
        super::must_be(&staff, &[Role::Clerk, Role::OfficeHead])?;
        let kind = fields.get("kind").to_owned();
        if !KINDS.iter().any(|(word, _)| *word == kind) {
            return Err(crate::casework::Error::input("kind", "请选择复议或者诉讼").into());
        }
        let input = ProceedingInput { kind, received_on: day_of(fields.get("received_on"), "received_on")? };
        supervision::record(staff.app(), staff.actor(), number.clone(), input).await?;
        Ok("recorded")
    };
    let outcome = outcome.await;
    finish(&engine, &staff, &number, &fields, outcome, None).await
}

/// Records the organ's answer in a proceeding.
pub async fn answered(
    engine: web::Data<Engine>,
    form: StaffForm,
    place: web::Path<(String, i64)>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let (number, id) = place.into_inner();
    let name = format!("answered_on-{id}");
    let answer = async {
        let input = AnsweredInput { answered_on: day_of(fields.get(&name), "answered_on")? };
        supervision::answered(staff.app(), staff.actor(), number.clone(), id, input).await
    };
    let outcome = answer.await.map(|()| "answered").map_err(Fault::from);
    finish(&engine, &staff, &number, &fields, outcome, Some(&name)).await
}
