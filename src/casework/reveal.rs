//! Names and numbers in full, on a click that is recorded.

use super::journal::NamedActor;
use super::party::{self, PartyView, Shown};
use super::{Error, checks};
use crate::app::App;
use crate::law::roles::Role;
use crate::store::audit::{NewAudit, append_audit};
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
            let entry = NewAudit {
                at: within.now(),
                actor: actor.audit_note(),
                what: "reveal_parties".to_owned(),
                case_id: Some(row.id),
                detail: "{}".to_owned(),
            };
            append_audit(tx, &entry)?;
            let parties = newest_versions(list_parties(tx, row.id)?);
            parties.iter().map(|party| party::view(party, &within.keys, Shown::Full)).collect()
        })
        .await
}
