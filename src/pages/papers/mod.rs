//! 文书 of a case: every letter with what it waits for; one that is missing is written, a draft written anew,
//! one that no act sends is sent; and a 督办 is taken back.

mod dispatch;
mod list;
pub mod samples;
mod shape;
mod withdraw;
mod write;

use actix_web::web::{ServiceConfig, get, post};

use super::desk::see_other;
use super::errors::Fault;
use crate::casework;
use crate::law::refusal::Refusal;

/// The pages of letters.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/staff/cases/{number}/papers", get().to(list::show))
        .route("/staff/cases/{number}/papers/write", get().to(write::show))
        .route("/staff/cases/{number}/papers/write", post().to(write::keep))
        .route("/staff/cases/{number}/papers/write/preview", post().to(write::preview))
        .route("/staff/cases/{number}/papers/{letter}/void", post().to(list::void))
        .route("/staff/cases/{number}/papers/{letter}/dispatch", get().to(dispatch::show))
        .route("/staff/cases/{number}/papers/{letter}/dispatch", post().to(dispatch::send))
        .route("/staff/cases/{number}/urgings/{id}/withdraw", get().to(withdraw::show))
        .route("/staff/cases/{number}/urgings/{id}/withdraw", post().to(withdraw::withdraw));
}

/// What has to be mended, by the names of the fields; what belongs to none stands at `otherwise`. Anything
/// else stays a fault.
fn faults_of(
    error: casework::Error,
    known: impl Fn(&str) -> bool,
    otherwise: &str,
) -> Result<Vec<(String, String)>, Fault> {
    let place = |field: &str| if known(field) { field.to_owned() } else { otherwise.to_owned() };
    match error {
        casework::Error::Input(faults) => {
            Ok(faults.into_iter().map(|fault| (place(fault.field), fault.message)).collect())
        }
        casework::Error::Refused(Refusal::NotYourTask { .. } | Refusal::OwnDraft) => Err(error.into()),
        casework::Error::Refused(refusal) => {
            let field = match refusal {
                Refusal::BackdatingNeedsReason { .. } => "backdate-reason",
                Refusal::BackdatingNeedsSecondPerson { .. } => "backdate-second",
                Refusal::InFuture { .. } => "on",
                _ => "",
            };
            Ok(vec![(place(field), refusal.to_string())])
        }
        other => Err(other.into()),
    }
}
