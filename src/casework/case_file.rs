//! A case as its page shows it: the case, its dates and why, its journal in words, and what may be done now.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Timelike};
use serde::Serialize;

use super::case_more::{self, Loaded, More};
use super::day_grid::{self, GridWeek};
use super::explained::{Explained, explain};
use super::journal::{ActorNote, NamedActor, from_row};
use super::journal_words::{self, Names};
use super::offered::Offer;
use super::print_queue::receipts_printed;
use super::view::{self, CaseView, Folded, load_folded};
use super::{Error, offered, party};
use crate::app::{App, shanghai};
use crate::law::case::Case;
use crate::law::case_event::{Actor, CaseEvent};
use crate::law::file::FileKind;
use crate::law::roles::Role;
use crate::law::text::Text;
use crate::store::Db;
use crate::store::files::{FileRow, list_files};
use crate::store::journal::{EventRow, load_events};
use crate::store::organs::{list_units, load_organ};
use crate::store::texts::list_texts;
use crate::store::users::load_user;

/// All that the page of a case shows, apart from its letters and files.
#[derive(Clone, Debug)]
pub struct CaseFile {
    pub case: CaseView,
    pub organ: String,
    pub unit: Option<String>,
    pub handler: Option<String>,
    pub explained: Explained,
    /// Empty before the receipt is known.
    pub grid: Vec<GridWeek>,
    /// The newest first.
    pub journal: Vec<Entry>,
    /// In order.
    pub deliveries: Vec<DeliveryEntry>,
    /// Letters of measures that left, in the order of the measures.
    pub sent: Vec<SentEntry>,
    /// Approved measures that did not leave.
    pub to_dispatch: Vec<ToDispatch>,
    /// What this person may do now, in the order of the law.
    pub offers: Vec<Offer>,
    /// The acts of the desk among it, by their tags.
    pub offered: Vec<&'static str>,
    /// 暂停提供.
    pub held: Option<Held>,
    /// How often the receipt was printed.
    pub receipts: usize,
    pub submitted_on: NaiveDate,
    pub more: More,
}

/// An event in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub seq: i32,
    /// 发生日.
    pub on: NaiveDate,
    /// 录入时间: day, and «14:05».
    pub recorded_on: NaiveDate,
    pub recorded_at: String,
    pub by: String,
    pub role: String,
    pub what: String,
    pub more: String,
}

/// 暂停提供 (J-9): the reply stays in the house while it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Held {
    pub on: NaiveDate,
    /// The heading and the reason; empty where it is erased or not to be seen.
    pub reason: String,
}

/// A delivery of the reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeliveryEntry {
    /// From 1.
    pub delivery: u32,
    pub method: &'static str,
    pub dispatched_on: Option<NaiveDate>,
    pub signed_on: Option<NaiveDate>,
    pub returned_on: Option<NaiveDate>,
    pub tracking: Option<String>,
    /// Neither signed for nor returned.
    pub under_way: bool,
}

/// The letter of a measure, on its way or arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SentEntry {
    /// Of the measure, from 1.
    pub number: u32,
    pub title: &'static str,
    pub dispatched_on: NaiveDate,
    /// When the other side received it, once it is known.
    pub received_on: Option<NaiveDate>,
    pub tracking: Option<String>,
}

/// A measure that waits to be dispatched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToDispatch {
    /// From 1.
    pub number: u32,
    pub title: &'static str,
}

/// A case within the post's scope.
///
/// # Errors
/// Not found for a case that does not exist for this post.
pub async fn load(app: &App, actor: NamedActor, number: String) -> Result<CaseFile, Error> {
    let app = app.clone();
    let store = app.store.clone();
    store.read(move |db| make(&app, db, &actor.actor, &number)).await
}

fn make(app: &App, db: &mut Db, actor: &Actor, number: &str) -> Result<CaseFile, Error> {
    let today = app.clock.today();
    let folded = load_folded(app, db, actor, number)?;
    let offers = offered::of_case(app, db, &folded, actor)?;
    let Folded { row, case, calendar, settings } = folded;
    let seen = view::make(app, db, &row, &case, &calendar, actor, today)?;
    let explained = explain(&case, &calendar, settings, today)?;
    let events = load_events(db, row.id)?;
    let (names, trackings) = names(db, row.organ_id, row.id, &events, actor.role)?;
    let organ = load_organ(db, row.organ_id)?;
    let handler = row.handler_id.map(|id| load_user(db, id)).transpose()?;
    let journal = events.iter().map(|event| entry(event, &names, actor.role));
    let journal = journal.collect::<Result<Vec<_>, _>>()?.into_iter().rev().collect();
    let loaded = Loaded {
        row: &row,
        case: &case,
        calendar: &calendar,
        explained: &explained,
        events: &events,
        actor,
        today,
    };
    Ok(CaseFile {
        more: case_more::make(db, &loaded)?,
        grid: day_grid::make(&explained, &calendar)?,
        explained,
        journal,
        deliveries: deliveries(&case, &trackings.of_replies),
        sent: sent(&case, &trackings.of_measures),
        to_dispatch: to_dispatch(&case),
        offered: offered::at_desk(&case, &offers),
        offers,
        held: held(&case, &events, &names)?,
        receipts: receipts_printed(db, row.id)?,
        submitted_on: shanghai(row.submitted_at.to_utc()).date_naive(),
        unit: row.unit_id.and_then(|id| names.units.get(&id).cloned()),
        handler: handler.map(|user| user.name),
        organ: organ.name,
        case: seen,
    })
}

/// The numbers of the post, by delivery and by measure.
#[derive(Default)]
struct Trackings {
    of_replies: BTreeMap<u32, String>,
    of_measures: BTreeMap<u32, String>,
}

/// Names for ids, and the numbers of the post.
fn names(
    db: &mut Db,
    organ_id: i64,
    case_id: i64,
    events: &[EventRow],
    role: Role,
) -> Result<(Names, Trackings), Error> {
    let mut names = Names::default();
    for unit in list_units(db, organ_id)? {
        names.units.insert(unit.id, unit.name);
    }
    // A supervisor sees what was done, not what was said of people.
    if role != Role::Supervisor {
        names.texts = list_texts(db, case_id)?.into_iter().map(|text| (text.id, text.body)).collect();
    }
    for (file, name) in list_files(db, case_id)? {
        let number = u32::try_from(file.ordinal).map_err(Error::corrupt)?;
        names.files.insert(number, name_of_file(&file, &name, role));
    }
    let mut trackings = Trackings::default();
    for event in events {
        let event = from_row(event)?.event;
        names.note(&event);
        match event {
            CaseEvent::Assigned { handler: Some(user), .. }
            | CaseEvent::ApprovalPassed { signed_by: Some(user), .. } => {
                let name = load_user(db, user.0)?.name;
                names.users.insert(user.0, name);
            }
            CaseEvent::ReplyDispatched { delivery, tracking: Some(Text::Stored(stored)), .. } => {
                if let Some(words) = names.texts.get(&stored.text) {
                    trackings.of_replies.insert(delivery, words.clone());
                }
            }
            CaseEvent::MeasureDispatched { number, tracking: Some(Text::Stored(stored)), .. } => {
                if let Some(words) = names.texts.get(&stored.text) {
                    trackings.of_measures.insert(number, words.clone());
                }
            }
            _ => {}
        }
    }
    Ok((names, trackings))
}

/// «“延期答复告知书”（PDF）»: a letter stands in the file in both formats under one name.
fn name_of_file(file: &FileRow, name: &str, role: Role) -> String {
    let format = match (file.kind == FileKind::Letter.word(), file.media.as_str()) {
        (true, "pdf") => "（PDF）",
        (true, "docx") => "（Word文档）",
        _ => "",
    };
    if role == Role::Supervisor || name.is_empty() {
        return format.to_owned();
    }
    format!("“{name}”{format}")
}

fn entry(event: &EventRow, names: &Names, role: Role) -> Result<Entry, Error> {
    let recorded = from_row(event)?;
    let by: ActorNote = serde_json::from_str(&event.actor).map_err(Error::corrupt)?;
    let (what, more) = journal_words::words(&recorded.event, names);
    let at = shanghai(event.recorded_at.to_utc());
    let name = if by.user.is_none() { "系统、申请人".to_owned() } else { by.name };
    Ok(Entry {
        seq: event.seq,
        on: event.occurred_on,
        recorded_on: at.date_naive(),
        recorded_at: format!("{:02}:{:02}", at.hour(), at.minute()),
        by: if role == Role::Supervisor { party::mask_words(&name) } else { name },
        role: if by.user.is_none() { String::new() } else { by.role },
        what,
        more,
    })
}

/// Since when, and why.
fn held(case: &Case, events: &[EventRow], names: &Names) -> Result<Option<Held>, Error> {
    if !case.held {
        return Ok(None);
    }
    for row in events.iter().rev() {
        let event = from_row(row)?.event;
        if matches!(event, CaseEvent::Held { .. }) {
            let (_, reason) = journal_words::words(&event, names);
            return Ok(Some(Held { on: row.occurred_on, reason }));
        }
    }
    Ok(None)
}

fn deliveries(case: &Case, trackings: &BTreeMap<u32, String>) -> Vec<DeliveryEntry> {
    let entry = |(number, delivery): (u32, &crate::law::case::Delivery)| DeliveryEntry {
        delivery: number,
        method: journal_words::method(delivery.method),
        dispatched_on: delivery.dispatched_on,
        signed_on: delivery.signed_on,
        returned_on: delivery.returned.map(|(on, _)| on),
        tracking: trackings.get(&number).cloned(),
        under_way: delivery.signed_on.is_none() && delivery.returned.is_none(),
    };
    (1..).zip(&case.deliveries).map(entry).collect()
}

fn sent(case: &Case, trackings: &BTreeMap<u32, String>) -> Vec<SentEntry> {
    let left =
        (1..).zip(&case.measures).filter_map(|(number, state)| Some((number, state, state.dispatched_on?)));
    let entry =
        |(number, state, dispatched_on): (u32, &crate::law::case::MeasureState, NaiveDate)| SentEntry {
            number,
            title: journal_words::measure(&state.measure),
            dispatched_on,
            received_on: state.received_on,
            tracking: trackings.get(&number).cloned(),
        };
    left.map(entry).collect()
}

pub(super) fn to_dispatch(case: &Case) -> Vec<ToDispatch> {
    let numbered = (1..).zip(&case.measures);
    let waits = numbered.filter(|(_, state)| case.may_leave_from(state).is_some());
    waits
        .map(|(number, state)| ToDispatch { number, title: journal_words::measure(&state.measure) })
        .collect()
}
