//! 督办 that people issue, follow up and close, and the list of all of them.

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::connection::MultiBackend;
use super::instant::Instant;
use super::schema::{cases, organs, urgings};
use super::supervision::UrgingRow;
use super::{Db, Scope, StoreError, Tx};

/// A 督办 as a supervisor issues it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUrging {
    pub case_id: i64,
    pub organ_id: i64,
    pub opened_at: Instant,
    pub reply_by: NaiveDate,
    pub issued_by: i64,
    /// What is asked for, as a text of the case.
    pub text_id: i64,
}

/// How far a 督办 is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrgingState {
    /// Nobody replied, and the day has not passed.
    Waiting,
    /// Nobody replied, and the day has passed.
    Late,
    /// Replied to, and not closed.
    Replied,
    /// Closed, or followed by another.
    Closed,
}

/// Which 督办 are listed, and from where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UrgingFilter {
    pub state: Option<UrgingState>,
    pub organ_id: Option<i64>,
    /// Only those issued before this one.
    pub before: Option<i64>,
}

/// Issues a 督办.
pub fn insert_urging(tx: &mut Tx<'_>, new: &NewUrging) -> Result<i64, StoreError> {
    let id = diesel::insert_into(urgings::table)
        .values((
            urgings::case_id.eq(new.case_id),
            urgings::organ_id.eq(new.organ_id),
            urgings::opened_at.eq(new.opened_at),
            urgings::reply_by.eq(new.reply_by),
            urgings::issued_by.eq(new.issued_by),
            urgings::text_id.eq(new.text_id),
        ))
        .returning(urgings::id)
        .get_result(&mut **tx)?;
    Ok(id)
}

/// Says by when a reply is asked for, and which 督办 it follows.
pub fn follow_urging(
    tx: &mut Tx<'_>,
    id: i64,
    reply_by: NaiveDate,
    previous: Option<i64>,
) -> Result<(), StoreError> {
    diesel::update(urgings::table.filter(urgings::id.eq(id)))
        .set((urgings::reply_by.eq(reply_by), urgings::previous_id.eq(previous)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Closes a 督办; `Stale` if it was closed before.
pub fn close_urging(tx: &mut Tx<'_>, id: i64, by: i64, at: Instant) -> Result<(), StoreError> {
    let changed = diesel::update(urgings::table.filter(urgings::id.eq(id)))
        .filter(urgings::closed_at.is_null())
        .set((urgings::closed_at.eq(at), urgings::closed_by.eq(by)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// The 督办 over the cases of a scope, newest first.
pub fn list_urgings_within(
    db: &mut Db,
    scope: &Scope,
    filter: &UrgingFilter,
    today: NaiveDate,
    limit: i64,
) -> Result<Vec<UrgingRow>, StoreError> {
    let mut query =
        urgings::table.select(UrgingRow::as_select()).into_boxed::<MultiBackend>().filter(within(scope));
    if let Some(organ) = filter.organ_id {
        query = query.filter(urgings::organ_id.eq(organ));
    }
    if let Some(before) = filter.before {
        query = query.filter(urgings::id.lt(before));
    }
    query = match filter.state {
        None => query,
        Some(state) => query.filter(holds(state, today)),
    };
    Ok(query.order(urgings::id.desc()).limit(limit).load(db)?)
}

/// How many 督办 over the cases of a scope are this far.
pub fn count_urgings_within(
    db: &mut Db,
    scope: &Scope,
    state: UrgingState,
    today: NaiveDate,
) -> Result<i64, StoreError> {
    let query =
        urgings::table.count().into_boxed::<MultiBackend>().filter(within(scope)).filter(holds(state, today));
    Ok(query.get_result(db)?)
}

type Held = Box<dyn BoxableExpression<urgings::table, MultiBackend, SqlType = Bool>>;

/// What [`Scope::condition`] says of cases, said of their 督办, which name the organ too.
fn within(scope: &Scope) -> Held {
    match scope {
        Scope::Everything => Box::new(true.into_sql::<Bool>()),
        Scope::Nothing => Box::new(false.into_sql::<Bool>()),
        Scope::Organs(ids) => Box::new(urgings::organ_id.eq_any(ids.clone())),
        Scope::Subtrees(paths) => paths
            .iter()
            .map(|path| below(path))
            .reduce(|one, other| Box::new(one.or(other)))
            .unwrap_or_else(|| within(&Scope::Nothing)),
        Scope::Unit { organ_id, unit_id } => {
            let own = cases::table
                .filter(cases::id.eq(urgings::case_id))
                .filter(cases::organ_id.eq(*organ_id))
                .filter(cases::unit_id.eq(*unit_id));
            Box::new(exists(own))
        }
    }
}

fn below(path: &str) -> Held {
    let Some(stem) = path.strip_suffix('/') else { return within(&Scope::Nothing) };
    let own = organs::table
        .filter(organs::id.eq(urgings::organ_id))
        .filter(organs::path.ge(path.to_owned()))
        .filter(organs::path.lt(format!("{stem}0")));
    Box::new(exists(own))
}

fn holds(state: UrgingState, today: NaiveDate) -> Held {
    let unanswered = || urgings::closed_at.is_null().and(urgings::replied_at.is_null());
    match state {
        UrgingState::Waiting => Box::new(unanswered().and(urgings::reply_by.ge(today))),
        UrgingState::Late => Box::new(unanswered().and(urgings::reply_by.lt(today))),
        UrgingState::Replied => Box::new(urgings::closed_at.is_null().and(urgings::replied_at.is_not_null())),
        UrgingState::Closed => Box::new(urgings::closed_at.is_not_null()),
    }
}
