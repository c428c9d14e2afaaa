//! 文号: the pattern of each series of an organ, kept from a day on after a check that shows the next numbers.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::organ::keeps;
use super::settings::digest;
use super::urgings_of_case::day_of;
use crate::casework::organ_numbers::{self, Numbering, NumbersEffect, NumbersView};
use crate::pages::Engine;
use crate::pages::desk::see_other;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Fields, Filled, Said};
use crate::pages::visitor::{Staff, StaffForm};

/// The page.
#[derive(Debug, Serialize)]
pub struct NumbersPage {
    pub numbers: NumbersView,
    pub form: Filled,
    /// What the check foresees, where it found nothing wrong.
    pub effect: Option<NumbersEffect>,
    pub checked: String,
    pub done: bool,
}

impl Page for NumbersPage {
    const TEMPLATE: &'static str = "manage/numbers.html";
}

/// The page with what stands in its form.
pub(super) fn page(numbers: NumbersView, form: Filled, today: NaiveDate) -> NumbersPage {
    NumbersPage {
        form: form.with_default("valid_from", today.to_string()),
        numbers,
        effect: None,
        checked: String::new(),
        done: false,
    }
}

/// The patterns as they are now.
fn kept(numbers: &NumbersView) -> Filled {
    let own = numbers.lines.iter().filter_map(|line| Some((line.field, line.own.clone()?)));
    own.fold(Filled::default(), |form, (field, own)| form.with_default(field, own))
}

/// The numbers of an organ.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    organ: web::Path<i64>,
    said: web::Query<Said>,
) -> Result<HttpResponse, Fault> {
    let numbers = organ_numbers::load(staff.app(), staff.actor(), organ.into_inner()).await?;
    let form = kept(&numbers);
    let page = NumbersPage { done: said.done == "kept", ..page(numbers, form, staff.app().clock.today()) };
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

fn read(fields: &Fields) -> Result<Numbering, Fault> {
    let (mut patterns, mut last, mut faults) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    for (series, field, last_field) in organ_numbers::fields() {
        if let Some(pattern) = fields.filled(field) {
            patterns.insert(series, pattern);
        }
        match fields.filled(last_field).map(|text| text.parse::<i32>()) {
            Some(Ok(number)) => drop(last.insert(series, number)),
            Some(Err(_)) => {
                let message = "请填写已经用到第几号，只写数字";
                faults.push(crate::casework::InputFault::new(last_field, message));
            }
            None => {}
        }
    }
    if !faults.is_empty() {
        return Err(crate::casework::Error::Input(faults).into());
    }
    Ok(Numbering { valid_from: day_of(fields.get("valid_from"), "valid_from")?, patterns, last })
}

/// Checks patterns; keeps them, if they are those that were checked.
pub async fn keep(
    engine: web::Data<Engine>,
    form: StaffForm,
    organ: web::Path<i64>,
) -> Result<HttpResponse, Fault> {
    let (StaffForm { staff, fields }, organ) = (form, organ.into_inner());
    let (app, today) = (staff.app(), staff.app().clock.today());
    let numbers = organ_numbers::load(app, staff.actor(), organ).await?;
    let tried = async {
        let input = read(&fields)?;
        let checked = digest(&input);
        let keep = keeps(&fields, &checked);
        let effect = organ_numbers::set(app, staff.actor(), organ, input, !keep).await?;
        Ok::<_, Fault>((keep, effect, checked))
    };
    match tried.await {
        Ok((true, ..)) => Ok(see_other(format!("/staff/organization/{organ}/numbers?done=kept"))),
        Ok((false, effect, checked)) => {
            let page = page(numbers, Filled::of(&fields), today);
            let page = NumbersPage { effect: Some(effect), checked, ..page };
            Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
        }
        Err(fault) => {
            let form = Filled::of(&fields).with_faults(fault.input()?);
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page(numbers, form, today)))
        }
    }
}
