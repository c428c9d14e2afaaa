//! Warnings about a letter that a person ticked off. A tick is for one version of the content: what is
//! written anew is judged anew.

use diesel::prelude::*;

use super::instant::Instant;
use super::schema::letter_ticks as table;
use super::{Db, StoreError, Tx};

/// A warning that was ticked off, and where the reason stands.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = table)]
pub struct TickRow {
    /// Of which letter.
    pub letter_id: i64,
    /// Of which version of its content.
    pub content_version: i32,
    /// The name of the finding.
    pub finding: String,
    /// The text that gives the reason.
    pub text_id: i64,
    /// By whom.
    pub ticked_by: Option<i64>,
    /// When.
    pub ticked_at: Instant,
}

/// Ticks a warning off; `Duplicate` if it is already.
pub fn insert_tick(tx: &mut Tx<'_>, tick: &TickRow) -> Result<(), StoreError> {
    diesel::insert_into(table::table).values(tick).execute(&mut **tx)?;
    Ok(())
}

/// What is ticked off for a version of a letter's content.
pub fn list_ticks(db: &mut Db, letter_id: i64, content_version: i32) -> Result<Vec<TickRow>, StoreError> {
    let rows = table::table
        .filter(table::letter_id.eq(letter_id).and(table::content_version.eq(content_version)))
        .order(table::finding)
        .select(TickRow::as_select())
        .load(db)?;
    Ok(rows)
}
