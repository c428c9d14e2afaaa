//! The two databases behind one type, and how a connection to each is made and kept.
//!
//! Nearly every query is written once against [`Db`]. What diesel cannot express for both
//! (`on_conflict`, batches, row locks) goes through `each_backend!`, which compiles one body twice.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant as Moment};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::pg::PgConnection;
use diesel::r2d2::R2D2Connection;
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, QueryableByName, RunQueryDsl, sql_types};

use super::error::StoreError;

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// The embedded default.
    Sqlite(SqliteConnection),
    /// For many organs and several processes.
    Postgres(PgConnection),
}

/// Begins a snapshot. What is asked within one differs with its values: a range of days may hold most cases or
/// none, and PostgreSQL would after a few times plan for all values alike.
const POSTGRES_SNAPSHOT: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL plan_cache_mode = force_custom_plan";

/// Compiles one body once for each backend, with the backend's own connection bound to a name.
macro_rules! each_backend {
    ($db:expr, $conn:ident => $body:expr) => {
        match $db {
            $crate::store::Db::Sqlite($conn) => $body,
            $crate::store::Db::Postgres($conn) => $body,
        }
    };
}
pub(super) use each_backend;

/// Where the database is; the scheme decides which one.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// `sqlite:PATH`
    Sqlite(String),
    /// `postgres://…` or `postgresql://…`, whole.
    Postgres(String),
}

/// The database address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The scheme is neither `sqlite:` nor `postgres:`.
    #[error("read the database address: it begins with neither `sqlite:` nor `postgres://`")]
    UnknownScheme,
    /// No file is named, or one that several connections cannot share.
    #[error("read the database address: `sqlite:` is not followed by the path of a file")]
    NoFile,
}

impl Address {
    /// Reads an address; only the scheme is looked at, never what the rest resembles.
    pub fn parse(url: &str) -> Result<Self, AddressError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        match url.strip_prefix("sqlite:") {
            // In-memory databases are private to one connection, and `file:` could switch off what we rely on.
            Some(path) if path.is_empty() || path.starts_with(':') || path.starts_with("file:") => {
                Err(AddressError::NoFile)
            }
            Some(path) => Ok(Self::Sqlite(path.to_owned())),
            None => Err(AddressError::UnknownScheme),
        }
    }
}

/// The password in a PostgreSQL address never reaches a log.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{path}"),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

/// What a connection is for. A reader cannot write, whatever its closure tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Queries only.
    Read,
    /// Transactions that change something.
    Write,
}

impl Db {
    /// Opens and prepares one connection outside of any pool.
    pub(super) fn connect(address: &Address, purpose: Purpose) -> Result<Self, StoreError> {
        match address {
            Address::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(path).map_err(StoreError::down)?;
                prepare_sqlite(&mut conn, purpose)?;
                Ok(Self::Sqlite(conn))
            }
            Address::Postgres(url) => {
                let mut conn = PgConnection::establish(url).map_err(StoreError::down)?;
                prepare_postgres(&mut conn, purpose)?;
                Ok(Self::Postgres(conn))
            }
        }
    }

    /// Runs `work` on one consistent view of the database, where several queries must agree.
    /// Inside a write transaction that is the transaction itself.
    pub fn snapshot<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Db) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.depth()? > 0 {
            return work(self);
        }
        let begun = match self {
            Self::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN"),
            Self::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(conn, POSTGRES_SNAPSHOT),
        };
        begun.map_err(StoreError::from)?;
        let outcome = work(self);
        // Nothing was changed, so there is nothing to commit; a failure here shows at the next check-out.
        let ended = Db::rollback_transaction(self).map_err(StoreError::from);
        let value = outcome?;
        ended?;
        Ok(value)
    }

    /// How many transactions and savepoints are open, or an error where the connection lost count.
    pub(super) fn depth(&mut self) -> Result<u32, StoreError> {
        match Db::transaction_manager_status_mut(self).transaction_depth() {
            Ok(depth) => Ok(depth.map_or(0, |depth| depth.get())),
            Err(error) => Err(error.into()),
        }
    }
}

/// `busy_timeout` comes first: switching to WAL may itself have to wait for another process.
fn prepare_sqlite(conn: &mut SqliteConnection, purpose: Purpose) -> Result<(), StoreError> {
    conn.batch_execute(
        "PRAGMA busy_timeout = 5000;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA cache_size = -64000;
         PRAGMA temp_store = MEMORY;",
    )
    .map_err(StoreError::from)?;
    if purpose == Purpose::Read {
        conn.batch_execute("PRAGMA query_only = ON;").map_err(StoreError::from)?;
    } else {
        // By default the log is copied into the database every thousand pages, in the middle of somebody's
        // commit. Later, the same pages have been written more often and are copied once.
        conn.batch_execute("PRAGMA wal_autocheckpoint = 8000;").map_err(StoreError::from)?;
    }
    let found = Pragmas::of(conn)?;
    if found != Pragmas::required() {
        return Err(StoreError::down(format!("SQLite did not take its settings: {found:?}")));
    }
    Ok(())
}

/// Has SQLite count how its tables are filled, where that has changed much since the last time: it would
/// answer a list by a rare state and one by a common state in the same way. A connection knows what
/// was counted before it was opened, and the pool opens each anew within the hour. The count is of all
/// rows: from a sample SQLite does not learn which values are rare. Of many cases that takes seconds, which
/// nobody who waits for a pooled connection has. PostgreSQL counts by itself.
pub(super) fn count_up(address: &Address) -> Result<(), StoreError> {
    if let Address::Sqlite(_) = address
        && let Db::Sqlite(mut conn) = Db::connect(address, Purpose::Write)?
    {
        conn.batch_execute("PRAGMA analysis_limit = 0; PRAGMA optimize = 0x10002;")?;
    }
    Ok(())
}

/// The statement limit keeps a worker from hanging on a lock or a lost peer for ever. Compiling a list's
/// query to machine code takes longer than the query.
fn prepare_postgres(conn: &mut PgConnection, purpose: Purpose) -> Result<(), StoreError> {
    conn.batch_execute(
        "SET TIME ZONE 'UTC'; SET client_encoding = 'UTF8'; SET synchronous_commit = on;
         SET statement_timeout = '60s'; SET lock_timeout = '10s';
         SET idle_in_transaction_session_timeout = '60s'; SET jit = off;",
    )
    .map_err(StoreError::from)?;
    // A list is planned for the values it asks for; what writes finds its rows by their keys whatever they are.
    conn.batch_execute(match purpose {
        Purpose::Read => "SET default_transaction_read_only = on;",
        Purpose::Write => "SET plan_cache_mode = force_generic_plan;",
    })?;
    Ok(())
}

/// The SQLite settings on which durability and referential integrity rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pragmas {
    /// `wal`
    pub journal_mode: String,
    /// 2 is FULL.
    pub synchronous: i64,
    /// References are checked.
    pub foreign_keys: bool,
    /// Milliseconds to wait for another process.
    pub busy_timeout: i64,
}

#[derive(QueryableByName)]
struct PragmasRow {
    #[diesel(sql_type = sql_types::Text)]
    journal_mode: String,
    #[diesel(sql_type = sql_types::BigInt)]
    synchronous: i64,
    #[diesel(sql_type = sql_types::BigInt)]
    foreign_keys: i64,
    #[diesel(sql_type = sql_types::BigInt)]
    busy_timeout: i64,
}

impl Pragmas {
    /// What every connection must show.
    pub fn required() -> Self {
        Self { journal_mode: "wal".into(), synchronous: 2, foreign_keys: true, busy_timeout: 5000 }
    }

    /// What this connection shows; `None` on PostgreSQL, whose settings are the server's.
    pub fn read(db: &mut Db) -> Result<Option<Self>, StoreError> {
        match db {
            Db::Sqlite(conn) => Self::of(conn).map(Some),
            Db::Postgres(_) => Ok(None),
        }
    }

    fn of(conn: &mut SqliteConnection) -> Result<Self, StoreError> {
        let row: PragmasRow = diesel::sql_query(
            "SELECT journal_mode, synchronous, foreign_keys, timeout AS busy_timeout
             FROM pragma_journal_mode, pragma_synchronous, pragma_foreign_keys, pragma_busy_timeout",
        )
        .get_result(conn)?;
        Ok(Self {
            journal_mode: row.journal_mode,
            synchronous: row.synchronous,
            foreign_keys: row.foreign_keys == 1,
            busy_timeout: row.busy_timeout,
        })
    }
}

/// Makes and checks pooled connections.
#[derive(Debug)]
pub(super) struct Links {
    address: Address,
    purpose: Purpose,
    /// How many connections were found broken.
    losses: AtomicU64,
}

/// A pooled connection, and what speaks for asking whether it lives before it is used again.
pub(super) struct Link {
    pub db: Db,
    used: Moment,
    losses: u64,
    suspect: bool,
}

impl Link {
    /// Has the next user of this connection ask first whether it is alive.
    pub fn doubt(&mut self) {
        self.suspect = true;
    }
}

impl Links {
    pub fn new(address: Address, purpose: Purpose) -> Self {
        Self { address, purpose, losses: AtomicU64::new(0) }
    }
}

/// A connection idle for longer is asked before use: one question a second costs nothing, one per
/// request would double the work of a look-up on PostgreSQL.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

impl r2d2::ManageConnection for Links {
    type Connection = Link;
    type Error = PoolError;

    fn connect(&self) -> Result<Link, PoolError> {
        let losses = self.losses.load(Ordering::Relaxed);
        let db = Db::connect(&self.address, self.purpose).map_err(PoolError)?;
        Ok(Link { db, used: Moment::now(), losses, suspect: false })
    }

    fn is_valid(&self, link: &mut Link) -> Result<(), PoolError> {
        let losses = self.losses.load(Ordering::Relaxed);
        if link.suspect || link.losses != losses || link.used.elapsed() > TRUSTED_FOR {
            link.db.ping().map_err(|error| {
                self.losses.fetch_add(1, Ordering::Relaxed);
                PoolError(error.into())
            })?;
            link.suspect = false;
            link.losses = losses;
        }
        Ok(())
    }

    /// Where one connection broke, a restart may have broken all: the others are asked before use.
    fn has_broken(&self, link: &mut Link) -> bool {
        link.used = Moment::now();
        let broken = link.db.is_broken();
        if broken {
            self.losses.fetch_add(1, Ordering::Relaxed);
        }
        broken
    }
}

/// r2d2 asks for an error that prints itself; this one prints its cause, into the log alone.
#[derive(Debug)]
pub(super) struct PoolError(StoreError);

impl fmt::Display for PoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.cause() {
            Some(cause) => write!(f, "{}", cause.for_log()),
            None => write!(f, "{}", self.0),
        }
    }
}

impl std::error::Error for PoolError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_scheme_decides_which_database() {
        assert_eq!(Address::parse("sqlite:data/a.db"), Ok(Address::Sqlite("data/a.db".into())));
        assert!(matches!(Address::parse("postgres://u:p@h/d"), Ok(Address::Postgres(_))));
        for unknown in ["", "mysql://h/d", "data/a.db", "Postgres://h", "sqlite3:a.db"] {
            assert_eq!(Address::parse(unknown), Err(AddressError::UnknownScheme), "{unknown}");
        }
        for no_file in ["sqlite:", "sqlite::memory:", "sqlite:file:a.db?mode=ro"] {
            assert_eq!(Address::parse(no_file), Err(AddressError::NoFile), "{no_file}");
        }
    }

    #[test]
    fn an_address_is_printed_without_its_password() {
        let address = Address::parse("postgres://u:secret@h/d").unwrap();
        assert!(!format!("{address:?}").contains("secret"));
    }
}
