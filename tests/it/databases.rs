//! A database for each test, of either kind.
//!
//! SQLite: a file in a temporary directory. PostgreSQL: a throw-away cluster, started once for the run
//! from installed binaries, or the server named by `GONGKAI_TEST_PG`; each test gets a copy of a
//! migrated template. Without PostgreSQL its tests are skipped, and said to be;
//! `GONGKAI_TEST_PG=require` makes that a failure.

use std::env;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use gongkai::store::{Address, Store, StoreSettings, migrations};

use crate::cluster::{Cluster, Keeping, memory};

/// Tells each story once on SQLite, as `sqlite::story`, and once on PostgreSQL, as `postgres::story`. A
/// story is a function of `&TestDatabase`.
macro_rules! on_both_databases {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $story() { super::$story(&$crate::databases::TestDatabase::sqlite()); })+
        }
        mod postgres {
            $(#[test] fn $story() {
                if let Some(database) = $crate::databases::TestDatabase::postgres() {
                    super::$story(&database);
                }
            })+
        }
    };
}

/// A migrated database of its own, gone when the test ends.
pub struct TestDatabase {
    pub store: Store,
    pub settings: StoreSettings,
    /// For what a service keeps beside its database.
    folder: tempfile::TempDir,
    /// Kept for as long as the database is needed.
    _home: Home,
}

enum Home {
    Directory { _directory: tempfile::TempDir },
    Database { name: String },
}

impl TestDatabase {
    pub fn sqlite() -> Self {
        let directory = tempfile::tempdir_in(memory()).unwrap();
        let file = directory.path().join("gongkai.db");
        let address = Address::parse(&format!("sqlite:{}", file.display())).unwrap();
        migrations::migrate(&address).unwrap();
        Self::open(address, Home::Directory { _directory: directory })
    }

    /// `None` if there is no PostgreSQL and it is not required.
    pub fn postgres() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = Server::running()?;
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("gongkai_test_{}_{number}", std::process::id());
        server.admin(&format!("CREATE DATABASE {name} TEMPLATE {}", server.template()));
        let address = Address::parse(&server.url(&name)).unwrap();
        Some(Self::open(address, Home::Database { name }))
    }

    fn open(address: Address, home: Home) -> Self {
        let settings = StoreSettings::new(address);
        let store = Store::open(&settings).unwrap();
        Self { store, settings, folder: tempfile::tempdir_in(memory()).unwrap(), _home: home }
    }

    /// A folder of this database's own, gone with it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A second store on the same database, as another process would open it.
    pub fn open_again(&self, change: impl FnOnce(&mut StoreSettings)) -> Store {
        let mut settings = self.settings.clone();
        change(&mut settings);
        Store::open(&settings).unwrap()
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self.settings.address, Address::Sqlite(_))
    }

    /// Runs a future as a service would, on an async thread.
    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
    }

    /// Changes the database behind the program's back, as someone with full access could.
    pub fn tamper(&self, statements: &str) {
        let tables = ["cases", "case_events", "anchors"];
        match &self.settings.address {
            Address::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(path).unwrap();
                conn.batch_execute("PRAGMA foreign_keys = OFF").unwrap();
                for table in tables {
                    for operation in ["update", "delete"] {
                        conn.batch_execute(&format!("DROP TRIGGER IF EXISTS {table}_refuse_{operation}"))
                            .unwrap();
                    }
                }
                conn.batch_execute(statements).unwrap();
            }
            Address::Postgres(url) => {
                let mut conn = PgConnection::establish(url).unwrap();
                for table in tables {
                    conn.batch_execute(&format!("ALTER TABLE {table} DISABLE TRIGGER ALL")).unwrap();
                }
                conn.batch_execute(statements).unwrap();
            }
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let (Home::Database { name }, Some(server)) = (&self._home, Server::running()) {
            server.admin(&format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

/// The PostgreSQL of this run.
pub struct Server(Cluster);

impl Server {
    /// The server, started by whoever asks first; `None` if its tests are to be skipped.
    pub fn running() -> Option<&'static Self> {
        static SERVER: OnceLock<Option<Server>> = OnceLock::new();
        let server = SERVER.get_or_init(|| {
            let wish = env::var("GONGKAI_TEST_PG").unwrap_or_default();
            let found = match wish.as_str() {
                "" | "require" => Cluster::start(Keeping::InMemory),
                url => Ok(Cluster::at(url)),
            };
            match found {
                Ok(cluster) => {
                    let server = Server(cluster);
                    server.make_template();
                    Some(server)
                }
                Err(why) if wish == "require" => {
                    panic!("PostgreSQL is required but could not be used: {why}")
                }
                Err(why) => {
                    say_skipped(&why);
                    None
                }
            }
        });
        server.as_ref()
    }

    pub fn url(&self, database: &str) -> String {
        self.0.url(database)
    }

    fn template(&self) -> String {
        format!("gongkai_template_{}", std::process::id())
    }

    fn admin(&self, statement: &str) {
        self.0.admin(statement);
    }

    fn make_template(&self) {
        let name = self.template();
        self.admin(&format!("DROP DATABASE IF EXISTS {name}"));
        self.admin(&format!("CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"));
        migrations::migrate(&Address::parse(&self.url(&name)).unwrap()).unwrap();
    }
}

/// Says it past the capture of test output, once, with the number of tests concerned.
fn say_skipped(why: &str) {
    let listed = env::current_exe()
        .and_then(|tests| Command::new(tests).args(["--list", "--format", "terse"]).output())
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default();
    let count = listed.lines().filter(|line| line.contains("::postgres")).count();
    let message =
        format!("\nSKIPPED: the {count} tests on PostgreSQL do nothing in this run: {}\n", why.trim());
    drop(std::io::stderr().write_all(message.as_bytes()));
}
