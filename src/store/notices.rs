//! Holiday notices imported at run time, and the version of the calendar that every process watches.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::instant::Instant;
use super::schema::{calendar_state, notices};
use super::{Db, StoreError, Tx};

/// A notice as it is imported.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = notices)]
pub struct NewNotice {
    /// Its 文号, unique.
    pub document: String,
    /// The notice as JSON, in the form of `holidays/`.
    pub body: String,
    /// The day it was published.
    pub published: NaiveDate,
    /// When it was imported.
    pub imported_at: Instant,
    /// By whom; from the command line by nobody known.
    pub imported_by: Option<i64>,
}

/// A notice as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = notices)]
pub struct NoticeRow {
    /// The id.
    pub id: i64,
    /// See [`NewNotice`].
    pub document: String,
    /// See [`NewNotice`].
    pub body: String,
    /// See [`NewNotice`].
    pub published: NaiveDate,
    /// See [`NewNotice`].
    pub imported_at: Instant,
    /// See [`NewNotice`].
    pub imported_by: Option<i64>,
}

/// Stores a notice and raises the calendar version, which it returns. `Duplicate` if it is there already.
pub fn import_notice(tx: &mut Tx<'_>, notice: &NewNotice) -> Result<i64, StoreError> {
    diesel::insert_into(notices::table).values(notice).execute(&mut **tx)?;
    raise_calendar_version(tx)
}

/// All imported notices in the order they were published.
pub fn list_notices(db: &mut Db) -> Result<Vec<NoticeRow>, StoreError> {
    let rows = notices::table
        .order((notices::published, notices::document))
        .select(NoticeRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// The version every write transaction compares with that of its calendar before it folds.
pub fn calendar_version(db: &mut Db) -> Result<i64, StoreError> {
    Ok(calendar_state::table.select(calendar_state::version).first(db)?)
}

/// Has every process load the calendar again.
pub fn raise_calendar_version(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    let version = diesel::update(calendar_state::table)
        .set(calendar_state::version.eq(calendar_state::version + 1))
        .returning(calendar_state::version)
        .get_result(&mut **tx)?;
    Ok(version)
}
