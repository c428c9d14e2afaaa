//! Anchors: once a day the ends of all journals are folded into one value, chained to the day before.
//!
//! The value is shown and sent to the auditor. Kept outside, it proves later that up to that moment
//! nothing was altered, cut or removed: neither a whole case nor a tail together with its row, which a
//! single journal cannot show.
//!
//! **How an anchor can be recomputed while cases keep growing.** It covers the events up to
//! `last_position`. As the journal is append only, the end of each case among those events never
//! changes, and the fold over them can be repeated at any time from [`super::schema::case_events`] alone.
//! The time of recording would not do: it is read before the transaction waits for its turn, so an
//! event recorded before the anchor may be committed after it, and clocks of several processes
//! differ. A position does, provided that none at or below it can still appear. SQLite gives positions
//! within its single write transaction. On PostgreSQL [`claim_position`] takes the table lock
//! `SHARE`, which waits for every transaction that has inserted events and lets none begin; an
//! insert draws its position only after it holds its own lock, so later ones are all greater. The
//! lock is held for one look at the greatest position; the fold is made afterwards, by a reader.
//!
//! The fold is SHA-256 over the anchor before, the day, the position, and (case id, number of
//! events, last hash) of each case in the order of ids, then the number of cases and events.

use chrono::{Datelike, NaiveDate};
use diesel::connection::SimpleConnection;
use diesel::dsl::max;
use diesel::prelude::*;

use super::hash::{Hash, Hasher};
use super::instant::Instant;
use super::schema::{anchors, case_events};
use super::{Db, Store, StoreError, Tx};

/// An anchor as it is stored; `head` is the value to keep outside.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = anchors)]
pub struct AnchorRow {
    /// The day it stands for.
    pub day: NaiveDate,
    /// The value of the chain at its end.
    pub head: Hash,
    /// The value of the anchor before, or zeros.
    pub prev_head: Hash,
    /// The last event it covers.
    pub last_position: i64,
    /// Over how many cases.
    pub case_count: i64,
    /// Over how many events.
    pub event_count: i64,
    /// When it was made.
    pub made_at: Instant,
}

/// What a check of an anchor found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnchorVerdict {
    /// Everything up to this anchor is as it was.
    Holds(AnchorRow),
    /// The anchor is ours, but the journals no longer give its value.
    Broken {
        /// The anchor as stored.
        anchor: AnchorRow,
        /// The value the journals give now.
        found: Hash,
        /// The number of cases they give now.
        case_count: i64,
        /// The number of events they give now.
        event_count: i64,
    },
    /// No anchor has this value: it was mistyped, or the chain was rewritten.
    Unknown,
}

/// Makes the anchor of `day`, or returns the one that day has already. `made_at` is the present.
/// `Stale` if a later day has one, or if another process was faster.
pub async fn make_anchor(store: &Store, day: NaiveDate, made_at: Instant) -> Result<AnchorRow, StoreError> {
    let position = store.write(claim_position).await?;
    let anchor = store.read(move |db| prepare_anchor(db, day, position, made_at)).await?;
    store.write(move |tx| append_anchor(tx, anchor)).await
}

/// [`make_anchor`] for the command line. It must not be called from an async task.
pub fn make_anchor_blocking(
    store: &Store,
    day: NaiveDate,
    made_at: Instant,
) -> Result<AnchorRow, StoreError> {
    let position = store.write_blocking(claim_position)?;
    let anchor = store.read_blocking(move |db| prepare_anchor(db, day, position, made_at))?;
    store.write_blocking(move |tx| append_anchor(tx, anchor))
}

/// Folds the journals up to a claimed position into the anchor of `day`.
fn prepare_anchor(
    db: &mut Db,
    day: NaiveDate,
    last_position: i64,
    made_at: Instant,
) -> Result<AnchorRow, StoreError> {
    if let Some(existing) = find_anchor(db, day)? {
        return Ok(existing);
    }
    let previous = last_anchor(db)?;
    if previous.as_ref().is_some_and(|previous| previous.day > day) {
        return Err(StoreError::Stale);
    }
    let prev_head = previous.map_or(Hash::ZERO, |previous| previous.head);
    let Fold { head, case_count, event_count } = fold(db, prev_head, day, last_position)?;
    Ok(AnchorRow { day, head, prev_head, last_position, case_count, event_count, made_at })
}

/// The greatest position, after which every event yet to come will stand.
pub fn claim_position(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    if let Db::Postgres(conn) = &mut **tx {
        conn.batch_execute("LOCK TABLE case_events IN SHARE MODE")?;
    }
    let last: Option<i64> = case_events::table.select(max(case_events::position)).first(&mut **tx)?;
    Ok(last.unwrap_or(0))
}

/// Stores an anchor if its `prev_head` is still the last of the chain, unless it is stored already.
fn append_anchor(tx: &mut Tx<'_>, anchor: AnchorRow) -> Result<AnchorRow, StoreError> {
    if let Db::Postgres(conn) = &mut **tx {
        conn.batch_execute("LOCK TABLE anchors IN SHARE ROW EXCLUSIVE MODE")?;
    }
    if find_anchor(tx, anchor.day)?.is_some_and(|stored| stored == anchor) {
        return Ok(anchor);
    }
    let last = last_anchor(tx)?.map_or(Hash::ZERO, |last| last.head);
    if last != anchor.prev_head {
        return Err(StoreError::Stale);
    }
    diesel::insert_into(anchors::table)
        .values(&anchor)
        .execute(&mut **tx)
        .map_err(|error| StoreError::from(error).duplicate_is_stale())?;
    Ok(anchor)
}

/// The anchor of a day.
pub fn find_anchor(db: &mut Db, day: NaiveDate) -> Result<Option<AnchorRow>, StoreError> {
    let anchor =
        anchors::table.filter(anchors::day.eq(day)).select(AnchorRow::as_select()).first(db).optional()?;
    Ok(anchor)
}

/// The newest anchor, whose value is shown.
pub fn last_anchor(db: &mut Db) -> Result<Option<AnchorRow>, StoreError> {
    let anchor =
        anchors::table.order(anchors::day.desc()).select(AnchorRow::as_select()).first(db).optional()?;
    Ok(anchor)
}

/// Checks a value kept outside against the journals as they are now.
pub fn verify_anchor(db: &mut Db, value: Hash) -> Result<AnchorVerdict, StoreError> {
    let anchor =
        anchors::table.filter(anchors::head.eq(value)).select(AnchorRow::as_select()).first(db).optional()?;
    match anchor {
        Some(anchor) => recheck(db, anchor),
        None => Ok(AnchorVerdict::Unknown),
    }
}

/// Folds the journals again up to what `anchor` covers, and compares.
pub fn recheck(db: &mut Db, anchor: AnchorRow) -> Result<AnchorVerdict, StoreError> {
    let now = fold(db, anchor.prev_head, anchor.day, anchor.last_position)?;
    if now.head == anchor.head {
        return Ok(AnchorVerdict::Holds(anchor));
    }
    Ok(AnchorVerdict::Broken {
        anchor,
        found: now.head,
        case_count: now.case_count,
        event_count: now.event_count,
    })
}

struct Fold {
    head: Hash,
    case_count: i64,
    event_count: i64,
}

/// How many case ids are read at a time.
const SPAN: i64 = 2_000;

fn fold(db: &mut Db, prev: Hash, day: NaiveDate, up_to: i64) -> Result<Fold, StoreError> {
    let mut hasher = Hasher::new("gongkai.anchor.v1");
    hasher.hash(&prev);
    hasher.number(day.num_days_from_ce().into());
    hasher.number(up_to);
    let last_case: Option<i64> = case_events::table.select(max(case_events::case_id)).first(db)?;
    let last_case = last_case.unwrap_or(0);
    let (mut case_count, mut event_count) = (0, 0);
    let mut from = 1;
    while from <= last_case {
        let rows: Vec<(i64, i32, Hash)> = case_events::table
            .filter(case_events::case_id.between(from, from + SPAN - 1))
            .filter(case_events::position.le(up_to))
            .order((case_events::case_id, case_events::seq))
            .select((case_events::case_id, case_events::seq, case_events::hash))
            .load(db)?;
        for (index, (case_id, seq, head)) in rows.iter().enumerate() {
            event_count += 1;
            if rows.get(index + 1).is_some_and(|(next, ..)| next == case_id) {
                continue;
            }
            case_count += 1;
            hasher.number(*case_id);
            hasher.number((*seq).into());
            hasher.hash(head);
        }
        from += SPAN;
    }
    hasher.number(case_count);
    hasher.number(event_count);
    Ok(Fold { head: hasher.finish(), case_count, event_count })
}
