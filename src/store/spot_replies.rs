//! 当场答复 of late, for the approver under whose standing authorisation they were given (decision 21), and
//! which of them were seen.
//!
//! What was seen stands in a table and not in the journal: it says something of a person's reading list and
//! nothing of the case, whose journal may be closed by then (归档), and whoever has the case open should not
//! find it changed.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::connection::{MultiBackend, each_backend};
use super::instant::Instant;
use super::journal::EventRow;
use super::schema::{case_events, cases, spot_replies_seen};
use super::{Db, Scope, StoreError, Tx};

/// The kind of event that tells of one.
pub const KIND: &str = "answered_on_the_spot";

/// The kind as it stands in the index, which a value that is bound would not find.
fn tells_of_one() -> SqlLiteral<Bool> {
    sql("case_events.kind = 'answered_on_the_spot'")
}

/// The events of a scope that tell of one, from a day on, newest first; of the newest `limit` of all.
pub fn list_spot_replies(
    db: &mut Db,
    scope: &Scope,
    since: NaiveDate,
    limit: i64,
) -> Result<Vec<EventRow>, StoreError> {
    let rows: Vec<EventRow> = case_events::table
        .filter(tells_of_one())
        .filter(case_events::occurred_on.ge(since))
        .order(case_events::position.desc())
        .limit(limit)
        .select(EventRow::as_select())
        .load(db)?;
    let ids: BTreeSet<i64> = rows.iter().map(|row| row.case_id).collect();
    let own: Vec<i64> = cases::table
        .select(cases::id)
        .into_boxed::<MultiBackend>()
        .filter(cases::id.eq_any(ids))
        .filter(scope.condition())
        .load(db)?;
    let own: BTreeSet<i64> = own.into_iter().collect();
    Ok(rows.into_iter().filter(|row| own.contains(&row.case_id)).collect())
}

/// Which of these a person has seen, by case and number of the event.
pub fn list_seen(db: &mut Db, by: i64, case_ids: &[i64]) -> Result<BTreeSet<(i64, i32)>, StoreError> {
    let rows: Vec<(i64, i32)> = spot_replies_seen::table
        .filter(spot_replies_seen::seen_by.eq(by))
        .filter(spot_replies_seen::case_id.eq_any(case_ids.to_vec()))
        .select((spot_replies_seen::case_id, spot_replies_seen::seq))
        .load(db)?;
    Ok(rows.into_iter().collect())
}

/// Notes that a person has seen one; a second time changes nothing.
pub fn mark_seen(tx: &mut Tx<'_>, case_id: i64, seq: i32, by: i64, at: Instant) -> Result<(), StoreError> {
    let row = (
        spot_replies_seen::case_id.eq(case_id),
        spot_replies_seen::seq.eq(seq),
        spot_replies_seen::seen_by.eq(by),
        spot_replies_seen::seen_at.eq(at),
    );
    each_backend!(&mut **tx, conn => diesel::insert_into(spot_replies_seen::table)
        .values(row)
        .on_conflict((spot_replies_seen::case_id, spot_replies_seen::seq, spot_replies_seen::seen_by))
        .do_nothing()
        .execute(conn))?;
    Ok(())
}
