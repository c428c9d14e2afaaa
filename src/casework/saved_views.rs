//! 常用视图: queries of the register that a person keeps under a name.

use serde::Serialize;

use super::Error;
use super::journal::NamedActor;
use crate::app::App;
use crate::store::saved_views::{delete_saved_view, list_saved_views, put_saved_view};

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 20;
/// The most views of one person.
pub const MOST_VIEWS: usize = 30;
/// The longest query, in bytes.
const LONGEST_QUERY: usize = 2_000;

/// A view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SavedView {
    pub id: i64,
    pub name: String,
    /// What stands behind the `?` of the address that opens it.
    pub query: String,
}

/// The person's views, by name.
///
/// # Errors
/// The database's.
pub async fn list(app: &App, actor: NamedActor) -> Result<Vec<SavedView>, Error> {
    let user = actor.actor.user.0;
    app.store
        .read(move |db| {
            let rows = list_saved_views(db, user)?;
            Ok(rows
                .into_iter()
                .map(|row| SavedView { id: row.id, name: row.name, query: row.query })
                .collect())
        })
        .await
}

/// Keeps a view, in the place of the one of the same name.
///
/// # Errors
/// [`Error::Input`] for a name that is missing or too long, and for too many views.
pub async fn keep(app: &App, actor: NamedActor, name: String, query: String) -> Result<(), Error> {
    let user = actor.actor.user.0;
    let now = app.now();
    let length = name.chars().count();
    if length == 0 || length > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Error::input("view", format!("请填写视图的名称，不超过{LONGEST_NAME}个字")));
    }
    if query.len() > LONGEST_QUERY {
        return Err(Error::input("view", "查询条件太长，不能保存，请减少条件"));
    }
    app.store
        .write(move |tx| {
            let known = list_saved_views(tx, user)?;
            if known.len() >= MOST_VIEWS && !known.iter().any(|view| view.name == name) {
                let message = format!("最多保存{MOST_VIEWS}个视图，请先删除不用的");
                return Err(Error::input("view", message));
            }
            Ok(put_saved_view(tx, user, &name, &query, now)?)
        })
        .await
}

/// Throws a view away.
///
/// # Errors
/// Not found for one that is not the person's own.
pub async fn forget(app: &App, actor: NamedActor, id: i64) -> Result<(), Error> {
    let user = actor.actor.user.0;
    app.store.write(move |tx| Ok(delete_saved_view(tx, user, id)?)).await
}
