//! The page of an organ, its 公开指南, and what holds for all of them: 个人信息保护 and 无障碍说明.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::casework::public_organs::{self, PublicOrgan};
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::visitor::Guest;

/// An organ.
#[derive(Debug, Serialize)]
pub struct OrganPage {
    pub organ: PublicOrgan,
}

impl Page for OrganPage {
    const TEMPLATE: &'static str = "applicant/organ.html";
}

/// How to apply to an organ.
#[derive(Debug, Serialize)]
pub struct GuidePage {
    pub organ: PublicOrgan,
}

impl Page for GuidePage {
    const TEMPLATE: &'static str = "applicant/guide.html";
}

/// 个人信息保护.
#[derive(Debug, Serialize)]
pub struct PrivacyPage {}

impl Page for PrivacyPage {
    const TEMPLATE: &'static str = "applicant/privacy.html";
}

/// 无障碍说明.
#[derive(Debug, Serialize)]
pub struct AccessibilityPage {}

impl Page for AccessibilityPage {
    const TEMPLATE: &'static str = "applicant/accessibility.html";
}

/// The page of an organ.
pub async fn show(
    engine: web::Data<Engine>,
    guest: Guest,
    code: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let organ = public_organs::load(guest.app(), code.into_inner()).await?;
    Ok(engine.answer(StatusCode::OK, &guest.frame, &OrganPage { organ }))
}

/// Its guide.
pub async fn guide(
    engine: web::Data<Engine>,
    guest: Guest,
    code: web::Path<String>,
) -> Result<HttpResponse, Fault> {
    let organ = public_organs::load(guest.app(), code.into_inner()).await?;
    Ok(engine.answer(StatusCode::OK, &guest.frame, &GuidePage { organ }))
}

/// What becomes of personal data.
pub async fn privacy(engine: web::Data<Engine>, guest: Guest) -> HttpResponse {
    engine.answer(StatusCode::OK, &guest.frame, &PrivacyPage {})
}

/// How everybody can use the pages.
pub async fn accessibility(engine: web::Data<Engine>, guest: Guest) -> HttpResponse {
    engine.answer(StatusCode::OK, &guest.frame, &AccessibilityPage {})
}
