//! Names and numbers in full, on a click that is recorded.

use super::journal::NamedActor;
use super::party::{self, PartyInput, PartyView, Shown};
use super::trail::note_look;
use super::{Error, checks};
use crate::app::App;
use crate::law::roles::Role;
use crate::store::StoreError;
use crate::store::cases::load_case_by_number;
use crate::store::parties::{list_parties, newest_versions};

/// The parties of a case in clear. Who looked is written down in the same transaction.
///
/// # Errors
/// [`Error::Forbidden`] for a post that does not handle cases.
pub async fn run(app: &App, actor: NamedActor, number: String) -> Result<Vec<PartyView>, Error> {
    let within = app.clone();
    app.store
        .write(move |tx| {
            let row = load_case_by_number(tx, &checks::scope(&actor.actor), &number)?;
            if !matches!(actor.actor.role, Role::Clerk | Role::Handler | Role::OfficeHead) {
                return Err(Error::Forbidden);
            }
            note_look(tx, &actor, "reveal_parties", row.id, &serde_json::json!({}), within.now())?;
            let parties = newest_versions(list_parties(tx, row.id)?);
            parties.iter().map(|party| party::view(party, &within.keys, Shown::Full)).collect()
        })
        .await
}

/// The first applicant of a case in clear, for a new application of the same person. Who looked is written
/// down in the same transaction.
///
/// # Errors
/// [`Error::Forbidden`] unless a clerk; [`StoreError::NotFound`] for a case that does not exist for this post,
/// and where the retention of the applicant's data has ended.
pub async fn applicant(app: &App, actor: NamedActor, number: String) -> Result<PartyInput, Error> {
    if actor.actor.role != Role::Clerk {
        return Err(Error::Forbidden);
    }
    let within = app.clone();
    app.store
        .write(move |tx| {
            let row = load_case_by_number(tx, &checks::scope(&actor.actor), &number)?;
            note_look(tx, &actor, "reuse_applicant", row.id, &serde_json::json!({}), within.now())?;
            let parties = newest_versions(list_parties(tx, row.id)?);
            let first = parties.iter().find(|party| party.role == "applicant" && party.erased_at.is_none());
            party::open(first.ok_or(StoreError::NotFound)?, &within.keys)
        })
        .await
}
