//! 我的待办, 我的提醒 and 日历: what waits for a person, by folder, by alert, and by day.

mod dates;
mod folders;
mod inbox;
mod reach;
pub mod samples;

use actix_web::web::{ServiceConfig, get, post};

use super::desk::see_other;

/// The pages of whoever handles or approves.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/staff/work", get().to(folders::show))
        .route("/staff/work/sign", post().to(folders::sign))
        .route("/staff/inbox", get().to(inbox::show))
        .route("/staff/inbox/known", post().to(inbox::acknowledge))
        .route("/staff/inbox/settings", get().to(reach::show))
        .route("/staff/inbox/settings", post().to(reach::wish))
        .route("/staff/inbox/deputy", post().to(reach::deputy))
        .route("/staff/inbox/deputy/{id}/end", post().to(reach::end_deputy))
        .route("/staff/dates", get().to(dates::show))
        .route("/staff/dates/feed", post().to(dates::subscribe))
        .route("/staff/dates/feed/revoke", post().to(dates::unsubscribe));
}
