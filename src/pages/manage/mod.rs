//! 管理与监督: 红黄灯清单 and 督办 of the supervisor; the calendar of rest days, organs and posts, the audit trail,
//! limits and alerts; and 帮助 for everyone.

mod audit;
mod facts;
mod help;
mod holidays;
mod lights;
mod numbers;
mod organ;
mod organ_new;
mod organ_samples;
mod organization;
pub mod samples;
mod settings;
mod settings_form;
mod settings_samples;
mod unit;
mod urgings;
mod urgings_of_case;

use actix_web::web::{ServiceConfig, get, post};

use super::errors::Fault;
use super::visitor::Staff;
use crate::casework;
use crate::law::roles::Role;

/// The pages of supervisors and administrators, and 帮助.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/staff/lights", get().to(lights::show))
        .route("/staff/lights.csv", get().to(lights::download))
        .route("/staff/urgings", get().to(urgings::show))
        .route("/staff/circular", get().to(urgings::circular))
        .route("/staff/cases/{number}/urgings", get().to(urgings_of_case::show))
        .route("/staff/cases/{number}/urgings", post().to(urgings_of_case::issue))
        .route("/staff/cases/{number}/urgings/{id}/reply", post().to(urgings_of_case::reply))
        .route("/staff/cases/{number}/urgings/{id}/close", post().to(urgings_of_case::close))
        .route("/staff/cases/{number}/urgings/{sheet}", get().to(urgings_of_case::sheet))
        .route("/staff/cases/{number}/proceedings", post().to(urgings_of_case::record))
        .route("/staff/cases/{number}/proceedings/{id}", post().to(urgings_of_case::answered))
        .route("/staff/holidays", get().to(holidays::show))
        .route("/staff/holidays", post().to(holidays::import))
        .route("/staff/organization", get().to(organization::show))
        .route("/staff/organization/posts", post().to(organization::grant))
        .route("/staff/organization/posts/{id}/end", post().to(organization::end))
        .route("/staff/organization/users", post().to(organization::create))
        .route("/staff/organization/users/{id}", post().to(organization::disable))
        .route("/staff/organization/windows", post().to(organization::open_window))
        .configure(of_organs)
        .route("/staff/audit", get().to(audit::show))
        .route("/staff/audit.csv", get().to(audit::download))
        .route("/staff/settings", get().to(settings::show))
        .route("/staff/settings/ladder", post().to(settings::keep_ladder))
        .route("/staff/settings/organ", post().to(settings::keep_organ))
        .route("/staff/settings/messages/{id}", post().to(settings::settle_message))
        .route("/staff/help", get().to(help::own))
        .route("/staff/help/{post}", get().to(help::of_post));
}

fn of_organs(config: &mut ServiceConfig) {
    config
        .route("/staff/organization/new", get().to(organ_new::show))
        .route("/staff/organization/new", post().to(organ_new::make))
        .route("/staff/organization/{organ}", get().to(organ::show))
        .route("/staff/organization/{organ}/change", post().to(organ::change))
        .route("/staff/organization/{organ}/end", post().to(organ::end))
        .route("/staff/organization/{organ}/units", post().to(organ::add_unit))
        .route("/staff/organization/{organ}/units/{unit}", get().to(unit::show))
        .route("/staff/organization/{organ}/units/{unit}/name", post().to(unit::rename))
        .route("/staff/organization/{organ}/units/{unit}/end", post().to(unit::end))
        .route("/staff/organization/{organ}/facts", get().to(facts::show))
        .route("/staff/organization/{organ}/facts", post().to(facts::keep))
        .route("/staff/organization/{organ}/numbers", get().to(numbers::show))
        .route("/staff/organization/{organ}/numbers", post().to(numbers::keep));
}

/// A page of some posts only.
fn must_be(staff: &Staff, roles: &[Role]) -> Result<(), Fault> {
    if roles.contains(&staff.session.actor.actor.role) {
        return Ok(());
    }
    Err(casework::Error::Forbidden.into())
}
