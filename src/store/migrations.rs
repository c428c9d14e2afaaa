//! The tables of both databases, brought up to this program's version.
//!
//! Each migration exists twice, under the same number and name, in `migrations/sqlite` and
//! `migrations/postgres`; the tests compare what the two make.

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::{RunQueryDsl, sql_types};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Address, Db, Purpose};
use super::error::StoreError;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Any number, the same in every process: who holds it migrates, the others wait.
const LOCK: i64 = 0x676f_6e67_6b61_6901;

/// Applies what is missing and names it. Several processes may call it at once.
pub fn migrate(address: &Address) -> Result<Vec<String>, StoreError> {
    match Db::connect(address, Purpose::Write)? {
        // The write lock makes other processes wait, which then find nothing left to do. An index over many
        // cases takes longer than anybody waits who serves a request.
        Db::Sqlite(mut conn) => {
            conn.batch_execute("PRAGMA busy_timeout = 600000")?;
            conn.immediate_transaction(|conn| apply(conn, SQLITE))
        }
        Db::Postgres(mut conn) => {
            diesel::sql_query(
                "SELECT set_config('lock_timeout', '0', false),
                        set_config('statement_timeout', '0', false), pg_advisory_lock($1)",
            )
            .bind::<sql_types::BigInt, _>(LOCK)
            .execute(&mut conn)?;
            // The lock ends with the connection.
            apply(&mut conn, POSTGRES)
        }
    }
}

/// Takes every migration back, newest first. All data is lost with them.
pub fn revert_all(address: &Address) -> Result<(), StoreError> {
    match Db::connect(address, Purpose::Write)? {
        Db::Sqlite(mut conn) => revert(&mut conn, SQLITE),
        Db::Postgres(mut conn) => revert(&mut conn, POSTGRES),
    }
}

/// Whether the tables are those of this program.
pub fn is_migrated(address: &Address) -> Result<bool, StoreError> {
    let pending = match Db::connect(address, Purpose::Write)? {
        Db::Sqlite(mut conn) => conn.has_pending_migration(SQLITE),
        Db::Postgres(mut conn) => conn.has_pending_migration(POSTGRES),
    };
    pending.map(|pending| !pending).map_err(StoreError::down)
}

fn apply<DB, C>(conn: &mut C, source: impl MigrationSource<DB>) -> Result<Vec<String>, StoreError>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
{
    let applied = conn.run_pending_migrations(source).map_err(StoreError::down)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}

fn revert<DB, C>(conn: &mut C, source: impl MigrationSource<DB>) -> Result<(), StoreError>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
{
    conn.revert_all_migrations(source).map(drop).map_err(StoreError::down)
}
