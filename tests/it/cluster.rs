//! A PostgreSQL cluster of our own, from installed binaries, gone when this process ends.
//!
//! The cluster is guarded by a shell that reads from a pipe held by this process. However this
//! process ends, the pipe closes, and the shell stops the cluster and removes its files.

use std::env;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

/// Where a cluster keeps its files, and whether they survive a crash of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// In memory, and nothing waits for a disk: for tests.
    InMemory,
    /// On the disk, as an office would run it: for measurements.
    #[allow(dead_code, reason = "the tests keep everything in memory")]
    OnDisk,
}

impl Keeping {
    fn home(self) -> PathBuf {
        match self {
            Keeping::InMemory => memory(),
            Keeping::OnDisk => env::temp_dir(),
        }
    }

    fn options(self) -> &'static str {
        match self {
            Keeping::InMemory => {
                "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
            }
            Keeping::OnDisk => "-c fsync=on -c synchronous_commit=on -c shared_buffers=256MB",
        }
    }
}

/// A running PostgreSQL.
pub struct Cluster {
    /// Where the databases are: the address up to the name, and what follows it.
    before_name: String,
    after_name: String,
    /// The guard lives while its end of the pipe is open.
    _guard: Option<Child>,
}

impl Cluster {
    /// The address of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!("{}{database}{}", self.before_name, self.after_name)
    }

    /// Runs statements in the database every cluster has.
    pub fn admin(&self, statement: &str) {
        let mut conn = PgConnection::establish(&self.url("postgres")).unwrap();
        conn.batch_execute(statement).unwrap();
    }

    /// One that runs already: `postgres://user@host:port/name?options`
    pub fn at(url: &str) -> Self {
        let (path, options) = url.split_once('?').unwrap_or((url, ""));
        let host = path.find("://").map_or(0, |scheme| scheme + 3);
        let before = match path[host..].find('/') {
            Some(slash) => &path[..=host + slash],
            None => panic!("GONGKAI_TEST_PG is not an address like postgres://user@host/name"),
        };
        let after_name = if options.is_empty() { String::new() } else { format!("?{options}") };
        Self { before_name: before.to_owned(), after_name, _guard: None }
    }

    /// Starts one, or says why that is impossible.
    pub fn start(keeping: Keeping) -> Result<Self, String> {
        let binaries = binaries().ok_or("it is not installed and GONGKAI_TEST_PG names none")?;
        let user = ordinary_user()?;
        let home = tempfile::Builder::new()
            .prefix("gongkai-test-pg-")
            .tempdir_in(keeping.home())
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
            .args(keeping.options().split(' '))
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

/// Runs the cluster until the pipe closes.
const GUARD: &str = r#"
postgres=$1 home=$2
shift 2
"$postgres" -D "$home/data" -k "$home" -c listen_addresses= -c max_connections=300 "$@" \
    >"$home/log" 2>&1 </dev/null &
cluster=$!
cat >/dev/null
kill -QUIT $cluster
wait $cluster
cd /
rm -rf "$home"
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
