//! 督办 and its reply, the draft of the circular, and the proceedings in which an organ owes an answer.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::journal::NamedActor;
use super::trail::note;
use super::watched::{proceeding_of, proceeding_word};
use super::{Error, checks};
use crate::app::{App, shanghai};
use crate::law::iso;
use crate::law::remedy::answer_by;
use crate::law::roles::Role;
use crate::store::cases::load_case_by_number;
use crate::store::organs::load_organ;
use crate::store::supervision::{
    UrgingRow, answer_proceeding, insert_proceeding, list_circular, list_proceedings, list_urgings,
    reply_to_urging,
};
use crate::store::watches::wake;
use crate::store::{Instant, StoreError};

const LONGEST_REPLY: usize = 500;

/// A 督办.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UrgingView {
    pub id: i64,
    /// RFC 3339 with +08:00.
    pub opened_at: String,
    /// By when a reply is due.
    pub reply_by: NaiveDate,
    pub replied_at: Option<String>,
    pub reply: Option<String>,
}

/// The reply to a 督办.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UrgingReplyInput {
    pub reply: String,
}

/// A line of the circular's draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CircularLine {
    pub number: String,
    pub organ: String,
    /// 法定答复截止日 that was missed.
    pub due_on: NaiveDate,
}

/// A proceeding over a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProceedingView {
    pub id: i64,
    /// `review` `summary_review` `suit`
    pub kind: String,
    pub received_on: NaiveDate,
    /// By when the organ answers.
    pub answer_by: NaiveDate,
    pub answered_on: Option<NaiveDate>,
}

/// A proceeding to record.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProceedingInput {
    /// `review` `summary_review` `suit`
    pub kind: String,
    /// When the organ received the copy.
    #[serde(deserialize_with = "iso::day")]
    pub received_on: NaiveDate,
}

/// When a proceeding was answered.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnsweredInput {
    #[serde(deserialize_with = "iso::day")]
    pub answered_on: NaiveDate,
}

fn time(at: Instant) -> String {
    shanghai(at.to_utc()).to_rfc3339()
}

/// The 督办 of a case the actor sees, newest first.
///
/// # Errors
/// [`StoreError::NotFound`] outside the post's scope.
pub async fn urgings(app: &App, actor: NamedActor, number: String) -> Result<Vec<UrgingView>, Error> {
    app.store
        .read(move |db| {
            let row = load_case_by_number(db, &checks::scope(&actor.actor), &number)?;
            let view = |row: UrgingRow| UrgingView {
                id: row.id,
                opened_at: time(row.opened_at),
                reply_by: row.reply_by,
                replied_at: row.replied_at.map(time),
                reply: row.reply,
            };
            Ok(list_urgings(db, row.id)?.into_iter().map(view).collect())
        })
        .await
}

/// Replies to a 督办, for the office that was urged.
///
/// # Errors
/// [`Error::Forbidden`] for a supervisor; [`StoreError::Stale`] if it was replied to.
pub async fn reply(
    app: &App,
    actor: NamedActor,
    number: String,
    id: i64,
    input: UrgingReplyInput,
) -> Result<(), Error> {
    let reply = input.reply.trim().to_owned();
    let now = app.now();
    app.store
        .write(move |tx| {
            let row = load_case_by_number(tx, &checks::scope(&actor.actor), &number)?;
            if !matches!(actor.actor.role, Role::Handler | Role::Reviewer | Role::OfficeHead | Role::Clerk) {
                return Err(Error::Forbidden);
            }
            if reply.is_empty()
                || reply.chars().count() > LONGEST_REPLY
                || reply.chars().any(char::is_control)
            {
                let message = format!("请说明原因和预计办结的日期，不超过{LONGEST_REPLY}个字，不分行");
                return Err(Error::input("reply", message));
            }
            let found = list_urgings(tx, row.id)?.into_iter().find(|urging| urging.id == id);
            let urging = found.ok_or(StoreError::NotFound)?;
            // Sent twice, it was said once.
            let said = urging.replied_by == Some(actor.actor.user.0);
            if said && urging.reply.as_deref() == Some(reply.as_str()) {
                return Ok(());
            }
            reply_to_urging(tx, urging.id, &reply, actor.actor.user.0, now)?;
            Ok(wake(tx, row.id, now)?)
        })
        .await
}

/// The draft of the circular over the supervisor's subtree.
///
/// # Errors
/// [`Error::Forbidden`] for other posts.
pub async fn circular(app: &App, actor: NamedActor) -> Result<Vec<CircularLine>, Error> {
    if actor.actor.role != Role::Supervisor {
        return Err(Error::Forbidden);
    }
    app.store
        .read(move |db| {
            let lines = list_circular(db, &actor.actor.organ_path)?.into_iter();
            Ok(lines.map(|(number, organ, due_on)| CircularLine { number, organ, due_on }).collect())
        })
        .await
}

/// The proceedings over a case the actor sees.
///
/// # Errors
/// [`StoreError::NotFound`] outside the post's scope.
pub async fn proceedings(app: &App, actor: NamedActor, number: String) -> Result<Vec<ProceedingView>, Error> {
    let app = app.clone();
    let store = app.store.clone();
    store
        .read(move |db| {
            let row = load_case_by_number(db, &checks::scope(&actor.actor), &number)?;
            let organ = load_organ(db, row.organ_id)?;
            let calendar = app.calendars.current(db)?.in_force(organ.region.as_deref());
            let mut views = Vec::new();
            for found in list_proceedings(db, row.id)? {
                let proceeding = proceeding_of(&found.kind)?;
                views.push(ProceedingView {
                    id: found.id,
                    answer_by: answer_by(proceeding, found.received_on, &calendar.main)?,
                    kind: found.kind,
                    received_on: found.received_on,
                    answered_on: found.answered_on,
                });
            }
            Ok(views)
        })
        .await
}

fn must_keep_files(actor: &NamedActor) -> Result<(), Error> {
    let keeps = matches!(actor.actor.role, Role::Clerk | Role::OfficeHead);
    if keeps { Ok(()) } else { Err(Error::Forbidden) }
}

/// Records that the organ was called to answer in 复议 or before a court (L-48, L-53, G-67).
///
/// # Errors
/// [`Error::Forbidden`] unless clerk or office head; [`Error::Input`].
pub async fn record(
    app: &App,
    actor: NamedActor,
    number: String,
    input: ProceedingInput,
) -> Result<i64, Error> {
    let (now, today) = (app.now(), app.clock.today());
    app.store
        .write(move |tx| {
            let row = load_case_by_number(tx, &checks::scope(&actor.actor), &number)?;
            must_keep_files(&actor)?;
            let Ok(proceeding) = proceeding_of(&input.kind) else {
                let message = "请选择行政复议（review）、简易程序复议（summary_review）或者行政诉讼（suit）";
                return Err(Error::input("kind", message));
            };
            if input.received_on > today {
                return Err(Error::input("received_on", "日期还没有到，请核对"));
            }
            let (kind, by) = (proceeding_word(proceeding), actor.actor.user.0);
            let id = insert_proceeding(tx, row.id, kind, input.received_on, by, now)?;
            wake(tx, row.id, now)?;
            note(tx, &actor, "record_proceeding", format!("proceeding {id}"), now)?;
            Ok(id)
        })
        .await
}

/// Records the organ's answer.
///
/// # Errors
/// As [`record`]; [`StoreError::NotFound`] for a proceeding of another case.
pub async fn answered(
    app: &App,
    actor: NamedActor,
    number: String,
    id: i64,
    input: AnsweredInput,
) -> Result<(), Error> {
    let (now, today) = (app.now(), app.clock.today());
    app.store
        .write(move |tx| {
            let row = load_case_by_number(tx, &checks::scope(&actor.actor), &number)?;
            must_keep_files(&actor)?;
            if input.answered_on > today {
                return Err(Error::input("answered_on", "日期还没有到，请核对"));
            }
            answer_proceeding(tx, row.id, id, input.answered_on)?;
            wake(tx, row.id, now)?;
            note(tx, &actor, "answer_proceeding", format!("proceeding {id}"), now)
        })
        .await
}
