//! The first page: apply, or ask how an application stands; and how the pages look.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::Engine;
use super::engine::Page;
use super::errors::Fault;
use super::frame::Look;
use super::visitor::{Guest, GuestForm, look_cookie, own_address};
use crate::casework::public_organs::{self, PublicOrgan};

/// The organs that take applications.
#[derive(Debug, Serialize)]
pub struct HomePage {
    pub organs: Vec<PublicOrgan>,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "applicant/home.html";
}

/// The first page.
pub async fn show(engine: web::Data<Engine>, guest: Guest) -> Result<HttpResponse, Fault> {
    let organs = public_organs::list(guest.app()).await?;
    Ok(engine.answer(StatusCode::OK, &guest.frame, &HomePage { organs }))
}

/// 长辈版, 高对比度 and back.
pub async fn choose_look(form: GuestForm) -> HttpResponse {
    let look = Look { large: form.fields.get("large") == "1", contrast: form.fields.get("contrast") == "1" };
    HttpResponse::SeeOther()
        .insert_header((LOCATION, own_address(form.fields.get("back"), "/")))
        .cookie(look_cookie(form.guest.app(), look))
        .finish()
}
