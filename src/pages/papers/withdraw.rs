//! 撤回 of a 督办 that was issued by mistake, with the reason; its 文号 is given up.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{faults_of, see_other};
use crate::casework::urgings::{self, LONGEST_MESSAGE, UrgingLine};
use crate::casework::{self, urge_numbers};
use crate::law::roles::Role;
use crate::pages::Engine;
use crate::pages::desk::words::{LightMark, case_address};
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::Filled;
use crate::pages::visitor::{Staff, StaffForm};
use crate::store::StoreError;

/// A 督办 to be taken back.
#[derive(Debug, Serialize)]
pub struct WithdrawPage {
    pub number: String,
    pub href: String,
    pub light: LightMark,
    pub urging: UrgingLine,
    pub longest: usize,
    pub form: Filled,
}

impl Page for WithdrawPage {
    const TEMPLATE: &'static str = "papers/withdraw.html";
}

async fn make(staff: &Staff, number: &str, id: i64, form: Filled) -> Result<WithdrawPage, Fault> {
    let found = urgings::of_case(staff.app(), staff.actor(), number.to_owned()).await?;
    if staff.session.actor.actor.role != Role::Supervisor {
        return Err(casework::Error::Forbidden.into());
    }
    let urging = found.urgings.into_iter().find(|line| line.id == id);
    let urging = urging.ok_or(casework::Error::Store(StoreError::NotFound))?;
    Ok(WithdrawPage {
        number: found.case.number.clone(),
        href: case_address(&found.case.number),
        light: LightMark::of(&found.case),
        urging,
        longest: LONGEST_MESSAGE,
        form,
    })
}

/// The page.
pub async fn show(
    engine: web::Data<Engine>,
    staff: Staff,
    place: web::Path<(String, i64)>,
) -> Result<HttpResponse, Fault> {
    let (number, id) = place.into_inner();
    let page = make(&staff, &number, id, Filled::default()).await?;
    Ok(engine.answer(StatusCode::OK, &staff.frame, &page))
}

/// Takes it back.
pub async fn withdraw(
    engine: web::Data<Engine>,
    sent: StaffForm,
    place: web::Path<(String, i64)>,
) -> Result<HttpResponse, Fault> {
    let StaffForm { staff, fields } = sent;
    let (number, id) = place.into_inner();
    let reason = fields.get("reason").to_owned();
    match urge_numbers::withdraw(staff.app(), staff.actor(), number.clone(), id, reason).await {
        Ok(()) => Ok(see_other(format!("{}/urgings?done=withdrawn", case_address(&number)))),
        Err(error) => {
            let form = Filled::of(&fields).with_faults(faults_of(error, |_| false, "reason")?);
            let page = make(&staff, &number, id, form).await?;
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &staff.frame, &page))
        }
    }
}
