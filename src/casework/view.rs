//! A case as people see it: with the light of the day.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::explained::{Explained, explain, warnings};
use super::journal::NamedActor;
use super::party::{self, PartyView, Shown};
use super::people::OrganSettings;
use super::perform::calendar_for;
use super::row::word;
use super::{Error, checks, journal};
use crate::app::App;
use crate::law::act::ActKind;
use crate::law::calendar::Calendar;
use crate::law::case::{Case, Step};
use crate::law::case_event::Actor;
use crate::law::light::{Light, LightFacts, Standing};
use crate::law::roles::{Role, may, relation};
use crate::law::text::OrganId;
use crate::store::cases::{CaseRow, load_case_by_number};
use crate::store::journal::load_events;
use crate::store::organs::load_organ;
use crate::store::parties::{list_parties, newest_versions};
use crate::store::texts::{list_texts, newest};
use crate::store::{Db, StoreError};

/// A case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CaseView {
    #[serde(flatten)]
    pub summary: CaseSummary,
    pub items: Vec<ItemView>,
    /// 指定的提供方式.
    pub form: Option<String>,
    /// 获取信息的方式.
    pub delivery: Option<String>,
    pub parties: Vec<PartyView>,
    /// The acts that this post may ask for; the state may still refuse one.
    pub acts: Vec<String>,
    pub warnings: Vec<String>,
}

/// A requested item, with the number that a decision answers it by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemView {
    pub item: u16,
    pub description: String,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CaseSummary {
    /// By which the act `link` names it.
    pub id: i64,
    pub number: String,
    pub organ: i64,
    pub unit: Option<i64>,
    pub handler: Option<i64>,
    pub channel: String,
    pub title: String,
    pub applicant: String,
    /// The furthest of the eight steps.
    pub step: String,
    pub step_title: String,
    pub state: String,
    pub light: String,
    pub light_title: String,
    /// 暂定.
    pub provisional: bool,
    pub received_on: Option<NaiveDate>,
    /// 法定答复截止日.
    pub due_on: Option<NaiveDate>,
    /// 从严截止日: internal.
    pub prudent_due_on: Option<NaiveDate>,
    pub due_between: Option<[NaiveDate; 2]>,
    pub correction_notice_by: Option<NaiveDate>,
    pub waiting_for: Option<String>,
    pub waiting_until: Option<NaiveDate>,
    /// To the prudent date; negative after it.
    pub working_days_left: Option<i32>,
    /// Since 法定答复截止日, where the light is ■ (decision 31).
    pub working_days_overdue: Option<u32>,
    pub delivered_on: Option<NaiveDate>,
    pub ended_on: Option<NaiveDate>,
    pub result: Option<String>,
    /// For If-Match.
    pub version: i64,
}

/// A row with the light of `today`. A supervisor sees masked names.
///
/// # Errors
/// [`Error::Store`] (corrupt) for a row this program did not write.
pub fn summary(
    row: &CaseRow,
    calendar: &Calendar,
    role: Role,
    today: NaiveDate,
) -> Result<CaseSummary, Error> {
    let standing = Standing::of_word(&row.state)
        .ok_or_else(|| Error::corrupt(format!("unknown state {}", row.state)))?;
    let facts = LightFacts {
        standing,
        due_on: row.due_on,
        prudent_due_on: row.prudent_due_on,
        paused_until: row.paused_until,
    };
    let light = Light::on(today, facts, &calendar.main)?;
    let main = &calendar.main;
    let left = match row.prudent_due_on.filter(|_| !standing.ended()) {
        Some(due) => Some(main.count(today, due)? as i32 - main.count(due, today)? as i32),
        None => None,
    };
    let overdue = match row.due_on.filter(|_| light == Light::Overdue) {
        Some(due) => Some(main.count(due, today)?),
        None => None,
    };
    let step = Step::ALL.into_iter().find(|step| word(step) == row.step);
    let masked = role == Role::Supervisor;
    Ok(CaseSummary {
        id: row.id,
        number: row.number.clone(),
        organ: row.organ_id,
        unit: row.unit_id,
        handler: row.handler_id,
        channel: row.channel.clone(),
        title: row.title.clone(),
        applicant: if masked { party::mask_words(&row.applicant_name) } else { row.applicant_name.clone() },
        step: row.step.clone(),
        step_title: step.map_or("", Step::title).to_owned(),
        state: row.state.clone(),
        light: word(light),
        light_title: light.title().to_owned(),
        provisional: row.provisional,
        received_on: row.received_on,
        due_on: row.due_on,
        prudent_due_on: row.prudent_due_on,
        due_between: row.due_early_on.zip(row.due_late_on).map(|(early, late)| [early, late]),
        correction_notice_by: row.correction_notice_by,
        waiting_for: row.waiting_for.clone(),
        waiting_until: row.waiting_until,
        working_days_left: left,
        working_days_overdue: overdue,
        delivered_on: row.delivered_on,
        ended_on: row.ended_on,
        result: row.result.clone(),
        version: row.version,
    })
}

pub(super) fn make(
    app: &App,
    db: &mut Db,
    row: &CaseRow,
    case: &Case,
    calendar: &Calendar,
    actor: &Actor,
    today: NaiveDate,
) -> Result<CaseView, Error> {
    let shown = if actor.role == Role::Supervisor { Shown::NameMasked } else { Shown::Masked };
    let parties = newest_versions(list_parties(db, row.id)?);
    let texts = list_texts(db, row.id)?;
    let near = relation(actor, case);
    let deadline = case.deadline(calendar)?.answer(today)?;
    let wish = |kind: &str| newest(&texts, kind).map(str::to_owned);
    Ok(CaseView {
        form: wish("form"),
        delivery: wish("delivery"),
        summary: summary(row, calendar, actor.role, today)?,
        items: texts
            .into_iter()
            .filter(|text| text.kind == "item")
            .zip(1u16..)
            .filter(|(_, item)| case.items.contains(item))
            .map(|(text, item)| ItemView { item, description: text.body })
            .collect(),
        parties: parties.iter().map(|row| party::view(row, &app.keys, shown)).collect::<Result<_, _>>()?,
        acts: ActKind::ALL
            .iter()
            .filter(|kind| may(actor, **kind, near))
            .map(|kind| kind.tag().to_owned())
            .collect(),
        warnings: warnings(case, &deadline, calendar, today)?,
    })
}

/// A case within the post's scope.
///
/// # Errors
/// [`crate::store::StoreError::NotFound`] for a case that does not exist for this post.
pub async fn load(app: &App, actor: NamedActor, number: String) -> Result<CaseView, Error> {
    let (app, today) = (app.clone(), app.clock.today());
    let store = app.store.clone();
    store
        .read(move |db| {
            let Folded { row, case, calendar, .. } = load_folded(&app, db, &actor.actor, &number)?;
            make(&app, db, &row, &case, &calendar, &actor.actor, today)
        })
        .await
}

/// A case as it was loaded for someone who may open it.
pub(super) struct Folded {
    pub row: CaseRow,
    pub case: Case,
    pub calendar: Arc<Calendar>,
    pub settings: OrganSettings,
}

pub(super) fn load_folded(app: &App, db: &mut Db, actor: &Actor, number: &str) -> Result<Folded, Error> {
    let row = load_case_by_number(db, &checks::scope_to_open(actor), number)?;
    let organ = load_organ(db, row.organ_id)?;
    let case = Case::fold(OrganId(organ.id), &organ.path, &journal::load(db, row.id)?);
    if !checks::opens(actor, &case) {
        return Err(StoreError::NotFound.into());
    }
    let calendar = calendar_for(app.calendars.current(db)?.as_ref(), &organ, &row, &case);
    Ok(Folded { row, case, calendar, settings: OrganSettings::of(&organ) })
}

/// The explanation of a case within the post's scope.
///
/// # Errors
/// As [`load`].
pub async fn load_explained(app: &App, actor: NamedActor, number: String) -> Result<Explained, Error> {
    let (app, today) = (app.clone(), app.clock.today());
    let store = app.store.clone();
    store
        .read(move |db| {
            let Folded { case, calendar, settings, .. } = load_folded(&app, db, &actor.actor, &number)?;
            explain(&case, &calendar, settings, today)
        })
        .await
}

/// An event of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EventView {
    /// Its place in the journal, from 1: the number that a correction names.
    pub seq: i32,
    pub kind: String,
    /// 发生日.
    pub occurred_on: NaiveDate,
    /// 录入时间, RFC 3339 with +08:00.
    pub recorded_at: String,
    #[schema(value_type = Object)]
    pub actor: serde_json::Value,
    #[schema(value_type = Object)]
    pub payload: serde_json::Value,
}

/// The journal of a case within the post's scope.
///
/// # Errors
/// As [`load`].
pub async fn load_journal(app: &App, actor: NamedActor, number: String) -> Result<Vec<EventView>, Error> {
    let app = app.clone();
    let store = app.store.clone();
    store
        .read(move |db| {
            let Folded { row, .. } = load_folded(&app, db, &actor.actor, &number)?;
            let events = load_events(db, row.id)?;
            events.iter().map(event_view).collect()
        })
        .await
}

fn event_view(event: &crate::store::journal::EventRow) -> Result<EventView, Error> {
    Ok(EventView {
        seq: event.seq,
        kind: event.kind.clone(),
        occurred_on: event.occurred_on,
        recorded_at: crate::app::shanghai(event.recorded_at.to_utc()).to_rfc3339(),
        actor: serde_json::from_str(&event.actor).map_err(Error::corrupt)?,
        payload: serde_json::from_str(&event.payload).map_err(Error::corrupt)?,
    })
}
