//! A new holiday notice: first what it would move, then the same for real.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Error;
use super::journal::{self, NamedActor};
use super::perform::append_of_program;
use super::row::cached;
use crate::app::{App, LoadedCalendars};
use crate::law::case::{Case, Recorded};
use crate::law::case_event::CaseEvent;
use crate::law::notice::Notice;
use crate::law::roles::Role;
use crate::law::text::OrganId;
use crate::store::cases::{CaseRow, list_open_cases, update_case};
use crate::store::notices::{NewNotice, import_notice};
use crate::store::organs::{OrganRow, load_organ};
use crate::store::watches::wake_open_cases;
use crate::store::{Db, StoreError, Tx};

/// Open cases read at a time.
const PAGE: i64 = 500;

/// A date that a notice moves: these facts and no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MovedDate {
    pub number: String,
    pub organ: String,
    pub old: Option<NaiveDate>,
    pub new: Option<NaiveDate>,
    /// Whether the new date is later; a moved prudent date alone is not listed.
    pub later: bool,
}

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Import {
    pub document: String,
    /// The calendar's name afterwards.
    pub calendar: String,
    pub moved: Vec<MovedDate>,
    /// Open cases that were folded again.
    pub examined: u32,
}

/// Imports a notice, or shows what it would move. Closed cases are untouched.
///
/// # Errors
/// [`Error::Forbidden`] unless the root organ's admin; [`Error::Input`] for a notice that is refused.
pub async fn run(app: &App, actor: NamedActor, body: Vec<u8>, dry_run: bool) -> Result<Import, Error> {
    if actor.actor.role != Role::Admin {
        return Err(Error::Forbidden);
    }
    let app = app.clone();
    let store = app.store.clone();
    if dry_run {
        return store
            .read(move |db| {
                must_be_root(db, &actor)?;
                let notice = parse(&body)?;
                let calendars = with(&app, db, notice.clone())?;
                examine(db, &calendars, &notice, &mut |_, _, _| Ok(()))
            })
            .await;
    }
    store
        .write(move |tx| {
            must_be_root(tx, &actor)?;
            import(&app, tx, &actor, &body)
        })
        .await
}

/// The same for the command line, where whoever can open the database is trusted.
///
/// # Errors
/// As [`run`].
pub fn run_blocking(app: &App, actor: NamedActor, body: Vec<u8>, dry_run: bool) -> Result<Import, Error> {
    let (app, store) = (app.clone(), app.store.clone());
    if dry_run {
        return store.read_blocking(move |db| {
            let notice = parse(&body)?;
            let calendars = with(&app, db, notice.clone())?;
            examine(db, &calendars, &notice, &mut |_, _, _| Ok(()))
        });
    }
    store.write_blocking(move |tx| import(&app, tx, &actor, &body))
}

/// Decision 7: the national calendar is the root admin's alone.
fn must_be_root(db: &mut Db, actor: &NamedActor) -> Result<(), Error> {
    let root = load_organ(db, actor.actor.organ.0)?.parent_id.is_none();
    if root { Ok(()) } else { Err(Error::Forbidden) }
}

fn parse(body: &[u8]) -> Result<Notice, Error> {
    crate::holidays::parse("通知", body).map_err(|fault| Error::input("notice", fault.to_string()))
}

fn with(app: &App, db: &mut Db, notice: Notice) -> Result<LoadedCalendars, Error> {
    let book = &app.calendars.current(db)?.book;
    let book = book.with(notice).map_err(|fault| Error::input("notice", fault.to_string()))?;
    Ok(LoadedCalendars::of(0, book))
}

/// One transaction: the notice, one event for each moved case, and the new rows of all open ones.
fn import(app: &App, tx: &mut Tx<'_>, actor: &NamedActor, body: &[u8]) -> Result<Import, Error> {
    let notice = parse(body)?;
    let calendars = with(app, tx, notice.clone())?;
    let (now, today) = (app.now(), app.clock.today());
    let new = NewNotice {
        document: notice.document.clone(),
        body: String::from_utf8_lossy(body).into_owned(),
        published: notice.published,
        imported_at: now,
        imported_by: actor.person().map(|person| person.0),
    };
    import_notice(tx, &new).map_err(|error| match error {
        StoreError::Duplicate => Error::input("notice", "这份通知已经导入"),
        other => other.into(),
    })?;
    let mut rows: Vec<(CaseRow, Vec<Recorded>, Option<MovedDate>, OrganRow)> = Vec::new();
    let import = examine(tx, &calendars, &notice, &mut |folded, moved, organ| {
        rows.push((folded.0.clone(), folded.1.to_vec(), moved.cloned(), organ.clone()));
        Ok(())
    })?;
    for (mut row, mut journal, moved, organ) in rows {
        let calendar = calendars.in_force(organ.region.as_deref());
        if let Some(moved) = moved {
            let event = CaseEvent::CalendarChanged {
                calendar: calendar.version.clone(),
                due_before: moved.old,
                due_after: moved.new,
            };
            let head = append_of_program(tx, &row, &event, now, today, actor)?;
            row.set_journal_head(head);
            journal.push(Recorded { event, by: None });
        }
        let case = Case::fold(OrganId(organ.id), &organ.path, &journal);
        cached(&case, &calendar)?.put_into(&mut row);
        row.updated_at = now;
        update_case(tx, &mut row)?;
    }
    // Rungs are measured on the calendar too: a date that stays may be nearer than before.
    wake_open_cases(tx, None, now)?;
    Ok(import)
}

type Visit<'v> = dyn FnMut((&CaseRow, &[Recorded]), Option<&MovedDate>, &OrganRow) -> Result<(), Error> + 'v;

/// Folds every open case with the new calendar and compares.
fn examine(
    db: &mut Db,
    calendars: &LoadedCalendars,
    notice: &Notice,
    visit: &mut Visit<'_>,
) -> Result<Import, Error> {
    let mut import = Import {
        document: notice.document.clone(),
        calendar: calendars.in_force(None).version.clone(),
        moved: Vec::new(),
        examined: 0,
    };
    let mut after = i64::MIN;
    loop {
        let page = list_open_cases(db, after, None, PAGE)?;
        let Some(last) = page.last() else { return Ok(import) };
        after = last.id;
        for row in page {
            let organ = load_organ(db, row.organ_id)?;
            let journal = journal::load(db, row.id)?;
            let case = Case::fold(OrganId(organ.id), &organ.path, &journal);
            let new = cached(&case, &calendars.in_force(organ.region.as_deref()))?.due_on;
            let moved = (new != row.due_on).then(|| MovedDate {
                number: row.number.clone(),
                organ: organ.name.clone(),
                old: row.due_on,
                new,
                later: new > row.due_on,
            });
            visit((&row, &journal), moved.as_ref(), &organ)?;
            import.moved.extend(moved);
            import.examined += 1;
        }
    }
}
