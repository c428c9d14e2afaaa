//! 作出决定 and 审批: the wizard that asks in the order of the law, and the pages of those who sign.

pub mod samples;

use actix_web::web::ServiceConfig;

/// The pages of deciding and approving.
pub fn routes(_config: &mut ServiceConfig) {}
