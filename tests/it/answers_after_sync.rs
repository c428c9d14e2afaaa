//! No answer leaves before what it acknowledges is on the disk (decision 36).
//!
//! A `kill -9` leaves the kernel's buffers alone, so it cannot show this. Here the program runs under
//! `strace`. On SQLite the case's number first appears in a write to the log of the database;
//! after it a sync of that log must have ended, and only then may the 201 with that number be sent. On
//! PostgreSQL, which does the syncing, the server must have confirmed the `COMMIT` before.
//!
//! Skipped, and said to be, where tracing is impossible; `GONGKAI_TEST_TRACE=require` makes that a failure.

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl as _};
use gongkai::store::{Db, StoreError};

use crate::databases::TestDatabase;
use crate::http::{Link, Request};
use crate::served::{Installation, SUBMISSIONS, submission};

const CLIENTS: usize = 4;
const EACH: usize = 8;

#[test]
fn sqlite_answers_after_the_log_is_synced() {
    if let Some(calls) = trace(&Installation::sqlite()) {
        judge(&calls, synced);
    }
}

#[test]
fn postgres_answers_after_the_commit_is_confirmed() {
    let Some(installation) = Installation::postgres() else { return };
    if let Some(calls) = trace(&installation) {
        judge(&calls, confirmed);
    }
}

/// The server of the tests waits for no disk unless it is asked to: every session of ours asks.
#[test]
fn postgres_sessions_wait_for_the_disk() {
    #[derive(QueryableByName)]
    struct Shown {
        #[diesel(sql_type = Text)]
        synchronous_commit: String,
    }
    let Some(database) = TestDatabase::postgres() else { return };
    let shown = database.store.write_blocking(|tx| -> Result<_, StoreError> {
        let Db::Postgres(conn) = &mut **tx else { return Err(StoreError::NotFound) };
        Ok(diesel::sql_query("SHOW synchronous_commit").get_result::<Shown>(conn)?.synchronous_commit)
    });
    assert_eq!(shown.unwrap(), "on");
}

/// A system call: when it began and ended, as lines of the trace, and all that is printed of it.
#[derive(Debug, Default, Clone)]
struct Call {
    thread: String,
    text: String,
    begun: usize,
    ended: usize,
}

impl Call {
    fn is(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.text.starts_with(&format!("{name}(")))
    }

    fn succeeded(&self) -> bool {
        self.text.rsplit_once("= ").is_some_and(|(_, result)| !result.starts_with('-'))
    }
}

/// Serves concurrent submissions under the tracer; `None` if there can be none.
fn trace(installation: &Installation) -> Option<Vec<Call>> {
    let allowed =
        Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    if !allowed.is_ok_and(|status| status.success()) {
        let wish = std::env::var("GONGKAI_TEST_TRACE").unwrap_or_default();
        assert_ne!(wish, "require", "strace is not installed, or tracing is not permitted");
        let message =
            "\nSKIPPED: strace cannot trace here, so no test shows that answers follow their sync\n";
        drop(std::io::stderr().write_all(message.as_bytes()));
        return None;
    }
    let log = installation.directory.path().join("trace");
    // The tracer stands aside (-D), so that the process we kill is the program itself.
    let calls = "trace=pwrite64,fdatasync,fsync,sendto,recvfrom,write,writev,sendmsg";
    let log_name = log.display().to_string();
    let served =
        installation.serve(&["strace", "-D", "-f", "-y", "-s", "9000", "-e", calls, "-o", &log_name]);
    let address = served.address;
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            thread::spawn(move || {
                let mut link = Link::open(address).unwrap();
                for count in 0..EACH {
                    let body = submission(&format!("{client}-{count}")).to_string();
                    let response = link.send(&Request::new("POST", SUBMISSIONS, &[], body.as_bytes()));
                    assert_eq!(response.unwrap().status, 201);
                }
            })
        })
        .collect();
    for client in clients {
        client.join().unwrap();
    }
    let process = served.child.id();
    served.kill();
    Some(read(&await_end(&log, process)))
}

/// The tracer writes its last line when the program is gone.
fn await_end(log: &Path, process: u32) -> String {
    let begun = Instant::now();
    loop {
        let text = String::from_utf8_lossy(&fs::read(log).unwrap()).into_owned();
        let gone = |line: &str| line.starts_with(&process.to_string()) && line.contains("+++ ");
        if text.lines().any(gone) {
            return text;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "the tracer does not end");
        thread::sleep(Duration::from_millis(20));
    }
}

/// The calls of a trace in the order they began. A call that was interrupted by another thread's
/// stands in two lines.
fn read(log: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut open: HashMap<&str, usize> = HashMap::new();
    for (line, text) in log.lines().enumerate() {
        let Some((thread, text)) = text.split_once(' ') else { continue };
        let text = text.trim_start();
        if let Some((_, rest)) = text.strip_prefix("<... ").and_then(|text| text.split_once(" resumed>")) {
            if let Some(call) = open.remove(thread).and_then(|index| calls.get_mut(index)) {
                call.text.push_str(rest);
                call.ended = line;
            }
            continue;
        }
        let (text, ended) = match text.strip_suffix(" <unfinished ...>") {
            Some(text) => {
                open.insert(thread, calls.len());
                (text, usize::MAX)
            }
            None => (text, line),
        };
        calls.push(Call { thread: thread.to_owned(), text: text.to_owned(), begun: line, ended });
    }
    calls
}

const SENDING: [&str; 4] = ["sendto", "write", "writev", "sendmsg"];

/// When the log that holds this number was synced.
fn synced(calls: &[Call], number: &str) -> Option<usize> {
    let of_log = |call: &&Call| call.text.contains("gongkai.db-wal>");
    let mut log = calls.iter().filter(of_log);
    let written = log.find(|call| call.is(&["pwrite64"]) && call.text.contains(number))?;
    let sync = log.find(|call| call.is(&["fdatasync", "fsync"]) && call.begun > written.ended)?;
    sync.succeeded().then_some(sync.ended)
}

/// When PostgreSQL confirmed the transaction that sent this number.
fn confirmed(calls: &[Call], number: &str) -> Option<usize> {
    let sent =
        |call: &&Call| call.is(&SENDING) && call.text.contains(number) && !call.text.contains("HTTP/1.1");
    let sent = calls.iter().find(sent)?;
    let own = |call: &&Call| call.thread == sent.thread && call.begun > sent.begun;
    let confirmation =
        calls.iter().filter(own).find(|call| call.is(&["recvfrom"]) && call.text.contains("COMMIT"))?;
    Some(confirmation.ended)
}

/// Every 201 against the moment from which its registration was kept.
fn judge(calls: &[Call], kept: fn(&[Call], &str) -> Option<usize>) {
    let mut answers = 0;
    for answer in calls.iter().filter(|call| call.is(&SENDING) && call.text.contains("HTTP/1.1 201 ")) {
        let (_, rest) = answer.text.split_once(r#"\"number\":\""#).unwrap();
        let number = rest.split('\\').next().unwrap();
        let kept = kept(calls, number).unwrap_or_else(|| panic!("{number} was never kept"));
        assert!(
            kept < answer.begun,
            "{number} was answered in line {} and kept in line {kept}",
            answer.begun
        );
        answers += 1;
    }
    assert_eq!(answers, CLIENTS * EACH, "every answer is in the trace");
}

/// The judge itself: it must not pass whatever it is shown.
#[test]
fn an_answer_before_its_sync_is_found() {
    let lines = |order: &[usize]| {
        let all = [
            r#"10 pwrite64(9</d/gongkai.db-wal>, "..Q-2026-00001..", 4096, 32) = 4096"#,
            r"10 fdatasync(9</d/gongkai.db-wal> <unfinished ...>",
            r"10 <... fdatasync resumed>) = 0",
            r#"11 sendto(7<socket:[1]>, "HTTP/1.1 201 Created\r\n\r\n{\"number\":\"Q-2026-00001\",", 90, 0, NULL, 0) = 90"#,
        ];
        read(&order.iter().map(|index| all[*index]).collect::<Vec<_>>().join("\n"))
    };
    let in_order = |calls: Vec<Call>| {
        let kept = synced(&calls, "Q-2026-00001");
        let answer = calls.iter().find(|call| call.is(&SENDING)).unwrap();
        kept.is_some_and(|kept| kept < answer.begun)
    };
    assert!(in_order(lines(&[0, 1, 2, 3])));
    assert!(!in_order(lines(&[0, 1, 3, 2])), "while the sync runs is too early");
    assert!(!in_order(lines(&[1, 2, 0, 3])), "an earlier sync does not count");
    assert!(!in_order(lines(&[0, 3])), "no sync at all");
}
