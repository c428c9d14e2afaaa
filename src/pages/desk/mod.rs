//! The front desk: what is to be done today, registering, the register, a case and the clerk's acts on it, scanning,
//! printing and sending.

pub(super) mod case;
mod case_acts;
mod case_gantt;
pub(super) mod case_page;
mod cases;
mod deliveries;
pub mod export;
mod print;
pub mod query;
pub mod register;
pub mod samples;
mod scan;
mod today;
pub mod words;

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, LOCATION};
use actix_web::web::{ServiceConfig, get, post};
use actix_web::{HttpResponse, web};

use super::errors::Fault;
use super::visitor::Staff;
use crate::app::App;
use crate::casework;
use crate::casework::letter_print::{self, Format, Printable};
use crate::http::download::disposition;
use crate::http::problem::Problem;
use crate::law::roles::Role;
use crate::store::StoreError;

/// The pages of the desk.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/staff", get().to(today::show))
        .route("/staff/day-list", get().to(today::day_list))
        .route("/staff/cases", get().to(cases::show))
        .route("/staff/cases.csv", get().to(export::download))
        .route("/staff/views", post().to(cases::keep_view))
        .route("/staff/views/forget", post().to(cases::forget_view))
        .route("/staff/cases/{number}", get().to(case::show))
        .route("/staff/cases/{number}/acts", post().to(case::act))
        .route("/staff/cases/{number}/preview", post().to(case::preview))
        .route("/staff/cases/{number}/reveal", post().to(case::reveal))
        .route("/staff/cases/{number}/letters/{letter}", get().to(case::letter))
        .route("/staff/cases/{number}/files/{file}", get().to(case::file))
        .route("/staff/scan", get().to(scan::show))
        .route("/staff/scan", post().to(scan::find))
        .route("/staff/print", get().to(print::show))
        .route("/staff/print", post().to(print::print))
        .route("/staff/print/waive", post().to(print::waive))
        .route("/staff/deliveries", get().to(deliveries::show))
        .route("/staff/deliveries", post().to(deliveries::record));
}

/// The clerk's own pages.
fn must_be_clerk(staff: &Staff) -> Result<(), Fault> {
    if staff.session.actor.actor.role == Role::Clerk {
        return Ok(());
    }
    Err(casework::Error::Forbidden.into())
}

/// Sends the browser on, after a form was taken.
pub fn see_other(address: impl Into<String>) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address.into())).finish()
}

/// A letter or a sheet in a format, made where nobody waits for the thread.
pub async fn rendered(app: &App, found: Printable, format: Format) -> Result<Vec<u8>, Fault> {
    let app = app.clone();
    let made = web::block(move || letter_print::render(&app, &found.letter, format, found.on)).await;
    Ok(made.map_err(|error| Problem::from(StoreError::down(error.to_string())))??)
}

/// A PDF that is looked at and printed: it holds personal data, so that no copy is kept on the way.
pub fn pdf(bytes: Vec<u8>, name: &str) -> HttpResponse {
    let shown = disposition(&format!("{name}.pdf")).replacen("attachment", "inline", 1);
    HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((CONTENT_DISPOSITION, shown))
        .insert_header((
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'",
        ))
        .insert_header(("Cache-Control", "no-store"))
        .body(bytes)
}
