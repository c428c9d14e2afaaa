//! 机关信息: what the letters of an organ say of it, kept from a day on after a check.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::urgings_of_case::day_of;
use crate::casework::organ_facts::{self, DatedFacts, LetterFacts, OrganFactsView, Place};
use crate::casework::row::word;
use crate::law::forum::OrganKind;
use crate::pages::Engine;
use crate::pages::desk::see_other;
use crate::pages::desk::words::{Choice, choice};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled};
use crate::pages::visitor::{Staff, StaffForm};
use crate::store::Hash;

/// The form.
#[derive(Debug, Serialize)]
pub struct FactsPage {
    pub organ: i64,
    pub name: String,
    pub form: Filled,
    pub kinds: Vec<Choice>,
    /// By the law and the tree of organs.
    pub review_forum: String,
    pub proposed_review: Vec<String>,
    pub court_level: String,
    /// Since when the present facts hold.
    pub since: Option<chrono::NaiveDate>,
    /// The 文号 that the next reply would have, where the check found nothing.
    pub passed: Option<String>,
    pub checked: String,
    pub done: bool,
}

impl Page for FactsPage {
    const TEMPLATE: &'static str = "manage/facts.html";
}

const KINDS: [(OrganKind, &str); 10] = [
    (OrganKind::Department, "县级以上地方人民政府工作部门"),
    (OrganKind::JusticeDepartment, "司法行政部门"),
    (OrganKind::TownshipGovernment, "乡、民族乡、镇人民政府"),
    (OrganKind::LocalGovernment, "县级以上地方人民政府（省级以下）"),
    (OrganKind::ProvincialGovernment, "省、自治区、直辖市人民政府"),
    (OrganKind::Dispatched, "派出机关、派出机构（含街道办事处）"),
    (OrganKind::Authorised, "法律、法规授权的组织"),
    (OrganKind::StateCouncilDepartment, "国务院部门"),
    (OrganKind::Customs, "海关"),
    (OrganKind::Vertical, "实行垂直领导的机关（金融、外汇、税务、国家安全）"),
];

/// The kinds of organs.
pub fn kinds() -> Vec<Choice> {
    KINDS.iter().map(|(kind, title)| choice(word(kind), *title)).collect()
}

/// The form as it is filled in now.
fn filled(view: &OrganFactsView, today: chrono::NaiveDate) -> Filled {
    let mut form = Filled::default().with_default("valid_from", today.to_string());
    let Some(dated) = &view.current else {
        for (name, at) in view.proposed_review.iter().zip(1..) {
            form = form.with_default(&format!("review-{at}-name"), name);
        }
        return form;
    };
    let facts = &dated.facts;
    form = form
        .with_default("kind", word(facts.kind))
        .with_default("office", &facts.office)
        .with_default("address", &facts.address)
        .with_default("postcode", &facts.postcode)
        .with_default("phone", &facts.phone)
        .with_default("contact", &facts.contact)
        .with_default("word", &facts.word)
        .with_default("hours", facts.hours.clone().unwrap_or_default())
        .with_default("online_review", facts.online_review.clone().unwrap_or_default());
    for (place, at) in facts.review.iter().zip(1..) {
        form = form
            .with_default(&format!("review-{at}-name"), &place.name)
            .with_default(&format!("review-{at}-address"), &place.address);
    }
    if let Some(court) = &facts.court {
        form = form.with_default("court-name", &court.name).with_default("court-address", &court.address);
    }
    form
}

fn place(fields: &Fields, stem: &str) -> Option<Place> {
    let (name, address) = (fields.get(&format!("{stem}-name")), fields.get(&format!("{stem}-address")));
    let place = Place { name: name.to_owned(), address: address.to_owned() };
    (!name.is_empty() || !address.is_empty()).then_some(place)
}

/// What was typed. The patterns of 文号 stay as they are.
fn read(fields: &Fields, view: &OrganFactsView) -> Result<DatedFacts, Fault> {
    let sent = fields.get("kind");
    let kind = KINDS.iter().find(|(kind, _)| word(kind) == sent).map(|(kind, _)| *kind);
    let missing = || crate::casework::Error::input("kind", "请选择机关的性质");
    let text = |name: &str| fields.get(name).to_owned();
    let patterns = view.current.as_ref().map_or_else(BTreeMap::new, |dated| dated.facts.patterns.clone());
    let facts = LetterFacts {
        kind: kind.ok_or_else(missing)?,
        office: text("office"),
        address: text("address"),
        postcode: text("postcode"),
        phone: text("phone"),
        contact: text("contact"),
        review: ["review-1", "review-2"].iter().filter_map(|stem| place(fields, stem)).collect(),
        online_review: fields.filled("online_review"),
        hours: fields.filled("hours"),
        court: place(fields, "court"),
        word: text("word"),
        patterns,
    };
    Ok(DatedFacts { valid_from: day_of(fields.get("valid_from"), "valid_from")?, facts })
}

fn page(view: OrganFactsView, form: Filled) -> FactsPage {
    FactsPage {
        organ: view.organ,
        name: view.name,
        form,
        kinds: kinds(),
        review_forum: view.review_forum,
        proposed_review: view.proposed_review,
        court_level: view.court_level,
        since: view.current.map(|dated| dated.valid_from),
        passed: None,
        checked: String::new(),
        done: false,
    }
}

#[derive(serde::Deserialize)]
pub struct Said {
    #[serde(default)]
    done: bool,
}

/// The facts of an organ.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    organ: web::Path<i64>,
    said: web::Query<Said>,
) -> Result<HttpResponse, Fault> {
    let view = organ_facts::load(staff.app(), staff.actor(), organ.into_inner()).await?;
    let form = filled(&view, staff.app().clock.today());
    let page = FactsPage { done: said.done, ..page(view, form) };
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// The field of the form for the one that casework names.
fn field(name: String) -> String {
    match name.as_str() {
        "review" => "review-1-name".to_owned(),
        "court" => "court-name".to_owned(),
        "patterns" => "word".to_owned(),
        _ => name,
    }
}

/// Checks what was typed; keeps it, if it is what was checked.
pub async fn keep(
    engine: web::Data<Engine>,
    form: StaffForm,
    organ: web::Path<i64>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = form;
    let (app, organ) = (staff.app(), organ.into_inner());
    let view = organ_facts::load(app, staff.actor(), organ).await?;
    let tried = async {
        let input = read(&fields, &view)?;
        let digest = Hash::of(&serde_json::to_vec(&input).unwrap_or_default()).to_string();
        let number = organ_facts::check(app, staff.actor(), organ, input.clone()).await?;
        if fields.get("act") == "save" && fields.get("checked") == digest {
            organ_facts::put(app, staff.actor(), organ, input).await?;
            return Ok((None, digest));
        }
        Ok((Some(number), digest))
    };
    match tried.await {
        Ok((None, _)) => Ok(see_other(format!("/staff/organization/{organ}/facts?done=true"))),
        Ok((passed, checked)) => {
            let page = FactsPage { passed, checked, ..page(view, Filled::of(&fields)) };
            Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
        }
        Err(fault) => {
            let fault: Fault = fault;
            let faults = fault.input()?.into_iter().map(|(name, message)| (field(name), message)).collect();
            let page = page(view, Filled::of(&fields).with_faults(faults));
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
        }
    }
}
