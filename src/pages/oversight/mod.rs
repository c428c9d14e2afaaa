//! 监督: what stands where, as numbers that open their lists.
//!
//! Every number is counted by the [`crate::casework::cut::Cut`] whose address it opens ([`count`]).

mod ageing;
mod count;
mod flow;
mod heat_map;
mod league;
mod outcomes;
mod overview;
mod period;
pub mod samples;
mod step_times;
mod switches;

use actix_web::web::{ServiceConfig, get};

/// The supervisor's pages.
pub fn routes(config: &mut ServiceConfig) {
    config.route("/staff/overview", get().to(overview::show));
}
