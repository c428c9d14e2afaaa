//! Serials of case numbers and of other series: per organ and year, without gap or repeat.

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::connection::each_backend;
use super::schema::number_series;
use super::{StoreError, Tx};

/// Draws the next serial of a series, from 1.
///
/// It is one statement within the caller's transaction: if that is undone, so is the draw, and no gap
/// remains. On PostgreSQL the series stays locked until the transaction ends, so draw as late in
/// it as possible; on SQLite there is one writer anyway.
pub fn draw_serial(tx: &mut Tx<'_>, organ_id: i64, year: i32, kind: &str) -> Result<i32, StoreError> {
    use number_series as series;
    let first =
        (series::organ_id.eq(organ_id), series::year.eq(year), series::kind.eq(kind), series::last.eq(1));
    let serial = each_backend!(&mut **tx, conn => diesel::insert_into(series::table)
        .values(first)
        .on_conflict((series::organ_id, series::year, series::kind))
        .do_update()
        .set(series::last.eq(series::last + excluded(series::last)))
        .returning(series::last)
        .get_result(conn))?;
    Ok(serial)
}
