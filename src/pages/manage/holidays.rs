//! 节假日日历: the year as a grid of months, each arrangement with its document; and a new notice, imported
//! after a preview of the dates it would move.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use crate::casework::notices::{self, Import};
use crate::casework::year::{self, YEARS, YearView};
use crate::law::iso;
use crate::law::roles::Role;
use crate::pages::Engine;
use crate::pages::desk::see_other;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm, in_query};
use crate::store::Hash;

/// A notice as the program ships it.
const SAMPLE: &str = include_str!("../../../holidays/2026.json");

/// The year, and the form.
#[derive(Debug, Serialize)]
pub struct HolidaysPage {
    pub form: Filled,
    pub year: YearView,
    pub years: [i32; 2],
    pub today: NaiveDate,
    /// What the day that was asked about is.
    pub asked: Option<String>,
    /// A notice as it is written down.
    pub sample: &'static str,
    /// Whether this post imports notices.
    pub imports: bool,
    pub preview: Option<Preview>,
    /// The document that was just imported.
    pub done: Option<String>,
}

impl Page for HolidaysPage {
    const TEMPLATE: &'static str = "manage/holidays.html";
}

/// What an import would do.
#[derive(Debug, Serialize)]
pub struct Preview {
    pub import: Import,
    /// Of what is shown: another when a case has moved meanwhile.
    pub seen: String,
    /// Whether it is not what was shown before.
    pub changed: bool,
}

impl Preview {
    /// As it is shown.
    pub fn of(import: Import, changed: bool) -> Preview {
        let seen = digest(&import);
        Preview { import, seen, changed }
    }
}

fn digest(import: &Import) -> String {
    Hash::of(&serde_json::to_vec(&import.moved).unwrap_or_default()).to_string()
}

async fn make(
    staff: &Staff,
    asked_year: Option<i32>,
    asked_day: &str,
    form: Filled,
) -> Result<HolidaysPage, Fault> {
    let (app, actor) = (staff.app(), &staff.session.actor.actor);
    let today = app.clock.today();
    let day = iso::parse_day(asked_day);
    let wanted = asked_year.or(day.map(|day| day.year())).unwrap_or(today.year());
    let [first, last] = YEARS;
    let found = year::load(app, wanted.clamp(first, last)).await?;
    let year = found.ok_or_else(crate::http::problem::Problem::not_found)?;
    let asked = match day {
        Some(day) => year::describe(app, day).await?,
        None => None,
    };
    let mut faults = Vec::new();
    if !asked_day.is_empty() && asked.is_none() {
        faults.push(("day".to_owned(), format!("请填写{first}年至{last}年之间的日期，写作2026-03-02的形式")));
    }
    Ok(HolidaysPage {
        form: form.with_faults(faults),
        year,
        years: YEARS,
        today,
        asked,
        sample: SAMPLE,
        imports: actor.role == Role::Admin && year::is_root(app, actor.organ.0).await?,
        preview: None,
        done: None,
    })
}

/// The year, for everyone who is signed in.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Fault> {
    let fields = Fields::new(pairs.into_inner());
    let form = Filled::of(&fields);
    let mut page = make(&staff, fields.get("year").parse().ok(), fields.get("day"), form).await?;
    page.done = fields.filled("done");
    let status = if page.form.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(engine.answer(status, &staff.frame, &page))
}

/// Shows what a notice would move; or imports it, if what it moves is what was shown.
pub async fn import(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let body = fields.get("notice").as_bytes().to_vec();
    let (app, save) = (staff.app(), fields.get("act") == "save");
    let tried = match body.is_empty() {
        true => Err(crate::casework::Error::input("notice", "请粘贴或者选择通知的JSON文件")),
        false => notices::run(app, staff.actor(), body.clone(), true).await,
    };
    // Whose task it is not is told so, whatever was pasted.
    let tried = match tried {
        Err(crate::casework::Error::Input(faults)) => {
            super::must_be(&staff, &[Role::Admin])?;
            Err(faults)
        }
        other => Ok(other?),
    };
    let year = fields.get("year").parse().ok();
    let import = match tried {
        Err(faults) => {
            let faults = faults.into_iter().map(|fault| (fault.field.to_owned(), fault.message)).collect();
            let page = make(&staff, year, "", Filled::of(&fields).with_faults(faults)).await?;
            return Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page));
        }
        Ok(import) => import,
    };
    let arranged: Option<i32> = serde_json::from_slice::<serde_json::Value>(&body)
        .ok()
        .and_then(|notice| notice.get("year")?.as_i64())
        .and_then(|year| year.try_into().ok());
    let changed = save && digest(&import) != fields.get("seen");
    if save && !changed {
        let done = notices::run(app, staff.actor(), body, false).await?;
        let year = arranged.map(|year| format!("&year={year}")).unwrap_or_default();
        return Ok(see_other(format!("/staff/holidays?done={}{year}", in_query(&done.document))));
    }
    let mut page = make(&staff, arranged.or(year), "", Filled::of(&fields)).await?;
    page.preview = Some(Preview::of(import, changed));
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}
