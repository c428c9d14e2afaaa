//! Every letter of a case, what it waits for, and what lacks its letter.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{faults_of, see_other};
use crate::casework::letters::{self, VoidInput};
use crate::casework::papers::{self, Papers};
use crate::pages::Engine;
use crate::pages::desk::words::{LightMark, case_address};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::{Filled, Said};
use crate::pages::visitor::{Staff, StaffForm};

/// The list.
#[derive(Debug, Serialize)]
pub struct PapersPage {
    pub href: String,
    pub light: LightMark,
    pub found: Papers,
    pub form: Filled,
    /// What was just done, in words.
    pub done: Option<&'static str>,
}

impl Page for PapersPage {
    const TEMPLATE: &'static str = "papers/list.html";
}

fn done(word: &str) -> Option<&'static str> {
    match word {
        "written" => Some("文书已经拟好。"),
        "voided" => Some("文书已经作废；有文号的，文号不再使用。"),
        "dispatched" => Some("已登记发出。"),
        _ => None,
    }
}

async fn make(staff: &Staff, number: &str, form: Filled, said: &str) -> Result<PapersPage, Fault> {
    let found = papers::load(staff.app(), staff.actor(), number.to_owned()).await?;
    let (href, light) = (case_address(number), LightMark::of(&found.case));
    Ok(PapersPage { href, light, found, form, done: done(said) })
}

/// The page.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    number: web::Path<String>,
    said: web::Query<Said>,
) -> Result<HttpResponse, Fault> {
    let page = make(&staff, &number, Filled::default(), &said.done).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// Voids a letter that has not left, with the reason.
pub async fn void(
    engine: web::Data<Engine>,
    sent: StaffForm,
    place: web::Path<(String, i32)>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = sent;
    let (number, letter) = place.into_inner();
    let name = format!("reason-{letter}");
    let input = VoidInput { reason: fields.get(&name).to_owned() };
    match letters::void(staff.app(), staff.actor(), number.clone(), letter, input).await {
        Ok(_) => Ok(see_other(format!("{}/papers?done=voided", case_address(&number)))),
        Err(error) => {
            let form = Filled::of(&fields).with_faults(faults_of(error, |_| false, &name)?);
            let page = make(&staff, &number, form, "").await?;
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
        }
    }
}
