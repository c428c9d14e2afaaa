//! Everything that is kept, on SQLite or PostgreSQL. Only here is diesel named.
//!
//! The journal ([`journal`]) is the record of a case; its row ([`cases`]) is a cache made by folding
//! the journal; names, texts and numbers that may have to be erased stand in side tables.
//! Everything runs through [`Store::read`] and [`Store::write`]: a closure, a connection, an answer.
//!
//! To add a table: a migration of the same number and name in `migrations/sqlite` and
//! `migrations/postgres`, its columns in [`schema`], and one file here for its aggregate, whose
//! functions take [`Db`] to look and [`Tx`] to change. The tests compare the three descriptions.

pub mod alerts;
pub mod anchors;
pub mod audit;
pub mod case_filter;
pub mod case_list;
pub mod cases;
pub mod channel_health;
mod connection;
pub mod document_numbers;
pub mod drafts;
mod error;
pub mod failures;
pub mod feeds;
pub mod figures;
pub mod files;
pub mod folders;
mod hash;
pub mod idempotency;
pub mod inbox;
mod instant;
pub mod journal;
pub mod ladders;
mod lane;
pub mod letter_ticks;
pub mod letters;
pub mod lookup;
pub mod migrations;
pub mod notices;
pub mod numbers;
pub mod organ_facts;
pub mod organs;
pub mod outbox;
pub mod page_sessions;
pub mod parties;
pub mod prints;
pub mod saved_views;
pub mod schema;
mod scope;
pub mod search;
pub mod sessions;
pub mod similar;
pub mod spot_replies;
pub mod supervision;
pub mod tallies;
pub mod templates;
pub mod texts;
pub mod urge_sheets;
pub mod urgings;
pub mod users;
pub mod watches;
pub mod windows;
mod work;
mod worklists;

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use diesel::Connection;
use r2d2::Pool;

pub use connection::{Address, AddressError, Db, Pragmas, Purpose};
pub use error::{Cause, StoreError};
pub use hash::{Hash, NotAHash};
pub use instant::Instant;
pub use scope::Scope;

use connection::Links;
use lane::{Jobs, Lane};

/// How the store is opened.
#[derive(Debug, Clone)]
pub struct StoreSettings {
    /// Which database, and where.
    pub address: Address,
    /// Threads and connections for queries.
    pub readers: u32,
    /// Threads and connections for transactions on PostgreSQL; SQLite always has one.
    pub writers: u32,
    /// How many pieces of work may wait in each queue.
    pub queue: usize,
    /// How long work may wait for a thread before it is answered with `Down`.
    pub wait: Duration,
}

impl StoreSettings {
    /// Values that served well under load on two cores.
    pub fn new(address: Address) -> Self {
        Self { address, readers: 4, writers: 4, queue: 512, wait: Duration::from_secs(5) }
    }
}

/// The open store. Clones share its threads, which end with the last clone.
#[derive(Clone)]
pub struct Store {
    address: Address,
    reads: Lane,
    writes: Lane,
}

/// A connection within a write transaction. Only such a one is accepted by functions that change
/// something; wherever a [`Db`] is asked for, it serves too.
pub struct Tx<'a>(&'a mut Db);

impl Tx<'_> {
    /// Runs `work` in a savepoint: if it fails, what it wrote is undone and the rest stands.
    pub fn attempt<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut refused = None;
        let outcome = self.0.transaction(|db| match work(&mut Tx(db)) {
            Ok(value) => Ok(value),
            Err(error) => {
                refused = Some(error);
                Err(diesel::result::Error::RollbackTransaction)
            }
        });
        outcome.map_err(|error| match (error, refused) {
            (diesel::result::Error::RollbackTransaction, Some(refused)) => refused,
            (error, _) => E::from(error.into()),
        })
    }
}

impl Deref for Tx<'_> {
    type Target = Db;

    fn deref(&self) -> &Db {
        self.0
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Db {
        self.0
    }
}

impl Store {
    /// Opens the database and starts the threads. It does not migrate.
    pub fn open(settings: &StoreSettings) -> Result<Self, StoreError> {
        let (writers, group) = match &settings.address {
            Address::Sqlite(_) => (1, work::GROUP),
            Address::Postgres(_) => (settings.writers.max(1), 1),
        };
        connection::count_up(&settings.address)?;
        let writing = pool(settings, Purpose::Write, writers)?;
        let reading = pool(settings, Purpose::Read, settings.readers)?;
        let lane = |name, threads| Lane::plan(name, threads, settings.queue, settings.wait);
        let reads = lane("store-read", settings.readers)
            .start(move |jobs: &Jobs| work::serve_reads(&reading, jobs))?;
        let writes = lane("store-write", writers)
            .start(move |jobs: &Jobs| work::serve_writes(&writing, jobs, group))?;
        Ok(Self { address: settings.address.clone(), reads, writes })
    }

    /// Runs queries on a thread of the store. Each sees the newest committed state; where several
    /// must agree, wrap them in [`Db::snapshot`].
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.reads.ask(work).await
    }

    /// Runs one transaction on a thread of the store. All of it is durable when `Ok` is answered,
    /// none of it exists when `Err` is, but for one case: a `Down` at the moment of the commit
    /// leaves it open on PostgreSQL whether the commit happened. It is not repeated here; the
    /// caller's idempotency key makes that safe.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.writes.ask(move |db| work(&mut Tx(db))).await
    }

    /// [`Store::read`] for the command line. It must not be called from an async task.
    pub fn read_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.reads.ask_blocking(work)
    }

    /// [`Store::write`] for the command line. It must not be called from an async task.
    pub fn write_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.writes.ask_blocking(move |db| work(&mut Tx(db)))
    }

    /// Where the database is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Has the database learn how its tables are filled, so that it finds the way to what is asked; the
    /// store's connections know it within the hour. It may take seconds.
    pub fn count_up(&self) -> Result<(), StoreError> {
        connection::count_up(&self.address)
    }

    /// [`migrations::migrate`] for the database of this store.
    pub fn migrate(&self) -> Result<Vec<String>, StoreError> {
        migrations::migrate(&self.address)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("address", &self.address).finish_non_exhaustive()
    }
}

fn pool(settings: &StoreSettings, purpose: Purpose, size: u32) -> Result<Pool<Links>, StoreError> {
    Pool::builder()
        .max_size(size.max(1))
        .test_on_check_out(true)
        .connection_timeout(settings.wait)
        .error_handler(Box::new(r2d2::NopErrorHandler))
        .build(Links::new(settings.address.clone(), purpose))
        .map_err(StoreError::down)
}
