//! An organ: what it is called, its units, and its end (机构改革). What a change means is said before it is kept.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::organ_new::{by_id, kinds, regions};
use super::settings::digest;
use super::urgings_of_case::day_of;
use crate::casework::organ_ends::{self, EndInput};
use crate::casework::organs::{self, Foreseen, OrganChange, OrganFile, kind_title};
use crate::casework::unit_keeping;
use crate::pages::Engine;
use crate::pages::desk::see_other;
use crate::pages::desk::words::{Choice, choice};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled, Said};
use crate::pages::visitor::{Staff, StaffForm};

/// The page.
#[derive(Debug, Serialize)]
pub struct OrganPage {
    pub organ: OrganFile,
    pub kind_title: &'static str,
    pub form: Filled,
    pub kinds: Vec<Choice>,
    pub regions: Vec<Choice>,
    pub successors: Vec<Choice>,
    /// What was checked, `change` or `end`, and what it means; nothing before a check.
    pub checked_form: &'static str,
    pub checked: String,
    pub foreseen: Option<Foreseen>,
    pub done: Option<&'static str>,
}

impl Page for OrganPage {
    const TEMPLATE: &'static str = "manage/organ.html";
}

/// What a check foresees, and of which form.
pub(super) struct Checked {
    pub form: &'static str,
    pub digest: String,
    pub foreseen: Foreseen,
}

fn done(word: &str) -> Option<&'static str> {
    match word {
        "made" => Some("机关已设立。接着请填写机关信息、核对文号，并请安全保密管理员授予岗位。"),
        "changed" => Some("已保存。"),
        "ended" => Some("撤并已登记。最后一日以前可以取消。"),
        "taken-back" => Some("撤并已取消。"),
        "unit" => Some("内设机构已设立。"),
        _ => None,
    }
}

/// The page of an organ.
pub(super) fn page(organ: OrganFile, form: Filled, today: NaiveDate) -> OrganPage {
    // What the command line wrote stays as it is.
    let mut kinds = kinds();
    if !kinds.iter().any(|known| known.value == organ.kind) {
        kinds.push(choice(&organ.kind, kind_title(&organ.kind)));
    }
    let mut regions = regions(&organ.regions);
    if let Some(own) = organ.region.as_ref().filter(|own| !organ.regions.contains(own)) {
        regions.push(choice(own, own));
    }
    let last_day = organ.to_on.unwrap_or(today).to_string();
    OrganPage {
        form: form
            .with_default("name", &organ.name)
            .with_default("kind", &organ.kind)
            .with_default("region", organ.region.clone().unwrap_or_default())
            .with_default("last_day", last_day),
        kind_title: kind_title(&organ.kind),
        kinds,
        regions,
        successors: by_id(&organ.others),
        checked_form: "",
        checked: String::new(),
        foreseen: None,
        done: None,
        organ,
    }
}

/// An organ of the administrator's subtree.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    organ: web::Path<i64>,
    said: web::Query<Said>,
) -> Result<HttpResponse, Fault> {
    let organ = organs::load(staff.app(), staff.actor(), organ.into_inner()).await?;
    let page = page(organ, Filled::default(), staff.app().clock.today());
    let page = OrganPage { done: done(&said.done), ..page };
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// On to the page again, with what the check foresees, or with what has to be mended.
async fn finish(
    engine: &Engine,
    staff: &Staff,
    fields: &Fields,
    organ: i64,
    outcome: Result<Result<&'static str, Checked>, Fault>,
) -> Result<HttpResponse, Fault> {
    let checked = match outcome {
        Ok(Ok(word)) => return Ok(see_other(format!("/staff/organization/{organ}?done={word}"))),
        Ok(Err(checked)) => Ok(checked),
        Err(fault) => Err(fault.input()?),
    };
    let organ = organs::load(staff.app(), staff.actor(), organ).await?;
    let (status, page) = match checked {
        Ok(Checked { form, digest, foreseen }) => {
            let page = page(organ, Filled::of(fields), staff.app().clock.today());
            let foreseen = Some(foreseen);
            (StatusCode::OK, OrganPage { checked_form: form, checked: digest, foreseen, ..page })
        }
        Err(faults) => {
            let form = Filled::of(fields).with_faults(faults);
            (StatusCode::UNPROCESSABLE_ENTITY, page(organ, form, staff.app().clock.today()))
        }
    };
    Ok(engine.answer(status, &staff.frame, &page))
}

/// Whether a form is to be kept: what was checked is what is sent.
pub(super) fn keeps(fields: &Fields, digest: &str) -> bool {
    fields.get("act") == "save" && fields.get("checked") == digest
}

/// Checks another name or kind; keeps it, if it is what was checked.
pub async fn change(
    engine: web::Data<Engine>,
    form: StaffForm,
    organ: web::Path<i64>,
) -> Result<HttpResponse, Fault> {
    let (StaffForm { staff, fields }, organ) = (form, organ.into_inner());
    let outcome = async {
        let asked = OrganChange {
            name: fields.get("name").to_owned(),
            kind: fields.get("kind").to_owned(),
            region: fields.filled("region"),
        };
        let digest = digest(&asked);
        let keep = keeps(&fields, &digest);
        let foreseen = organs::change(staff.app(), staff.actor(), organ, asked, !keep).await?;
        Ok(if keep { Ok("changed") } else { Err(Checked { form: "change", digest, foreseen }) })
    };
    let outcome = outcome.await;
    finish(&engine, &staff, &fields, organ, outcome).await
}

/// What was typed of an end.
pub(super) fn read_end(fields: &Fields) -> Result<EndInput, Fault> {
    let last_day = day_of(fields.get("last_day"), "last_day")?;
    Ok(EndInput { last_day, successor: fields.get("successor").parse().ok() })
}

/// Checks an end; keeps it, if it is what was checked; takes one back that has not come.
pub async fn end(
    engine: web::Data<Engine>,
    form: StaffForm,
    organ: web::Path<i64>,
) -> Result<HttpResponse, Fault> {
    let (StaffForm { staff, fields }, organ) = (form, organ.into_inner());
    let app = staff.app();
    let outcome = async {
        if fields.get("act") == "take-back" {
            organ_ends::take_back(app, staff.actor(), organ).await?;
            return Ok(Ok("taken-back"));
        }
        let asked = read_end(&fields)?;
        let digest = digest(&asked);
        let keep = keeps(&fields, &digest);
        let foreseen = organ_ends::end(app, staff.actor(), organ, asked, !keep).await?;
        Ok(if keep { Ok("ended") } else { Err(Checked { form: "end", digest, foreseen }) })
    };
    let outcome = outcome.await;
    finish(&engine, &staff, &fields, organ, outcome).await
}

/// Makes a unit.
pub async fn add_unit(
    engine: web::Data<Engine>,
    form: StaffForm,
    organ: web::Path<i64>,
) -> Result<HttpResponse, Fault> {
    let (StaffForm { staff, fields }, organ) = (form, organ.into_inner());
    let name = fields.get("unit").to_owned();
    let added = unit_keeping::add(staff.app(), staff.actor(), organ, name).await;
    finish(&engine, &staff, &fields, organ, added.map(|_| Ok("unit")).map_err(Fault::from)).await
}
