//! 代理: who stands in for a post from now on, and who could.

use chrono::NaiveDate;
use serde::Serialize;

use super::Error;
use super::journal::NamedActor;
use super::trail::note;
use crate::app::App;
use crate::store::StoreError;
use crate::store::users::{
    end_deputy, list_deputies_since, list_posts_of_organ, load_deputy, load_post, load_user,
};

/// The deputies of a post.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Deputies {
    /// From today on, the first to begin first.
    pub named: Vec<Named>,
    /// People of the same organ.
    pub candidates: Vec<Candidate>,
}

/// Somebody who stands in, both days included.
#[derive(Clone, Debug, Serialize)]
pub struct Named {
    pub id: i64,
    pub name: String,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
}

/// Somebody who could stand in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    pub id: i64,
    pub name: String,
}

/// The deputies of an own post.
///
/// # Errors
/// [`Error::Forbidden`] for the post of another.
pub async fn load(app: &App, actor: NamedActor, post: i64) -> Result<Deputies, Error> {
    let today = app.clock.today();
    app.store
        .read(move |db| {
            let own = load_post(db, post)?;
            if own.user_id != actor.actor.user.0 {
                return Err(Error::Forbidden);
            }
            let mut deputies = Deputies::default();
            for row in list_deputies_since(db, post, today)? {
                let name = load_user(db, row.deputy_user_id)?.name;
                deputies.named.push(Named { id: row.id, name, from_on: row.from_on, to_on: row.to_on });
            }
            for other in list_posts_of_organ(db, own.organ_id, None, today)? {
                let known = deputies.candidates.iter().any(|candidate| candidate.id == other.user_id);
                if known || other.user_id == own.user_id {
                    continue;
                }
                let user = load_user(db, other.user_id)?;
                if user.disabled_at.is_none() {
                    deputies.candidates.push(Candidate { id: user.id, name: user.name });
                }
            }
            Ok(deputies)
        })
        .await
}

/// Ends a deputyship before its last day: from now on the deputy does nothing more under the post. What was
/// done so far stays as «X 代 Y».
///
/// # Errors
/// [`Error::Forbidden`] for anybody but the holder who named the deputy; not found for a deputyship of another
/// post, or one that is over.
pub async fn end(app: &App, actor: NamedActor, post: i64, id: i64) -> Result<(), Error> {
    let (now, today) = (app.now(), app.clock.today());
    app.store
        .write(move |tx| {
            if load_post(tx, post)?.user_id != actor.actor.user.0 {
                return Err(Error::Forbidden);
            }
            let row = load_deputy(tx, id)?;
            if row.post_id != post || row.to_on < today {
                return Err(StoreError::NotFound.into());
            }
            // As of an ended post the last day is yesterday.
            end_deputy(tx, &row, today.pred_opt().unwrap_or(today))?;
            let (deputy, from, to) = (row.deputy_user_id, row.from_on, row.to_on);
            note(tx, &actor, "end_deputy", format!("user {deputy} for post {post}, {from} to {to}"), now)
        })
        .await
}
