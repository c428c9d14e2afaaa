//! Letters of cases: where each stands, its 文号, and by version what it was made from.
//!
//! The context of a letter and its text hold names and words of people, so they stand in contents of their
//! own, which are erased when the retention ends; the letter, its dates and its number stay.

use chrono::NaiveDate;
use diesel::dsl::max;
use diesel::prelude::*;

use super::document_numbers::{Series, Voiding, draw_document_serial, void_number};
use super::hash::{Hash, Hasher};
use super::instant::Instant;
use super::schema::{letter_contents, letters};
use super::{Db, StoreError, Tx};

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterState {
    /// It may still be written.
    Drafted,
    /// The checker found nothing that blocks it.
    Checked,
    /// Its day and its 文号 are set.
    Signed,
    /// 已用印: it may go out.
    Sealed,
    /// It never went out and never will.
    Voided,
}

impl LetterState {
    pub const ALL: [LetterState; 5] = [
        LetterState::Drafted,
        LetterState::Checked,
        LetterState::Signed,
        LetterState::Sealed,
        LetterState::Voided,
    ];

    /// The word in the row.
    pub fn word(self) -> &'static str {
        match self {
            LetterState::Drafted => "drafted",
            LetterState::Checked => "checked",
            LetterState::Signed => "signed",
            LetterState::Sealed => "sealed",
            LetterState::Voided => "voided",
        }
    }

    /// The state of that word.
    pub fn of_word(word: &str) -> Option<LetterState> {
        LetterState::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// What changes of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = letters, treat_none_as_null = true)]
pub struct LetterFields {
    /// A word of [`LetterState`].
    pub state: String,
    /// The 字 of its number, once it has one, and so the next three.
    pub series: Option<String>,
    /// The year of the number.
    pub document_year: Option<i32>,
    /// The place in the series.
    pub document_serial: Option<i32>,
    /// 文号 as it is written.
    pub document_number: Option<String>,
    /// The day on it.
    pub signed_on: Option<NaiveDate>,
    /// Who signed.
    pub signed_by: Option<i64>,
    /// The day of 用印.
    pub sealed_on: Option<NaiveDate>,
    /// When it was voided.
    pub voided_at: Option<Instant>,
    /// SHA-256 of the rendered file that counts.
    pub record_hash: Option<Hash>,
    /// When it last changed.
    pub updated_at: Instant,
    /// Raised by every change.
    pub version: i64,
    /// The rendered files, and the scan of the signed one.
    pub docx_file_id: Option<i64>,
    /// See `docx_file_id`.
    pub pdf_file_id: Option<i64>,
    /// See `docx_file_id`.
    pub record_file_id: Option<i64>,
}

/// A letter as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = letters)]
pub struct LetterRow {
    /// The id.
    pub id: i64,
    /// Of which case.
    pub case_id: i64,
    /// Its number in the case, from 1.
    pub ordinal: i32,
    /// Which letter of the set.
    pub kind: String,
    /// Who sends it.
    pub organ_id: i64,
    /// The measure it belongs to; else it belongs to the reply or to the case.
    pub measure: Option<i32>,
    /// The clock of the case it belongs to, from 0.
    pub clock: i32,
    /// By whom.
    pub drafted_by: Option<i64>,
    /// When it was begun.
    pub drafted_at: Instant,
    /// The rest.
    #[diesel(embed)]
    pub fields: LetterFields,
}

/// A letter to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLetter<'a> {
    /// Of which case.
    pub case_id: i64,
    /// Who sends it.
    pub organ_id: i64,
    /// Which letter of the set.
    pub kind: &'a str,
    /// See [`LetterRow`].
    pub measure: Option<i32>,
    /// See [`LetterRow`].
    pub clock: i32,
    /// By whom.
    pub drafted_by: Option<i64>,
}

/// Where a template came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateSource<'a> {
    /// The id of an organ's version.
    Own(i64),
    /// The version of the shipped texts.
    Shipped(&'a str),
}

/// What a letter is made from, and its text. The salt is random, at least 16 bytes, and drawn by the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContent<'a> {
    /// Which template.
    pub template: TemplateSource<'a>,
    /// Its text, as it was then.
    pub template_body: &'a str,
    /// What was filled in, as JSON.
    pub context: &'a str,
    /// What came of it.
    pub body: &'a str,
    /// Random bytes.
    pub salt: &'a [u8],
    /// By whom.
    pub recorded_by: Option<i64>,
}

/// One version of a letter's content.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = letter_contents)]
pub struct ContentRow {
    /// The id.
    pub id: i64,
    /// Of which letter.
    pub letter_id: i64,
    /// Which version, from 1.
    pub version: i32,
    /// The organ's version of the template, if it was one.
    pub template_id: Option<i64>,
    /// Else the version of the shipped texts.
    pub shipped_version: Option<String>,
    /// See [`NewContent`]; empty once erased, and so the next three.
    pub template_body: String,
    /// See [`NewContent`].
    pub context: String,
    /// See [`NewContent`].
    pub body: String,
    /// See [`NewContent`].
    pub salt: Vec<u8>,
    /// By whom.
    pub recorded_by: Option<i64>,
    /// When.
    pub recorded_at: Instant,
    /// When it was erased.
    pub erased_at: Option<Instant>,
}

impl ContentRow {
    /// The hash that stands for this content in an event.
    pub fn hash(&self) -> Hash {
        let mut hasher = Hasher::new("gongkai.letter.v1");
        hasher.bytes(&self.salt);
        hasher.text(&self.template_body);
        hasher.text(&self.context);
        hasher.text(&self.body);
        hasher.finish()
    }
}

/// Begins a letter; `Stale` if another was begun at the same time.
pub fn insert_letter(tx: &mut Tx<'_>, new: &NewLetter<'_>, at: Instant) -> Result<LetterRow, StoreError> {
    let last: Option<i32> = letters::table
        .filter(letters::case_id.eq(new.case_id))
        .select(max(letters::ordinal))
        .first(&mut **tx)?;
    let id: i64 = diesel::insert_into(letters::table)
        .values((
            letters::case_id.eq(new.case_id),
            letters::ordinal.eq(last.unwrap_or(0) + 1),
            letters::kind.eq(new.kind),
            letters::state.eq(LetterState::Drafted.word()),
            letters::organ_id.eq(new.organ_id),
            letters::measure.eq(new.measure),
            letters::clock.eq(new.clock),
            letters::drafted_by.eq(new.drafted_by),
            letters::drafted_at.eq(at),
            letters::updated_at.eq(at),
            letters::version.eq(1_i64),
        ))
        .returning(letters::id)
        .get_result(&mut **tx)
        .map_err(|error| StoreError::from(error).duplicate_is_stale())?;
    Ok(letters::table.filter(letters::id.eq(id)).select(LetterRow::as_select()).first(&mut **tx)?)
}

/// Adds a version of a letter's content; `Stale` once the letter is no draft any more.
pub fn append_content(
    tx: &mut Tx<'_>,
    letter: &LetterRow,
    new: &NewContent<'_>,
    at: Instant,
) -> Result<ContentRow, StoreError> {
    let found: String =
        letters::table.filter(letters::id.eq(letter.id)).select(letters::state).first(&mut **tx)?;
    if found != LetterState::Drafted.word() {
        return Err(StoreError::Stale);
    }
    let last: Option<i32> = letter_contents::table
        .filter(letter_contents::letter_id.eq(letter.id))
        .select(max(letter_contents::version))
        .first(&mut **tx)?;
    let (template_id, shipped) = match new.template {
        TemplateSource::Own(id) => (Some(id), None),
        TemplateSource::Shipped(version) => (None, Some(version)),
    };
    diesel::insert_into(letter_contents::table)
        .values((
            letter_contents::letter_id.eq(letter.id),
            letter_contents::version.eq(last.unwrap_or(0) + 1),
            letter_contents::template_id.eq(template_id),
            letter_contents::shipped_version.eq(shipped),
            letter_contents::template_body.eq(new.template_body),
            letter_contents::context.eq(new.context),
            letter_contents::body.eq(new.body),
            letter_contents::salt.eq(new.salt),
            letter_contents::recorded_by.eq(new.recorded_by),
            letter_contents::recorded_at.eq(at),
        ))
        .returning(letter_contents::all_columns)
        .get_result(&mut **tx)
        .map_err(|error| StoreError::from(error).duplicate_is_stale())
}

/// The letters of a case, in order.
pub fn list_letters(db: &mut Db, case_id: i64) -> Result<Vec<LetterRow>, StoreError> {
    let rows = letters::table
        .filter(letters::case_id.eq(case_id))
        .order(letters::ordinal)
        .select(LetterRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// A letter of a case.
pub fn load_letter(db: &mut Db, case_id: i64, ordinal: i32) -> Result<LetterRow, StoreError> {
    let row = letters::table
        .filter(letters::case_id.eq(case_id).and(letters::ordinal.eq(ordinal)))
        .select(LetterRow::as_select())
        .first(db)?;
    Ok(row)
}

/// The letters with a 文号, of any organ; the caller loads each case within its scope.
pub fn list_letters_of_number(db: &mut Db, document_number: &str) -> Result<Vec<LetterRow>, StoreError> {
    let rows = letters::table
        .filter(letters::document_number.eq(document_number.to_owned()))
        .order(letters::id)
        .select(LetterRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// The versions of a letter's content, newest first.
pub fn list_contents(db: &mut Db, letter_id: i64) -> Result<Vec<ContentRow>, StoreError> {
    let rows = letter_contents::table
        .filter(letter_contents::letter_id.eq(letter_id))
        .order(letter_contents::version.desc())
        .select(ContentRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// The newest version of a letter's content.
pub fn load_newest_content(db: &mut Db, letter_id: i64) -> Result<ContentRow, StoreError> {
    let row = letter_contents::table
        .filter(letter_contents::letter_id.eq(letter_id))
        .order(letter_contents::version.desc())
        .select(ContentRow::as_select())
        .first(db)?;
    Ok(row)
}

/// Writes a letter back if its version is still the one that was read, and raises the version; `Stale`
/// otherwise.
pub fn update_letter(tx: &mut Tx<'_>, row: &mut LetterRow, at: Instant) -> Result<(), StoreError> {
    let read = row.fields.version;
    (row.fields.version, row.fields.updated_at) = (read + 1, at);
    let changed = diesel::update(letters::table)
        .filter(letters::id.eq(row.id).and(letters::version.eq(read)))
        .set(&row.fields)
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Gives a letter the next 文号 of a series, written by `write`, and saves it. Do this last in the
/// transaction: on PostgreSQL all others who sign wait from here on until the commit. `Stale` if it has
/// a number already.
pub fn number_letter(
    tx: &mut Tx<'_>,
    row: &mut LetterRow,
    series: &Series,
    write: impl FnOnce(i32) -> String,
    at: Instant,
) -> Result<(), StoreError> {
    if row.fields.document_serial.is_some() || row.organ_id != series.organ_id {
        return Err(StoreError::Stale);
    }
    let serial = draw_document_serial(tx, series)?;
    row.fields.series = Some(series.word.clone());
    row.fields.document_year = Some(series.year);
    row.fields.document_serial = Some(serial);
    row.fields.document_number = Some(write(serial));
    update_letter(tx, row, at)
}

/// Takes a letter's 文号 away for ever, with the reason, and saves the letter: no other gets it, and the
/// letter may be signed anew under another. `NotFound` if it has none.
pub fn give_up_number(
    tx: &mut Tx<'_>,
    row: &mut LetterRow,
    reason: &str,
    by: Option<i64>,
    at: Instant,
) -> Result<(), StoreError> {
    let fields = &mut row.fields;
    let number = (
        fields.series.take(),
        fields.document_year.take(),
        fields.document_serial.take(),
        fields.document_number.take(),
    );
    let (Some(word), Some(year), Some(serial), Some(document_number)) = number else {
        return Err(StoreError::NotFound);
    };
    let series = Series { organ_id: row.organ_id, word, year };
    let void = Voiding {
        serial,
        document_number,
        letter_id: Some(row.id),
        reason: reason.to_owned(),
        voided_by: by,
    };
    void_number(tx, &series, &void, at)?;
    update_letter(tx, row, at)
}

/// Erases what every letter of a case was made from and its text; returns how many contents were not erased
/// before.
pub fn erase_letter_contents(tx: &mut Tx<'_>, case_id: i64, at: Instant) -> Result<usize, StoreError> {
    let of_case = letters::table.filter(letters::case_id.eq(case_id)).select(letters::id);
    let ids: Vec<i64> = of_case.load(&mut **tx)?;
    let contents = letter_contents::table
        .filter(letter_contents::letter_id.eq_any(ids))
        .filter(letter_contents::erased_at.is_null());
    let erased = diesel::update(contents)
        .set((
            letter_contents::template_body.eq(""),
            letter_contents::context.eq(""),
            letter_contents::body.eq(""),
            letter_contents::salt.eq(Vec::<u8>::new()),
            letter_contents::erased_at.eq(at),
        ))
        .execute(&mut **tx)?;
    Ok(erased)
}
