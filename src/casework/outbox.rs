//! Messages that no channel took: nothing leaves this list but by a person.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Error;
use super::journal::NamedActor;
use super::trail::note;
use crate::app::{App, shanghai};
use crate::law::roles::Role;
use crate::store::channel_health::list_health;
use crate::store::organs::find_organ;
use crate::store::outbox::{
    MessageRow, clear_message, count_waiting, list_troubled, load_message, retry_message,
};
use crate::store::watches::list_numbers;
use crate::store::{Db, Instant, StoreError};

const PAGE: i64 = 100;
const LONGEST_REASON: usize = 200;

/// A message that waits for a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TroubledView {
    pub id: i64,
    /// `dead`: no channel takes it; `uncertain` 不确定: it may have been sent.
    pub state: String,
    /// `mail` `webhook` `robot` `sms`
    pub channel: String,
    /// 登记编号.
    pub number: Option<String>,
    /// To which person of the system; none for an applicant.
    pub user: Option<i64>,
    pub attempts: i32,
    pub why: Option<String>,
    /// RFC 3339 with +08:00.
    pub created_at: String,
    pub settled_at: Option<String>,
}

/// How a channel fares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChannelView {
    pub channel: String,
    /// In a row, since the last success.
    pub failures: i32,
    pub waiting: i64,
    pub succeeded_at: Option<String>,
    pub failed_at: Option<String>,
    pub why: Option<String>,
    /// Until when it is not asked.
    pub resting_until: Option<String>,
}

/// Why a message is cleared.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearInput {
    pub reason: String,
}

fn time(at: Instant) -> String {
    shanghai(at.to_utc()).to_rfc3339()
}

fn must_be_admin(actor: &NamedActor) -> Result<(), Error> {
    if actor.actor.role == Role::Admin { Ok(()) } else { Err(Error::Forbidden) }
}

/// The messages of the subtree that wait for a person, oldest first.
///
/// # Errors
/// [`Error::Forbidden`] unless 系统管理员.
pub async fn list(app: &App, actor: NamedActor, after: Option<i64>) -> Result<Vec<TroubledView>, Error> {
    must_be_admin(&actor)?;
    app.store
        .read(move |db| {
            let rows = list_troubled(db, &actor.actor.organ_path, after, PAGE)?;
            let cases: Vec<i64> = rows.iter().filter_map(|row| row.case_id).collect();
            let numbers = list_numbers(db, &cases)?;
            let number =
                |id: i64| numbers.iter().find(|(case, _)| *case == id).map(|(_, number)| number.clone());
            let view = |row: MessageRow| TroubledView {
                id: row.id,
                state: row.state,
                channel: row.channel,
                number: row.case_id.and_then(number),
                user: row.user_id,
                attempts: row.attempts,
                why: row.last_error,
                created_at: time(row.created_at),
                settled_at: row.settled_at.map(time),
            };
            Ok(rows.into_iter().map(view).collect())
        })
        .await
}

/// A message of the actor's subtree; another does not exist.
fn load_own(db: &mut Db, actor: &NamedActor, id: i64) -> Result<MessageRow, Error> {
    let row = load_message(db, id)?;
    let organ = match row.organ_id {
        Some(organ) => find_organ(db, organ)?,
        None => None,
    };
    let own = organ.is_some_and(|organ| organ.path.starts_with(&actor.actor.organ_path));
    if own { Ok(row) } else { Err(StoreError::NotFound.into()) }
}

/// Sends a message again, under the same id.
///
/// # Errors
/// [`Error::Forbidden`] unless 系统管理员; [`StoreError::NotFound`] for a foreign one;
/// [`StoreError::Stale`] for one that no longer waits for a person.
pub async fn retry(app: &App, actor: NamedActor, id: i64) -> Result<(), Error> {
    must_be_admin(&actor)?;
    let now = app.now();
    app.store
        .write(move |tx| {
            load_own(tx, &actor, id)?;
            retry_message(tx, id, actor.actor.user.0, now)?;
            note(tx, &actor, "retry_message", format!("message {id}"), now)
        })
        .await
}

/// Clears a message with a reason.
///
/// # Errors
/// As [`retry`]; [`Error::Input`] without a reason.
pub async fn clear(app: &App, actor: NamedActor, id: i64, input: ClearInput) -> Result<(), Error> {
    must_be_admin(&actor)?;
    let reason = input.reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(Error::input("reason", format!("请写明不再发送的理由，不超过{LONGEST_REASON}个字")));
    }
    let now = app.now();
    app.store
        .write(move |tx| {
            load_own(tx, &actor, id)?;
            clear_message(tx, id, actor.actor.user.0, &reason, now)?;
            note(tx, &actor, "clear_message", format!("message {id}"), now)
        })
        .await
}

/// How every channel fares that ever sent.
///
/// # Errors
/// [`Error::Forbidden`] unless 系统管理员.
pub async fn health(app: &App, actor: NamedActor) -> Result<Vec<ChannelView>, Error> {
    must_be_admin(&actor)?;
    app.store
        .read(move |db| {
            let mut views = Vec::new();
            for row in list_health(db)? {
                views.push(ChannelView {
                    waiting: count_waiting(db, &row.channel)?,
                    channel: row.channel,
                    failures: row.failures,
                    succeeded_at: row.succeeded_at.map(time),
                    failed_at: row.failed_at.map(time),
                    why: row.last_error,
                    resting_until: row.resting_until.map(time),
                });
            }
            Ok(views)
        })
        .await
}
