//! The journal of a case: append only, each event chained to the one before it by hash.
//!
//! The hash of an event is SHA-256 over all of its fields but `position`, in the order of
//! [`EventRow`], with the hash of the event before; see [`super::hash`] for the encoding. The case row
//! holds the number of events and the last hash. So [`verify_case`] finds an altered, removed,
//! inserted or reordered event and a cut tail; what a consistent forger could still do, cut a tail
//! together with the row or remove a whole case, is found by [`super::anchors`].
//!
//! `position` is given by the database and orders all events of all cases. It says what an anchor
//! covers and is no part of the chain: on PostgreSQL it is drawn before the order of commits is known.

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;

use super::hash::{Hash, Hasher};
use super::instant::Instant;
use super::schema::{case_events, cases};
use super::{Db, StoreError, Tx};

/// An event as it is appended. `actor` and `payload` are JSON without personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// What happened, in the past tense.
    pub kind: String,
    /// The version of the payload's form; old ones are upcast when read, never rewritten.
    pub kind_version: i32,
    /// The day it happened, in Asia/Shanghai.
    pub occurred_on: NaiveDate,
    /// Person, post, organ, on whose behalf, with the names as they were.
    pub actor: String,
    /// The facts: ids, days, codes and salted hashes.
    pub payload: String,
}

/// An event as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = case_events)]
pub struct EventRow {
    /// Its place among all events of all cases.
    pub position: i64,
    /// Whose journal.
    pub case_id: i64,
    /// Its place in that journal, from 1.
    pub seq: i32,
    /// See [`NewEvent`].
    pub kind: String,
    /// See [`NewEvent`].
    pub kind_version: i32,
    /// When it was written down. Nothing legal is computed from it.
    pub recorded_at: Instant,
    /// See [`NewEvent`].
    pub occurred_on: NaiveDate,
    /// See [`NewEvent`].
    pub actor: String,
    /// See [`NewEvent`].
    pub payload: String,
    /// The hash of the event before it, or zeros.
    pub prev_hash: Hash,
    /// The hash of this event.
    pub hash: Hash,
}

#[derive(Insertable)]
#[diesel(table_name = case_events, treat_none_as_default_value = false)]
struct NewEventRow<'a> {
    case_id: i64,
    seq: i32,
    kind: &'a str,
    kind_version: i32,
    recorded_at: Instant,
    occurred_on: NaiveDate,
    actor: &'a str,
    payload: &'a str,
    prev_hash: Hash,
    hash: Hash,
}

/// The end of a journal, as the case row keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalHead {
    /// How many events there are.
    pub count: i32,
    /// The hash of the last.
    pub head: Hash,
}

impl JournalHead {
    /// The journal of a case to which nothing has happened yet.
    pub const EMPTY: Self = Self { count: 0, head: Hash::ZERO };
}

impl NewEventRow<'_> {
    fn seal(&self) -> Hash {
        let mut hasher = Hasher::new("gongkai.event.v1");
        hasher.number(self.case_id);
        hasher.number(self.seq.into());
        hasher.text(self.kind);
        hasher.number(self.kind_version.into());
        hasher.number(self.recorded_at.micros());
        hasher.number(self.occurred_on.num_days_from_ce().into());
        hasher.text(self.actor);
        hasher.text(self.payload);
        hasher.hash(&self.prev_hash);
        hasher.finish()
    }
}

impl EventRow {
    /// The hash this event should have, from its fields and the hash before it that it names.
    pub fn sealed(&self) -> Hash {
        NewEventRow {
            case_id: self.case_id,
            seq: self.seq,
            kind: &self.kind,
            kind_version: self.kind_version,
            recorded_at: self.recorded_at,
            occurred_on: self.occurred_on,
            actor: &self.actor,
            payload: &self.payload,
            prev_hash: self.prev_hash,
            hash: self.hash,
        }
        .seal()
    }
}

/// Appends events after `end`, the end of the journal the caller has read. If another transaction
/// has appended since, the answer is `Stale`.
///
/// The caller puts the new end into the case row in the same transaction.
pub fn append_events(
    tx: &mut Tx<'_>,
    case_id: i64,
    end: JournalHead,
    recorded_at: Instant,
    events: &[NewEvent],
) -> Result<JournalHead, StoreError> {
    let mut end = end;
    // One statement an event, for it stays prepared; one for all would be prepared each time anew.
    for event in events {
        let mut row = NewEventRow {
            case_id,
            seq: end.count + 1,
            kind: &event.kind,
            kind_version: event.kind_version,
            recorded_at,
            occurred_on: event.occurred_on,
            actor: &event.actor,
            payload: &event.payload,
            prev_hash: end.head,
            hash: Hash::ZERO,
        };
        row.hash = row.seal();
        diesel::insert_into(case_events::table)
            .values(&row)
            .execute(&mut **tx)
            .map_err(|error| StoreError::from(error).duplicate_is_stale())?;
        end = JournalHead { count: row.seq, head: row.hash };
    }
    Ok(end)
}

/// The events of a case in order. Whether the caller may see the case is decided by loading its row.
pub fn load_events(db: &mut Db, case_id: i64) -> Result<Vec<EventRow>, StoreError> {
    let events = case_events::table
        .filter(case_events::case_id.eq(case_id))
        .order(case_events::seq)
        .select(EventRow::as_select())
        .load(db)?;
    Ok(events)
}

/// When something of these kinds happened to some cases, in order of happening: case and day.
pub fn list_days_of_kinds(
    db: &mut Db,
    case_ids: &[i64],
    kinds: &[&str],
) -> Result<Vec<(i64, NaiveDate)>, StoreError> {
    let days = case_events::table
        .filter(case_events::case_id.eq_any(case_ids.to_vec()))
        .filter(case_events::kind.eq_any(kinds.iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>()))
        .order((case_events::case_id, case_events::seq))
        .select((case_events::case_id, case_events::occurred_on))
        .load(db)?;
    Ok(days)
}

/// What is wrong with a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The event does not have the hash of its content.
    Altered { seq: i32 },
    /// These events are gone.
    Missing { from: i32, to: i32 },
    /// The event does not follow the one that stands before it: one was replaced, removed or put in.
    Unlinked { seq: i32 },
    /// The event was given its place among all events before the one that precedes it.
    Reordered { seq: i32 },
    /// The row of the case knows of events after the last one there is.
    CutTail { recorded: i32, found: i32 },
    /// There are events the row of the case knows nothing of.
    Surplus { recorded: i32, found: i32 },
    /// The row of the case names another last hash.
    HeadDiffers,
    /// There are events but no case.
    NoCase,
}

/// The end of a case's journal as its row gives it, checked against its events: the faults found.
pub fn verify_case(db: &mut Db, case_id: i64) -> Result<Vec<Fault>, StoreError> {
    db.snapshot(|db| {
        let row: Option<(i32, Hash)> = cases::table
            .filter(cases::id.eq(case_id))
            .select((cases::event_count, cases::head))
            .first(db)
            .optional()?;
        let events = load_events(db, case_id)?;
        Ok(match row {
            Some((count, head)) => check(JournalHead { count, head }, &events),
            None if events.is_empty() => return Err(StoreError::NotFound),
            None => vec![Fault::NoCase],
        })
    })
}

/// The faults of a journal whose row says it ends at `end`. `events` are ordered by `seq`.
pub fn check(end: JournalHead, events: &[EventRow]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut last = JournalHead::EMPTY;
    let mut position = i64::MIN;
    for event in events {
        let seq = event.seq;
        if seq > last.count + 1 {
            faults.push(Fault::Missing { from: last.count + 1, to: seq - 1 });
        }
        if event.sealed() != event.hash {
            faults.push(Fault::Altered { seq });
        }
        if seq <= last.count || event.prev_hash != last.head {
            faults.push(Fault::Unlinked { seq });
        }
        if event.position <= position {
            faults.push(Fault::Reordered { seq });
        }
        last = JournalHead { count: seq, head: event.hash };
        position = event.position;
    }
    match last.count.cmp(&end.count) {
        std::cmp::Ordering::Less => {
            faults.push(Fault::CutTail { recorded: end.count, found: last.count });
        }
        std::cmp::Ordering::Greater => {
            faults.push(Fault::Surplus { recorded: end.count, found: last.count });
        }
        std::cmp::Ordering::Equal if last.head != end.head => faults.push(Fault::HeadDiffers),
        std::cmp::Ordering::Equal => {}
    }
    faults
}

/// How many cases are read at a time.
const PAGE: i64 = 500;

/// Checks every case in the order of ids, handing each with its events and faults to `visit`, and
/// at the end the events that belong to no case. Each page is one snapshot; between pages the
/// service goes on. Returns how many cases there were.
pub fn verify_all<E: From<StoreError>>(
    db: &mut Db,
    mut visit: impl FnMut(i64, &[EventRow], &[Fault]) -> Result<(), E>,
) -> Result<u64, E> {
    let mut seen = 0;
    let mut after = i64::MIN;
    loop {
        let page = db.snapshot(|db| read_page(db, after))?;
        let Some((last, _)) = page.heads.last() else {
            break;
        };
        after = *last;
        let mut rest = page.events.as_slice();
        for (id, end) in &page.heads {
            let own = rest.partition_point(|event| event.case_id <= *id);
            let (events, later) = rest.split_at(own);
            rest = later;
            // Events of a removed case sort before the next one's and are none of its own.
            let begin = events.partition_point(|event| event.case_id < *id);
            let (_, events) = events.split_at(begin);
            visit(*id, events, &check(*end, events))?;
            seen += 1;
        }
    }
    for id in orphans(db)? {
        let events = load_events(db, id)?;
        visit(id, &events, &[Fault::NoCase])?;
    }
    Ok(seen)
}

struct Page {
    heads: Vec<(i64, JournalHead)>,
    events: Vec<EventRow>,
}

fn read_page(db: &mut Db, after: i64) -> Result<Page, StoreError> {
    let rows: Vec<(i64, i32, Hash)> = cases::table
        .filter(cases::id.gt(after))
        .order(cases::id)
        .limit(PAGE)
        .select((cases::id, cases::event_count, cases::head))
        .load(db)?;
    let heads: Vec<_> = rows.into_iter().map(|(id, count, head)| (id, JournalHead { count, head })).collect();
    let events = match (heads.first(), heads.last()) {
        (Some((first, _)), Some((last, _))) => case_events::table
            .filter(case_events::case_id.between(*first, *last))
            .order((case_events::case_id, case_events::seq))
            .select(EventRow::as_select())
            .load(db)?,
        _ => Vec::new(),
    };
    Ok(Page { heads, events })
}

fn orphans(db: &mut Db) -> Result<Vec<i64>, StoreError> {
    let ids = case_events::table
        .left_join(cases::table.on(cases::id.eq(case_events::case_id)))
        .filter(cases::id.is_null())
        .select(case_events::case_id)
        .distinct()
        .order(case_events::case_id)
        .load(db)?;
    Ok(ids)
}
