//! 受理窗口: an organ takes applications for another (decision 22). A window is never deleted; it ends.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::schema::windows;
use super::{Db, StoreError, Tx};

/// A window to open.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = windows)]
pub struct NewWindow {
    /// Whose clerks stand at it.
    pub host_id: i64,
    /// For whom they take applications.
    pub organ_id: i64,
    /// As people know it: 政务服务中心综合窗口.
    pub name: String,
    /// From which day.
    pub valid_from: NaiveDate,
    /// The last day.
    pub valid_to: Option<NaiveDate>,
    /// By whom.
    pub opened_by: Option<i64>,
}

/// A window as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = windows)]
pub struct WindowRow {
    /// The id, which events name.
    pub id: i64,
    /// See [`NewWindow`].
    pub host_id: i64,
    /// See [`NewWindow`].
    pub organ_id: i64,
    /// See [`NewWindow`].
    pub name: String,
    /// See [`NewWindow`].
    pub valid_from: NaiveDate,
    /// See [`NewWindow`].
    pub valid_to: Option<NaiveDate>,
}

/// Opens a window.
pub fn insert_window(tx: &mut Tx<'_>, new: &NewWindow) -> Result<WindowRow, StoreError> {
    let id: i64 =
        diesel::insert_into(windows::table).values(new).returning(windows::id).get_result(&mut **tx)?;
    Ok(windows::table.filter(windows::id.eq(id)).select(WindowRow::as_select()).first(&mut **tx)?)
}

/// The windows at which an organ stands, in the order they were opened.
pub fn list_windows(db: &mut Db, host_id: i64) -> Result<Vec<WindowRow>, StoreError> {
    let rows = windows::table
        .filter(windows::host_id.eq(host_id))
        .order(windows::id)
        .select(WindowRow::as_select())
        .load(db)?;
    Ok(rows)
}

impl WindowRow {
    /// Whether it is open on a day.
    pub fn open_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }
}
