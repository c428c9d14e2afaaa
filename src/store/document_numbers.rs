//! 文号: one series for each organ, 字 and year, without gap or repeat; what is given up stays given up.
//!
//! Every serial up to the last one drawn belongs to a letter, a 督办单 or the voided numbers; [`list_unused`]
//! finds any that does not.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::connection::each_backend;
use super::instant::Instant;
use super::schema::{document_series, letters, urge_sheets, voided_numbers};
use super::{Db, StoreError, Tx};

/// A series: whose, under which 字, of which year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The organ that signs.
    pub organ_id: i64,
    /// 字, or what else tells the series of an organ apart.
    pub word: String,
    /// The year of signing.
    pub year: i32,
}

/// A 文号 that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = voided_numbers)]
pub struct VoidedRow {
    /// Its place in the series.
    pub serial: i32,
    /// As it was written.
    pub document_number: String,
    /// The letter that had it.
    pub letter_id: Option<i64>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub voided_by: Option<i64>,
    /// When.
    pub voided_at: Instant,
}

/// Draws the next serial of a series, from 1, or from where [`begin_series`] set it.
///
/// One statement within the caller's transaction, as in [`super::numbers::draw_serial`]: if that is
/// undone, so is the draw. Draw as late in the transaction as possible.
pub fn draw_document_serial(tx: &mut Tx<'_>, series: &Series) -> Result<i32, StoreError> {
    use document_series as table;
    let first = (
        table::organ_id.eq(series.organ_id),
        table::series.eq(&series.word),
        table::year.eq(series.year),
        table::last.eq(1),
    );
    let serial = each_backend!(&mut **tx, conn => diesel::insert_into(table::table)
        .values(first)
        .on_conflict((table::organ_id, table::series, table::year))
        .do_update()
        .set(table::last.eq(table::last + excluded(table::last)))
        .returning(table::last)
        .get_result(conn))?;
    Ok(serial)
}

/// Lets a series go on after `last`, for an office that numbered by hand until then. `Duplicate` if the
/// series has begun already.
pub fn begin_series(tx: &mut Tx<'_>, series: &Series, last: i32) -> Result<(), StoreError> {
    diesel::insert_into(document_series::table)
        .values((
            document_series::organ_id.eq(series.organ_id),
            document_series::series.eq(&series.word),
            document_series::year.eq(series.year),
            document_series::last.eq(last),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The last serial drawn, or 0.
pub fn last_serial(db: &mut Db, series: &Series) -> Result<i32, StoreError> {
    let last = document_series::table
        .filter(document_series::organ_id.eq(series.organ_id))
        .filter(document_series::series.eq(series.word.clone()))
        .filter(document_series::year.eq(series.year))
        .select(document_series::last)
        .first(db)
        .optional()?;
    Ok(last.unwrap_or(0))
}

/// What is given up, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voiding {
    /// The place in the series.
    pub serial: i32,
    /// As it was written.
    pub document_number: String,
    /// The letter that had it.
    pub letter_id: Option<i64>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub voided_by: Option<i64>,
}

/// Gives a drawn number up for ever. `NotFound` if it was never drawn, `Duplicate` if it was given up before.
pub fn void_number(tx: &mut Tx<'_>, series: &Series, void: &Voiding, at: Instant) -> Result<(), StoreError> {
    if void.serial < 1 || void.serial > last_serial(tx, series)? {
        return Err(StoreError::NotFound);
    }
    diesel::insert_into(voided_numbers::table)
        .values((
            voided_numbers::organ_id.eq(series.organ_id),
            voided_numbers::series.eq(&series.word),
            voided_numbers::year.eq(series.year),
            voided_numbers::serial.eq(void.serial),
            voided_numbers::document_number.eq(&void.document_number),
            voided_numbers::letter_id.eq(void.letter_id),
            voided_numbers::reason.eq(&void.reason),
            voided_numbers::voided_by.eq(void.voided_by),
            voided_numbers::voided_at.eq(at),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The number that a voided letter had; none of a draft.
pub fn find_voided(db: &mut Db, letter_id: i64) -> Result<Option<VoidedRow>, StoreError> {
    Ok(voided_numbers::table
        .filter(voided_numbers::letter_id.eq(letter_id))
        .select(VoidedRow::as_select())
        .first(db)
        .optional()?)
}

/// The numbers of a series that were given up, in order.
pub fn list_voided(db: &mut Db, series: &Series) -> Result<Vec<VoidedRow>, StoreError> {
    let rows = voided_numbers::table
        .filter(voided_numbers::organ_id.eq(series.organ_id))
        .filter(voided_numbers::series.eq(series.word.clone()))
        .filter(voided_numbers::year.eq(series.year))
        .order(voided_numbers::serial)
        .select(VoidedRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// The serials of letters, 督办单 and voided numbers, which leave no gap from the first of them to the last drawn:
/// every one in between that is neither, which only someone who changed the tables can have made.
pub fn list_unused(db: &mut Db, series: &Series) -> Result<Vec<i32>, StoreError> {
    let mut used: Vec<i32> = letters::table
        .filter(letters::organ_id.eq(series.organ_id))
        .filter(letters::series.eq(series.word.clone()))
        .filter(letters::document_year.eq(series.year))
        .filter(letters::document_serial.is_not_null())
        .select(letters::document_serial.assume_not_null())
        .load(db)?;
    let of_sheets: Vec<i32> = urge_sheets::table
        .filter(urge_sheets::organ_id.eq(series.organ_id))
        .filter(urge_sheets::series.eq(series.word.clone()))
        .filter(urge_sheets::document_year.eq(series.year))
        .filter(urge_sheets::document_serial.is_not_null())
        .filter(urge_sheets::withdrawn_at.is_null())
        .select(urge_sheets::document_serial.assume_not_null())
        .load(db)?;
    used.extend(of_sheets);
    used.extend(list_voided(db, series)?.into_iter().map(|voided| voided.serial));
    let used: BTreeSet<i32> = used.into_iter().collect();
    let first = used.first().copied().unwrap_or(1);
    Ok((first..=last_serial(db, series)?).filter(|serial| !used.contains(serial)).collect())
}

/// Every series, for a check of all of them.
pub fn list_series(db: &mut Db) -> Result<Vec<Series>, StoreError> {
    use document_series as table;
    let rows: Vec<(i64, String, i32)> = table::table
        .order((table::organ_id, table::series, table::year))
        .select((table::organ_id, table::series, table::year))
        .load(db)?;
    Ok(rows.into_iter().map(|(organ_id, word, year)| Series { organ_id, word, year }).collect())
}
