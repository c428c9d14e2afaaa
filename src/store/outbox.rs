//! Messages on their way out: written in the transaction of what causes them, claimed for a while by
//! whoever sends them, and settled with what became of them.
//!
//! A row is `waiting`, `claimed`, and then `delivered`, `called_off` because it no longer holds, `dead`
//! because no channel takes it, or `uncertain` because nobody knows. The last two wait for a person,
//! who sends them again or clears them with a reason. Nothing is deleted.

use diesel::prelude::*;

use super::connection::each_backend;
use super::instant::Instant;
use super::schema::{organs, outbox};
use super::{Db, StoreError, Tx};

/// The states that wait for a person.
const TROUBLED: [&str; 2] = ["dead", "uncertain"];

/// A message as it is put in.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = outbox)]
pub struct NewMessage {
    /// What it is, for whom, and over which channel: a second one of the same key is none.
    pub message_key: String,
    pub channel: String,
    /// How urgent: `digest`, `push`, `break_in`.
    pub travel: String,
    /// To which person of the system; none for an applicant or a channel's own receiver.
    pub user_id: Option<i64>,
    pub organ_id: Option<i64>,
    pub case_id: Option<i64>,
    pub alert_id: Option<i64>,
    /// What is to be said, as JSON: numbers, days and kinds.
    pub body: String,
    pub state: String,
    /// Not before.
    pub due_at: Instant,
    pub attempts: i32,
    pub created_at: Instant,
}

/// A message as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct MessageRow {
    pub id: i64,
    pub message_key: String,
    /// Messages that travel together, named by the first of them. Never changed once set, so that a
    /// second attempt is the same message.
    pub batch: Option<i64>,
    pub channel: String,
    pub travel: String,
    pub user_id: Option<i64>,
    pub organ_id: Option<i64>,
    pub case_id: Option<i64>,
    pub alert_id: Option<i64>,
    pub body: String,
    pub state: String,
    pub due_at: Instant,
    pub attempts: i32,
    pub claimed_by: Option<String>,
    pub leased_until: Option<Instant>,
    pub last_error: Option<String>,
    pub created_at: Instant,
    pub settled_at: Option<Instant>,
    pub settled_by: Option<i64>,
    pub settled_reason: Option<String>,
}

/// Puts a message in; false if it is there already.
pub fn insert_message(tx: &mut Tx<'_>, message: &NewMessage) -> Result<bool, StoreError> {
    let inserted = each_backend!(&mut **tx, conn => diesel::insert_into(outbox::table)
        .values(message)
        .on_conflict(outbox::message_key)
        .do_nothing()
        .execute(conn))?;
    Ok(inserted == 1)
}

/// A message by id; `NotFound` if there is none.
pub fn load_message(db: &mut Db, id: i64) -> Result<MessageRow, StoreError> {
    Ok(outbox::table.filter(outbox::id.eq(id)).select(MessageRow::as_select()).first(db)?)
}

/// The messages of a channel that may be sent at `now`: due and waiting, or claimed by somebody whose
/// lease has run out. The caller holds the channel's lock.
pub fn list_sendable(
    db: &mut Db,
    channel: &str,
    now: Instant,
    limit: i64,
) -> Result<Vec<MessageRow>, StoreError> {
    let rows = outbox::table
        .filter(outbox::channel.eq(channel))
        .filter(outbox::state.eq_any(["waiting", "claimed"]))
        .filter(outbox::due_at.le(now))
        .filter(outbox::leased_until.is_null().or(outbox::leased_until.le(now)))
        .order((outbox::due_at, outbox::id))
        .limit(limit)
        .select(MessageRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// Claims messages as one batch until `until`.
pub fn claim_messages(
    tx: &mut Tx<'_>,
    ids: &[i64],
    batch: i64,
    by: &str,
    until: Instant,
) -> Result<(), StoreError> {
    diesel::update(outbox::table.filter(outbox::id.eq_any(ids.to_vec())))
        .set((
            outbox::state.eq("claimed"),
            outbox::batch.eq(batch),
            outbox::claimed_by.eq(by),
            outbox::leased_until.eq(until),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// What becomes of a claimed message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled<'a> {
    /// `delivered`, `called_off`, `dead`, `uncertain`, or `waiting` for another attempt.
    pub state: &'a str,
    /// When to try again, for `waiting`.
    pub due_at: Option<Instant>,
    /// Why, for a person.
    pub error: Option<&'a str>,
    /// Whether this was an attempt.
    pub attempted: bool,
}

/// Settles messages that are still claimed by `by`; says how many were. One whose lease ran out belongs
/// to another.
pub fn settle_messages(
    tx: &mut Tx<'_>,
    ids: &[i64],
    by: &str,
    settled: &Settled<'_>,
    at: Instant,
) -> Result<usize, StoreError> {
    let again = settled.state == "waiting";
    let own = outbox::table
        .filter(outbox::id.eq_any(ids.to_vec()))
        .filter(outbox::state.eq("claimed"))
        .filter(outbox::claimed_by.eq(by));
    let changed = diesel::update(own)
        .set((
            outbox::state.eq(settled.state),
            outbox::claimed_by.eq(None::<String>),
            outbox::leased_until.eq(None::<Instant>),
            outbox::last_error.eq(settled.error),
            outbox::attempts.eq(outbox::attempts + i32::from(settled.attempted)),
            outbox::settled_at.eq((!again).then_some(at)),
        ))
        .execute(&mut **tx)?;
    if let Some(due_at) = settled.due_at {
        diesel::update(
            outbox::table.filter(outbox::id.eq_any(ids.to_vec())).filter(outbox::state.eq("waiting")),
        )
        .set(outbox::due_at.eq(due_at))
        .execute(&mut **tx)?;
    }
    Ok(changed)
}

/// When the next message of any channel is due.
pub fn next_due(db: &mut Db) -> Result<Option<Instant>, StoreError> {
    let at = outbox::table
        .filter(outbox::state.eq("waiting"))
        .select(diesel::dsl::min(outbox::due_at))
        .first(db)?;
    Ok(at)
}

/// How many messages of a channel wait.
pub fn count_waiting(db: &mut Db, channel: &str) -> Result<i64, StoreError> {
    let count = outbox::table
        .filter(outbox::channel.eq(channel))
        .filter(outbox::state.eq_any(["waiting", "claimed"]))
        .count()
        .get_result(db)?;
    Ok(count)
}

/// The messages that wait for a person, of the organs at or below `path`, oldest first after `after`.
pub fn list_troubled(
    db: &mut Db,
    path: &str,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<MessageRow>, StoreError> {
    let stem = path.strip_suffix('/').unwrap_or(path);
    let mut query = outbox::table
        .inner_join(organs::table.on(organs::id.nullable().eq(outbox::organ_id)))
        .filter(organs::path.ge(path.to_owned()))
        .filter(organs::path.lt(format!("{stem}0")))
        .filter(outbox::state.eq_any(TROUBLED))
        .select(MessageRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(outbox::id.gt(after));
    }
    Ok(query.order(outbox::id).limit(limit).load(db)?)
}

/// The messages to the applicant of a case, newest first: those whose key begins with `prefix`, which ends
/// in `:`. The sign after it is `;`, so that they are a range of the index.
pub fn list_messages_of(db: &mut Db, prefix: &str, limit: i64) -> Result<Vec<MessageRow>, StoreError> {
    let stem = prefix.strip_suffix(':').unwrap_or(prefix);
    let rows = outbox::table
        .filter(outbox::message_key.ge(format!("{stem}:")))
        .filter(outbox::message_key.lt(format!("{stem};")))
        .order(outbox::id.desc())
        .limit(limit)
        .select(MessageRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// A person sends a message again; `Stale` if it no longer waits for a person.
pub fn retry_message(tx: &mut Tx<'_>, id: i64, by: i64, at: Instant) -> Result<(), StoreError> {
    let changed = diesel::update(outbox::table.filter(outbox::id.eq(id)))
        .filter(outbox::state.eq_any(TROUBLED))
        .set((
            outbox::state.eq("waiting"),
            outbox::due_at.eq(at),
            outbox::settled_at.eq(None::<Instant>),
            outbox::settled_by.eq(by),
            // It is tried for as long as a new one.
            outbox::created_at.eq(at),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// A person clears a message with a reason; `Stale` if it no longer waits for a person.
pub fn clear_message(tx: &mut Tx<'_>, id: i64, by: i64, reason: &str, at: Instant) -> Result<(), StoreError> {
    let changed = diesel::update(outbox::table.filter(outbox::id.eq(id)))
        .filter(outbox::state.eq_any(TROUBLED))
        .set((
            outbox::state.eq("cleared"),
            outbox::settled_at.eq(at),
            outbox::settled_by.eq(by),
            outbox::settled_reason.eq(reason),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}
