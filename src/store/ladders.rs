//! What organs and people set about their alerts: ladders, which are inherited down the tree, and how
//! each person wants to be reached.

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::connection::each_backend;
use super::instant::Instant;
use super::schema::{ladders, notify_preferences as preferences};
use super::{Db, StoreError, Tx};

/// A ladder as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = ladders)]
pub struct LadderRow {
    pub organ_id: i64,
    /// JSON that was checked before it was stored.
    pub body: String,
    /// Raised by every change; a change names the version it saw.
    pub version: i64,
    pub updated_at: Instant,
    pub updated_by: Option<i64>,
}

/// The ladder that holds for the organ at `path`: its own, or that of the nearest organ above.
pub fn find_ladder(db: &mut Db, path: &str) -> Result<Option<LadderRow>, StoreError> {
    let ids: Vec<i64> = path.split('/').filter_map(|id| id.parse().ok()).collect();
    let mut rows: Vec<LadderRow> = ladders::table
        .filter(ladders::organ_id.eq_any(ids.clone()))
        .order(ladders::organ_id)
        .select(LadderRow::as_select())
        .load(db)?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.organ_id));
    Ok(rows.pop())
}

/// Keeps a ladder; `Stale` if it is not at the version that was seen (0: none of its own).
pub fn save_ladder(
    tx: &mut Tx<'_>,
    organ_id: i64,
    seen: i64,
    body: &str,
    at: Instant,
    by: Option<i64>,
) -> Result<i64, StoreError> {
    let values = (
        ladders::organ_id.eq(organ_id),
        ladders::body.eq(body),
        ladders::version.eq(seen + 1),
        ladders::updated_at.eq(at),
        ladders::updated_by.eq(by),
    );
    if seen == 0 {
        diesel::insert_into(ladders::table)
            .values(values)
            .execute(&mut **tx)
            .map_err(|error| StoreError::from(error).duplicate_is_stale())?;
        return Ok(1);
    }
    let changed = diesel::update(ladders::table)
        .filter(ladders::organ_id.eq(organ_id).and(ladders::version.eq(seen)))
        .set((
            ladders::body.eq(body),
            ladders::version.eq(seen + 1),
            ladders::updated_at.eq(at),
            ladders::updated_by.eq(by),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(seen + 1) } else { Err(StoreError::Stale) }
}

/// A person's preferences as JSON.
pub fn find_preferences(db: &mut Db, user_id: i64) -> Result<Option<String>, StoreError> {
    let body = preferences::table
        .filter(preferences::user_id.eq(user_id))
        .select(preferences::body)
        .first(db)
        .optional()?;
    Ok(body)
}

/// Keeps a person's preferences.
pub fn save_preferences(tx: &mut Tx<'_>, user_id: i64, body: &str, at: Instant) -> Result<(), StoreError> {
    let row = (preferences::user_id.eq(user_id), preferences::body.eq(body), preferences::updated_at.eq(at));
    each_backend!(&mut **tx, conn => diesel::insert_into(preferences::table)
        .values(row)
        .on_conflict(preferences::user_id)
        .do_update()
        .set((
            preferences::body.eq(excluded(preferences::body)),
            preferences::updated_at.eq(excluded(preferences::updated_at)),
        ))
        .execute(conn))?;
    Ok(())
}
