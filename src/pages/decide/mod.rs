//! 作出决定 and 审批: the wizard that asks in the order of the law, and the pages of those who sign.
//!
//! [`wizard`] shows where one is; [`questions`], [`items`], [`opinion`] and [`letters`] take what is sent from
//! each of its steps. What is typed is kept in [`kept`] from the first answer on. [`approvals`] and [`approve`]
//! are for reviewers and the 签发人, [`offline`] for the clerk who records a signature on paper.

mod approvals;
mod approve;
mod items;
mod kept;
mod letters;
mod offline;
mod opinion;
mod questions;
pub mod samples;
mod wizard;
mod words;

use actix_web::web::{ServiceConfig, get, post};

use super::desk::see_other;
use super::errors::Fault;
use crate::casework;
use crate::law::refusal::Refusal;

/// The pages of deciding and approving.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/staff/cases/{number}/decide", get().to(wizard::show))
        .route("/staff/cases/{number}/decide/answer", post().to(questions::answer))
        .route("/staff/cases/{number}/decide/item", post().to(items::keep))
        .route("/staff/cases/{number}/decide/opinion", post().to(opinion::decide))
        .route("/staff/cases/{number}/decide/letter", post().to(letters::write))
        .route("/staff/cases/{number}/decide/tick", post().to(letters::tick))
        .route("/staff/cases/{number}/decide/submit", post().to(letters::submit))
        .route("/staff/approvals", get().to(approvals::show))
        .route("/staff/approvals/seen", post().to(approvals::seen))
        .route("/staff/cases/{number}/approve", get().to(approve::show))
        .route("/staff/cases/{number}/approve", post().to(approve::sign))
        .route("/staff/cases/{number}/approve/tick", post().to(approve::tick))
        .route("/staff/cases/{number}/approval-sheet", get().to(approve::sheet))
        .route("/staff/cases/{number}/offline-approval", get().to(offline::show))
        .route("/staff/cases/{number}/offline-approval", post().to(offline::record));
}

/// What has to be mended, shown at a field of the page unless the fault names one that the page has; a task of
/// somebody else stays a fault.
fn faults_of(
    error: casework::Error,
    field: &str,
    own: &[(&str, &str)],
) -> Result<Vec<(String, String)>, Fault> {
    match error {
        casework::Error::Input(faults) => {
            let place = |known: &str| {
                own.iter().find(|(name, _)| *name == known).map_or(field, |(_, place)| *place).to_owned()
            };
            Ok(faults.into_iter().map(|fault| (place(fault.field), fault.message)).collect())
        }
        casework::Error::Refused(Refusal::NotYourTask { .. } | Refusal::OwnDraft) => Err(error.into()),
        casework::Error::Refused(refusal) => Ok(vec![(field.to_owned(), refusal.to_string())]),
        other => Err(other.into()),
    }
}
