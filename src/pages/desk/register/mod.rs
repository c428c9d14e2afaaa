//! 登记 and 批量登记来信: one page, three columns. The second keeps of each letter what the next will share.
//!
//! Without scripts the form is sent as it is; with them the dates and what is near are shown while one types
//! ([`live`]), and what was typed is kept every few seconds ([`keeping`]).

mod co_applicants;
pub mod input;
pub mod keeping;
mod lists;
pub mod live;
pub mod samples;
pub mod typed_day;

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{self, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

use self::input::{Faults, read};
use self::keeping::{Which, restored_words};
use self::live::{Dates, SimilarView};
use crate::casework::application::ApplicationInput;
use crate::casework::drafts::{self, Draft};
use crate::casework::register::{self, Registered};
use crate::casework::sitting::{self, Saved};
use crate::casework::units::{self, UnitOption};
use crate::casework::view::{self, CaseSummary};
use crate::casework::{self, windows};
use crate::http::problem::Problem;
use crate::law::roles::Role;
use crate::pages::engine::{Engine, Page};
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm, in_query};

/// The routes of this part.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/staff/register", get().to(show))
        .route("/staff/register", post().to(submit))
        .route("/staff/batch", get().to(show))
        .route("/staff/batch", post().to(submit))
        .route("/staff/register/preview", post().to(live::preview))
        .route("/staff/register/similar", post().to(live::similar))
        .route("/staff/register/look", post().to(live::look))
        .route("/staff/register/earlier", post().to(live::take_earlier))
        .route("/staff/drafts/{form}", post().to(keeping::keep))
        .route("/staff/drafts/{form}/discard", post().to(keeping::discard));
}

/// A value to choose, and its words.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// The page.
#[derive(Debug, Serialize)]
pub struct RegisterPage {
    pub form: Filled,
    /// 批量登记来信.
    pub batch: bool,
    pub choices: Choices,
    /// When what stands in the form was kept, if it was restored: «11月22日10:32».
    pub restored: Option<String>,
    pub draft_version: i64,
    pub saved: Option<SavedLine>,
    pub sitting: Vec<Saved>,
    pub dates: Dates,
    pub similar: SimilarView,
    /// The field one begins in.
    pub begin_at: &'static str,
}

impl Page for RegisterPage {
    const TEMPLATE: &'static str = "staff/register.html";
}

/// What is chosen from.
#[derive(Clone, Debug, Serialize)]
pub struct Choices {
    pub channels: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub id_kinds: Vec<Choice>,
    pub forms: Vec<Choice>,
    pub deliveries: Vec<Choice>,
    pub keep: Vec<Choice>,
    pub units: Vec<UnitOption>,
    /// The organs one receives for at a 受理窗口.
    pub windows: Vec<Choice>,
}

/// What was just registered.
#[derive(Debug, Serialize)]
pub struct SavedLine {
    pub number: String,
    /// With its light; none where it was taken for another organ.
    pub case: Option<CaseSummary>,
}

/// What an address may ask for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The number of what was just registered.
    #[serde(default)]
    saved: String,
}

/// Only a clerk registers.
fn only_clerks(staff: &Staff) -> Result<(), Fault> {
    if staff.session.actor.actor.role == Role::Clerk {
        Ok(())
    } else {
        Err(casework::Error::Forbidden.into())
    }
}

/// The form: what was kept of it, or an empty one.
pub async fn show(
    engine: web::Data<Engine>,
    request: HttpRequest,
    staff: Staff,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Fault> {
    only_clerks(&staff)?;
    let which = Which::of_path(request.path());
    let (app, actor) = (staff.app(), staff.actor());
    let draft = drafts::find(app, which.owner(app, &actor)).await?;
    let restored = draft.as_ref().and_then(|draft| draft.updated_at).map(restored_words);
    let version = draft.as_ref().map_or(0, |draft| draft.version);
    let values = match draft {
        Some(Draft { fields, .. }) => fields,
        None if which == Which::Batch => {
            drafts::find(app, which.shared_owner(app, &actor)).await?.unwrap_or_default().fields
        }
        None => BTreeMap::new(),
    };
    let mut page = page(&staff, which, Filled::kept(values)).await?;
    (page.restored, page.draft_version) = (restored, version);
    page.saved = saved_line(&staff, &asked.saved, &page.sitting).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// Registers. What was rejected comes back filled in.
pub async fn submit(
    engine: web::Data<Engine>,
    request: HttpRequest,
    form: StaffForm,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    only_clerks(&staff)?;
    let which = Which::of_path(request.path());
    let (app, actor) = (staff.app(), staff.actor());
    match register(&staff, &fields).await? {
        Ok((input, registered)) => {
            sitting::note(app, &actor, Saved::of(&input, &registered)).await?;
            drafts::discard(app, which.owner(app, &actor)).await?;
            if which == Which::Batch {
                let shared = keeping::shared(&fields, app.clock.today());
                drafts::put(app, which.shared_owner(app, &actor), shared, None).await?;
            }
            let address = format!("{}?saved={}", which.path(), in_query(&registered.number));
            Ok(HttpResponse::SeeOther().insert_header((LOCATION, address)).finish())
        }
        Err(faults) => {
            let mut page = page(&staff, which, Filled::of(&fields).with_faults(faults)).await?;
            // What is rejected stays kept under the version that its window saw.
            page.draft_version = fields.get("draft_version").parse().unwrap_or(0);
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
        }
    }
}

type Outcome = Result<(ApplicationInput, Registered), Faults>;

/// The outer error is about the whole request, the inner one about what was typed.
async fn register(staff: &Staff, fields: &Fields) -> Result<Outcome, Fault> {
    let app = staff.app();
    // Of registered mail the page shows the day of the signature alone.
    let shown = |field: String| match (field.as_str(), fields.get("channel")) {
        ("on", "registered_mail") => "signed_on".to_owned(),
        _ => field,
    };
    let input = match read(fields, app.clock.today()) {
        Ok(input) => input,
        Err(faults) => return Ok(Err(faults)),
    };
    match register::run(app, staff.actor(), input.clone(), staff.once(fields)).await {
        Ok(registered) => Ok(Ok((input, registered))),
        // What the law says no to is a date.
        Err(casework::Error::Refused(refusal)) => {
            Ok(Err(vec![(shown("on".to_owned()), Problem::from(refusal).detail)]))
        }
        Err(error) => {
            let faults = Fault::from(error).input()?.into_iter();
            Ok(Err(faults.map(|(field, message)| (shown(field), message)).collect()))
        }
    }
}

/// The page around a form.
async fn page(staff: &Staff, which: Which, form: Filled) -> Result<RegisterPage, Fault> {
    let (app, actor) = (staff.app(), staff.actor());
    let today = app.clock.today();
    let batch = which == Which::Batch;
    let mut form = form
        .with_default("channel", if batch { "ordinary_mail" } else { "in_person" })
        .with_default("on", today.to_string())
        .with_default("kind", "natural_person");
    if batch {
        let usual = || vec!["channel".to_owned(), "days".to_owned()];
        // Boxes that are all empty are not sent: then the form has been filled in, and says so itself.
        let untouched = !form.values.contains_key("name");
        form.values.entry("keep".to_owned()).or_insert_with(|| if untouched { usual() } else { Vec::new() });
    }
    let fields = Fields::of_kept(&form.values);
    let open = windows::list(app, actor.clone()).await?.into_iter();
    let windows = open
        .filter(|window| window.from_on <= today)
        .map(|window| Choice { value: window.organ_code, label: window.organ_name });
    let choices =
        Choices { units: units::list(app, &actor).await?, windows: windows.collect(), ..lists::choices() };
    let has = |name: &str| !fields.get(name).is_empty();
    let begin_at = match (batch, has("name")) {
        (true, true) => "items",
        (true, false) => "name",
        (false, _) => "channel",
    };
    Ok(RegisterPage {
        batch,
        choices,
        restored: None,
        draft_version: 0,
        saved: None,
        sitting: sitting::list(app, &actor).await?,
        dates: live::dates(staff, &fields).await?,
        similar: live::near(staff, &fields).await?,
        begin_at,
        form,
    })
}

/// Only what this person registered today is confirmed: an address that somebody made up says nothing.
async fn saved_line(staff: &Staff, number: &str, sitting: &[Saved]) -> Result<Option<SavedLine>, Fault> {
    let Some(saved) = sitting.iter().find(|saved| saved.number == number) else { return Ok(None) };
    let case = match saved.organ {
        Some(_) => None,
        None => Some(view::load(staff.app(), staff.actor(), number.to_owned()).await?.summary),
    };
    Ok(Some(SavedLine { number: number.to_owned(), case }))
}
