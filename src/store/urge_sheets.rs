//! 督办单: the 文号 that a 督办 carries, and whether it was taken back.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::document_numbers::{Series, Voiding, draw_document_serial, void_number};
use super::instant::Instant;
use super::schema::urge_sheets;
use super::{Db, StoreError, Tx};

/// A 督办单 as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = urge_sheets)]
pub struct UrgeSheetRow {
    /// Whose.
    pub urging_id: i64,
    /// Of which case.
    pub case_id: i64,
    /// The organ that sends it.
    pub organ_id: i64,
    /// The 字 of its number, if it has one, and so the next four.
    pub series: Option<String>,
    /// The year of the number.
    pub document_year: Option<i32>,
    /// The place in the series.
    pub document_serial: Option<i32>,
    /// 文号 as it is written.
    pub document_number: Option<String>,
    /// When it was numbered.
    pub numbered_on: Option<NaiveDate>,
    /// When it was taken back.
    pub withdrawn_at: Option<Instant>,
    /// By whom.
    pub withdrawn_by: Option<i64>,
    /// Why, as a text of the case.
    pub text_id: Option<i64>,
}

/// Who takes a sheet back, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    pub by: i64,
    /// Beside the number that is given up with it.
    pub reason: String,
    /// The same as a text of the case.
    pub text_id: i64,
}

/// Gives a 督办 the next number of a series, written by `write`; `Duplicate` if it has one. Do this as late
/// in the transaction as possible, as [`super::letters::number_letter`].
pub fn number_urge_sheet(
    tx: &mut Tx<'_>,
    (urging_id, case_id): (i64, i64),
    series: &Series,
    write: impl FnOnce(i32) -> String,
    on: NaiveDate,
) -> Result<UrgeSheetRow, StoreError> {
    let serial = draw_document_serial(tx, series)?;
    let row = UrgeSheetRow {
        urging_id,
        case_id,
        organ_id: series.organ_id,
        series: Some(series.word.clone()),
        document_year: Some(series.year),
        document_serial: Some(serial),
        document_number: Some(write(serial)),
        numbered_on: Some(on),
        withdrawn_at: None,
        withdrawn_by: None,
        text_id: None,
    };
    diesel::insert_into(urge_sheets::table).values(&row).execute(&mut **tx)?;
    Ok(row)
}

/// Takes a sheet back; its number, if it has one, is given up for ever. `Stale` if it was taken back before.
pub fn withdraw_urge_sheet(
    tx: &mut Tx<'_>,
    (urging_id, case_id, organ_id): (i64, i64, i64),
    why: &Withdrawal,
    at: Instant,
) -> Result<(), StoreError> {
    let taken_back = (
        urge_sheets::withdrawn_at.eq(at),
        urge_sheets::withdrawn_by.eq(why.by),
        urge_sheets::text_id.eq(why.text_id),
    );
    let Some(sheet) = find_urge_sheet(tx, urging_id)? else {
        let own = (
            urge_sheets::urging_id.eq(urging_id),
            urge_sheets::case_id.eq(case_id),
            urge_sheets::organ_id.eq(organ_id),
        );
        diesel::insert_into(urge_sheets::table).values((own, taken_back)).execute(&mut **tx)?;
        return Ok(());
    };
    let changed = diesel::update(urge_sheets::table.filter(urge_sheets::urging_id.eq(urging_id)))
        .filter(urge_sheets::withdrawn_at.is_null())
        .set(taken_back)
        .execute(&mut **tx)?;
    if changed != 1 {
        return Err(StoreError::Stale);
    }
    let number = (sheet.series, sheet.document_year, sheet.document_serial, sheet.document_number);
    let (Some(word), Some(year), Some(serial), Some(document_number)) = number else { return Ok(()) };
    let series = Series { organ_id: sheet.organ_id, word, year };
    let void = Voiding {
        serial,
        document_number,
        letter_id: None,
        reason: why.reason.clone(),
        voided_by: Some(why.by),
    };
    void_number(tx, &series, &void, at)
}

/// The sheet of a 督办.
pub fn find_urge_sheet(db: &mut Db, urging_id: i64) -> Result<Option<UrgeSheetRow>, StoreError> {
    let row = urge_sheets::table
        .filter(urge_sheets::urging_id.eq(urging_id))
        .select(UrgeSheetRow::as_select())
        .first(db)
        .optional()?;
    Ok(row)
}

/// The sheets of a case.
pub fn list_urge_sheets(db: &mut Db, case_id: i64) -> Result<Vec<UrgeSheetRow>, StoreError> {
    let rows = urge_sheets::table
        .filter(urge_sheets::case_id.eq(case_id))
        .order(urge_sheets::urging_id)
        .select(UrgeSheetRow::as_select())
        .load(db)?;
    Ok(rows)
}
