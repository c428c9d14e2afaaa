//! Calendars that a person's own program fetches by a secret address.

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::connection::each_backend;
use super::hash::Hash;
use super::instant::Instant;
use super::schema::{feeds, users};
use super::{Db, StoreError, Tx};

/// Gives a person a new address; the one before no longer works.
pub fn save_feed(tx: &mut Tx<'_>, user_id: i64, secret_hash: Hash, at: Instant) -> Result<(), StoreError> {
    let row = (feeds::user_id.eq(user_id), feeds::secret_hash.eq(secret_hash), feeds::made_at.eq(at));
    each_backend!(&mut **tx, conn => diesel::insert_into(feeds::table)
        .values(row)
        .on_conflict(feeds::user_id)
        .do_update()
        .set((
            feeds::secret_hash.eq(excluded(feeds::secret_hash)),
            feeds::made_at.eq(excluded(feeds::made_at)),
        ))
        .execute(conn))?;
    Ok(())
}

/// Takes a person's address away.
pub fn remove_feed(tx: &mut Tx<'_>, user_id: i64) -> Result<(), StoreError> {
    diesel::delete(feeds::table.filter(feeds::user_id.eq(user_id))).execute(&mut **tx)?;
    Ok(())
}

/// Whose address it is; of a disabled person nobody's.
pub fn find_feed(db: &mut Db, secret_hash: &Hash) -> Result<Option<i64>, StoreError> {
    let user = feeds::table
        .inner_join(users::table.on(users::id.eq(feeds::user_id)))
        .filter(feeds::secret_hash.eq(*secret_hash))
        .filter(users::disabled_at.is_null())
        .select(feeds::user_id)
        .first(db)
        .optional()?;
    Ok(user)
}

/// Since when a person has an address.
pub fn find_feed_of_user(db: &mut Db, user_id: i64) -> Result<Option<Instant>, StoreError> {
    let made = feeds::table.filter(feeds::user_id.eq(user_id)).select(feeds::made_at).first(db).optional()?;
    Ok(made)
}
