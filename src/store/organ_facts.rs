//! What the letters of an organ say of it: dated data (decision 29). A version is never rewritten; of several
//! that begin on one day the newest holds.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::instant::Instant;
use super::schema::organ_facts as table;
use super::{Db, StoreError, Tx};

/// The facts of an organ from a day on, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = table)]
pub struct OrganFactsRow {
    /// The id.
    pub id: i64,
    /// Whose.
    pub organ_id: i64,
    /// From which day they hold.
    pub valid_from: NaiveDate,
    /// The facts.
    pub body: String,
    /// By whom they were written down.
    pub recorded_by: Option<i64>,
    /// When.
    pub recorded_at: Instant,
}

/// Adds facts that hold from a day on.
pub fn append_organ_facts(
    tx: &mut Tx<'_>,
    organ_id: i64,
    valid_from: NaiveDate,
    body: &str,
    by: Option<i64>,
    at: Instant,
) -> Result<OrganFactsRow, StoreError> {
    let row = diesel::insert_into(table::table)
        .values((
            table::organ_id.eq(organ_id),
            table::valid_from.eq(valid_from),
            table::body.eq(body),
            table::recorded_by.eq(by),
            table::recorded_at.eq(at),
        ))
        .returning(table::all_columns)
        .get_result(&mut **tx)?;
    Ok(row)
}

/// The facts of an organ that hold on a day.
pub fn find_organ_facts(
    db: &mut Db,
    organ_id: i64,
    on: NaiveDate,
) -> Result<Option<OrganFactsRow>, StoreError> {
    let row = table::table
        .filter(table::organ_id.eq(organ_id).and(table::valid_from.le(on)))
        .order((table::valid_from.desc(), table::id.desc()))
        .select(OrganFactsRow::as_select())
        .first(db)
        .optional()?;
    Ok(row)
}

/// The day on which the facts of an organ change next after a day.
pub fn next_change_of_facts(
    db: &mut Db,
    organ_id: i64,
    after: NaiveDate,
) -> Result<Option<NaiveDate>, StoreError> {
    let day = table::table
        .filter(table::organ_id.eq(organ_id).and(table::valid_from.gt(after)))
        .order(table::valid_from)
        .select(table::valid_from)
        .first(db)
        .optional()?;
    Ok(day)
}
