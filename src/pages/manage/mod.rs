//! 管理: the calendar of rest days, organs and posts, limits and alerts; and 帮助 for everyone.

pub mod samples;

use actix_web::web::ServiceConfig;

/// The pages of administrators, and 帮助.
pub fn routes(_config: &mut ServiceConfig) {}
