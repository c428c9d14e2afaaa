//! 我的待办: what waits for a person, by folder, and the days it is due.

pub mod samples;

use actix_web::web::ServiceConfig;

/// The pages of whoever handles or approves.
pub fn routes(_config: &mut ServiceConfig) {}
