//! 督办单 as documents: each carries a 文号 of the supervising organ's own series, drawn when it is issued; one
//! that is taken back gives its number up for ever (T-5).

use chrono::Datelike;

use super::files::record;
use super::journal::NamedActor;
use super::perform::store_text;
use super::urgings::LONGEST_MESSAGE;
use super::{Error, checks, organ_facts};
use crate::app::App;
use crate::documents::kind::Series as Numbered;
use crate::law::case_event::CaseEvent;
use crate::law::roles::Role;
use crate::law::text::{OrganId, Text};
use crate::store::cases::{CaseRow, load_case_by_number};
use crate::store::document_numbers::Series;
use crate::store::organs::load_organ;
use crate::store::supervision::list_urgings;
use crate::store::urge_sheets::{
    UrgeSheetRow, Withdrawal, find_urge_sheet, number_urge_sheet, withdraw_urge_sheet,
};
use crate::store::urgings::close_urging;
use crate::store::watches::wake;
use crate::store::{StoreError, Tx};

/// Gives a 督办 the next number of the supervisor's organ. None where that organ's facts are not filled in:
/// it is numbered when its 督办单 is first made.
///
/// # Errors
/// The database's.
pub(super) fn give_number(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    row: &mut CaseRow,
    urging: i64,
) -> Result<Option<UrgeSheetRow>, Error> {
    let (today, organ_id) = (app.clock.today(), actor.actor.organ.0);
    let organ = load_organ(tx, organ_id)?;
    let facts = match organ_facts::for_letters(tx, &organ, today) {
        Err(Error::Input(_)) => return Ok(None),
        found => found?,
    };
    let year = today.year();
    // A pattern that makes no number is said here, before one is drawn.
    facts.number(Numbered::Urge, year, 1)?;
    let write = |serial: i32| {
        let serial = u32::try_from(serial).unwrap_or_default();
        facts.number(Numbered::Urge, year, serial).unwrap_or_default()
    };
    let series = Series { organ_id, word: Numbered::Urge.tag().to_owned(), year };
    let sheet = number_urge_sheet(tx, (urging, row.id), &series, write, today)?;
    let numbered = CaseEvent::UrgeSheetNumbered {
        urging,
        organ: OrganId(organ_id),
        series: series.word,
        year,
        serial: sheet.document_serial.and_then(|serial| u32::try_from(serial).ok()).unwrap_or_default(),
        on: today,
    };
    record(tx, row, &numbered, actor, app.now(), today)?;
    Ok(Some(sheet))
}

/// Numbers a 督办 that has no number yet, as one that an overdue date opened, when a supervisor makes its
/// sheet.
///
/// # Errors
/// [`StoreError::NotFound`] outside the post's scope.
pub(super) async fn number_once(app: &App, actor: NamedActor, number: String, id: i64) -> Result<(), Error> {
    if actor.actor.role != Role::Supervisor {
        return Ok(());
    }
    let within = app.clone();
    app.store
        .write(move |tx| {
            let mut row = load_case_by_number(tx, &checks::scope(&actor.actor), &number)?;
            let urging = list_urgings(tx, row.id)?.into_iter().find(|urging| urging.id == id);
            let urging = urging.ok_or(StoreError::NotFound)?;
            if find_urge_sheet(tx, id)?.is_none() && urging.closed_at.is_none() {
                give_number(&within, tx, &actor, &mut row, id)?;
            }
            Ok(())
        })
        .await
}

/// Takes back a 督办 that a supervisor issued and nobody replied to.
///
/// # Errors
/// [`StoreError::NotFound`] outside the post's scope; [`Error::Forbidden`] unless a supervisor;
/// [`Error::Input`] without a reason, or once it was replied to or closed.
pub async fn withdraw(
    app: &App,
    actor: NamedActor,
    number: String,
    id: i64,
    reason: String,
) -> Result<(), Error> {
    let within = app.clone();
    app.store
        .write(move |tx| {
            let mut row = load_case_by_number(tx, &checks::scope(&actor.actor), &number)?;
            if actor.actor.role != Role::Supervisor {
                return Err(Error::Forbidden);
            }
            let urging = list_urgings(tx, row.id)?.into_iter().find(|urging| urging.id == id);
            let urging = urging.ok_or(StoreError::NotFound)?;
            if urging.issued_by.is_none() {
                return Err(Error::input("reason", "超期后系统自动发出的督办不能撤回，办结后销号"));
            }
            if urging.closed_at.is_some() {
                return Err(Error::input("reason", "督办已经销号或者撤回"));
            }
            if urging.replied_at.is_some() {
                return Err(Error::input("reason", "承办单位已经反馈，不能撤回，请销号"));
            }
            let length = reason.trim().chars().count();
            if length == 0 || length > LONGEST_MESSAGE {
                let message = format!("请写明撤回的理由，不超过{LONGEST_MESSAGE}个字");
                return Err(Error::input("reason", message));
            }
            let words =
                Text::parse(reason.trim()).map_err(|fault| Error::input("reason", fault.to_string()))?;
            let Text::Words(words) = words else { return Err(StoreError::NotFound.into()) };
            let (now, by) = (within.now(), actor.actor.user.0);
            let stored = store_text(&within, tx, row.id, "urge_withdrawal", &words, now)?;
            close_urging(tx, id, by, now)?;
            let why = Withdrawal { by, reason: words, text_id: stored.text };
            withdraw_urge_sheet(tx, (id, row.id, actor.actor.organ.0), &why, now)?;
            let withdrawn = CaseEvent::UrgeSheetWithdrawn { urging: id, reason: Text::Stored(stored) };
            record(tx, &mut row, &withdrawn, &actor, now, within.clock.today())?;
            Ok(wake(tx, row.id, now)?)
        })
        .await
}
