//! Sessions of the pages. Only hashes are kept: who reads the database can sign in as nobody.

use diesel::prelude::*;

use super::hash::Hash;
use super::instant::Instant;
use super::schema::page_sessions;
use super::{Db, StoreError, Tx};

/// A session as it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Insertable)]
#[diesel(table_name = page_sessions)]
pub struct NewPageSession {
    pub user_id: i64,
    /// The post the person acts under; another one is a change of the session.
    pub post_id: i64,
    /// The hash of what the cookie holds.
    pub token_hash: Hash,
    /// The generation of the person's tokens when it began: raising it ends the session.
    pub generation: i64,
    pub created_at: Instant,
    pub used_at: Instant,
}

/// A session as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = page_sessions)]
pub struct PageSessionRow {
    pub id: i64,
    pub user_id: i64,
    pub post_id: i64,
    pub generation: i64,
    pub created_at: Instant,
    pub used_at: Instant,
}

/// Begins a session.
pub fn insert_page_session(tx: &mut Tx<'_>, session: &NewPageSession) -> Result<(), StoreError> {
    diesel::insert_into(page_sessions::table).values(session).execute(&mut **tx)?;
    Ok(())
}

/// The session of a cookie.
pub fn find_page_session(db: &mut Db, token_hash: &Hash) -> Result<Option<PageSessionRow>, StoreError> {
    let row = page_sessions::table
        .filter(page_sessions::token_hash.eq(*token_hash))
        .select(PageSessionRow::as_select())
        .first(db)
        .optional()?;
    Ok(row)
}

/// Notes that a session was used.
pub fn touch_page_session(tx: &mut Tx<'_>, id: i64, at: Instant) -> Result<(), StoreError> {
    let session = page_sessions::table.filter(page_sessions::id.eq(id));
    diesel::update(session).set(page_sessions::used_at.eq(at)).execute(&mut **tx)?;
    Ok(())
}

/// Lets a session go on under another post.
pub fn switch_page_session(tx: &mut Tx<'_>, id: i64, post_id: i64) -> Result<(), StoreError> {
    let session = page_sessions::table.filter(page_sessions::id.eq(id));
    diesel::update(session).set(page_sessions::post_id.eq(post_id)).execute(&mut **tx)?;
    Ok(())
}

/// Ends a session.
pub fn delete_page_session(tx: &mut Tx<'_>, id: i64) -> Result<(), StoreError> {
    diesel::delete(page_sessions::table.filter(page_sessions::id.eq(id))).execute(&mut **tx)?;
    Ok(())
}

/// Removes sessions that nobody used since `before`.
pub fn purge_page_sessions(tx: &mut Tx<'_>, before: Instant) -> Result<usize, StoreError> {
    Ok(diesel::delete(page_sessions::table.filter(page_sessions::used_at.lt(before))).execute(&mut **tx)?)
}
