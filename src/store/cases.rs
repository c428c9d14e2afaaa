//! The row of a case: a cache, written only with the result of folding its journal.

use std::ops::{Deref, DerefMut};

use chrono::NaiveDate;
use diesel::prelude::*;

use super::hash::Hash;
use super::instant::Instant;
use super::journal::JournalHead;
use super::schema::cases;
use super::scope::Scope;
use super::{Db, StoreError, Tx};

/// Everything in the row but its id. The meanings of `step`, `state`, `waiting_for` and `result` are
/// the law's; here they are words to filter by.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = cases, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct CaseFields {
    /// 登记编号
    pub number: String,
    /// Whose case it is.
    pub organ_id: i64,
    /// The unit it was assigned to.
    pub unit_id: Option<i64>,
    /// The person who handles it.
    pub handler_id: Option<i64>,
    /// The year of recording.
    pub year: i32,
    /// The place in that year's series; imported cases draw none.
    pub serial: Option<i32>,
    /// How the application came.
    pub channel: String,
    /// Natural person, or which kind of organisation.
    pub applicant_kind: String,
    /// The furthest of the eight steps reached.
    pub step: String,
    /// Whether the clock runs, waits or has ended.
    pub state: String,
    /// The day of receipt, once it is known.
    pub received_on: Option<NaiveDate>,
    /// 法定答复截止日
    pub due_on: Option<NaiveDate>,
    /// 从严截止日
    pub prudent_due_on: Option<NaiveDate>,
    /// The earliest `due_on` can turn out, while it is provisional.
    pub due_early_on: Option<NaiveDate>,
    /// The latest `due_on` can turn out.
    pub due_late_on: Option<NaiveDate>,
    /// The last day for the notice of correction.
    pub correction_notice_by: Option<NaiveDate>,
    /// Until when the clock stands, where that is known.
    pub paused_until: Option<NaiveDate>,
    /// What is waited for.
    pub waiting_for: Option<String>,
    /// Until when it is waited for.
    pub waiting_until: Option<NaiveDate>,
    /// The day of delivery.
    pub delivered_on: Option<NaiveDate>,
    /// The day the clock ended.
    pub ended_on: Option<NaiveDate>,
    /// The code of the reply or other end.
    pub result: Option<String>,
    /// Whether a date rests on a year not yet announced.
    pub provisional: bool,
    /// The calendar it was folded with.
    pub calendar_version: String,
    /// What is asked for, for lists and search.
    pub title: String,
    /// Its pinyin, to sort by.
    pub title_key: String,
    /// The name of the applicant.
    pub applicant_name: String,
    /// Its pinyin, to sort by.
    pub applicant_key: String,
    /// Raised to void the 查询码 given out.
    pub query_generation: i32,
    /// When it reached us.
    pub submitted_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// Raised by every change; a change names the version it saw.
    pub version: i64,
    /// How many events the journal has.
    pub event_count: i32,
    /// The hash of the last of them.
    pub head: Hash,
}

/// The row of a case. Its fields are read and set directly.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = cases)]
pub struct CaseRow {
    /// The id, which never changes.
    pub id: i64,
    /// All the rest.
    #[diesel(embed)]
    pub fields: CaseFields,
}

impl Deref for CaseRow {
    type Target = CaseFields;

    fn deref(&self) -> &CaseFields {
        &self.fields
    }
}

impl DerefMut for CaseRow {
    fn deref_mut(&mut self) -> &mut CaseFields {
        &mut self.fields
    }
}

impl CaseFields {
    /// The end of the journal as this row knows it.
    pub fn journal_head(&self) -> JournalHead {
        JournalHead { count: self.event_count, head: self.head }
    }

    /// Takes over the end of the journal after an append.
    pub fn set_journal_head(&mut self, end: JournalHead) {
        self.event_count = end.count;
        self.head = end.head;
    }
}

/// Stores a new case. Its events need its id, so they are appended next, and then
/// [`save_journal_head`] completes the row. `Duplicate` if the number is taken.
pub fn insert_case(tx: &mut Tx<'_>, fields: CaseFields) -> Result<CaseRow, StoreError> {
    let id = diesel::insert_into(cases::table).values(&fields).returning(cases::id).get_result(&mut **tx)?;
    Ok(CaseRow { id, fields })
}

/// Makes whoever else would change this case wait until the transaction ends. Read the row after it. SQLite
/// has one writer anyway.
pub fn lock_case(tx: &mut Tx<'_>, id: i64) -> Result<(), StoreError> {
    if let Db::Postgres(conn) = &mut **tx {
        cases::table.filter(cases::id.eq(id)).select(cases::id).for_update().first::<i64>(conn)?;
    }
    Ok(())
}

/// Writes the row back if its version is still the one that was read, and raises the version;
/// `Stale` otherwise.
pub fn update_case(tx: &mut Tx<'_>, row: &mut CaseRow) -> Result<(), StoreError> {
    let read = row.version;
    row.version = read + 1;
    let changed = diesel::update(cases::table)
        .filter(cases::id.eq(row.id).and(cases::version.eq(read)))
        .set(&row.fields)
        .execute(&mut **tx)?;
    match changed {
        1 => Ok(()),
        _ => {
            row.version = read;
            Err(StoreError::Stale)
        }
    }
}

/// Writes nothing of the row but the end of its journal, into a case stored in this transaction: its
/// other columns, and their indexes, are as [`insert_case`] left them.
pub fn save_journal_head(tx: &mut Tx<'_>, row: &mut CaseRow, end: JournalHead) -> Result<(), StoreError> {
    let changed = diesel::update(cases::table)
        .filter(cases::id.eq(row.id).and(cases::version.eq(row.version)))
        .set((cases::event_count.eq(end.count), cases::head.eq(end.head)))
        .execute(&mut **tx)?;
    if changed != 1 {
        return Err(StoreError::Stale);
    }
    row.set_journal_head(end);
    Ok(())
}

/// Gives a case stored in this transaction its number, and writes the end of its journal with it. The
/// series of the number is locked on PostgreSQL, so this comes last.
pub fn save_number(
    tx: &mut Tx<'_>,
    row: &mut CaseRow,
    number: String,
    serial: i32,
    end: JournalHead,
) -> Result<(), StoreError> {
    let changed = diesel::update(cases::table)
        .filter(cases::id.eq(row.id).and(cases::version.eq(row.version)))
        .set((
            cases::number.eq(&number),
            cases::serial.eq(serial),
            cases::event_count.eq(end.count),
            cases::head.eq(end.head),
        ))
        .execute(&mut **tx)?;
    if changed != 1 {
        return Err(StoreError::Stale);
    }
    (row.number, row.serial) = (number, Some(serial));
    row.set_journal_head(end);
    Ok(())
}

/// The case with this id, if it is within `scope`.
pub fn find_case(db: &mut Db, scope: &Scope, id: i64) -> Result<Option<CaseRow>, StoreError> {
    let row = cases::table
        .filter(cases::id.eq(id))
        .filter(scope.condition())
        .select(CaseRow::as_select())
        .first(db)
        .optional()?;
    Ok(row)
}

/// The case with this 登记编号, if it is within `scope`.
pub fn find_case_by_number(db: &mut Db, scope: &Scope, number: &str) -> Result<Option<CaseRow>, StoreError> {
    let row = cases::table
        .filter(cases::number.eq(number))
        .filter(scope.condition())
        .select(CaseRow::as_select())
        .first(db)
        .optional()?;
    Ok(row)
}

/// The case with this id; `NotFound` if there is none, or none within `scope`.
pub fn load_case(db: &mut Db, scope: &Scope, id: i64) -> Result<CaseRow, StoreError> {
    find_case(db, scope, id)?.ok_or(StoreError::NotFound)
}

/// The case with this 登记编号; `NotFound` if there is none, or none within `scope`.
pub fn load_case_by_number(db: &mut Db, scope: &Scope, number: &str) -> Result<CaseRow, StoreError> {
    find_case_by_number(db, scope, number)?.ok_or(StoreError::NotFound)
}

/// Up to `limit` cases whose clock has not ended, in the order of ids after `after`: for folding them
/// again when the calendar changes. `except` skips those already folded with that calendar.
pub fn list_open_cases(
    db: &mut Db,
    after: i64,
    except_calendar: Option<&str>,
    limit: i64,
) -> Result<Vec<CaseRow>, StoreError> {
    let mut query = cases::table
        .filter(cases::id.gt(after))
        .filter(cases::ended_on.is_null())
        .select(CaseRow::as_select())
        .into_boxed();
    if let Some(version) = except_calendar {
        query = query.filter(cases::calendar_version.ne(version.to_owned()));
    }
    Ok(query.order(cases::id).limit(limit).load(db)?)
}

/// How many open cases of the organs at or below `path` have a date that a notice to come may move.
pub fn count_provisional(db: &mut Db, path: &str) -> Result<i64, StoreError> {
    let count = cases::table
        .filter(super::scope::below(path))
        .filter(cases::ended_on.is_null())
        .filter(cases::provisional.eq(true))
        .count()
        .get_result(db)?;
    Ok(count)
}
