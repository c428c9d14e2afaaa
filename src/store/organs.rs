//! 行政机关 and their units. They are never deleted: a reform ends one and names its successor.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::schema::{organs, units};
use super::{Db, StoreError, Tx};

/// An organ as it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrgan {
    /// The organ above, or none for a root.
    pub parent_id: Option<i64>,
    /// A short code, unique, that stands in case numbers.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// Department, township, park …
    pub kind: String,
    /// The region whose calendar it follows.
    pub region: Option<String>,
    /// Settings of its own, as JSON; what is missing is inherited.
    pub settings: String,
    /// From which day it exists.
    pub valid_from: NaiveDate,
}

/// An organ as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = organs)]
pub struct OrganRow {
    /// The id.
    pub id: i64,
    /// See [`NewOrgan`].
    pub parent_id: Option<i64>,
    /// The ids from the root down to this one, as `/1/4/`: a subtree is all that begin alike.
    pub path: String,
    /// See [`NewOrgan`].
    pub code: String,
    /// See [`NewOrgan`].
    pub name: String,
    /// See [`NewOrgan`].
    pub kind: String,
    /// See [`NewOrgan`].
    pub region: Option<String>,
    /// See [`NewOrgan`].
    pub settings: String,
    /// See [`NewOrgan`].
    pub valid_from: NaiveDate,
    /// The last day it existed.
    pub valid_to: Option<NaiveDate>,
    /// The organ that took over.
    pub successor_id: Option<i64>,
}

/// A unit as it is made.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = units)]
pub struct NewUnit {
    /// Its organ.
    pub organ_id: i64,
    /// Its name.
    pub name: String,
    /// From which day it exists.
    pub valid_from: NaiveDate,
}

/// A unit as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = units)]
pub struct UnitRow {
    /// The id.
    pub id: i64,
    /// See [`NewUnit`].
    pub organ_id: i64,
    /// See [`NewUnit`].
    pub name: String,
    /// See [`NewUnit`].
    pub valid_from: NaiveDate,
    /// The last day it existed.
    pub valid_to: Option<NaiveDate>,
    /// The unit that took over.
    pub successor_id: Option<i64>,
}

/// Stores an organ and gives it its place in the tree. `Duplicate` if its code is taken, `NotFound` if
/// the organ above does not exist.
pub fn insert_organ(tx: &mut Tx<'_>, organ: &NewOrgan) -> Result<OrganRow, StoreError> {
    let above = match organ.parent_id {
        Some(id) => load_organ(tx, id)?.path,
        None => "/".to_owned(),
    };
    let id: i64 = diesel::insert_into(organs::table)
        .values((
            organs::parent_id.eq(organ.parent_id),
            // Until the id is known it lies in no subtree.
            organs::path.eq(""),
            organs::code.eq(&organ.code),
            organs::name.eq(&organ.name),
            organs::kind.eq(&organ.kind),
            organs::region.eq(&organ.region),
            organs::settings.eq(&organ.settings),
            organs::valid_from.eq(organ.valid_from),
        ))
        .returning(organs::id)
        .get_result(&mut **tx)?;
    diesel::update(organs::table.filter(organs::id.eq(id)))
        .set(organs::path.eq(format!("{above}{id}/")))
        .execute(&mut **tx)?;
    load_organ(tx, id)
}

/// An organ by id.
pub fn find_organ(db: &mut Db, id: i64) -> Result<Option<OrganRow>, StoreError> {
    let row = organs::table.filter(organs::id.eq(id)).select(OrganRow::as_select()).first(db).optional()?;
    Ok(row)
}

/// An organ by id; `NotFound` if there is none.
pub fn load_organ(db: &mut Db, id: i64) -> Result<OrganRow, StoreError> {
    find_organ(db, id)?.ok_or(StoreError::NotFound)
}

/// An organ by its code.
pub fn find_organ_by_code(db: &mut Db, code: &str) -> Result<Option<OrganRow>, StoreError> {
    let row =
        organs::table.filter(organs::code.eq(code)).select(OrganRow::as_select()).first(db).optional()?;
    Ok(row)
}

/// The organ at `path` and all below it, parents before children; `/` gives all.
pub fn list_organs(db: &mut Db, path: &str) -> Result<Vec<OrganRow>, StoreError> {
    let stem = path.strip_suffix('/').unwrap_or(path);
    let rows = organs::table
        .filter(organs::path.ge(path.to_owned()))
        .filter(organs::path.lt(format!("{stem}0")))
        .order((organs::path, organs::id))
        .select(OrganRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// Changes the settings of an organ.
pub fn update_organ_settings(tx: &mut Tx<'_>, id: i64, settings: &str) -> Result<(), StoreError> {
    let changed = diesel::update(organs::table.filter(organs::id.eq(id)))
        .set(organs::settings.eq(settings))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Ends an organ with its last day and the organ that takes over.
pub fn end_organ(
    tx: &mut Tx<'_>,
    id: i64,
    last_day: NaiveDate,
    successor_id: Option<i64>,
) -> Result<(), StoreError> {
    let changed = diesel::update(organs::table.filter(organs::id.eq(id)))
        .set((organs::valid_to.eq(last_day), organs::successor_id.eq(successor_id)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Takes back the end of an organ that has not come yet.
pub fn reopen_organ(tx: &mut Tx<'_>, id: i64) -> Result<(), StoreError> {
    let changed = diesel::update(organs::table.filter(organs::id.eq(id)))
        .set((organs::valid_to.eq(None::<NaiveDate>), organs::successor_id.eq(None::<i64>)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Changes what an organ is called, what it is, and whose calendar it follows.
pub fn update_organ(
    tx: &mut Tx<'_>,
    id: i64,
    name: &str,
    kind: &str,
    region: Option<&str>,
) -> Result<(), StoreError> {
    let changed = diesel::update(organs::table.filter(organs::id.eq(id)))
        .set((organs::name.eq(name), organs::kind.eq(kind), organs::region.eq(region)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Stores a unit.
pub fn insert_unit(tx: &mut Tx<'_>, unit: &NewUnit) -> Result<UnitRow, StoreError> {
    let id: i64 =
        diesel::insert_into(units::table).values(unit).returning(units::id).get_result(&mut **tx)?;
    find_unit(tx, id)?.ok_or(StoreError::NotFound)
}

/// A unit by id.
pub fn find_unit(db: &mut Db, id: i64) -> Result<Option<UnitRow>, StoreError> {
    let row = units::table.filter(units::id.eq(id)).select(UnitRow::as_select()).first(db).optional()?;
    Ok(row)
}

/// The units of an organ, oldest first.
pub fn list_units(db: &mut Db, organ_id: i64) -> Result<Vec<UnitRow>, StoreError> {
    let rows = units::table
        .filter(units::organ_id.eq(organ_id))
        .order(units::id)
        .select(UnitRow::as_select())
        .load(db)?;
    Ok(rows)
}

/// Ends a unit with its last day and the unit that takes over.
pub fn end_unit(
    tx: &mut Tx<'_>,
    id: i64,
    last_day: NaiveDate,
    successor_id: Option<i64>,
) -> Result<(), StoreError> {
    let changed = diesel::update(units::table.filter(units::id.eq(id)))
        .set((units::valid_to.eq(last_day), units::successor_id.eq(successor_id)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Takes back the end of a unit that has not come yet.
pub fn reopen_unit(tx: &mut Tx<'_>, id: i64) -> Result<(), StoreError> {
    let changed = diesel::update(units::table.filter(units::id.eq(id)))
        .set((units::valid_to.eq(None::<NaiveDate>), units::successor_id.eq(None::<i64>)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Changes what a unit is called.
pub fn rename_unit(tx: &mut Tx<'_>, id: i64, name: &str) -> Result<(), StoreError> {
    let changed =
        diesel::update(units::table.filter(units::id.eq(id))).set(units::name.eq(name)).execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
