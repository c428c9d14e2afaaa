//! The units and people of the cases that a post sees, by name.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Error;
use super::journal::NamedActor;
use super::row::word;
use crate::app::App;
use crate::law::roles::{Relation, Role};
use crate::store::organs::{list_organs, list_units};
use crate::store::users::{list_posts_of_organ, load_user};

/// A unit, with the people who handle cases in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unit {
    pub id: i64,
    pub name: String,
    pub handlers: Vec<Handler>,
}

/// Someone who handles cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Handler {
    pub id: i64,
    pub name: String,
}

/// Names for what a list holds by id.
#[derive(Clone, Debug, Default)]
pub struct Office {
    pub organs: BTreeMap<i64, String>,
    /// The path of each organ with its name; those above before those below.
    pub subtrees: Vec<(String, String)>,
    pub units: Vec<Unit>,
    /// Whether cases of several organs are seen.
    pub several: bool,
}

impl Office {
    pub fn unit(&self, id: Option<i64>) -> Option<&str> {
        let found = self.units.iter().find(|unit| Some(unit.id) == id)?;
        Some(&found.name)
    }

    pub fn handler(&self, id: Option<i64>) -> Option<&str> {
        let people = || self.units.iter().flat_map(|unit| &unit.handlers);
        let found = people().find(|person| Some(person.id) == id)?;
        Some(&found.name)
    }
}

/// Who there is, as far as the post sees cases: its own organ, for a supervisor the subtree.
///
/// # Errors
/// The database's.
pub async fn load(app: &App, actor: NamedActor) -> Result<Office, Error> {
    let today = app.clock.today();
    app.store
        .read(move |db| {
            let several = actor.actor.role.sees() == Some(Relation::Subtree);
            let mut office = Office { several, ..Office::default() };
            for organ in list_organs(db, &actor.actor.organ_path)? {
                if !several && organ.id != actor.actor.organ.0 {
                    continue;
                }
                let posts = list_posts_of_organ(db, organ.id, Some(&word(Role::Handler)), today)?;
                for unit in list_units(db, organ.id)? {
                    let mut handlers: Vec<Handler> = Vec::new();
                    for post in posts.iter().filter(|post| post.unit_id == Some(unit.id)) {
                        let user = load_user(db, post.user_id)?;
                        let known = handlers.iter().any(|handler| handler.id == user.id);
                        if user.disabled_at.is_none() && !known {
                            handlers.push(Handler { id: user.id, name: user.name });
                        }
                    }
                    let ended = unit.valid_to.is_some_and(|to| to < today);
                    let name = if ended { format!("{}（已撤销）", unit.name) } else { unit.name };
                    let name = if several { format!("{} {name}", organ.name) } else { name };
                    office.units.push(Unit { id: unit.id, name, handlers });
                }
                office.subtrees.push((organ.path, organ.name.clone()));
                office.organs.insert(organ.id, organ.name);
            }
            Ok(office)
        })
        .await
}
