//! A person's own alerts: what is told, «已知悉», and how they want to be reached.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Error;
use super::journal::NamedActor;
use super::people::OrganSettings;
use crate::app::{App, shanghai};
use crate::law::iso;
use crate::store::alerts::AlertRow;
use crate::store::inbox::{
    EntryRow, acknowledge_entry, count_open_entries, list_entries, list_entries_by, load_entry,
};
use crate::store::ladders::{find_preferences, save_preferences};
use crate::store::organs::load_organ;
use crate::store::watches::list_numbers;
use crate::store::{Db, Instant};

const PAGE: i64 = 50;

/// Which mail a person gets. The inbox has everything anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailWish {
    /// What is pushed comes at once, the rest in the morning's digest.
    #[default]
    Each,
    /// Everything that can wait comes in the digest.
    Digest,
    /// Only what cannot wait, if the organ allows that.
    Off,
}

/// How a person wants to be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    /// `each` `digest` `off`
    #[serde(default)]
    pub mail: MailWish,
}

/// One alert in an inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EntryView {
    pub id: i64,
    /// The line to show.
    pub title: String,
    /// The data behind it.
    #[schema(value_type = Object)]
    pub matter: serde_json::Value,
    /// 登记编号, where it is about a case.
    pub number: Option<String>,
    /// Working days after the date, negative before it.
    pub level: i32,
    /// The date it is about.
    pub anchor_on: NaiveDate,
    /// As whom the person is told: `handler`, `unit_head` …
    pub audience: String,
    /// For whom they stand in.
    pub for_user: Option<i64>,
    /// RFC 3339 with +08:00.
    pub created_at: String,
    pub acknowledged_at: Option<String>,
    /// 预计办结日.
    pub expected_on: Option<NaiveDate>,
    /// Since when it no longer holds.
    pub ended_at: Option<String>,
}

/// A page of an inbox, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct InboxView {
    /// How many hold and are not acknowledged, on all pages.
    pub open: i64,
    pub entries: Vec<EntryView>,
}

/// «已知悉，预计×日办结».
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgementInput {
    #[serde(default, deserialize_with = "iso::optional_day")]
    pub expected_on: Option<NaiveDate>,
}

fn time(at: Instant) -> String {
    shanghai(at.to_utc()).to_rfc3339()
}

/// The alerts of the signed-in person, under whichever post.
///
/// # Errors
/// The database's.
pub async fn list(
    app: &App,
    actor: NamedActor,
    open_only: bool,
    before: Option<i64>,
) -> Result<InboxView, Error> {
    app.store
        .read(move |db| {
            let user = actor.actor.user.0;
            let rows = list_entries(db, user, open_only, before, PAGE)?;
            Ok(InboxView { open: count_open_entries(db, user)?, entries: views(db, rows)? })
        })
        .await
}

fn views(db: &mut Db, rows: Vec<(EntryRow, AlertRow)>) -> Result<Vec<EntryView>, Error> {
    let cases: Vec<i64> = rows.iter().filter_map(|(entry, _)| entry.case_id).collect();
    let numbers = list_numbers(db, &cases)?;
    let number = |id: i64| numbers.iter().find(|(case, _)| *case == id).map(|(_, number)| number.clone());
    let view = |(entry, alert): (EntryRow, AlertRow)| -> Result<EntryView, Error> {
        let mut kept: serde_json::Value = serde_json::from_str(&alert.matter).map_err(Error::corrupt)?;
        let title = kept.get("title").and_then(|title| title.as_str()).unwrap_or_default().to_owned();
        Ok(EntryView {
            id: entry.id,
            title,
            matter: kept.get_mut("matter").map(serde_json::Value::take).unwrap_or_default(),
            number: entry.case_id.and_then(number),
            level: alert.level,
            anchor_on: alert.anchor_on,
            audience: entry.audience,
            for_user: entry.for_user_id,
            created_at: time(entry.created_at),
            acknowledged_at: entry.acknowledged_at.map(time),
            expected_on: entry.expected_on,
            ended_at: entry.ended_at.map(time),
        })
    };
    rows.into_iter().map(view).collect()
}

/// An inbox in two parts, each newest first and cut into pages of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sorted {
    /// How many hold and are not acknowledged, on all pages.
    pub open: i64,
    /// They.
    pub waiting: Vec<EntryView>,
    /// What is acknowledged or no longer holds.
    pub past: Vec<EntryView>,
    /// Where the next pages begin; none on the last.
    pub next_waiting: Option<i64>,
    pub next_past: Option<i64>,
}

/// The alerts of the signed-in person, what is not acknowledged first.
///
/// # Errors
/// The database's.
pub async fn sorted(
    app: &App,
    actor: NamedActor,
    before_waiting: Option<i64>,
    before_past: Option<i64>,
) -> Result<Sorted, Error> {
    app.store
        .read(move |db| {
            let user = actor.actor.user.0;
            let mut part = |unacknowledged, before| -> Result<(Vec<EntryView>, Option<i64>), Error> {
                let mut rows = list_entries_by(db, user, unacknowledged, before, PAGE + 1)?;
                let more = rows.len() as i64 > PAGE;
                rows.truncate(PAGE as usize);
                let next = rows.last().filter(|_| more).map(|(entry, _)| entry.id);
                Ok((views(db, rows)?, next))
            };
            let (waiting, next_waiting) = part(true, before_waiting)?;
            let (past, next_past) = part(false, before_past)?;
            Ok(Sorted { open: count_open_entries(db, user)?, waiting, past, next_waiting, next_past })
        })
        .await
}

/// 已知悉: stops repeats to this person until the next level. It never stops the date.
///
/// # Errors
/// [`Error::Input`] for a day in the past; [`crate::store::StoreError::NotFound`] for another's entry.
pub async fn acknowledge(
    app: &App,
    actor: NamedActor,
    id: i64,
    input: AcknowledgementInput,
) -> Result<(), Error> {
    let (now, today) = (app.now(), app.clock.today());
    if input.expected_on.is_some_and(|on| on < today) {
        return Err(Error::input("expected_on", "预计办结的日期已经过去，请填写今日或者以后的日期"));
    }
    app.store
        .write(move |tx| {
            let entry = load_entry(tx, actor.actor.user.0, id)?;
            Ok(acknowledge_entry(tx, &entry, input.expected_on, now)?)
        })
        .await
}

/// The person's preferences.
///
/// # Errors
/// The database's.
pub async fn preferences(app: &App, actor: NamedActor) -> Result<Preferences, Error> {
    app.store
        .read(move |db| match find_preferences(db, actor.actor.user.0)? {
            Some(body) => serde_json::from_str(&body).map_err(Error::corrupt),
            None => Ok(Preferences::default()),
        })
        .await
}

/// Changes the person's preferences.
///
/// # Errors
/// [`Error::Input`] for what the organ does not allow.
pub async fn set_preferences(app: &App, actor: NamedActor, wish: Preferences) -> Result<(), Error> {
    let now = app.now();
    app.store
        .write(move |tx| {
            let allowed = OrganSettings::of(&load_organ(tx, actor.actor.organ.0)?).mail_may_be_off;
            if wish.mail == MailWish::Off && !allowed {
                return Err(Error::input("mail", "本机关不允许关闭邮件提醒，可以改为每日汇总（digest）"));
            }
            let body = serde_json::to_string(&wish).map_err(Error::corrupt)?;
            Ok(save_preferences(tx, actor.actor.user.0, &body, now)?)
        })
        .await
}
