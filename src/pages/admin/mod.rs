//! Pages of the system administrator: how the organ words its letters.

pub mod samples;
mod templates;

use actix_web::web::{ServiceConfig, get, post};

/// The administrator's pages.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/staff/templates", get().to(templates::list))
        .route("/staff/templates/{organ}", get().to(templates::list_of))
        .route("/staff/templates/{organ}/{kind}", get().to(templates::show))
        .route("/staff/templates/{organ}/{kind}", post().to(templates::keep))
        .route("/staff/templates/{organ}/{kind}/preview", post().to(templates::preview))
        .route("/staff/templates/{organ}/{kind}/restore", post().to(templates::restore));
}
