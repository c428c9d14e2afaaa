//! 督办, the draft of the circular, and the proceedings in which an organ owes an answer.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::connection::each_backend;
use super::instant::Instant;
use super::schema::{cases, circular_entries, organs, proceedings, urgings};
use super::{Db, StoreError, Tx};

/// A 督办 as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = urgings)]
pub struct UrgingRow {
    pub id: i64,
    pub case_id: i64,
    /// Of the due date that was missed; none where a supervisor issued it.
    pub version: Option<i32>,
    pub organ_id: i64,
    pub opened_at: Instant,
    pub reply_by: NaiveDate,
    pub replied_at: Option<Instant>,
    pub replied_by: Option<i64>,
    pub reply: Option<String>,
    /// The supervisor; none where the program opened it.
    pub issued_by: Option<i64>,
    /// What is asked for, as a text of the case.
    pub text_id: Option<i64>,
    /// The one it follows, whose reply was not enough.
    pub previous_id: Option<i64>,
    pub closed_at: Option<Instant>,
    pub closed_by: Option<i64>,
}

/// Opens a 督办, once for each version of a date.
pub fn open_urging(
    tx: &mut Tx<'_>,
    case_id: i64,
    version: i32,
    organ_id: i64,
    reply_by: NaiveDate,
    at: Instant,
) -> Result<bool, StoreError> {
    let row = (
        urgings::case_id.eq(case_id),
        urgings::version.eq(version),
        urgings::organ_id.eq(organ_id),
        urgings::opened_at.eq(at),
        urgings::reply_by.eq(reply_by),
    );
    let opened = each_backend!(&mut **tx, conn => diesel::insert_into(urgings::table)
        .values(row)
        .on_conflict((urgings::case_id, urgings::version))
        .do_nothing()
        .execute(conn))?;
    Ok(opened == 1)
}

/// The newest 督办 of a case that nobody replied to and nobody closed.
pub fn find_open_urging(db: &mut Db, case_id: i64) -> Result<Option<UrgingRow>, StoreError> {
    let row = urgings::table
        .filter(urgings::case_id.eq(case_id))
        .filter(urgings::replied_at.is_null())
        .filter(urgings::closed_at.is_null())
        .order(urgings::id.desc())
        .select(UrgingRow::as_select())
        .first(db)
        .optional()?;
    Ok(row)
}

/// The 督办 of a case, newest first.
pub fn list_urgings(db: &mut Db, case_id: i64) -> Result<Vec<UrgingRow>, StoreError> {
    let rows = urgings::table
        .filter(urgings::case_id.eq(case_id))
        .order(urgings::id.desc())
        .select(UrgingRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// Keeps the reply to a 督办; `Stale` if it was replied to or closed before.
pub fn reply_to_urging(
    tx: &mut Tx<'_>,
    id: i64,
    reply: &str,
    by: i64,
    at: Instant,
) -> Result<(), StoreError> {
    let changed = diesel::update(urgings::table.filter(urgings::id.eq(id)))
        .filter(urgings::replied_at.is_null())
        .filter(urgings::closed_at.is_null())
        .set((urgings::replied_at.eq(at), urgings::replied_by.eq(by), urgings::reply.eq(reply)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Enters a case into the draft of the circular, once for each version of its date.
pub fn enter_circular(
    tx: &mut Tx<'_>,
    case_id: i64,
    version: i32,
    organ_id: i64,
    due_on: NaiveDate,
    at: Instant,
) -> Result<(), StoreError> {
    let row = (
        circular_entries::case_id.eq(case_id),
        circular_entries::version.eq(version),
        circular_entries::organ_id.eq(organ_id),
        circular_entries::entered_at.eq(at),
        circular_entries::due_on.eq(due_on),
    );
    each_backend!(&mut **tx, conn => diesel::insert_into(circular_entries::table)
        .values(row)
        .on_conflict((circular_entries::case_id, circular_entries::version))
        .do_nothing()
        .execute(conn))?;
    Ok(())
}

/// The draft of the circular for the organs at or below `path`: number, organ, missed date.
pub fn list_circular(db: &mut Db, path: &str) -> Result<Vec<(String, String, NaiveDate)>, StoreError> {
    let stem = path.strip_suffix('/').unwrap_or(path);
    let rows = circular_entries::table
        .inner_join(cases::table.on(cases::id.eq(circular_entries::case_id)))
        .inner_join(organs::table.on(organs::id.eq(circular_entries::organ_id)))
        .filter(organs::path.ge(path.to_owned()))
        .filter(organs::path.lt(format!("{stem}0")))
        .order((circular_entries::due_on, circular_entries::id))
        .select((cases::number, organs::name, circular_entries::due_on))
        .load(db)?;
    Ok(rows)
}

/// A proceeding as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = proceedings)]
pub struct ProceedingRow {
    pub id: i64,
    pub case_id: i64,
    /// `review`, `summary_review`, `suit`.
    pub kind: String,
    /// When the organ received the copy.
    pub received_on: NaiveDate,
    pub answered_on: Option<NaiveDate>,
    pub recorded_at: Instant,
    pub recorded_by: Option<i64>,
}

/// Records a proceeding.
pub fn insert_proceeding(
    tx: &mut Tx<'_>,
    case_id: i64,
    kind: &str,
    received_on: NaiveDate,
    by: i64,
    at: Instant,
) -> Result<i64, StoreError> {
    let id = diesel::insert_into(proceedings::table)
        .values((
            proceedings::case_id.eq(case_id),
            proceedings::kind.eq(kind),
            proceedings::received_on.eq(received_on),
            proceedings::recorded_at.eq(at),
            proceedings::recorded_by.eq(by),
        ))
        .returning(proceedings::id)
        .get_result(&mut **tx)?;
    Ok(id)
}

/// The proceedings over a case.
pub fn list_proceedings(db: &mut Db, case_id: i64) -> Result<Vec<ProceedingRow>, StoreError> {
    let rows = proceedings::table
        .filter(proceedings::case_id.eq(case_id))
        .order(proceedings::id)
        .select(ProceedingRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// Records the organ's answer; `NotFound` for a proceeding of another case.
pub fn answer_proceeding(tx: &mut Tx<'_>, case_id: i64, id: i64, on: NaiveDate) -> Result<(), StoreError> {
    let changed = diesel::update(proceedings::table)
        .filter(proceedings::id.eq(id).and(proceedings::case_id.eq(case_id)))
        .set(proceedings::answered_on.eq(on))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
