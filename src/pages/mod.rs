//! Pages: server-rendered, in Chinese, on the same casework as the REST interface.
//!
//! To add a page: a struct with what it shows, its [`engine::Page`] (the template's name) and samples; a
//! template under `html/`; a handler, with [`visitor::Staff`] where one must be signed in; a line in
//! [`routes`]; the samples in [`samples`]. What changes something is a POST that takes
//! [`visitor::StaffForm`] or [`visitor::GuestForm`], which check where it comes from, and ends in a
//! redirect; what was rejected comes back filled in ([`form`]).
//!
//! Scripts and styles are files under `assets/`; the Content-Security-Policy lets no others act.

pub mod acts;
pub mod admin;
pub mod applicant;
pub mod assets;
pub mod chart;
pub mod decide;
pub mod desk;
pub mod engine;
mod errors;
pub mod fields;
pub mod form;
mod frame;
mod guard;
mod home;
pub mod manage;
pub mod oversight;
pub mod papers;
pub mod samples;
mod sign_in;
pub mod visitor;
pub mod work;

use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, ServiceConfig, get, post, scope};

pub use engine::Engine;

/// Every page.
pub fn routes(config: &mut ServiceConfig) {
    let pages = scope("")
        .wrap(from_fn(guard::refuse_foreign))
        .wrap(from_fn(errors::dress))
        .wrap(from_fn(guard::mark))
        .wrap(Compress::default())
        .route("/assets/{mark}/{path:.*}", get().to(assets::serve))
        .configure(for_everybody)
        .configure(applicant::routes)
        .configure(for_staff)
        .configure(admin::routes)
        .configure(desk::routes)
        .configure(work::routes)
        .configure(acts::routes)
        .configure(decide::routes)
        .configure(papers::routes)
        .configure(oversight::routes)
        .configure(manage::routes)
        .default_service(web::to(errors::nothing_here));
    config.service(pages);
}

fn for_everybody(config: &mut ServiceConfig) {
    config.route("/", get().to(home::show)).route("/look", post().to(home::choose_look));
}

fn for_staff(config: &mut ServiceConfig) {
    config
        .route("/staff/sign-in", get().to(sign_in::show))
        .route("/staff/sign-in", post().to(sign_in::sign_in))
        .route("/staff/sign-out", post().to(sign_in::sign_out))
        .route("/staff/post", post().to(sign_in::switch))
        .route("/staff/alive", get().to(sign_in::alive))
        .configure(desk::register::routes);
}
