//! A database for each test, of either kind.
//!
//! SQLite: a file in a temporary directory. PostgreSQL: a throw-away cluster, started once for the run
//! from installed binaries, or the server named by `GONGKAI_TEST_PG`; each test gets a copy of a
//! migrated template. Without PostgreSQL its tests are skipped, and said to be;
//! `GONGKAI_TEST_PG=require` makes that a failure.
//!
//! The cluster is guarded by a shell that reads from a pipe held by this process. However this
//! process ends, the pipe closes, and the shell stops the cluster and removes its files.

use std::env;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use gongkai::store::{Address, Store, StoreSettings, migrations};

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
        Self { store, settings, _home: home }
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
pub struct Server {
    /// Where the databases are: the address up to the name, and what follows it.
    before_name: String,
    after_name: String,
    /// The guard lives while its end of the pipe is open.
    _guard: Option<Child>,
}

impl Server {
    /// The server, started by whoever asks first; `None` if its tests are to be skipped.
    pub fn running() -> Option<&'static Self> {
        static SERVER: OnceLock<Option<Server>> = OnceLock::new();
        let server = SERVER.get_or_init(|| {
            let wish = env::var("GONGKAI_TEST_PG").unwrap_or_default();
            let found = match wish.as_str() {
                "" | "require" => Server::start(),
                url => Ok(Server::at(url)),
            };
            match found {
                Ok(server) => {
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
        format!("{}{database}{}", self.before_name, self.after_name)
    }

    fn template(&self) -> String {
        format!("gongkai_template_{}", std::process::id())
    }

    fn admin(&self, statement: &str) {
        let mut conn = PgConnection::establish(&self.url("postgres")).unwrap();
        conn.batch_execute(statement).unwrap();
    }

    fn make_template(&self) {
        let name = self.template();
        self.admin(&format!("DROP DATABASE IF EXISTS {name}"));
        self.admin(&format!("CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"));
        migrations::migrate(&Address::parse(&self.url(&name)).unwrap()).unwrap();
    }

    /// `postgres://user@host:port/name?options`
    fn at(url: &str) -> Self {
        let (path, options) = url.split_once('?').unwrap_or((url, ""));
        let host = path.find("://").map_or(0, |scheme| scheme + 3);
        let before = match path[host..].find('/') {
            Some(slash) => &path[..=host + slash],
            None => panic!("GONGKAI_TEST_PG is not an address like postgres://user@host/name"),
        };
        let after_name = if options.is_empty() { String::new() } else { format!("?{options}") };
        Self { before_name: before.to_owned(), after_name, _guard: None }
    }

    fn start() -> Result<Self, String> {
        let binaries = binaries().ok_or("it is not installed and GONGKAI_TEST_PG names none")?;
        let user = ordinary_user()?;
        let home = tempfile::Builder::new()
            .prefix("gongkai-test-pg-")
            .tempdir_in(memory())
            .map_err(|error| error.to_string())?
            .keep();
        if let Some((uid, gid)) = user {
            chown(&home, Some(uid), Some(gid)).map_err(|error| error.to_string())?;
        }
        let command = |program: &Path| {
            let mut command = Command::new(program);
            command.current_dir(&home).env_remove("LC_ALL").env_remove("LANG").process_group(0);
            if let Some((uid, gid)) = user {
                command.uid(uid).gid(gid);
            }
            command
        };
        initialise(&home, || command(&binaries.join("initdb")))?;
        let guard = command(Path::new("/bin/sh"))
            .args(["-c", GUARD, "guard"])
            .arg(binaries.join("postgres"))
            .arg(&home)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let server = Self {
            before_name: "postgres:///".to_owned(),
            after_name: format!("?host={}&user=postgres", home.display()),
            _guard: Some(guard),
        };
        server.await_ready(&home)?;
        Ok(server)
    }

    fn await_ready(&self, home: &Path) -> Result<(), String> {
        let begun = Instant::now();
        while PgConnection::establish(&self.url("postgres")).is_err() {
            if begun.elapsed() > Duration::from_secs(20) {
                return Err(fs::read_to_string(home.join("log")).unwrap_or_default());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

/// Runs the cluster until the pipe closes. Durability is of no use to it.
const GUARD: &str = r#"
"$1" -D "$2/data" -k "$2" -c listen_addresses= -c max_connections=300 -c fsync=off \
    -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off >"$2/log" 2>&1 </dev/null &
cluster=$!
cat >/dev/null
kill -QUIT $cluster
wait $cluster
cd /
rm -rf "$2"
"#;

fn initialise(home: &Path, command: impl Fn() -> Command) -> Result<(), String> {
    let mut said = String::new();
    // Not every installation knows C.UTF-8.
    for locale in ["C.UTF-8", "C"] {
        let output = command()
            .args(["--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale", locale, "-D"])
            .arg(home.join("data"))
            .stdin(Stdio::null())
            .output()
            .map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(());
        }
        said = String::from_utf8_lossy(&output.stderr).into_owned();
    }
    Err(said)
}

/// The newest installed binaries: what the search path names, then where packages put them.
fn binaries() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> =
        env::var_os("PATH").iter().flat_map(|path| env::split_paths(path).collect::<Vec<_>>()).collect();
    let mut packaged: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    packaged.sort();
    folders.extend(packaged.into_iter().rev());
    folders.push("/usr/local/bin".into());
    folders.into_iter().find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

/// PostgreSQL refuses to run as root: as whom then. `None` if we are not root.
fn ordinary_user() -> Result<Option<(u32, u32)>, String> {
    let own = fs::metadata("/proc/self").map_err(|error| error.to_string())?.uid();
    if own != 0 {
        return Ok(None);
    }
    let accounts = fs::read_to_string("/etc/passwd").map_err(|error| error.to_string())?;
    let ids = |name: &str| {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let found = ids("postgres").or_else(|| ids("nobody"));
    found.map(Some).ok_or_else(|| "there is no ordinary user to run it as".to_owned())
}

/// A directory in memory where there is one: what a test writes need not reach a disk.
pub fn memory() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { env::temp_dir() }
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
