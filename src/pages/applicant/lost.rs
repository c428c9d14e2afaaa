//! 找回查询码: at the counter, or by a message to the registered address. The answer is one sentence, whether
//! or not there is such a number or such an address.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::apply::go;
use super::status::tidy;
use crate::casework::resend;
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::Filled;
use crate::pages::visitor::{Guest, GuestForm};

/// The form.
#[derive(Debug, Serialize)]
pub struct LostPage {
    pub form: Filled,
    /// Whether somebody has just asked.
    pub asked: bool,
}

impl Page for LostPage {
    const TEMPLATE: &'static str = "applicant/lost.html";
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    asked: String,
}

/// The form, or the answer to it.
pub async fn show(engine: web::Data<Engine>, guest: Guest, asked: web::Query<Asked>) -> HttpResponse {
    let page = LostPage { form: Filled::default(), asked: !asked.asked.is_empty() };
    engine.answer(StatusCode::OK, &guest.frame, &page)
}

/// Asks for a message.
pub async fn ask(engine: web::Data<Engine>, form: GuestForm) -> Result<HttpResponse, Fault> {
    let guest = &form.guest;
    guest.service.admit()?;
    let number = tidy(form.fields.get("number"));
    if number.is_empty() {
        let faults = vec![("number".to_owned(), "请填写登记编号".to_owned())];
        let page = LostPage { form: Filled::of(&form.fields).with_faults(faults), asked: false };
        return Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &guest.frame, &page));
    }
    resend::ask(guest.app(), number, guest.address).await?;
    Ok(go("/status/lost?asked=1"))
}
