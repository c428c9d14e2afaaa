//! How each channel fares. A channel that fails again and again rests for a while, so that it is not
//! asked once for every message that waits.

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::connection::each_backend;
use super::instant::Instant;
use super::schema::channel_health as health;
use super::{Db, StoreError, Tx};

/// A channel's state.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = health, treat_none_as_null = true)]
pub struct HealthRow {
    pub channel: String,
    /// In a row, since the last success.
    pub failures: i32,
    pub succeeded_at: Option<Instant>,
    pub failed_at: Option<Instant>,
    pub last_error: Option<String>,
    pub resting_until: Option<Instant>,
}

impl HealthRow {
    fn of(channel: &str) -> HealthRow {
        HealthRow {
            channel: channel.to_owned(),
            failures: 0,
            succeeded_at: None,
            failed_at: None,
            last_error: None,
            resting_until: None,
        }
    }
}

/// All channels that ever sent, by name.
pub fn list_health(db: &mut Db) -> Result<Vec<HealthRow>, StoreError> {
    Ok(health::table.order(health::channel).select(HealthRow::as_select()).load(db)?)
}

/// A channel's state, its row locked until the transaction ends: who claims or settles messages of a
/// channel does so alone.
pub fn lock_health(tx: &mut Tx<'_>, channel: &str) -> Result<HealthRow, StoreError> {
    let fresh = HealthRow::of(channel);
    each_backend!(&mut **tx, conn => diesel::insert_into(health::table)
        .values(&fresh)
        .on_conflict(health::channel)
        .do_nothing()
        .execute(conn))?;
    if let Db::Postgres(conn) = &mut **tx {
        // On SQLite nobody else is in a write transaction.
        let locked = health::table.filter(health::channel.eq(channel)).select(health::channel);
        let _: String = locked.for_update().first(conn)?;
    }
    Ok(health::table.filter(health::channel.eq(channel)).select(HealthRow::as_select()).first(&mut **tx)?)
}

/// Keeps a channel's state.
pub fn save_health(tx: &mut Tx<'_>, row: &HealthRow) -> Result<(), StoreError> {
    each_backend!(&mut **tx, conn => diesel::insert_into(health::table)
        .values(row)
        .on_conflict(health::channel)
        .do_update()
        .set((
            health::failures.eq(excluded(health::failures)),
            health::succeeded_at.eq(excluded(health::succeeded_at)),
            health::failed_at.eq(excluded(health::failed_at)),
            health::last_error.eq(excluded(health::last_error)),
            health::resting_until.eq(excluded(health::resting_until)),
        ))
        .execute(conn))?;
    Ok(())
}
