//! Refresh tokens. Only hashes are kept: who reads the database can sign in as nobody.

use diesel::prelude::*;

use super::hash::Hash;
use super::instant::Instant;
use super::schema::refresh_tokens;
use super::{Db, StoreError, Tx};

/// A refresh token as it is given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Insertable)]
#[diesel(table_name = refresh_tokens, treat_none_as_default_value = false)]
pub struct NewRefreshToken {
    /// Whose session.
    pub user_id: i64,
    /// Under which post.
    pub post_id: Option<i64>,
    /// The hash of the token.
    pub token_hash: Hash,
    /// When it ends by itself.
    pub expires_at: Instant,
    /// When it was given out.
    pub created_at: Instant,
}

/// A refresh token as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = refresh_tokens)]
pub struct RefreshTokenRow {
    /// The id.
    pub id: i64,
    /// See [`NewRefreshToken`].
    pub user_id: i64,
    /// See [`NewRefreshToken`].
    pub post_id: Option<i64>,
    /// See [`NewRefreshToken`].
    pub token_hash: Hash,
    /// See [`NewRefreshToken`].
    pub expires_at: Instant,
    /// When it was used or withdrawn.
    pub revoked_at: Option<Instant>,
    /// See [`NewRefreshToken`].
    pub created_at: Instant,
}

/// Stores a token.
pub fn insert_refresh_token(tx: &mut Tx<'_>, token: &NewRefreshToken) -> Result<i64, StoreError> {
    let id = diesel::insert_into(refresh_tokens::table)
        .values(token)
        .returning(refresh_tokens::id)
        .get_result(&mut **tx)?;
    Ok(id)
}

/// A token by its hash, revoked and expired ones too: a used one that comes again was stolen.
pub fn find_refresh_token(db: &mut Db, token_hash: &Hash) -> Result<Option<RefreshTokenRow>, StoreError> {
    let row = refresh_tokens::table
        .filter(refresh_tokens::token_hash.eq(*token_hash))
        .select(RefreshTokenRow::as_select())
        .first(db)
        .optional()?;
    Ok(row)
}

/// Revokes one token; false if it was revoked already, so that of two users of it one wins.
pub fn claim_refresh_token(tx: &mut Tx<'_>, id: i64, at: Instant) -> Result<bool, StoreError> {
    let changed = diesel::update(refresh_tokens::table)
        .filter(refresh_tokens::id.eq(id).and(refresh_tokens::revoked_at.is_null()))
        .set(refresh_tokens::revoked_at.eq(at))
        .execute(&mut **tx)?;
    Ok(changed == 1)
}

/// Revokes all tokens of a person.
pub fn revoke_refresh_tokens(tx: &mut Tx<'_>, user_id: i64, at: Instant) -> Result<usize, StoreError> {
    let changed = diesel::update(refresh_tokens::table)
        .filter(refresh_tokens::user_id.eq(user_id).and(refresh_tokens::revoked_at.is_null()))
        .set(refresh_tokens::revoked_at.eq(at))
        .execute(&mut **tx)?;
    Ok(changed)
}

/// Removes tokens that expired before `before`.
pub fn purge_refresh_tokens(tx: &mut Tx<'_>, before: Instant) -> Result<usize, StoreError> {
    let expired = refresh_tokens::table.filter(refresh_tokens::expires_at.lt(before));
    Ok(diesel::delete(expired).execute(&mut **tx)?)
}
