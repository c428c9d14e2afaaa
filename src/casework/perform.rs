//! Every act on a case: load, ask the law, append what happened, save the row; one transaction.

use chrono::NaiveDate;

use super::explained::{Explained, explain};
use super::journal::{self, NamedActor, to_row};
use super::letter_acts::{self, Followed};
use super::letter_sending::{self, Outgoing};
use super::once::once;
use super::people::OrganSettings;
use super::row::cached;
use super::told::Told;
use super::urgings;
use super::view::{self, CaseView};
use super::{Error, IdempotencyKey, checks};
use crate::app::{App, LoadedCalendars};
use crate::law::act::Act;
use crate::law::calendar::Calendar;
use crate::law::case::{Case, Recorded};
use crate::law::case_event::CaseEvent;
use crate::law::decide::{Situation, decide};
use crate::law::decide_intake::judge_correction;
use crate::law::text::{HoldsText, OrganId, StoredText, Text};
use crate::store::cases::{CaseRow, load_case_by_number, update_case};
use crate::store::journal::{JournalHead, append_events};
use crate::store::organs::{OrganRow, load_organ};
use crate::store::texts::{NewText, insert_text};
use crate::store::watches::wake;
use crate::store::{Db, Instant, StoreError, Tx};
use std::sync::Arc;

/// An act on a case, as it is asked for.
#[derive(Clone, Debug)]
pub struct ActRequest {
    pub number: String,
    pub act: Act,
    /// The version the person saw; another since then is `Stale`.
    pub if_match: Option<i64>,
    pub key: Option<IdempotencyKey>,
}

/// A case as it is read for an act.
pub(super) struct Loaded {
    pub row: CaseRow,
    pub organ: OrganRow,
    pub journal: Vec<Recorded>,
    pub case: Case,
    pub calendar: Arc<Calendar>,
}

impl Loaded {
    /// The case that the journal makes by now.
    pub fn folded(&self) -> Case {
        Case::fold(OrganId(self.organ.id), &self.organ.path, &self.journal)
    }

    /// Its dates, and why.
    ///
    /// # Errors
    /// [`Error::Refused`] for days that no calendar holds.
    pub fn explained(&self, today: NaiveDate) -> Result<Explained, Error> {
        explain(&self.folded(), &self.calendar, OrganSettings::of(&self.organ), today)
    }
}

/// Performs an act.
///
/// # Errors
/// [`Error::Refused`] with rule and reason; [`StoreError::NotFound`] for a case outside the post's
/// scope; [`StoreError::Stale`] if it changed since it was seen.
pub async fn run(app: &App, actor: NamedActor, request: ActRequest) -> Result<CaseView, Error> {
    let within = app.clone();
    let outgoing = letter_sending::prepare(app, &actor, &request).await?;
    app.store
        .write(move |tx| {
            let now = within.now();
            once(tx, request.key.as_ref(), now, |tx| perform(&within, tx, &actor, &request, &outgoing))
        })
        .await
}

/// The same within a transaction that does more.
pub(super) fn perform(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    request: &ActRequest,
    outgoing: &[Outgoing],
) -> Result<CaseView, Error> {
    let (now, today) = (app.now(), app.clock.today());
    let mut loaded = load(app, tx, actor, request)?;
    checks::check(tx, &actor.actor, &loaded.row, &loaded.case, &request.act, today)?;
    let mut act = request.act.clone();
    store_words(app, tx, loaded.row.id, act.kind().tag(), &mut act, now)?;
    let events = decided(&loaded, actor, &act, today)?;
    let head = append(tx, &loaded.row, loaded.row.journal_head(), &events, actor, now, today)?;
    let due_before = loaded.row.due_on;
    for event in &events {
        loaded.journal.push(Recorded { event: event.clone(), by: actor.person() });
    }
    // Folded from the whole journal, not from the case before: one path to a row.
    let case = Case::fold(OrganId(loaded.organ.id), &loaded.organ.path, &loaded.journal);
    let calendar = calendar_for(app.calendars.current(tx)?.as_ref(), &loaded.organ, &loaded.row, &case);
    cached(&case, &calendar)?.put_into(&mut loaded.row);
    loaded.row.set_journal_head(head);
    loaded.row.updated_at = now;
    update_case(tx, &mut loaded.row)?;
    wake(tx, loaded.row.id, now)?;
    let told = Told { app, organ: &loaded.organ, row: &loaded.row, calendar: &calendar };
    told.of_events(tx, &case, &events, due_before)?;
    // Last: a letter that is signed draws its 文号, for which others wait until the commit.
    let followed = Followed { act: &act, events: &events, case: &case, outgoing };
    letter_acts::follow(app, tx, actor, &mut loaded.row, &followed)?;
    urgings::follow(app, tx, actor, &mut loaded.row, &act, &calendar)?;
    view::make(app, tx, &loaded.row, &case, &calendar, &actor.actor, today)
}

/// The dates the act would give, without doing it.
///
/// # Errors
/// As [`run`].
pub async fn dry_run(app: &App, actor: NamedActor, request: ActRequest) -> Result<Explained, Error> {
    let within = app.clone();
    app.store
        .read(move |db| {
            let (mut loaded, events) = tried(&within, db, &actor, &request)?;
            for event in events {
                loaded.journal.push(Recorded { event, by: actor.person() });
            }
            loaded.explained(within.clock.today())
        })
        .await
}

/// The case, and what the act would make happen, without doing it.
///
/// # Errors
/// As [`run`].
pub(super) fn tried(
    app: &App,
    db: &mut Db,
    actor: &NamedActor,
    request: &ActRequest,
) -> Result<(Loaded, Vec<CaseEvent>), Error> {
    let today = app.clock.today();
    let loaded = load(app, db, actor, request)?;
    checks::check(db, &actor.actor, &loaded.row, &loaded.case, &request.act, today)?;
    let events = decided(&loaded, actor, &request.act, today)?;
    Ok((loaded, events))
}

fn load(app: &App, db: &mut Db, actor: &NamedActor, request: &ActRequest) -> Result<Loaded, Error> {
    let scope = checks::scope_for(&actor.actor, &request.act);
    let row = load_case_by_number(db, &scope, &request.number)?;
    if request.if_match.is_some_and(|seen| seen != row.version) {
        return Err(StoreError::Stale.into());
    }
    let organ = load_organ(db, row.organ_id)?;
    let journal = journal::load(db, row.id)?;
    let case = Case::fold(OrganId(organ.id), &organ.path, &journal);
    if !checks::exists_for(&actor.actor, &request.act, &case) {
        return Err(StoreError::NotFound.into());
    }
    let calendar = calendar_for(app.calendars.current(db)?.as_ref(), &organ, &row, &case);
    Ok(Loaded { row, organ, journal, case, calendar })
}

/// Decision 6: an ended clock keeps the calendar it ended under, a running one has the current.
pub(super) fn calendar_for(
    calendars: &LoadedCalendars,
    organ: &OrganRow,
    row: &CaseRow,
    case: &Case,
) -> Arc<Calendar> {
    let version = row.ended_on.map(|_| row.calendar_version.as_str());
    calendar_of(calendars, organ.region.as_deref(), version, case)
}

/// The same for a case whose row says that it ended under `version`, or that its clock runs.
pub(super) fn calendar_of(
    calendars: &LoadedCalendars,
    region: Option<&str>,
    version: Option<&str>,
    case: &Case,
) -> Arc<Calendar> {
    match version.filter(|_| case.ended()) {
        Some(version) => calendars.pinned(region, version),
        None => calendars.in_force(region),
    }
}

fn decided(
    loaded: &Loaded,
    actor: &NamedActor,
    act: &Act,
    today: NaiveDate,
) -> Result<Vec<CaseEvent>, Error> {
    let situation = Situation {
        case: &loaded.case,
        actor: &actor.actor,
        today,
        calendar: &loaded.calendar,
        reviewers: OrganSettings::of(&loaded.organ).reviewers,
        last_event: loaded.journal.len() as u32,
    };
    let events = decide(&situation, act)?;
    for event in &events {
        judge_correction(&situation, &loaded.journal, event)?;
    }
    Ok(events)
}

/// Puts the words of an act, or of what is like one, into the side table; it then carries references
/// (decision 3).
pub(super) fn store_words(
    app: &App,
    tx: &mut Tx<'_>,
    case_id: i64,
    kind: &str,
    holder: &mut impl HoldsText,
    now: Instant,
) -> Result<(), Error> {
    let mut outcome = Ok(());
    holder.visit_texts(&mut |text| {
        if let (Ok(()), Text::Words(words)) = (&outcome, &*text) {
            match store_text(app, tx, case_id, kind, words, now) {
                Ok(stored) => *text = Text::Stored(stored),
                Err(error) => outcome = Err(error),
            }
        }
    });
    outcome
}

pub(super) fn store_text(
    app: &App,
    tx: &mut Tx<'_>,
    case_id: i64,
    kind: &str,
    words: &str,
    now: Instant,
) -> Result<StoredText, Error> {
    let mut salt = [0; 16];
    app.random.fill(&mut salt)?;
    let new = NewText { case_id, kind, version: 1, body: words, salt: &salt };
    let (text, digest) = insert_text(tx, &new, now)?;
    Ok(StoredText { text, digest: digest.to_string() })
}

fn append(
    tx: &mut Tx<'_>,
    row: &CaseRow,
    head: JournalHead,
    events: &[CaseEvent],
    actor: &NamedActor,
    now: Instant,
    today: NaiveDate,
) -> Result<JournalHead, Error> {
    let rows = events.iter().map(|event| to_row(event, actor, today)).collect::<Result<Vec<_>, _>>()?;
    Ok(append_events(tx, row.id, head, now, &rows)?)
}

/// The case that its first events make.
pub(super) fn fold_first(organ: &OrganRow, events: &[CaseEvent], actor: &NamedActor) -> Case {
    let recorded = |event: &CaseEvent| Recorded { event: event.clone(), by: actor.person() };
    Case::fold(OrganId(organ.id), &organ.path, &events.iter().map(recorded).collect::<Vec<_>>())
}

/// Appends the first events of a new case.
pub(super) fn append_first(
    tx: &mut Tx<'_>,
    row: &CaseRow,
    events: &[CaseEvent],
    actor: &NamedActor,
    now: Instant,
    today: NaiveDate,
) -> Result<JournalHead, Error> {
    append(tx, row, JournalHead::EMPTY, events, actor, now, today)
}

/// Appends events of the program itself, such as a calendar that moved a date.
pub(super) fn append_of_program(
    tx: &mut Tx<'_>,
    row: &CaseRow,
    event: &CaseEvent,
    now: Instant,
    today: NaiveDate,
    by: &NamedActor,
) -> Result<JournalHead, Error> {
    append(tx, row, row.journal_head(), std::slice::from_ref(event), by, now, today)
}
