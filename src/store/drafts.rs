//! Forms that are being filled in: one for each owner and form, sealed, gone after a while.

use diesel::prelude::*;

use super::hash::Hash;
use super::instant::Instant;
use super::schema::drafts;
use super::{Db, StoreError, Tx};

/// A draft as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = drafts)]
pub struct DraftRow {
    pub id: i64,
    pub sealed: Vec<u8>,
    pub version: i64,
    pub updated_at: Instant,
    pub expires_at: Instant,
}

/// What is kept of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = drafts)]
pub struct DraftFields {
    pub owner_hash: Hash,
    pub sealed: Vec<u8>,
    pub version: i64,
    pub updated_at: Instant,
    pub expires_at: Instant,
}

/// The draft of an owner, expired ones too.
pub fn find_draft(db: &mut Db, owner: &Hash) -> Result<Option<DraftRow>, StoreError> {
    let row = drafts::table
        .filter(drafts::owner_hash.eq(*owner))
        .select(DraftRow::as_select())
        .first(db)
        .optional()?;
    Ok(row)
}

/// Keeps a draft in the place of the one before. A draft that somebody else began in the same moment is
/// [`StoreError::Duplicate`].
pub fn put_draft(tx: &mut Tx<'_>, draft: &DraftFields) -> Result<(), StoreError> {
    let own = drafts::table.filter(drafts::owner_hash.eq(draft.owner_hash));
    if diesel::update(own).set(draft).execute(&mut **tx)? == 0 {
        diesel::insert_into(drafts::table).values(draft).execute(&mut **tx)?;
    }
    Ok(())
}

/// Throws a draft away.
pub fn delete_draft(tx: &mut Tx<'_>, owner: &Hash) -> Result<(), StoreError> {
    diesel::delete(drafts::table.filter(drafts::owner_hash.eq(*owner))).execute(&mut **tx)?;
    Ok(())
}

/// Removes drafts that expired before `before`.
pub fn purge_drafts(tx: &mut Tx<'_>, before: Instant) -> Result<usize, StoreError> {
    Ok(diesel::delete(drafts::table.filter(drafts::expires_at.lt(before))).execute(&mut **tx)?)
}
