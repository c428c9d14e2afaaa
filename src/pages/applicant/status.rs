//! 查询办理情况: asks for number and 查询码.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::apply::go;
use super::opened::Opened;
use crate::casework::status;
use crate::law::text::half_width;
use crate::pages::Engine;
use crate::pages::engine::Page;
use crate::pages::errors::Fault;
use crate::pages::form::Filled;
use crate::pages::visitor::{Guest, GuestForm};
use crate::store::StoreError;

/// The longest number, in signs; anything longer is none.
const LONGEST: usize = 64;

/// The form.
#[derive(Debug, Serialize)]
pub struct StatusPage {
    pub form: Filled,
}

impl Page for StatusPage {
    const TEMPLATE: &'static str = "applicant/status.html";
}

/// The form, empty.
pub async fn show(engine: web::Data<Engine>, guest: Guest) -> HttpResponse {
    engine.answer(StatusCode::OK, &guest.frame, &StatusPage { form: Filled::default() })
}

/// The form with the number that stands on a receipt; its code is behind `#`, which only a script reads.
pub async fn show_number(engine: web::Data<Engine>, guest: Guest, number: web::Path<String>) -> HttpResponse {
    let form = Filled::default().with_default("number", tidy(&number));
    engine.answer(StatusCode::OK, &guest.frame, &StatusPage { form })
}

/// A number or a code as people type it: full-width signs of an input method made plain, blanks taken out.
pub fn tidy(typed: &str) -> String {
    let plain = |sign: char| match sign {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        other => half_width(other),
    };
    let signs = typed.chars().filter(|sign| !sign.is_whitespace()).map(plain);
    signs.take(LONGEST).collect::<String>().to_uppercase()
}

/// Looks a case up and goes to its page.
pub async fn look_up(engine: web::Data<Engine>, form: GuestForm) -> Result<HttpResponse, Fault> {
    let guest = &form.guest;
    let app = guest.app();
    guest.service.admit()?;
    let (number, code) = (tidy(form.fields.get("number")), tidy(form.fields.get("code")));
    let mut faults = Vec::new();
    if number.is_empty() {
        faults.push(("number".to_owned(), "请填写登记编号".to_owned()));
    }
    if code.is_empty() {
        faults.push(("code".to_owned(), "请填写查询码".to_owned()));
    }
    if faults.is_empty() {
        match status::run(app, number.clone(), code.clone(), guest.address).await {
            Ok(_) => {
                let cookie = Opened::cookie(app, number, code)?;
                let mut answer = go("/status/case");
                answer.add_cookie(&cookie).map_err(|error| StoreError::down(error.to_string()))?;
                return Ok(answer);
            }
            Err(crate::casework::Error::Store(StoreError::NotFound)) => {
                let message = "登记编号或者查询码不对，请对照回执核对；查询码是12位数字".to_owned();
                faults.push(("number".to_owned(), message));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let page = StatusPage { form: Filled::of(&form.fields).with_faults(faults) };
    Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &guest.frame, &page))
}

/// Forgets the case on this device.
pub async fn leave(request: HttpRequest, mut form: GuestForm) -> Result<HttpResponse, Fault> {
    if let Some(opened) = Opened::find(&request, &mut form.guest) {
        opened.check(&form.fields)?;
    }
    let mut answer = go("/status");
    let cookie = Opened::no_cookie(form.guest.app());
    answer.add_cookie(&cookie).map_err(|error| StoreError::down(error.to_string()))?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_input_method_types_is_understood() {
        assert_eq!(tidy(" qszr-2026-00001 "), "QSZR-2026-00001");
        assert_eq!(tidy("QSZR-2026-00001"), "QSZR-2026-00001");
        assert_eq!(tidy("1234 5678 9012"), "123456789012");
        assert_eq!(tidy(&"x".repeat(500)).len(), LONGEST);
    }
}
