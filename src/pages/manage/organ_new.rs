//! 设立机关: an organ below one of the administrator's own, with its first units, after a check.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::organ::keeps;
use super::settings::digest;
use super::urgings_of_case::day_of;
use crate::casework::organ_new::{self, Ground, OrganInput};
use crate::casework::organs::{Foreseen, KINDS};
use crate::pages::Engine;
use crate::pages::desk::see_other;
use crate::pages::desk::words::{Choice, choice};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm};

/// The form.
#[derive(Debug, Serialize)]
pub struct OrganNewPage {
    pub form: Filled,
    pub parents: Vec<Choice>,
    pub kinds: Vec<Choice>,
    /// None where no region has a calendar of its own.
    pub regions: Vec<Choice>,
    /// What the check foresees, where it found nothing wrong.
    pub foreseen: Option<Foreseen>,
    pub checked: String,
}

impl Page for OrganNewPage {
    const TEMPLATE: &'static str = "manage/organ_new.html";
}

/// The kinds of organs in the tree.
pub(super) fn kinds() -> Vec<Choice> {
    KINDS.iter().map(|(word, title)| choice(*word, *title)).collect()
}

/// Organs and units by their ids.
pub(super) fn by_id(named: &[(i64, String)]) -> Vec<Choice> {
    named.iter().map(|(id, name)| choice(id.to_string(), name)).collect()
}

/// Regions to choose from.
pub(super) fn regions(known: &[String]) -> Vec<Choice> {
    known.iter().map(|region| choice(region, region)).collect()
}

fn page(ground: &Ground, form: Filled) -> OrganNewPage {
    OrganNewPage {
        form,
        parents: by_id(&ground.parents),
        kinds: kinds(),
        regions: regions(&ground.regions),
        foreseen: None,
        checked: String::new(),
    }
}

/// The empty form.
pub async fn show(engine: web::Data<Engine>, staff: Staff) -> Result<HttpResponse, Fault> {
    let ground = organ_new::ground(staff.app(), staff.actor()).await?;
    let own = staff.session.actor.actor.organ.0;
    let form = Filled::default()
        .with_default("from_on", staff.app().clock.today().to_string())
        .with_default("parent", own.to_string())
        .with_default("kind", "department");
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page(&ground, form)))
}

fn read(fields: &Fields) -> Result<OrganInput, Fault> {
    let missing = || crate::casework::Error::input("parent", "请选择上级机关");
    let units = fields.get("units").lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(OrganInput {
        parent: fields.get("parent").parse().map_err(|_| missing())?,
        code: fields.get("code").to_owned(),
        name: fields.get("name").to_owned(),
        kind: fields.get("kind").to_owned(),
        region: fields.filled("region"),
        from_on: day_of(fields.get("from_on"), "from_on")?,
        units: units.map(str::to_owned).collect(),
    })
}

/// Checks what was typed; makes the organ, if it is what was checked.
pub async fn make(engine: web::Data<Engine>, form: StaffForm) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let app = staff.app();
    let ground = organ_new::ground(app, staff.actor()).await?;
    let tried = async {
        let input = read(&fields)?;
        let checked = digest(&input);
        let save = keeps(&fields, &checked);
        let (made, foreseen) = organ_new::make(app, staff.actor(), input, !save).await?;
        Ok::<_, Fault>((made, foreseen, checked))
    };
    match tried.await {
        Ok((Some(made), ..)) => Ok(see_other(format!("/staff/organization/{}?done=made", made.id))),
        Ok((None, foreseen, checked)) => {
            let page =
                OrganNewPage { foreseen: Some(foreseen), checked, ..page(&ground, Filled::of(&fields)) };
            Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
        }
        Err(fault) => {
            let page = page(&ground, Filled::of(&fields).with_faults(fault.input()?));
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
        }
    }
}
