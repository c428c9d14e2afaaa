//! The texts of letters as organs word them. A version is never rewritten: to change is to add one, and
//! to restore is to add one with the old text.
//!
//! On a day an organ's effective version is the one that came into effect last by then, of several of one
//! day the newest. It inherits down the tree (decision 6): the nearest organ that has a text decides,
//! and where none has, the shipped text does.

use chrono::NaiveDate;
use diesel::dsl::max;
use diesel::prelude::*;

use super::instant::Instant;
use super::schema::letter_templates as table;
use super::{Db, StoreError, Tx};

/// One version of an organ's text.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = table)]
pub struct TemplateRow {
    /// The id, which letters name.
    pub id: i64,
    /// Whose text.
    pub organ_id: i64,
    /// Of which letter.
    pub kind: String,
    /// Which version, from 1.
    pub version: i32,
    /// The text; none takes the organ back to that of the one above it.
    pub body: Option<String>,
    /// From which day it holds.
    pub effective_from: NaiveDate,
    /// Why it was changed.
    pub note: String,
    /// By whom.
    pub created_by: Option<i64>,
    /// When it was written down.
    pub created_at: Instant,
}

/// A version to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTemplate<'a> {
    /// Whose text.
    pub organ_id: i64,
    /// Of which letter.
    pub kind: &'a str,
    /// See [`TemplateRow`].
    pub body: Option<&'a str>,
    /// From which day it holds.
    pub effective_from: NaiveDate,
    /// Why it is changed.
    pub note: &'a str,
    /// By whom.
    pub created_by: Option<i64>,
}

/// Adds a version; `Stale` if another was added at the same time.
pub fn append_template(
    tx: &mut Tx<'_>,
    new: &NewTemplate<'_>,
    at: Instant,
) -> Result<TemplateRow, StoreError> {
    let latest: Option<i32> = table::table
        .filter(table::organ_id.eq(new.organ_id).and(table::kind.eq(new.kind)))
        .select(max(table::version))
        .first(&mut **tx)?;
    diesel::insert_into(table::table)
        .values((
            table::organ_id.eq(new.organ_id),
            table::kind.eq(new.kind),
            table::version.eq(latest.unwrap_or(0) + 1),
            table::body.eq(new.body),
            table::effective_from.eq(new.effective_from),
            table::note.eq(new.note),
            table::created_by.eq(new.created_by),
            table::created_at.eq(at),
        ))
        .returning(table::all_columns)
        .get_result(&mut **tx)
        .map_err(|error| StoreError::from(error).duplicate_is_stale())
}

/// Adds the text of an old version again, from a day on; `NotFound` if there is no such version.
pub fn restore_template(
    tx: &mut Tx<'_>,
    old: &TemplateKey<'_>,
    effective_from: NaiveDate,
    by: Option<i64>,
    at: Instant,
) -> Result<TemplateRow, StoreError> {
    let TemplateKey { organ_id, kind, version } = *old;
    let row: TemplateRow = table::table
        .filter(table::organ_id.eq(organ_id).and(table::kind.eq(kind)).and(table::version.eq(version)))
        .select(TemplateRow::as_select())
        .first(&mut **tx)?;
    let note = format!("恢复第{version}版");
    let body = row.body.as_deref();
    append_template(
        tx,
        &NewTemplate { organ_id, kind, body, effective_from, note: &note, created_by: by },
        at,
    )
}

/// A version by what people know it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateKey<'a> {
    /// Whose text.
    pub organ_id: i64,
    /// Of which letter.
    pub kind: &'a str,
    /// Which version, from 1.
    pub version: i32,
}

/// A version by its id.
pub fn load_template(db: &mut Db, id: i64) -> Result<TemplateRow, StoreError> {
    Ok(table::table.filter(table::id.eq(id)).select(TemplateRow::as_select()).first(db)?)
}

/// The versions of an organ's own text, newest first.
pub fn list_template_versions(
    db: &mut Db,
    organ_id: i64,
    kind: &str,
) -> Result<Vec<TemplateRow>, StoreError> {
    let rows = table::table
        .filter(table::organ_id.eq(organ_id).and(table::kind.eq(kind.to_owned())))
        .order(table::version.desc())
        .select(TemplateRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// The text that holds for an organ on a day, by the organ's path (`/1/4/`): its own or the nearest one
/// above; none where the shipped text holds.
pub fn find_template(
    db: &mut Db,
    organ_path: &str,
    kind: &str,
    on: NaiveDate,
) -> Result<Option<TemplateRow>, StoreError> {
    let organs: Vec<i64> = organ_path.split('/').filter_map(|id| id.parse().ok()).collect();
    let rows: Vec<TemplateRow> = table::table
        .filter(table::kind.eq(kind.to_owned()))
        .filter(table::organ_id.eq_any(organs.clone()))
        .filter(table::effective_from.le(on))
        .order((table::effective_from.desc(), table::version.desc()))
        .select(TemplateRow::as_select())
        .load(db)?;
    let effective = |organ: &i64| rows.iter().find(|row| row.organ_id == *organ);
    Ok(organs.iter().rev().filter_map(effective).find(|row| row.body.is_some()).cloned())
}
