//! The ladder of the reply date: read by everyone of an organ, changed by its administrator after a check.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::journal::NamedActor;
use super::trail::note;
use super::watched::ladder_of;
use super::{Error, InputFault};
use crate::app::App;
use crate::law::ladder::Ladder;
use crate::law::roles::Role;
use crate::store::ladders::{find_ladder, save_ladder};
use crate::store::organs::{OrganRow, list_organs, load_organ};
use crate::store::watches::wake_open_cases;
use crate::store::{Db, StoreError};

/// A ladder as it holds for an organ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LadderView {
    #[schema(value_type = Object)]
    pub ladder: Ladder,
    /// The organ that set it; none for the shipped one.
    pub set_by: Option<i64>,
    /// For If-Match; 0 if the organ has none of its own.
    pub version: i64,
}

/// The ladder of an organ: its own, an inherited one, or the shipped one.
///
/// # Errors
/// [`StoreError::NotFound`] for an organ that is neither the own one nor below it.
pub async fn find(app: &App, actor: NamedActor, organ: i64) -> Result<LadderView, Error> {
    app.store
        .read(move |db| {
            let organ = load_visible(db, &actor, organ)?;
            let row = find_ladder(db, &organ.path)?;
            let own = row.as_ref().filter(|row| row.organ_id == organ.id);
            Ok(LadderView {
                version: own.map_or(0, |row| row.version),
                set_by: row.as_ref().map(|row| row.organ_id),
                ladder: ladder_of(db, &organ)?,
            })
        })
        .await
}

fn load_visible(db: &mut Db, actor: &NamedActor, organ: i64) -> Result<OrganRow, Error> {
    let organ = load_organ(db, organ)?;
    let visible = organ.path.starts_with(&actor.actor.organ_path);
    if visible { Ok(organ) } else { Err(StoreError::NotFound.into()) }
}

/// Sets the ladder of an organ and of those below it that have none, after a check; every open case of
/// theirs is looked at anew. With `dry_run` it is only checked.
///
/// # Errors
/// [`Error::Forbidden`] unless 系统管理员; [`Error::Input`] with every fault; [`StoreError::Stale`].
pub async fn set(
    app: &App,
    actor: NamedActor,
    organ: i64,
    ladder: Ladder,
    seen: Option<i64>,
    dry_run: bool,
) -> Result<LadderView, Error> {
    if actor.actor.role != Role::Admin {
        return Err(Error::Forbidden);
    }
    let faults = ladder.faults();
    if !faults.is_empty() {
        let fault = |fault: &crate::law::ladder::LadderFault| InputFault::new("rungs", fault.to_string());
        return Err(Error::Input(faults.iter().map(fault).collect()));
    }
    let now = app.now();
    app.store
        .write(move |tx| {
            let organ = load_visible(tx, &actor, organ)?;
            let own = find_ladder(tx, &organ.path)?.filter(|row| row.organ_id == organ.id);
            let version = own.map_or(0, |row| row.version);
            if dry_run {
                return Ok(LadderView { ladder, set_by: Some(organ.id), version });
            }
            if seen.is_some_and(|seen| seen != version) {
                return Err(StoreError::Stale.into());
            }
            let body = serde_json::to_string(&ladder).map_err(Error::corrupt)?;
            let by = Some(actor.actor.user.0);
            let version = save_ladder(tx, organ.id, version, &body, now, by)?;
            let below: Vec<i64> = list_organs(tx, &organ.path)?.into_iter().map(|organ| organ.id).collect();
            wake_open_cases(tx, Some(&below), now)?;
            note(tx, &actor, "set_ladder", format!("organ {}", organ.id), now)?;
            Ok(LadderView { ladder, set_by: Some(organ.id), version })
        })
        .await
}
