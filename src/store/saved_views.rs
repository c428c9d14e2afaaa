//! Views of the register that a person keeps under a name.

use diesel::prelude::*;

use super::instant::Instant;
use super::schema::saved_views;
use super::{Db, StoreError, Tx};

/// A view as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = saved_views)]
pub struct SavedViewRow {
    /// The id.
    pub id: i64,
    /// What the person calls it; one of a name.
    pub name: String,
    /// The query of the address that opens it.
    pub query: String,
}

/// The views of a person, by name.
pub fn list_saved_views(db: &mut Db, user_id: i64) -> Result<Vec<SavedViewRow>, StoreError> {
    let rows = saved_views::table
        .filter(saved_views::user_id.eq(user_id))
        .order(saved_views::name)
        .select(SavedViewRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// Keeps a view in the place of the person's view of the same name. One that was begun in the same moment
/// is [`StoreError::Duplicate`].
pub fn put_saved_view(
    tx: &mut Tx<'_>,
    user_id: i64,
    name: &str,
    query: &str,
    at: Instant,
) -> Result<(), StoreError> {
    let own = saved_views::table.filter(saved_views::user_id.eq(user_id).and(saved_views::name.eq(name)));
    let changed = diesel::update(own).set(saved_views::query.eq(query)).execute(&mut **tx)?;
    if changed == 0 {
        diesel::insert_into(saved_views::table)
            .values((
                saved_views::user_id.eq(user_id),
                saved_views::name.eq(name),
                saved_views::query.eq(query),
                saved_views::created_at.eq(at),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// Throws a view of the person away; `NotFound` if there is none of that id.
pub fn delete_saved_view(tx: &mut Tx<'_>, user_id: i64, id: i64) -> Result<(), StoreError> {
    let own = saved_views::table.filter(saved_views::user_id.eq(user_id).and(saved_views::id.eq(id)));
    match diesel::delete(own).execute(&mut **tx)? {
        0 => Err(StoreError::NotFound),
        _ => Ok(()),
    }
}
