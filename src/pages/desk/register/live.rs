//! While one types: the dates, what is odd, what is near, and the data of who applied before.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::input::{DAYS, doubts, fields_of, kept, read_for_dates, typed};
use super::keeping::Which;
use super::{only_clerks, typed_day};
use crate::casework;
use crate::casework::drafts;
use crate::casework::explained::{Explained, ExplainedStep};
use crate::casework::register;
use crate::casework::reveal;
use crate::casework::similar::{self, Similar};
use crate::pages::engine::{Engine, Page};
use crate::pages::errors::Fault;
use crate::pages::form::Fields;
use crate::pages::visitor::{Staff, StaffForm};

/// The dates the application would get.
#[derive(Clone, Debug, Serialize)]
pub struct Dates {
    /// None while what was typed gives none.
    pub known: Option<KnownDates>,
    /// What is odd about the numbers.
    pub doubts: Vec<String>,
    /// The days as they were understood, by field.
    pub days: Vec<UnderstoodDay>,
    pub today: NaiveDate,
    pub yesterday: NaiveDate,
}

#[derive(Clone, Debug, Serialize)]
pub struct KnownDates {
    pub received_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub prudent_due_on: Option<NaiveDate>,
    pub provisional: bool,
    pub due_between: Option<[NaiveDate; 2]>,
    pub warnings: Vec<String>,
    /// Of the statutory date, the first says by which rule it was received.
    pub steps: Vec<String>,
    pub prudent_steps: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct UnderstoodDay {
    pub field: &'static str,
    /// As it was typed: who has typed on since is not corrected.
    pub typed: String,
    pub day: NaiveDate,
}

/// The part of the page with the dates.
#[derive(Debug, Serialize)]
pub struct DatesPart {
    pub dates: Dates,
}

impl Page for DatesPart {
    const TEMPLATE: &'static str = "staff/register_dates.html";
}

/// What is near, and whether enough was typed to look.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SimilarView {
    pub looked: bool,
    pub found: Similar,
}

/// The part of the page with what is near.
#[derive(Debug, Serialize)]
pub struct SimilarPart {
    pub similar: SimilarView,
}

impl Page for SimilarPart {
    const TEMPLATE: &'static str = "staff/register_similar.html";
}

impl From<Explained> for KnownDates {
    fn from(explained: Explained) -> KnownDates {
        let words = |steps: Vec<ExplainedStep>| steps.into_iter().map(|step| step.what).collect();
        KnownDates {
            received_on: explained.received_on,
            due_on: explained.due_on,
            prudent_due_on: explained.prudent_due_on,
            provisional: explained.provisional,
            due_between: explained.due_between,
            warnings: explained.warnings,
            steps: words(explained.steps),
            prudent_steps: words(explained.prudent_steps),
        }
    }
}

/// The dates of what was typed; what is not yet complete gives none, without a word about it.
pub(super) async fn dates(staff: &Staff, fields: &Fields) -> Result<Dates, Fault> {
    let today = staff.app().clock.today();
    let known = match read_for_dates(fields, today) {
        None => None,
        Some(input) => match register::preview(staff.app(), &staff.actor(), &input).await {
            Ok(explained) => Some(explained.into()),
            Err(casework::Error::Input(_) | casework::Error::Refused(_)) => None,
            Err(error) => return Err(error.into()),
        },
    };
    let understood = |field: &'static str| {
        let day = typed_day::parse(fields.get(field), today).ok().flatten();
        day.map(|day| UnderstoodDay { field, typed: fields.get(field).to_owned(), day })
    };
    Ok(Dates {
        known,
        doubts: doubts(fields, today),
        days: DAYS.into_iter().filter_map(understood).collect(),
        today,
        yesterday: today.pred_opt().unwrap_or(today),
    })
}

/// What is near what was typed.
pub(super) async fn near(staff: &Staff, fields: &Fields) -> Result<SimilarView, Fault> {
    let typed = typed(fields);
    let looked =
        [&typed.name, &typed.id_number, &typed.phone, &typed.text].iter().any(|text| !text.is_empty());
    let found = similar::find(staff.app(), staff.actor(), typed).await?;
    Ok(SimilarView { looked, found })
}

/// The dates, as a part of the page.
pub async fn preview(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    only_clerks(&form.staff)?;
    let part = DatesPart { dates: dates(&form.staff, &form.fields).await? };
    Ok(engine.answer(StatusCode::OK, &form.staff.frame, &part))
}

/// What is near, as a part of the page.
pub async fn similar(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    only_clerks(&form.staff)?;
    let part = SimilarPart { similar: near(&form.staff, &form.fields).await? };
    Ok(engine.answer(StatusCode::OK, &form.staff.frame, &part))
}

/// Without scripts: the page again, with the dates of what was typed and what is near.
pub async fn look(form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    only_clerks(&staff)?;
    let (app, which) = (staff.app(), Which::of_fields(&fields));
    drafts::put(app, which.owner(app, &staff.actor()), kept(&fields, app.clock.today()), None).await?;
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, which.path())).finish())
}

/// Takes over the data of who applied before; that they were looked at is recorded. A script gets them as
/// values of fields, a plain form the page again.
pub async fn take_earlier(request: HttpRequest, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    only_clerks(&staff)?;
    let app = staff.app();
    let applicant = reveal::applicant(app, staff.actor(), fields.get("take").to_owned()).await?;
    let taken = fields_of(applicant);
    if request.headers().contains_key("X-Requested-Live") {
        let answer = HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(taken);
        return Ok(answer);
    }
    let which = Which::of_fields(&fields);
    let mut values = kept(&fields, app.clock.today());
    values.extend(taken);
    drafts::put(app, which.owner(app, &staff.actor()), values, None).await?;
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, which.path())).finish())
}
