//! 文书模板: the texts of an organ's letters, changed beside a live preview, restored in one click.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use crate::casework::people::{OrganView, list_visible_organs};
use crate::casework::templates::{
    self, PreviewInput, RestoreInput, TemplateInput, TemplateVersion, TemplateView,
};
use crate::http::problem::Problem;
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::Filled;
use crate::pages::visitor::{Staff, StaffForm};

/// Every text of an organ.
#[derive(Debug, Serialize)]
pub struct TemplateListPage {
    pub organs: Vec<OrganView>,
    pub organ: OrganView,
    pub letters: Vec<TemplateView>,
    pub paragraphs: Vec<TemplateView>,
}

impl Page for TemplateListPage {
    const TEMPLATE: &'static str = "admin/templates.html";
}

/// One text, to be changed.
#[derive(Debug, Serialize)]
pub struct TemplatePage {
    pub organ: OrganView,
    pub kind: String,
    pub title: String,
    pub own: bool,
    pub form: Filled,
    /// What a text of this kind may name.
    pub fields: Vec<String>,
    pub preview: PreviewPart,
    pub versions: Vec<TemplateVersion>,
    pub today: NaiveDate,
    /// Said after something was kept.
    pub done: bool,
}

impl Page for TemplatePage {
    const TEMPLATE: &'static str = "admin/template.html";
}

/// What comes of the text, or why nothing does.
#[derive(Debug, Serialize)]
pub struct PreviewPart {
    /// One `<article>`, made and escaped by the press.
    pub html: Option<String>,
    pub problem: Option<String>,
}

impl Page for PreviewPart {
    const TEMPLATE: &'static str = "admin/preview.html";
}

/// Where a text is found.
fn address(organ: i64, kind: &str) -> String {
    format!("/staff/templates/{organ}/{kind}")
}

async fn organs_of(staff: &Staff) -> Result<Vec<OrganView>, Fault> {
    Ok(list_visible_organs(staff.app(), staff.actor()).await?)
}

async fn organ_of(staff: &Staff, id: i64) -> Result<OrganView, Fault> {
    let found = organs_of(staff).await?.into_iter().find(|organ| organ.id == id);
    found.ok_or_else(|| Problem::not_found().into())
}

/// The texts of the administrator's own organ.
pub async fn list(engine: web::Data<Engine>, staff: Staff) -> Result<HttpResponse, Fault> {
    let own = staff.session.actor.actor.organ.0;
    listed(&engine, &staff, own).await
}

/// The texts of an organ below.
pub async fn list_of(
    engine: web::Data<Engine>,
    staff: Staff,
    organ: web::Path<i64>,
) -> Result<HttpResponse, Fault> {
    listed(&engine, &staff, organ.into_inner()).await
}

async fn listed(engine: &Engine, staff: &Staff, id: i64) -> Result<HttpResponse, Fault> {
    let texts = templates::list(staff.app(), staff.actor(), id).await?;
    let organs = organs_of(staff).await?;
    let organ = organs.iter().find(|organ| organ.id == id).cloned().ok_or_else(Problem::not_found)?;
    let (letters, paragraphs) = texts.into_iter().partition(|text| !text.kind.starts_with("paragraph."));
    let page = TemplateListPage { organs, organ, letters, paragraphs };
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

#[derive(serde::Deserialize)]
pub struct Said {
    #[serde(default)]
    done: bool,
}

/// A text, its preview and its history.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    place: web::Path<(i64, String)>,
    said: web::Query<Said>,
) -> Result<HttpResponse, Fault> {
    let (organ, kind) = place.into_inner();
    let view = load(&staff, organ, &kind).await?;
    let today = staff.app().clock.today();
    let form = Filled::default()
        .with_default("body", view.body.clone())
        .with_default("effective_from", today.to_string());
    let page = page(&staff, organ, view, form, said.done).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

async fn load(staff: &Staff, organ: i64, kind: &str) -> Result<TemplateView, Fault> {
    let texts = templates::list(staff.app(), staff.actor(), organ).await?;
    texts.into_iter().find(|text| text.kind == kind).ok_or_else(|| Problem::not_found().into())
}

async fn page(
    staff: &Staff,
    organ: i64,
    view: TemplateView,
    form: Filled,
    done: bool,
) -> Result<TemplatePage, Fault> {
    let app = staff.app();
    let body = form.values.get("body").and_then(|bodies| bodies.first()).cloned().unwrap_or_default();
    Ok(TemplatePage {
        organ: organ_of(staff, organ).await?,
        fields: templates::fields(&view.kind)?,
        preview: previewed(staff, organ, &view.kind, body).await?,
        versions: templates::history(app, staff.actor(), organ, view.kind.clone()).await?,
        kind: view.kind,
        title: view.title,
        own: view.own,
        form,
        today: app.clock.today(),
        done,
    })
}

async fn previewed(staff: &Staff, organ: i64, kind: &str, body: String) -> Result<PreviewPart, Fault> {
    let tried =
        templates::preview(staff.app(), staff.actor(), organ, kind.to_owned(), PreviewInput { body }).await;
    match tried.map_err(Fault::from) {
        Ok(preview) => Ok(PreviewPart { html: Some(preview.html), problem: None }),
        Err(fault) => {
            let faults = fault.input()?;
            let problem = faults.into_iter().map(|(_, message)| message).collect::<Vec<_>>().join("；");
            Ok(PreviewPart { html: None, problem: Some(problem) })
        }
    }
}

/// The preview of what is being typed.
pub async fn preview(
    engine: web::Data<Engine>,
    sent: StaffForm,
    place: web::Path<(i64, String)>,
) -> Result<HttpResponse, Fault> {
    let (organ, kind) = place.into_inner();
    let part = previewed(&sent.staff, organ, &kind, sent.fields.get("body").to_owned()).await?;
    Ok(engine.answer(StatusCode::OK, &sent.staff.frame, &part))
}

/// Keeps a text from a day on, or goes back to the one of the organ above.
pub async fn keep(
    engine: web::Data<Engine>,
    sent: StaffForm,
    place: web::Path<(i64, String)>,
) -> Result<HttpResponse, Fault> {
    let (organ, kind) = place.into_inner();
    let StaffForm { staff, fields } = sent;
    let inherit = fields.get("act") == "inherit";
    let today = staff.app().clock.today();
    let asked =
        fields.get("effective_from").parse().or_else(|error| if inherit { Ok(today) } else { Err(error) });
    let kept = match asked {
        Ok(effective_from) => {
            let note = if inherit {
                "恢复使用上级机关或者系统的文本".to_owned()
            } else {
                fields.get("note").to_owned()
            };
            let body = Some(fields.get("body").to_owned()).filter(|_| !inherit);
            let input = TemplateInput { body, effective_from, note };
            templates::put(staff.app(), staff.actor(), organ, kind.clone(), input).await.map_err(Fault::from)
        }
        Err(_) => {
            templates::admit(staff.app(), staff.actor(), organ).await?;
            let message = "请按2026-01-31的样式填写生效日期";
            Err(crate::casework::Error::input("effective_from", message).into())
        }
    };
    match kept {
        Ok(_) => Ok(gone_back(organ, &kind)),
        Err(fault) => {
            let faults = fault.input()?;
            let view = load(&staff, organ, &kind).await?;
            let page = page(&staff, organ, view, Filled::of(&fields).with_faults(faults), false).await?;
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
        }
    }
}

/// Takes an earlier version up again, from today on.
pub async fn restore(sent: StaffForm, place: web::Path<(i64, String)>) -> Result<HttpResponse, Fault> {
    let (organ, kind) = place.into_inner();
    let version = sent.fields.get("version").parse().map_err(|_| Problem::not_found())?;
    let input = RestoreInput { version, effective_from: sent.staff.app().clock.today() };
    templates::restore(sent.staff.app(), sent.staff.actor(), organ, kind.clone(), input).await?;
    Ok(gone_back(organ, &kind))
}

fn gone_back(organ: i64, kind: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, format!("{}?done=true", address(organ, kind)))).finish()
}
