//! Signing in and out, changing the post, and going on with a session that rested too long.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::Engine;
use super::engine::Page;
use super::errors::Fault;
use super::form::Filled;
use super::visitor::{Guest, GuestForm, Staff, StaffForm, no_session_cookie, own_address, session_cookie};
use crate::casework;
use crate::casework::page_session;
use crate::casework::status::counted_address;

/// Where one goes after signing in.
const DESK: &str = "/staff";

/// Asks for login and password.
#[derive(Debug, Serialize)]
pub struct SignInPage {
    pub form: Filled,
    /// Where to go then.
    pub back: String,
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "staff/sign_in.html";
}

#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// The form.
pub async fn show(engine: web::Data<Engine>, guest: Guest, asked: web::Query<Back>) -> HttpResponse {
    let back = own_address(&asked.back, DESK);
    engine.answer(StatusCode::OK, &guest.frame, &SignInPage { form: Filled::default(), back })
}

/// Signs in. A script that goes on with an expired session gets the new token instead of a page.
pub async fn sign_in(
    engine: web::Data<Engine>,
    request: HttpRequest,
    form: GuestForm,
) -> Result<HttpResponse, Fault> {
    let GuestForm { guest, fields } = form;
    let app = guest.app();
    let (login, password) = (fields.get("login").to_owned(), fields.get("password").to_owned());
    let back = own_address(fields.get("back"), DESK);
    let live = request.headers().contains_key("X-Requested-Live");
    let address = counted_address(guest.address);
    match page_session::sign_in(app, login, password, address).await {
        Ok(secret) => {
            let cookie = session_cookie(app, secret.clone());
            if live {
                let token = app.keys.form_token(&format!("session:{secret}"));
                return Ok(HttpResponse::Ok().cookie(cookie).content_type("text/plain").body(token));
            }
            Ok(HttpResponse::SeeOther().insert_header((LOCATION, back)).cookie(cookie).finish())
        }
        Err(casework::Error::NotSignedIn) if !live => {
            let mut typed = Filled::of(&fields);
            typed.values.remove("password");
            let fault = ("login".to_owned(), "登录名或者密码不对，请重新输入".to_owned());
            let page = SignInPage { form: typed.with_faults(vec![fault]), back };
            Ok(engine.answer(StatusCode::UNPROCESSABLE_ENTITY, &guest.frame, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// Ends the session.
pub async fn sign_out(form: StaffForm) -> Result<HttpResponse, Fault> {
    let app = form.staff.app();
    form.staff.session.end(app).await?;
    let cookie = no_session_cookie(app);
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, "/staff/sign-in")).cookie(cookie).finish())
}

/// Goes on under another post.
pub async fn switch(form: StaffForm) -> Result<HttpResponse, Fault> {
    let post = form.fields.get("post").parse().map_err(|_| casework::Error::Forbidden)?;
    form.staff.session.switch(form.staff.app(), post).await?;
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, DESK)).finish())
}

/// Whether the session still goes on: a script asks before it sends a long form.
pub async fn alive(_: Staff) -> HttpResponse {
    HttpResponse::NoContent().finish()
}
