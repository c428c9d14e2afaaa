//! What the threads of the store do: read, or write in transactions that end well or leave no trace.
//!
//! On SQLite one thread writes. It takes what waits in the queue, at most [`GROUP`] jobs, and
//! commits them together, each in a savepoint of its own: one `fsync` pays for all, and a job that
//! fails or panics undoes only itself. No job is answered before `COMMIT` has returned. If that
//! fails, all are answered with `Down`, those too that failed by themselves: they may have
//! judged by what another job of the group wrote and now has never happened.
//!
//! On PostgreSQL a few threads write, one plain transaction for each job.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use r2d2::{Pool, PooledConnection};

use super::connection::{Db, Links};
use super::error::StoreError;
use super::lane::{BoxedJob, Jobs, fill_group, next_job};

/// The most jobs in one commit: beyond it the first would wait for the last too long.
pub(super) const GROUP: usize = 64;

/// Serves readers until the store is dropped.
pub(super) fn serve_reads(pool: &Pool<Links>, jobs: &Jobs) {
    while let Some(mut job) = next_job(jobs) {
        if !job.begin() {
            continue;
        }
        let fate = match pool.get() {
            Ok(mut link) => {
                if !job.run(&mut link.db) {
                    link.doubt();
                }
                Ok(())
            }
            Err(error) => Err(StoreError::down(error)),
        };
        job.settle(fate);
    }
}

/// Serves writers until the store is dropped, committing up to `group` jobs together.
pub(super) fn serve_writes(pool: &Pool<Links>, jobs: &Jobs, group: usize) {
    while let Some(first) = next_job(jobs) {
        let mut taken = vec![first];
        if group > 1 {
            fill_group(jobs, &mut taken, group);
        }
        taken.retain(|job| job.begin());
        if taken.is_empty() {
            continue;
        }
        let fate = write_group(pool, &mut taken);
        if let Err(error) = &fate {
            let cause = error.cause().map(|cause| cause.for_log().to_string());
            tracing::error!(jobs = taken.len(), cause, "a database transaction failed");
        }
        for job in taken {
            job.settle(fate.clone());
        }
    }
}

/// One transaction around the jobs. An error here is the transaction's, never a job's.
fn write_group(pool: &Pool<Links>, jobs: &mut [BoxedJob]) -> Result<(), StoreError> {
    let mut link = begin(pool)?;
    let db = &mut link.db;
    let ended = match jobs {
        [only] => {
            let keep = only.run(db);
            if keep { commit(db) } else { roll_back_to(db, 0) }
        }
        many => {
            let saved = many.iter_mut().try_for_each(|job| in_savepoint(db, job));
            saved.and_then(|()| commit(db))
        }
    };
    if ended.is_err() {
        // A connection that cannot roll back is left in its transaction, and the pool drops it.
        drop(roll_back_to(db, 0));
    }
    // Whatever broke it, to the callers the transaction did not happen.
    ended.map_err(|error| match error {
        StoreError::Corrupt(cause) => StoreError::Down(cause),
        StoreError::Down(cause) => StoreError::Down(cause),
        other => StoreError::down(other),
    })
}

/// Begins a transaction, on a second connection if the first turns out to be broken.
fn begin(pool: &Pool<Links>) -> Result<PooledConnection<Links>, StoreError> {
    let mut link = pool.get().map_err(StoreError::down)?;
    match begin_on(&mut link.db) {
        Ok(()) => Ok(link),
        Err(_) => {
            link.doubt();
            drop(link);
            let mut second = pool.get().map_err(StoreError::down)?;
            begin_on(&mut second.db)?;
            Ok(second)
        }
    }
}

/// SQLite takes the write lock at once: a transaction that begins by reading could not get it later.
fn begin_on(db: &mut Db) -> Result<(), StoreError> {
    match db {
        Db::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE"),
        Db::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN"),
    }
    .map_err(StoreError::from)
}

fn in_savepoint(db: &mut Db, job: &mut BoxedJob) -> Result<(), StoreError> {
    Db::begin_transaction(db)?;
    if job.run(db) {
        Db::commit_transaction(db)?;
        return expect_depth(db, 1);
    }
    roll_back_to(db, 1)
}

/// PostgreSQL answers `COMMIT` of a transaction in which a statement had failed with success, and
/// rolls back. A statement before it, in the same message, fails instead and so tells the truth.
fn commit(db: &mut Db) -> Result<(), StoreError> {
    expect_depth(db, 1)?;
    match db {
        Db::Sqlite(conn) => AnsiTransactionManager::commit_transaction(conn)?,
        Db::Postgres(conn) => conn.batch_execute("SELECT 1; COMMIT")?,
    }
    expect_depth(db, 0)
}

/// Undoes savepoints, also those a panic left open, until `depth` remain.
fn roll_back_to(db: &mut Db, depth: u32) -> Result<(), StoreError> {
    while db.depth()? > depth {
        Db::rollback_transaction(db)?;
    }
    expect_depth(db, depth)
}

fn expect_depth(db: &mut Db, depth: u32) -> Result<(), StoreError> {
    match db.depth()? {
        found if found == depth => Ok(()),
        found => Err(StoreError::down(format!("{found} transactions are open where {depth} should be"))),
    }
}
