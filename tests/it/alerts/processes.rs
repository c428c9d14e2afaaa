//! Three processes sweep and deliver over one PostgreSQL; two of them are killed, again and again. Nothing
//! is lost, nothing is doubled in the inboxes, and a mail is at most sent again under the same id.
//!
//! The long version: `GONGKAI_TEST_KILLS=50 cargo test --test it alerts::processes::long -- --ignored --nocapture`

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant as Moment};

use gongkai::casework::inbox;
use gongkai::config::channels::ChannelSettings;
use gongkai::store::Address;

use super::office::{Office, block_on};
use crate::databases::TestDatabase;

const CASES: usize = 60;

#[test]
fn killed_processes_lose_nothing_and_double_nothing() {
    if let Some(db) = TestDatabase::postgres() {
        survives(&db, 3);
    }
}

#[test]
#[ignore = "minutes long, see above"]
fn long() {
    let kills = std::env::var("GONGKAI_TEST_KILLS").ok().map_or(20, |kills| kills.parse().unwrap());
    if let Some(db) = TestDatabase::postgres() {
        survives(&db, kills);
    }
}

/// The program as another process, on the same database, with mail written to a folder.
struct Program<'a> {
    db: &'a TestDatabase,
    folder: tempfile::TempDir,
}

impl Program<'_> {
    fn start(&self) -> Child {
        let Address::Postgres(url) = &self.db.settings.address else { panic!("it is a PostgreSQL") };
        Command::new(env!("CARGO_BIN_EXE_gongkai"))
            .arg("--config")
            .arg(self.folder.path().join("gongkai.toml"))
            .args(["sweep", "--once"])
            .env("GONGKAI_DATABASE", url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }
}

fn survives(db: &TestDatabase, kills: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    // What was due in the spring of 2026 is overdue for the machine's clock, whatever it shows.
    let office = Office::open(db, "2026-03-02 09:00", ChannelSettings::default());
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("secret.key");
    std::fs::write(&key, [7; 32]).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    let mail = folder.path().join("mail");
    let settings = format!(
        "data_dir = {:?}\nkey_file = {key:?}\n[channels]\nmail_folder = {mail:?}\n",
        folder.path().join("data")
    );
    std::fs::write(folder.path().join("gongkai.toml"), settings).unwrap();
    let program = Program { db, folder };
    let mut numbers = Vec::new();
    for kill in 0..kills {
        for _ in 0..CASES / kills as usize {
            numbers.push(office.case_of_handler("2026-03-02"));
        }
        let mut running: Vec<Child> = (0..3).map(|_| program.start()).collect();
        // Somewhere between its first look and its last mail.
        std::thread::sleep(Duration::from_millis(40 + u64::from(kill * 37 % 160)));
        for child in running.iter_mut().take(2) {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        running[2].wait().unwrap();
    }
    let begun = Moment::now();
    while program.start().wait().unwrap().success() && begun.elapsed() < Duration::from_secs(60) {
        if office.inbox("supervisor").len() >= 2 * CASES.min(25) {
            break;
        }
    }
    judge(&office, &numbers);
    judge_mail(&mail);
}

/// Every case was told to the supervisor as overdue, once.
fn judge(office: &Office, numbers: &[String]) {
    let mut told: BTreeMap<String, Vec<i32>> = BTreeMap::new();
    let mut before = None;
    loop {
        let page = block_on(inbox::list(&office.app, office.person("supervisor"), false, before)).unwrap();
        let Some(last) = page.entries.last() else { break };
        before = Some(last.id);
        for entry in &page.entries {
            if entry.matter["kind"] == "reply_overdue" {
                told.entry(entry.number.clone().unwrap()).or_default().push(entry.level);
            }
        }
    }
    for number in numbers {
        let levels = told.get(number).unwrap_or_else(|| panic!("{number} is lost"));
        assert_eq!(levels.len(), 1, "{number} was told {levels:?}");
    }
}

/// One file a message: a second attempt under the same id is the same file.
fn judge_mail(folder: &std::path::Path) {
    let mut ids = BTreeSet::new();
    let files = std::fs::read_dir(folder).map(|entries| entries.count()).unwrap_or_default();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let mail = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        ids.insert(mail.lines().find(|line| line.starts_with("Message-ID:")).unwrap().to_owned());
    }
    assert_eq!(ids.len(), files, "nothing half written, nothing twice");
}
