//! What people find in the program. An entry is written in the transaction that fires its alert, so
//! that it is there exactly once.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::alerts::{AlertRow, acknowledge_alert};
use super::connection::each_backend;
use super::instant::Instant;
use super::schema::{alerts, inbox};
use super::{Db, StoreError, Tx};

/// An entry as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = inbox)]
pub struct NewEntry {
    pub user_id: i64,
    /// For whom this person stands in.
    pub for_user_id: Option<i64>,
    pub alert_id: i64,
    pub organ_id: i64,
    pub case_id: Option<i64>,
    /// As whom they are told.
    pub audience: String,
    pub created_at: Instant,
}

/// An entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = inbox)]
pub struct EntryRow {
    pub id: i64,
    pub user_id: i64,
    pub for_user_id: Option<i64>,
    pub alert_id: i64,
    pub organ_id: i64,
    pub case_id: Option<i64>,
    pub audience: String,
    pub created_at: Instant,
    pub read_at: Option<Instant>,
    pub acknowledged_at: Option<Instant>,
    /// By when the person expects to be done.
    pub expected_on: Option<NaiveDate>,
    pub ended_at: Option<Instant>,
}

/// Writes an entry; false if the person has one for this alert already.
pub fn insert_entry(tx: &mut Tx<'_>, entry: &NewEntry) -> Result<bool, StoreError> {
    let inserted = each_backend!(&mut **tx, conn => diesel::insert_into(inbox::table)
        .values(entry)
        .on_conflict((inbox::alert_id, inbox::user_id))
        .do_nothing()
        .execute(conn))?;
    Ok(inserted == 1)
}

/// The entries of a person with what they say, newest first, before `before`; those that still hold
/// or all.
pub fn list_entries(
    db: &mut Db,
    user_id: i64,
    open_only: bool,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<(EntryRow, AlertRow)>, StoreError> {
    let mut query = inbox::table
        .inner_join(alerts::table.on(alerts::id.eq(inbox::alert_id)))
        .filter(inbox::user_id.eq(user_id))
        .select((EntryRow::as_select(), AlertRow::as_select()))
        .into_boxed();
    if open_only {
        query = query.filter(inbox::ended_at.is_null());
    }
    if let Some(before) = before {
        query = query.filter(inbox::id.lt(before));
    }
    Ok(query.order(inbox::id.desc()).limit(limit).load(db)?)
}

/// The entries of a person that hold and are not acknowledged, or all the others, newest first, before
/// `before`.
pub fn list_entries_by(
    db: &mut Db,
    user_id: i64,
    unacknowledged: bool,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<(EntryRow, AlertRow)>, StoreError> {
    let query = inbox::table
        .inner_join(alerts::table.on(alerts::id.eq(inbox::alert_id)))
        .filter(inbox::user_id.eq(user_id))
        .filter(inbox::id.lt(before.unwrap_or(i64::MAX)))
        .select((EntryRow::as_select(), AlertRow::as_select()))
        .into_boxed();
    let query = if unacknowledged {
        query.filter(inbox::ended_at.is_null()).filter(inbox::acknowledged_at.is_null())
    } else {
        query.filter(inbox::ended_at.is_not_null().or(inbox::acknowledged_at.is_not_null()))
    };
    Ok(query.order(inbox::id.desc()).limit(limit).load(db)?)
}

/// All entries of an alert.
pub fn list_entries_of_alert(db: &mut Db, alert_id: i64) -> Result<Vec<EntryRow>, StoreError> {
    let rows = inbox::table
        .filter(inbox::alert_id.eq(alert_id))
        .order(inbox::id)
        .select(EntryRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// What a person acknowledged of one version of a date: the level, and by when it is expected done.
pub fn list_acknowledged(
    db: &mut Db,
    scope: &str,
    subject: &str,
    version: i32,
) -> Result<Vec<(i64, i32, Option<NaiveDate>)>, StoreError> {
    let rows = inbox::table
        .inner_join(alerts::table.on(alerts::id.eq(inbox::alert_id)))
        .filter(alerts::scope.eq(scope))
        .filter(alerts::subject.eq(subject))
        .filter(alerts::version.eq(version))
        .filter(inbox::acknowledged_at.is_not_null())
        .order(inbox::id)
        .select((inbox::user_id, alerts::level, inbox::expected_on))
        .load(db)?;
    Ok(rows)
}

/// An own entry; `NotFound` for one of another person.
pub fn load_entry(db: &mut Db, user_id: i64, id: i64) -> Result<EntryRow, StoreError> {
    let row = inbox::table
        .filter(inbox::id.eq(id))
        .filter(inbox::user_id.eq(user_id))
        .select(EntryRow::as_select())
        .first(db)?;
    Ok(row)
}

/// 已知悉: notes that a person knows, and by when they expect to be done. A second time changes the day.
pub fn acknowledge_entry(
    tx: &mut Tx<'_>,
    entry: &EntryRow,
    expected_on: Option<NaiveDate>,
    at: Instant,
) -> Result<(), StoreError> {
    diesel::update(inbox::table.filter(inbox::id.eq(entry.id)))
        .set((
            inbox::acknowledged_at.eq(entry.acknowledged_at.or(Some(at))),
            inbox::read_at.eq(entry.read_at.or(Some(at))),
            inbox::expected_on.eq(expected_on),
        ))
        .execute(&mut **tx)?;
    acknowledge_alert(tx, entry.alert_id, at)
}

/// How many entries of a person hold and are not acknowledged.
pub fn count_open_entries(db: &mut Db, user_id: i64) -> Result<i64, StoreError> {
    let count = inbox::table
        .filter(inbox::user_id.eq(user_id))
        .filter(inbox::ended_at.is_null())
        .filter(inbox::acknowledged_at.is_null())
        .count()
        .get_result(db)?;
    Ok(count)
}
