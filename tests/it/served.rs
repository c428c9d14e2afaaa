//! The real program as a process of its own, on a database it shares with nobody but the test.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use gongkai::app::App;
use gongkai::casework::people::{OrganSetup, set_up_organ};
use gongkai::cli::open;
use gongkai::config::Settings;
use gongkai::store::Address;
use serde_json::{Value, json};

use crate::app::day;
use crate::databases::TestDatabase;

/// An installation: where its database, key and settings are.
pub struct Installation {
    variables: Vec<(&'static str, String)>,
    pub directory: tempfile::TempDir,
    /// Dropped at the end, when the processes are gone.
    _database: Option<TestDatabase>,
}

impl Installation {
    /// On SQLite, in a directory of a real disk: what is in memory needs no `fsync` to survive.
    pub fn sqlite() -> Self {
        Self::new(None)
    }

    /// On PostgreSQL; `None` if there is none.
    pub fn postgres() -> Option<Self> {
        Some(Self::new(Some(TestDatabase::postgres()?)))
    }

    fn new(database: Option<TestDatabase>) -> Self {
        let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let mut variables = vec![
            ("GONGKAI_DATA_DIR", directory.path().display().to_string()),
            ("GONGKAI_LOOKUPS_PER_SECOND", "1000000".to_owned()),
        ];
        if let Some(TestDatabase { settings, .. }) = &database {
            let Address::Postgres(url) = &settings.address else { panic!("it is a PostgreSQL") };
            let key = directory.path().join("shared.key");
            fs::write(&key, [7; 32]).unwrap();
            fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
            variables.push(("GONGKAI_DATABASE", url.clone()));
            variables.push(("GONGKAI_FILE_STORAGE_SHARED", "true".to_owned()));
            variables.push(("GONGKAI_KEY_FILE", key.display().to_string()));
        }
        let installation = Self { variables, directory, _database: database };
        installation.set_up();
        installation
    }

    /// The one organ that takes applications.
    fn set_up(&self) {
        let organ = OrganSetup {
            parent: None,
            code: "QSZR",
            name: "清水县自然资源局",
            kind: "department",
            units: &[],
        };
        let store = self.open().store;
        store.write_blocking(move |tx| set_up_organ(tx, &organ, day("2000-01-01")).map(|_| ())).unwrap();
    }

    /// The installation as the command line opens it.
    pub fn open(&self) -> App {
        let variables = self.variables.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        open::app(&Settings::load(None, variables).unwrap()).unwrap()
    }

    /// The SQLite file.
    pub fn file(&self) -> PathBuf {
        self.directory.path().join("gongkai.db")
    }

    /// Runs another command of the program on the same installation.
    pub fn command(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.args(words).envs(self.variables.iter().cloned()).output().unwrap()
    }

    /// Starts the program and waits until it answers. `wrapper` goes before it, such as a tracer.
    pub fn serve(&self, wrapper: &[&str]) -> Served {
        for _ in 0..5 {
            if let Some(served) = self.try_serve(wrapper) {
                return served;
            }
        }
        panic!("the program does not start");
    }

    fn try_serve(&self, wrapper: &[&str]) -> Option<Served> {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let words = [wrapper, &[env!("CARGO_BIN_EXE_gongkai"), "serve"]].concat();
        let child = Command::new(words[0])
            .args(&words[1..])
            .envs(self.variables.iter().cloned())
            .env("GONGKAI_LISTEN", address.to_string())
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut served = Served { child, address };
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            if TcpStream::connect(address).is_ok() {
                return Some(served);
            }
            // Another process may have taken the port between our look and its start.
            if served.child.try_wait().unwrap().is_some() {
                return None;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        None
    }
}

/// A running program; killed when it goes out of scope.
pub struct Served {
    pub child: Child,
    pub address: SocketAddr,
}

impl Served {
    /// SIGKILL, and nothing before it.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

pub const SUBMISSIONS: &str = "/api/v1/public/organs/QSZR/applications";

/// What an applicant sends, told apart by `mark`.
pub fn submission(mark: &str) -> Value {
    json!({
        "channel": "online", "on": "2026-03-02",
        "applicant": { "kind": "natural_person", "name": "张三丰", "id_kind": "居民身份证",
            "id_number": "110105194912310021", "phone": "13812345678" },
        "items": [{ "description": format!("清水县2025年国有建设用地供应计划第{mark}号") }],
        "form": "纸质", "delivery": "邮寄"
    })
}
