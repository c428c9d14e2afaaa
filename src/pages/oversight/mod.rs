//! 监督: what stands where, as numbers that open their lists.

pub mod samples;

use actix_web::web::ServiceConfig;

/// The supervisor's pages.
pub fn routes(_config: &mut ServiceConfig) {}
