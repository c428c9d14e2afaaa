//! What the numbers of an overview are made of: open cases grouped by what their lights depend on, the
//! latest replies with the days of their steps, and the names of the units.
//!
//! Open cases are few and have an index of their own; of closed ones only the newest are looked at here,
//! all others are counted by [`super::tallies`].

use chrono::NaiveDate;
use diesel::dsl::{count_star, min};
use diesel::prelude::*;

use super::organs::UnitRow;
use super::schema::{case_events, cases, organs, units};
use super::scope::{Condition, below};
use super::{Db, StoreError};

/// Over whom something is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// The organ at this path and all below it.
    pub path: String,
    /// One unit alone.
    pub unit_id: Option<i64>,
}

impl Within {
    fn condition(&self) -> Condition {
        match self.unit_id {
            Some(unit) => Box::new(below(&self.path).and(cases::unit_id.eq(unit))),
            None => below(&self.path),
        }
    }
}

/// Open cases that are alike in all of this.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct OpenRow {
    pub organ_id: i64,
    pub unit_id: Option<i64>,
    pub state: String,
    pub due_on: Option<NaiveDate>,
    pub prudent_due_on: Option<NaiveDate>,
    pub paused_until: Option<NaiveDate>,
    pub provisional: bool,
    /// How many they are.
    pub number: i64,
}

/// The open cases, grouped.
pub fn count_open(db: &mut Db, within: &Within) -> Result<Vec<OpenRow>, StoreError> {
    let rows = cases::table
        .filter(cases::ended_on.is_null())
        .filter(within.condition())
        .group_by((
            cases::organ_id,
            cases::unit_id,
            cases::state,
            cases::due_on,
            cases::prudent_due_on,
            cases::paused_until,
            cases::provisional,
        ))
        .select((
            cases::organ_id,
            cases::unit_id,
            cases::state,
            cases::due_on,
            cases::prudent_due_on,
            cases::paused_until,
            cases::provisional,
            count_star(),
        ))
        .load(db)?;
    Ok(rows)
}

/// A case that ended.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct EndedRow {
    pub id: i64,
    pub organ_id: i64,
    pub unit_id: Option<i64>,
    pub ended_on: Option<NaiveDate>,
}

/// The latest cases that ended in one of these states from the first day to the last, newest first.
pub fn list_latest_ended(
    db: &mut Db,
    within: &Within,
    days: (NaiveDate, NaiveDate),
    states: &[&str],
    limit: i64,
) -> Result<Vec<EndedRow>, StoreError> {
    let rows = cases::table
        .filter(cases::ended_on.ge(days.0).and(cases::ended_on.le(days.1)))
        .filter(cases::state.eq_any(states.iter().map(|&state| state.to_owned()).collect::<Vec<_>>()))
        .filter(within.condition())
        .order((cases::ended_on.desc(), cases::id.desc()))
        .limit(limit)
        .select((cases::id, cases::organ_id, cases::unit_id, cases::ended_on))
        .load(db)?;
    Ok(rows)
}

/// The first day of each of these kinds of events, by case.
pub fn first_days(
    db: &mut Db,
    ids: Vec<i64>,
    kinds: &[&str],
) -> Result<Vec<(i64, String, Option<NaiveDate>)>, StoreError> {
    let rows = case_events::table
        .filter(case_events::case_id.eq_any(ids))
        .filter(case_events::kind.eq_any(kinds.iter().map(|&kind| kind.to_owned()).collect::<Vec<_>>()))
        .group_by((case_events::case_id, case_events::kind))
        .select((case_events::case_id, case_events::kind, min(case_events::occurred_on)))
        .load(db)?;
    Ok(rows)
}

/// The units of the organ at `path` and of all below it, oldest first.
pub fn list_units_below(db: &mut Db, path: &str) -> Result<Vec<UnitRow>, StoreError> {
    let stem = path.strip_suffix('/').unwrap_or(path);
    let own = organs::table
        .filter(organs::path.ge(path.to_owned()))
        .filter(organs::path.lt(format!("{stem}0")))
        .select(organs::id);
    let rows = units::table
        .filter(units::organ_id.eq_any(own))
        .order(units::id)
        .select(UnitRow::as_select())
        .load(db)?;
    Ok(rows)
}
