//! When each case is looked at for its alerts, and the dates it was found to run.
//!
//! Whoever changes a case calls [`wake`]; whoever looked says with [`set_next_look`] when it is due
//! again. A look over all cases so costs what is due, not what exists. The row of the case itself
//! stays untouched: looking is no change that a person's If-Match should see.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::upsert::excluded;

use super::connection::each_backend;
use super::instant::Instant;
use super::schema::{case_watches, cases, sweep_faults, watched_dates};
use super::{Db, StoreError, Tx};

/// Has a case looked at at once, because it changed.
pub fn wake(tx: &mut Tx<'_>, case_id: i64, at: Instant) -> Result<(), StoreError> {
    set_next_look(tx, case_id, Some(at))
}

/// Has every open case looked at, because the calendar, a ladder or the internal targets changed.
pub fn wake_open_cases(tx: &mut Tx<'_>, organ_ids: Option<&[i64]>, at: Instant) -> Result<(), StoreError> {
    let mut open = cases::table.filter(cases::ended_on.is_null()).select(cases::id).into_boxed();
    if let Some(ids) = organ_ids {
        open = open.filter(cases::organ_id.eq_any(ids.to_vec()));
    }
    let open: Vec<i64> = open.order(cases::id).load(&mut **tx)?;
    for page in open.chunks(500) {
        let rows: Vec<_> =
            page.iter().map(|id| (case_watches::case_id.eq(*id), case_watches::look_at.eq(at))).collect();
        each_backend!(&mut **tx, conn => diesel::insert_into(case_watches::table)
            .values(&rows)
            .on_conflict(case_watches::case_id)
            .do_update()
            .set(case_watches::look_at.eq(excluded(case_watches::look_at)))
            .execute(conn))?;
    }
    Ok(())
}

/// Says when a case is due again; `None`: not before somebody acts on it.
pub fn set_next_look(tx: &mut Tx<'_>, case_id: i64, at: Option<Instant>) -> Result<(), StoreError> {
    let Some(at) = at else {
        diesel::delete(case_watches::table.filter(case_watches::case_id.eq(case_id))).execute(&mut **tx)?;
        return Ok(());
    };
    let row = (case_watches::case_id.eq(case_id), case_watches::look_at.eq(at));
    each_backend!(&mut **tx, conn => diesel::insert_into(case_watches::table)
        .values(row)
        .on_conflict(case_watches::case_id)
        .do_update()
        .set(case_watches::look_at.eq(excluded(case_watches::look_at)))
        .execute(conn))?;
    Ok(())
}

/// The cases due for a look at `now`, the longest due first.
pub fn list_due(db: &mut Db, now: Instant, limit: i64) -> Result<Vec<i64>, StoreError> {
    let ids = case_watches::table
        .filter(case_watches::look_at.le(now))
        .order((case_watches::look_at, case_watches::case_id))
        .limit(limit)
        .select(case_watches::case_id)
        .load(db)?;
    Ok(ids)
}

/// When the next case is due.
pub fn next_look(db: &mut Db) -> Result<Option<Instant>, StoreError> {
    Ok(case_watches::table.select(diesel::dsl::min(case_watches::look_at)).first(db)?)
}

/// Takes a case for a look: false if it is no longer due, or another process looks at it just now.
pub fn claim_look(tx: &mut Tx<'_>, case_id: i64, now: Instant) -> Result<bool, StoreError> {
    let due = case_watches::table
        .filter(case_watches::case_id.eq(case_id))
        .filter(case_watches::look_at.le(now))
        .select(case_watches::case_id);
    let found: Option<i64> = match &mut **tx {
        // One writer: nobody else is in a transaction.
        Db::Sqlite(conn) => due.first(conn).optional()?,
        Db::Postgres(conn) => due.for_update().skip_locked().first(conn).optional()?,
    };
    Ok(found.is_some())
}

/// A date that a case runs, or ran: `day` is empty while it does not.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = watched_dates)]
pub struct WatchedDate {
    pub case_id: i64,
    /// The law's key of what the date is about.
    pub subject: String,
    pub day: Option<NaiveDate>,
    /// Raised whenever the day changes.
    pub version: i32,
    pub changed_at: Instant,
}

/// The dates of a case.
pub fn list_watched_dates(db: &mut Db, case_id: i64) -> Result<Vec<WatchedDate>, StoreError> {
    let rows = watched_dates::table
        .filter(watched_dates::case_id.eq(case_id))
        .order(watched_dates::subject)
        .select(WatchedDate::as_select())
        .load(db)?;
    Ok(rows)
}

/// The dates that run in the open cases a person handles, with the number of each case.
pub fn list_dates_of_handler(
    db: &mut Db,
    handler_id: i64,
    limit: i64,
) -> Result<Vec<(WatchedDate, String)>, StoreError> {
    let rows = watched_dates::table
        .inner_join(cases::table.on(cases::id.eq(watched_dates::case_id)))
        .filter(cases::handler_id.eq(handler_id))
        .filter(watched_dates::day.is_not_null())
        .order((watched_dates::day, watched_dates::case_id, watched_dates::subject))
        .limit(limit)
        .select((WatchedDate::as_select(), cases::number))
        .load(db)?;
    Ok(rows)
}

/// Keeps a date, new or with its version raised.
pub fn save_watched_date(tx: &mut Tx<'_>, date: &WatchedDate) -> Result<(), StoreError> {
    each_backend!(&mut **tx, conn => diesel::insert_into(watched_dates::table)
        .values(date)
        .on_conflict((watched_dates::case_id, watched_dates::subject))
        .do_update()
        .set((
            watched_dates::day.eq(excluded(watched_dates::day)),
            watched_dates::version.eq(excluded(watched_dates::version)),
            watched_dates::changed_at.eq(excluded(watched_dates::changed_at)),
        ))
        .execute(conn))?;
    Ok(())
}

/// A case that could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = sweep_faults)]
pub struct SweepFault {
    pub case_id: i64,
    /// What stood in the way, for the log and the administrator; no personal data.
    pub what: String,
    pub failures: i32,
    pub first_at: Instant,
    pub last_at: Instant,
}

/// Notes that a case could not be looked at; says how often by now.
pub fn note_sweep_fault(tx: &mut Tx<'_>, case_id: i64, what: &str, at: Instant) -> Result<i32, StoreError> {
    let row = (
        sweep_faults::case_id.eq(case_id),
        sweep_faults::what.eq(what),
        sweep_faults::failures.eq(1),
        sweep_faults::first_at.eq(at),
        sweep_faults::last_at.eq(at),
    );
    let failures = each_backend!(&mut **tx, conn => diesel::insert_into(sweep_faults::table)
        .values(row)
        .on_conflict(sweep_faults::case_id)
        .do_update()
        .set((
            sweep_faults::what.eq(excluded(sweep_faults::what)),
            sweep_faults::failures.eq(sweep_faults::failures + 1),
            sweep_faults::last_at.eq(excluded(sweep_faults::last_at)),
        ))
        .returning(sweep_faults::failures)
        .get_result(conn))?;
    Ok(failures)
}

/// Forgets a fault: the case could be looked at again.
pub fn clear_sweep_fault(tx: &mut Tx<'_>, case_id: i64) -> Result<(), StoreError> {
    diesel::delete(sweep_faults::table.filter(sweep_faults::case_id.eq(case_id))).execute(&mut **tx)?;
    Ok(())
}

/// All cases that cannot be looked at.
pub fn list_sweep_faults(db: &mut Db) -> Result<Vec<SweepFault>, StoreError> {
    let rows = sweep_faults::table.order(sweep_faults::case_id).select(SweepFault::as_select()).load(db)?;
    Ok(rows)
}

/// The numbers of some cases.
pub fn list_numbers(db: &mut Db, case_ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
    let rows = cases::table
        .filter(cases::id.eq_any(case_ids.to_vec()))
        .order(cases::id)
        .select((cases::id, cases::number))
        .load(db)?;
    Ok(rows)
}
