//! REST under `/api/v1`.
//!
//! To add an endpoint: a handler in the file of its resource with its `#[utoipa::path]`, a line in
//! [`routes`], and `gongkai openapi > openapi.yaml`. Tests walk every route without rights and
//! compare `openapi.yaml` with the code.

mod auth;
mod calendar;
mod cases;
mod files;
mod health;
mod inbox;
mod json;
mod letters;
mod openapi;
mod organ_letters;
mod organs;
mod outbox;
mod posts;
mod public;
mod public_files;
mod sessions;
mod supervision;
mod windows;

pub use openapi::document;

use utoipa_actix_web::service_config::ServiceConfig;

/// Every route under `/api/v1`.
pub fn routes(config: &mut ServiceConfig<'_>) {
    people(config);
    on_cases(config);
    on_letters(config);
    on_alerts(config);
    open_to_all(config);
}

/// Who is who.
fn people(config: &mut ServiceConfig<'_>) {
    config
        .service(sessions::sign_in)
        .service(sessions::refresh)
        .service(sessions::sign_out)
        .service(sessions::me)
        .service(sessions::change_password)
        .service(organs::list_organs)
        .service(organs::list_users)
        .service(organs::create_user)
        .service(windows::list_windows)
        .service(windows::open_window)
        .service(posts::grant)
        .service(posts::end)
        .service(posts::disable)
        .service(posts::name_deputy)
        .service(posts::audit);
}

/// Cases and what is filed with them.
fn on_cases(config: &mut ServiceConfig<'_>) {
    config
        .service(cases::register)
        .service(cases::preview)
        .service(cases::list)
        .service(cases::find)
        .service(cases::journal)
        .service(cases::deadline)
        .service(cases::act)
        .service(cases::reveal)
        .service(cases::split)
        .service(files::add_file)
        .service(files::list_files)
        .service(files::download_file)
        .service(files::release_file);
}

/// Letters, and what an organ words in them.
fn on_letters(config: &mut ServiceConfig<'_>) {
    config
        .service(letters::draft)
        .service(letters::list)
        .service(letters::find)
        .service(letters::redraft)
        .service(letters::tick)
        .service(letters::void)
        .service(letters::sign)
        .service(letters::sheet)
        .service(letters::receipts)
        .service(organ_letters::find_facts)
        .service(organ_letters::put_facts)
        .service(organ_letters::list_templates)
        .service(organ_letters::template_history)
        .service(organ_letters::put_template)
        .service(organ_letters::restore_template)
        .service(organ_letters::preview_template);
}

/// Alerts, how they travel, and 督办.
fn on_alerts(config: &mut ServiceConfig<'_>) {
    config
        .service(supervision::urgings)
        .service(supervision::reply)
        .service(supervision::circular)
        .service(supervision::proceedings)
        .service(supervision::record)
        .service(supervision::answered)
        .service(inbox::list)
        .service(inbox::acknowledge)
        .service(inbox::preferences)
        .service(inbox::set_preferences)
        .service(inbox::create_feed)
        .service(inbox::revoke_feed)
        .service(inbox::read_feed)
        .service(outbox::list)
        .service(outbox::retry)
        .service(outbox::clear)
        .service(outbox::channels)
        .service(outbox::find_ladder)
        .service(outbox::set_ladder);
}

/// The calendar, the public, and the service itself.
fn open_to_all(config: &mut ServiceConfig<'_>) {
    config
        .service(calendar::day)
        .service(calendar::list_notices)
        .service(calendar::import_notice)
        .service(public::submit)
        .service(public::status)
        .service(public::withdraw)
        .service(public_files::attach)
        .service(public_files::list_released)
        .service(public_files::download_released)
        .service(health::live)
        .service(health::ready)
        .service(health::openapi);
}
