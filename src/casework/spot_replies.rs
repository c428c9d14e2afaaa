//! 当场答复 of late, for the approver under whose standing authorisation they were given (decision 21): what
//! was answered, by whom, on which letter; and that the approver has seen them.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::decision::Words;
use super::journal::{ActorNote, NamedActor, from_row};
use super::letters::{is_reply, kind_of};
use super::view::{CaseSummary, summary};
use super::{Error, InputFault, checks};
use crate::app::App;
use crate::documents::texts::code_title;
use crate::law::case::Recorded;
use crate::law::case_event::CaseEvent;
use crate::law::roles::Role;
use crate::store::cases::{load_case, load_case_by_number};
use crate::store::files::list_files;
use crate::store::journal::{EventRow, load_events};
use crate::store::letters::{LetterState, list_letters};
use crate::store::spot_replies::{KIND, list_seen, list_spot_replies, mark_seen};
use crate::store::{Db, StoreError};

/// What nobody saw stays in the list for so many days; of all organs, the newest so many are asked for.
const KEPT_DAYS: u64 = 30;
const MOST: i64 = 5_000;

/// A reply that was given on the spot.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpotReply {
    pub case: CaseSummary,
    /// The number of its event in the case's journal.
    pub seq: i32,
    pub on: NaiveDate,
    /// Who gave it.
    pub by: String,
    /// Of each item: its number, what was answered, and the words of it.
    pub items: Vec<(u16, &'static str, String)>,
    /// The authorisation as it was cited.
    pub authorisation: String,
    /// Where the applicant signed.
    pub signature: String,
    /// The letters that answer the application: number in the case, title, 文号.
    pub letters: Vec<(i32, &'static str, Option<String>)>,
    /// The papers that came in with it, as a signed scan: number in the case, and name.
    pub files: Vec<(i32, String)>,
    pub seen: bool,
}

/// Those since the working day before, and older ones that this approver has not seen yet, newest first; none
/// for other posts.
///
/// # Errors
/// The database's.
pub async fn of_late(app: &App, actor: NamedActor) -> Result<Vec<SpotReply>, Error> {
    if actor.actor.role != Role::Approver {
        return Ok(Vec::new());
    }
    let (within, today) = (app.clone(), app.clock.today());
    app.store
        .read(move |db| {
            let calendar = within.calendars.current(db)?.in_force(None);
            let before = calendar.main.nth_before(today, 1)?;
            let oldest = today.checked_sub_days(Days::new(KEPT_DAYS)).unwrap_or(before).min(before);
            let scope = checks::scope(&actor.actor);
            let events = list_spot_replies(db, &scope, oldest, MOST)?;
            let cases: Vec<i64> = events.iter().map(|event| event.case_id).collect();
            let seen = list_seen(db, actor.actor.user.0, &cases)?;
            let mut replies = Vec::new();
            for event in &events {
                let seen = seen.contains(&(event.case_id, event.seq));
                if seen && event.occurred_on < before {
                    continue;
                }
                let row = load_case(db, &scope, event.case_id)?;
                let case = summary(&row, &calendar, actor.actor.role, today)?;
                replies.push(reply(db, event, case, seen)?);
            }
            Ok(replies)
        })
        .await
}

fn reply(db: &mut Db, event: &EventRow, case: CaseSummary, seen: bool) -> Result<SpotReply, Error> {
    let words = Words::load(db, event.case_id)?;
    let journal = load_events(db, event.case_id)?;
    // The decision was journalled with it, before it.
    let before = journal.iter().filter(|row| row.seq <= event.seq).map(from_row);
    let before: Vec<Recorded> = before.collect::<Result<_, _>>()?;
    let items = before.iter().rev().find_map(|recorded| match &recorded.event {
        CaseEvent::DecisionDrafted { items, .. } => Some(items.iter().map(|item| words.item(item))),
        _ => None,
    });
    let items = items.into_iter().flatten().map(|item| {
        let facts: Vec<String> = item.facts.into_iter().map(|(_, words)| words).collect();
        (item.item, code_title(item.code), facts.join("；"))
    });
    let (authorisation, signature) = match before.last().map(|recorded| &recorded.event) {
        Some(CaseEvent::AnsweredOnTheSpot { authorisation, signature }) => {
            (words.of(authorisation), words.of(signature))
        }
        _ => return Err(Error::corrupt("an event that is not what its kind says")),
    };
    let mut letters = Vec::new();
    for letter in list_letters(db, event.case_id)? {
        let kind = kind_of(&letter)?;
        if is_reply(kind) && letter.fields.state != LetterState::Voided.word() {
            letters.push((letter.ordinal, kind.title(), letter.fields.document_number));
        }
    }
    let files = list_files(db, event.case_id)?.into_iter();
    let files =
        files.filter(|(file, _)| !file.by_applicant && file.kind != "letter" && file.erased_at.is_none());
    let note: ActorNote = serde_json::from_str(&event.actor).map_err(Error::corrupt)?;
    Ok(SpotReply {
        case,
        seq: event.seq,
        on: event.occurred_on,
        by: note.name,
        items: items.collect(),
        authorisation,
        signature,
        letters,
        files: files.map(|(file, name)| (file.ordinal, name)).collect(),
        seen,
    })
}

/// Notes that the approver has seen these: number of the case and of the event.
///
/// # Errors
/// [`Error::Forbidden`] for other posts; [`StoreError::NotFound`] outside the post's scope, or for an event
/// that is none; [`Error::Input`] for nothing.
pub async fn seen(app: &App, actor: NamedActor, picks: Vec<(String, i32)>) -> Result<(), Error> {
    if actor.actor.role != Role::Approver {
        return Err(Error::Forbidden);
    }
    if picks.is_empty() {
        return Err(Error::Input(vec![InputFault::new("pick", "请选择已经阅看的当场答复")]));
    }
    let now = app.now();
    app.store
        .write(move |tx| {
            for (number, seq) in &picks {
                let row = load_case_by_number(tx, &checks::scope(&actor.actor), number)?;
                let told =
                    load_events(tx, row.id)?.into_iter().any(|event| event.seq == *seq && event.kind == KIND);
                if !told {
                    return Err(StoreError::NotFound.into());
                }
                mark_seen(tx, row.id, *seq, actor.actor.user.0, now)?;
            }
            Ok(())
        })
        .await
}
