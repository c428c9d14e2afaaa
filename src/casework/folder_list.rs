//! 台账 narrowed to a folder of 我的待办: the whole of it in an order of the database, where the folder itself
//! ranks only its earliest cases.

use super::Error;
use super::awaited;
use super::folders::Folder;
use super::journal::NamedActor;
use super::list::ListQuery;
use crate::app::App;
use crate::law::roles::Role;

/// Narrows a list to the cases of a folder; `own` as in the folder.
///
/// # Errors
/// [`Error::Forbidden`] for a post without folders.
pub async fn narrow(
    app: &App,
    actor: NamedActor,
    folder: Folder,
    own: bool,
    mut query: ListQuery,
) -> Result<ListQuery, Error> {
    if !matches!(actor.actor.role, Role::Handler | Role::Reviewer | Role::OfficeHead | Role::Approver) {
        return Err(Error::Forbidden);
    }
    let (today, own) = (app.clock.today(), own.then_some(actor.actor.user.0));
    let waits = app.store.read(move |db| awaited::waits(db, &actor.actor)).await?;
    let filter = folder.filter(&waits, own, today);
    query.filter.all_of.extend(filter.all_of);
    query.filter.any_of = filter.any_of;
    Ok(query)
}
