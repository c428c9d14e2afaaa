//! What someone registered today, to be seen below the form. It is kept sealed beside the drafts, by
//! person, organ and day, and is a convenience alone: the register is the list of cases.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Error;
use super::application::ApplicationInput;
use super::drafts::{self, Owner};
use super::journal::NamedActor;
use super::register::Registered;
use crate::app::App;

/// More than these are not kept.
const MOST: usize = 100;
const FIELD: &str = "saved";

/// One that was registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    pub number: String,
    pub applicant: String,
    pub title: String,
    pub received_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    /// The code of the other organ, where it was taken at a 受理窗口.
    pub organ: Option<String>,
}

impl Saved {
    pub fn of(input: &ApplicationInput, registered: &Registered) -> Saved {
        let title: Vec<&str> = input.items.iter().map(|item| item.description.as_str()).collect();
        Saved {
            number: registered.number.clone(),
            applicant: input.applicant.name.clone(),
            title: title.join("；").chars().take(60).collect(),
            received_on: registered.received_on,
            due_on: registered.due_on,
            organ: input.organ.clone(),
        }
    }
}

fn owner(app: &App, actor: &NamedActor) -> Owner {
    let form = format!("sitting:{}:{}", actor.actor.organ.0, app.clock.today());
    Owner::person(app, actor.actor.user.0, &form)
}

/// What was registered today under this post's organ, the newest first.
///
/// # Errors
/// The database's.
pub async fn list(app: &App, actor: &NamedActor) -> Result<Vec<Saved>, Error> {
    let kept = drafts::find(app, owner(app, actor)).await?.unwrap_or_default();
    let lines = kept.fields.get(FIELD).into_iter().flatten();
    lines.map(|line| serde_json::from_str(line).map_err(Error::corrupt)).collect()
}

/// Puts one at the head of the list. The same form sent twice stands there once.
///
/// # Errors
/// The database's.
pub async fn note(app: &App, actor: &NamedActor, saved: Saved) -> Result<(), Error> {
    let mut all = list(app, actor).await?;
    all.retain(|known| known.number != saved.number);
    all.insert(0, saved);
    all.truncate(MOST);
    let lines: Result<Vec<String>, _> = all.iter().map(serde_json::to_string).collect();
    let fields = [(FIELD.to_owned(), lines.map_err(Error::corrupt)?)].into();
    drafts::put(app, owner(app, actor), fields, None).await.map(|_| ())
}
