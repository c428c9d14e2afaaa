//! 办理: one page for each act on a case, with the letter it writes and the dates it moves.

pub mod samples;

use actix_web::web::ServiceConfig;

/// The pages of acts.
pub fn routes(_config: &mut ServiceConfig) {}
