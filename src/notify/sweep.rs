//! The sweep: looks at every case that is due for a look, and at every alert nobody acknowledged.
//!
//! It is a reconciler without input: idempotent, run at intervals and whenever something is due, by
//! several processes at once. Each case is a transaction of its own, so that one that cannot be
//! read is reported and the rest go on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::PoisonError;

use chrono::TimeDelta;

use super::escalate::escalate;
use super::look::{Looked, look};
use super::office;
use crate::app::App;
use crate::casework::Error;
use crate::store::alerts::list_unacknowledged;
use crate::store::cases::load_case;
use crate::store::watches::{claim_look, list_due, note_sweep_fault, set_next_look};
use crate::store::{Instant, Scope, StoreError, Tx};

/// Cases read at a time.
const PAGE: i64 = 1000;
/// Transactions at once: on SQLite they share commits, on PostgreSQL they are as many as its writers.
const AT_ONCE: usize = 4;
/// A case that cannot be looked at is tried again so many hours later.
const RETRY: TimeDelta = TimeDelta::hours(1);

/// What a sweep did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    pub looked: u32,
    pub fired: u32,
    pub ended: u32,
    pub escalated: u32,
    /// Cases that could not be looked at, with what stood in the way.
    pub faults: Vec<(i64, String)>,
}

/// Sweeps until nothing is due.
///
/// # Errors
/// The database's, if it is down. What is wrong with a case is in the result.
pub fn run(app: &App) -> Result<Swept, StoreError> {
    let now = app.now();
    let mut swept = Swept::default();
    loop {
        let due = app.store.read_blocking(move |db| list_due(db, now, PAGE))?;
        if due.is_empty() {
            break;
        }
        let before = swept.looked;
        each(&due, &mut swept, |case_id, swept| look_at(app, *case_id, now, swept))?;
        // Whoever else sweeps now has the rest.
        if swept.looked == before {
            break;
        }
    }
    let late = app.store.read_blocking(move |db| list_unacknowledged(db, now, PAGE))?;
    each(&late, &mut swept, |alert, swept| {
        let (within, alert) = (app.clone(), alert.clone());
        let case_id = alert.case_id.unwrap_or_default();
        let done = app.store.write_blocking(move |tx| guarded(|| escalate(&within, tx, &alert, now)));
        match done {
            Ok(escalated) => locked(swept, |swept| swept.escalated += u32::from(escalated)),
            Err(error) => report(app, case_id, &error, now, swept)?,
        }
        Ok(())
    })?;
    swept.fired += office::look(app, now)?;
    Ok(swept)
}

/// Works on items with a few threads.
fn each<T: Sync>(
    items: &[T],
    swept: &mut Swept,
    work: impl Fn(&T, &Mutex<&mut Swept>) -> Result<(), StoreError> + Sync,
) -> Result<(), StoreError> {
    let (queue, shared) = (Mutex::new(items.iter()), Mutex::new(swept));
    let worker = || -> Result<(), StoreError> {
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(item) = next else { return Ok(()) };
            work(item, &shared)?;
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE.min(items.len())).map(|_| scope.spawn(worker)).collect();
        // All are waited for, whatever became of the first.
        let ended: Vec<_> = threads.into_iter().map(|thread| thread.join()).collect();
        ended.into_iter().try_for_each(|one| match one {
            Ok(outcome) => outcome,
            Err(_) => Err(StoreError::down("a thread of the sweep panicked")),
        })
    })
}

fn locked(swept: &Mutex<&mut Swept>, change: impl FnOnce(&mut Swept)) {
    change(&mut swept.lock().unwrap_or_else(PoisonError::into_inner));
}

fn look_at(app: &App, case_id: i64, now: Instant, swept: &Mutex<&mut Swept>) -> Result<(), StoreError> {
    let within = app.clone();
    let looked = app.store.write_blocking(move |tx| -> Result<Option<Looked>, Error> {
        guarded(|| match claim_look(tx, case_id, now)? {
            true => look(&within, tx, case_id, now).map(Some),
            false => Ok(None),
        })
    });
    match looked {
        Ok(Some(Looked { fired, ended })) => locked(swept, |swept| {
            swept.looked += 1;
            swept.fired += fired;
            swept.ended += ended;
        }),
        Ok(None) => {}
        Err(error) => report(app, case_id, &error, now, swept)?,
    }
    Ok(())
}

/// A panic over one case is a fault of that case.
fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Error::corrupt("looking at it panicked")))
}

/// The poisoned case is put off and reported; a database that is down ends the sweep.
fn report(
    app: &App,
    case_id: i64,
    error: &Error,
    now: Instant,
    swept: &Mutex<&mut Swept>,
) -> Result<(), StoreError> {
    let what = match error {
        Error::Store(StoreError::Down(cause)) => return Err(StoreError::Down(cause.clone())),
        // Changed just now: it was woken and will be looked at again.
        Error::Store(StoreError::Stale) => return Ok(()),
        Error::Store(StoreError::Corrupt(cause)) => cause.for_log().to_string(),
        other => other.to_string(),
    };
    tracing::error!(case_id, what, "a case could not be looked at for its alerts");
    let (within, noted) = (app.clone(), what.clone());
    let kept = app.store.write_blocking(move |tx: &mut Tx<'_>| -> Result<(), Error> {
        let failures = note_sweep_fault(tx, case_id, &noted, now)?;
        set_next_look(tx, case_id, Some(now.plus(RETRY * failures.clamp(1, 24))))?;
        let row = load_case(tx, &Scope::Everything, case_id)?;
        office::tell_of_fault(&within, tx, &row, now)
    });
    match kept {
        Err(Error::Store(StoreError::Down(cause))) => return Err(StoreError::Down(cause)),
        Err(error) => tracing::error!(case_id, %error, "a fault of a case could not be noted"),
        Ok(()) => {}
    }
    locked(swept, |swept| {
        swept.looked += 1;
        swept.faults.push((case_id, what));
    });
    Ok(())
}

/// What a sweep would look at, without doing anything: case ids and the levels that would be told.
///
/// # Errors
/// The database's.
pub fn dry_run(app: &App) -> Result<Vec<(String, Vec<String>)>, Error> {
    let (within, now) = (app.clone(), app.now());
    app.store.read_blocking(move |db| {
        let mut found = Vec::new();
        for case_id in list_due(db, now, i64::MAX)? {
            found.push(super::look::preview(&within, db, case_id, now)?);
        }
        Ok(found)
    })
}
