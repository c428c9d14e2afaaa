//! The files of cases: which there are, how their content is found again, and what they were called.

use diesel::dsl::{count_star, max};
use diesel::prelude::*;

use super::hash::Hash;
use super::instant::Instant;
use super::schema::{file_names, files};
use super::{Db, StoreError, Tx};

/// A file as it is stored. The meanings of `kind` and `media` are not the store's; here they are words.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = files)]
pub struct FileRow {
    /// The id, which letters name.
    pub id: i64,
    /// Of which case.
    pub case_id: i64,
    /// Its number in the case, from 1, which events name.
    pub ordinal: i32,
    /// What it is to the case.
    pub kind: String,
    /// What it is by its content.
    pub media: String,
    /// Bytes.
    pub size: i64,
    /// Of a PDF.
    pub pages: Option<i32>,
    /// SHA-256 of the content, by which the storage knows it.
    pub content: Hash,
    /// Brought through the public pages.
    pub by_applicant: bool,
    /// By whom, if by a person of the office.
    pub added_by: Option<i64>,
    /// When.
    pub added_at: Instant,
    /// Since when the applicant may download it.
    pub released_at: Option<Instant>,
    /// When its content was removed.
    pub erased_at: Option<Instant>,
}

/// A file to store.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = files)]
pub struct NewFile {
    /// Of which case.
    pub case_id: i64,
    /// See [`FileRow`].
    pub kind: String,
    /// See [`FileRow`].
    pub media: String,
    /// See [`FileRow`].
    pub size: i64,
    /// See [`FileRow`].
    pub pages: Option<i32>,
    /// See [`FileRow`].
    pub content: Hash,
    /// See [`FileRow`].
    pub by_applicant: bool,
    /// See [`FileRow`].
    pub added_by: Option<i64>,
    /// See [`FileRow`].
    pub added_at: Instant,
}

/// How much a case holds already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Held {
    /// Files.
    pub files: i64,
    /// Bytes of all of them.
    pub bytes: i64,
}

/// Stores a file and its name under the next number of its case; `Stale` if another came first.
pub fn insert_file(tx: &mut Tx<'_>, new: &NewFile, name: &str) -> Result<FileRow, StoreError> {
    let last: Option<i32> =
        files::table.filter(files::case_id.eq(new.case_id)).select(max(files::ordinal)).first(&mut **tx)?;
    let row: FileRow = diesel::insert_into(files::table)
        .values((new, files::ordinal.eq(last.unwrap_or(0) + 1)))
        .returning(files::all_columns)
        .get_result(&mut **tx)
        .map_err(|error| StoreError::from(error).duplicate_is_stale())?;
    diesel::insert_into(file_names::table)
        .values((file_names::file_id.eq(row.id), file_names::name.eq(name)))
        .execute(&mut **tx)?;
    Ok(row)
}

/// What a case holds; of the applicant's own uploads, if that is asked.
pub fn held(db: &mut Db, case_id: i64, of_applicant: bool) -> Result<Held, StoreError> {
    let own = files::table
        .filter(files::case_id.eq(case_id))
        .filter(files::by_applicant.eq(true).or(files::by_applicant.eq(of_applicant)))
        .filter(files::erased_at.is_null());
    let count = own.select(count_star()).first(db)?;
    // The databases disagree on the type of a sum of big integers.
    let sizes: Vec<i64> = own.select(files::size).load(db)?;
    Ok(Held { files: count, bytes: sizes.into_iter().sum() })
}

/// The files of a case with their names, in order.
pub fn list_files(db: &mut Db, case_id: i64) -> Result<Vec<(FileRow, String)>, StoreError> {
    let rows = files::table
        .inner_join(file_names::table.on(file_names::file_id.eq(files::id)))
        .filter(files::case_id.eq(case_id))
        .order(files::ordinal)
        .select((FileRow::as_select(), file_names::name))
        .load(db)?;
    Ok(rows)
}

/// A file of a case with its name.
pub fn load_file(db: &mut Db, case_id: i64, ordinal: i32) -> Result<(FileRow, String), StoreError> {
    let row = files::table
        .inner_join(file_names::table.on(file_names::file_id.eq(files::id)))
        .filter(files::case_id.eq(case_id).and(files::ordinal.eq(ordinal)))
        .select((FileRow::as_select(), file_names::name))
        .first(db)?;
    Ok(row)
}

/// Lets the applicant download a file from now on; one that is let already keeps its day.
pub fn release_file(tx: &mut Tx<'_>, id: i64, at: Instant) -> Result<(), StoreError> {
    diesel::update(files::table)
        .filter(files::id.eq(id).and(files::released_at.is_null()))
        .set(files::released_at.eq(at))
        .execute(&mut **tx)?;
    Ok(())
}

/// The files after this id, for a check of all of them page by page.
pub fn list_files_after(db: &mut Db, id: i64, limit: i64) -> Result<Vec<FileRow>, StoreError> {
    let rows = files::table
        .filter(files::id.gt(id))
        .order(files::id)
        .limit(limit)
        .select(FileRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// Whether any file that is not erased has this content.
pub fn is_content_used(db: &mut Db, content: &Hash) -> Result<bool, StoreError> {
    let used = files::table.filter(files::content.eq(*content)).filter(files::erased_at.is_null());
    Ok(diesel::select(diesel::dsl::exists(used)).get_result(db)?)
}

/// Erases the names of the files of a case and marks their content as removed. Returns the contents no
/// other file has; they are to be removed from the storage once this is committed.
pub fn erase_files(tx: &mut Tx<'_>, case_id: i64, at: Instant) -> Result<Vec<Hash>, StoreError> {
    let of_case = files::table.filter(files::case_id.eq(case_id)).filter(files::erased_at.is_null());
    let rows: Vec<FileRow> = of_case.select(FileRow::as_select()).load(&mut **tx)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    diesel::update(files::table.filter(files::id.eq_any(ids.clone())))
        .set(files::erased_at.eq(at))
        .execute(&mut **tx)?;
    diesel::update(file_names::table.filter(file_names::file_id.eq_any(ids)))
        .set((file_names::name.eq(""), file_names::erased_at.eq(at)))
        .execute(&mut **tx)?;
    let mut unused = Vec::new();
    for FileRow { content, .. } in rows {
        if !unused.contains(&content) && !is_content_used(tx, &content)? {
            unused.push(content);
        }
    }
    Ok(unused)
}
