//! 内设机构: its name, and its end.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::organ::{Checked, keeps, read_end};
use super::organ_new::by_id;
use super::settings::digest;
use crate::casework::organs::Foreseen;
use crate::casework::unit_keeping::{self, UnitFile};
use crate::pages::Engine;
use crate::pages::desk::see_other;
use crate::pages::desk::words::Choice;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled, Said};
use crate::pages::visitor::{Staff, StaffForm};

/// The page.
#[derive(Debug, Serialize)]
pub struct UnitPage {
    pub unit: UnitFile,
    pub form: Filled,
    pub successors: Vec<Choice>,
    pub checked: String,
    pub foreseen: Option<Foreseen>,
    pub done: Option<&'static str>,
}

impl Page for UnitPage {
    const TEMPLATE: &'static str = "manage/unit.html";
}

fn done(word: &str) -> Option<&'static str> {
    match word {
        "renamed" => Some("名称已保存。"),
        "ended" => Some("撤并已登记。最后一日以前可以取消。"),
        "taken-back" => Some("撤并已取消。"),
        _ => None,
    }
}

/// The page of a unit.
pub(super) fn page(unit: UnitFile, form: Filled, today: NaiveDate) -> UnitPage {
    UnitPage {
        form: form
            .with_default("unit", &unit.name)
            .with_default("last_day", unit.to_on.unwrap_or(today).to_string()),
        successors: by_id(&unit.others),
        checked: String::new(),
        foreseen: None,
        done: None,
        unit,
    }
}

type Place = web::Path<(i64, i64)>;

/// A unit of an organ of the administrator's subtree.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    place: Place,
    said: web::Query<Said>,
) -> Result<HttpResponse, Fault> {
    let (organ, unit) = place.into_inner();
    let unit = unit_keeping::load(staff.app(), staff.actor(), organ, unit).await?;
    let page = page(unit, Filled::default(), staff.app().clock.today());
    let page = UnitPage { done: done(&said.done), ..page };
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

async fn finish(
    engine: &Engine,
    staff: &Staff,
    fields: &Fields,
    (organ, unit): (i64, i64),
    outcome: Result<Result<&'static str, Checked>, Fault>,
) -> Result<HttpResponse, Fault> {
    let checked = match outcome {
        Ok(Ok(word)) => {
            return Ok(see_other(format!("/staff/organization/{organ}/units/{unit}?done={word}")));
        }
        Ok(Err(checked)) => Ok(checked),
        Err(fault) => Err(fault.input()?),
    };
    let unit = unit_keeping::load(staff.app(), staff.actor(), organ, unit).await?;
    let today = staff.app().clock.today();
    let (status, page) = match checked {
        Ok(Checked { digest, foreseen, .. }) => {
            let page = page(unit, Filled::of(fields), today);
            (StatusCode::OK, UnitPage { checked: digest, foreseen: Some(foreseen), ..page })
        }
        Err(faults) => {
            let page = page(unit, Filled::of(fields).with_faults(faults), today);
            (StatusCode::UNPROCESSABLE_ENTITY, page)
        }
    };
    Ok(engine.answer(status, &staff.frame, &page))
}

/// Gives a unit another name.
pub async fn rename(engine: web::Data<Engine>, form: StaffForm, place: Place) -> Result<HttpResponse, Fault> {
    let (StaffForm { staff, fields }, (organ, unit)) = (form, place.into_inner());
    let name = fields.get("unit").to_owned();
    let renamed = unit_keeping::rename(staff.app(), staff.actor(), organ, unit, name).await;
    let outcome = renamed.map(|()| Ok("renamed")).map_err(Fault::from);
    finish(&engine, &staff, &fields, (organ, unit), outcome).await
}

/// Checks an end; keeps it, if it is what was checked; takes one back that has not come.
pub async fn end(engine: web::Data<Engine>, form: StaffForm, place: Place) -> Result<HttpResponse, Fault> {
    let (StaffForm { staff, fields }, (organ, unit)) = (form, place.into_inner());
    let app = staff.app();
    let outcome = async {
        if fields.get("act") == "take-back" {
            unit_keeping::take_back_end(app, staff.actor(), organ, unit).await?;
            return Ok(Ok("taken-back"));
        }
        let asked = read_end(&fields)?;
        let digest = digest(&asked);
        let keep = keeps(&fields, &digest);
        let foreseen = unit_keeping::end(app, staff.actor(), organ, unit, asked, !keep).await?;
        Ok(if keep { Ok("ended") } else { Err(Checked { form: "end", digest, foreseen }) })
    };
    let outcome = outcome.await;
    finish(&engine, &staff, &fields, (organ, unit), outcome).await
}
