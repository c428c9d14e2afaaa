//! Between the law's events and the journal's rows.

use serde::{Deserialize, Serialize};

use super::Error;
use crate::law::case::Recorded;
use crate::law::case_event::{Actor, CaseEvent};
use crate::law::text::UserId;
use crate::store::Db;
use crate::store::journal::{EventRow, NewEvent, load_events};

/// Who recorded an event, with the names as they were (decision 1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorNote {
    /// None for an applicant or the program itself.
    pub user: Option<UserId>,
    pub name: String,
    pub role: String,
    pub organ: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<UserId>,
}

/// An actor with the names that the journal keeps.
#[derive(Clone, Debug)]
pub struct NamedActor {
    pub actor: Actor,
    pub name: String,
    pub organ_name: String,
}

impl NamedActor {
    /// The person, unless it is an applicant or the program itself.
    pub fn person(&self) -> Option<UserId> {
        (self.actor.user != UserId::default()).then_some(self.actor.user)
    }

    /// Who looked or changed something, for the audit trail.
    pub(super) fn audit_note(&self) -> String {
        serde_json::json!({ "user": self.actor.user, "role": self.actor.role, "organ": self.actor.organ })
            .to_string()
    }

    fn note(&self) -> ActorNote {
        ActorNote {
            user: self.person(),
            name: self.person().map_or_else(String::new, |_| self.name.clone()),
            role: self.actor.role.title().to_owned(),
            organ: self.organ_name.clone(),
            on_behalf_of: self.actor.on_behalf_of,
        }
    }
}

/// An event with its actor, ready to be appended.
///
/// # Errors
/// [`Error::Store`] if words were not stored before.
pub fn to_row(event: &CaseEvent, actor: &NamedActor, today: chrono::NaiveDate) -> Result<NewEvent, Error> {
    let payload = serde_json::to_value(event).map_err(Error::corrupt)?;
    let kind = payload.get("kind").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned();
    Ok(NewEvent {
        kind,
        kind_version: CaseEvent::VERSION,
        occurred_on: event.occurred_on().unwrap_or(today),
        actor: serde_json::to_string(&actor.note()).map_err(Error::corrupt)?,
        payload: payload.to_string(),
    })
}

/// A row as the law reads it.
///
/// # Errors
/// [`Error::Store`] (corrupt) if it is not what this program wrote.
pub fn from_row(row: &EventRow) -> Result<Recorded, Error> {
    parse(row.kind_version, &row.payload, &row.actor)
}

/// An event of which only what the law reads was loaded.
///
/// # Errors
/// As [`from_row`].
pub(super) fn parse(kind_version: i32, payload: &str, actor: &str) -> Result<Recorded, Error> {
    if kind_version != CaseEvent::VERSION {
        return Err(Error::corrupt(format!("an event has the unknown version {kind_version}")));
    }
    let event = serde_json::from_str(payload).map_err(Error::corrupt)?;
    let note: ActorNote = serde_json::from_str(actor).map_err(Error::corrupt)?;
    Ok(Recorded { event, by: note.user })
}

/// The whole journal of a case.
///
/// # Errors
/// As [`from_row`], and the database's.
pub fn load(db: &mut Db, case_id: i64) -> Result<Vec<Recorded>, Error> {
    load_events(db, case_id)?.iter().map(from_row).collect()
}
