//! What was acknowledged survives `kill -9`: no registration lost, none doubled, no gap in the numbers.
//!
//! Judged by what the clients kept, not by what the server remembers (decision 36). Every client
//! repeats a request with its key until it is answered, so in the end there are as many cases as
//! keys. That no answer leaves before its commit is on the disk is shown in `answers_after_sync`.
//!
//! The long version: `GONGKAI_TEST_SECONDS=600 cargo test --test it durability::long -- --ignored --nocapture`

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use gongkai::store::case_filter::CaseFilter;
use gongkai::store::case_list::{Cursor, PageRequest, SortBy, list_cases};
use gongkai::store::{Scope, StoreError};
use serde_json::Value;

use crate::http::{Link, Request};
use crate::served::{Installation, SUBMISSIONS, Served, submission};

const CLIENTS: usize = 8;

/// Key → number, as the clients were told.
type Kept = BTreeMap<String, String>;

#[test]
fn sqlite_keeps_what_it_acknowledged() {
    survives(&Installation::sqlite(), 3, Duration::from_secs(3), seed());
}

#[test]
fn postgres_keeps_what_it_acknowledged() {
    if let Some(installation) = Installation::postgres() {
        survives(&installation, 3, Duration::from_secs(3), seed());
    }
}

#[test]
#[ignore = "minutes long, see above"]
fn long() {
    let seconds = setting("GONGKAI_TEST_SECONDS").unwrap_or(120);
    let kills = u32::try_from(seconds).unwrap();
    survives(&Installation::sqlite(), kills, Duration::from_secs(seconds), seed());
    if let Some(installation) = Installation::postgres() {
        survives(&installation, kills, Duration::from_secs(seconds), seed());
    }
}

/// Names and addresses stand in the database: nobody else on the machine may read it.
#[test]
fn the_database_is_readable_by_its_owner_alone() {
    let installation = Installation::sqlite();
    let served = installation.serve(&[]);
    let request = request("mode");
    assert_eq!(Link::open(served.address).unwrap().send(&request).unwrap().status, 201);
    for beside in ["", "-wal", "-shm"] {
        let file = format!("{}{beside}", installation.file().display());
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

fn seed() -> u64 {
    setting("GONGKAI_TEST_SEED").unwrap_or(20_260_302)
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap())
}

/// Moments that look like chance and come again with the same seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// Writers work for about `span`, during which the server is killed `kills` times.
fn survives(installation: &Installation, kills: u32, span: Duration, seed: u64) {
    let mut dice = Dice(seed);
    let mut served = installation.serve(&[]);
    let place = Arc::new(RwLock::new(served.address));
    let stop = Arc::new(AtomicBool::new(false));
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let writers: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (place, stop, acknowledged) = (place.clone(), stop.clone(), acknowledged.clone());
            thread::spawn(move || write(client, &place, &stop, &acknowledged))
        })
        .collect();
    let most = u64::try_from(span.as_millis()).unwrap() * 2 / u64::from(kills);
    for _ in 0..kills {
        thread::sleep(Duration::from_millis(50 + dice.below(most)));
        served.kill();
        served = installation.serve(&[]);
        *place.write().unwrap() = served.address;
    }
    // A busy machine may have answered hardly any so far; the last server is killed as well, below.
    let begun = Instant::now();
    while acknowledged.load(Ordering::Relaxed) <= CLIENTS && begun.elapsed() < Duration::from_secs(60) {
        thread::sleep(Duration::from_millis(20));
    }
    stop.store(true, Ordering::Relaxed);
    let mut kept = Kept::new();
    for writer in writers {
        kept.extend(writer.join().unwrap());
    }
    println!("seed {seed}: {kills} kills, {} registrations acknowledged", kept.len());
    assert!(kept.len() > CLIENTS, "the writers got through");
    repeat(&served, &kept);
    // The last one is killed too: nothing may depend on an orderly end.
    served.kill();
    judge(installation, &kept);
}

/// Sends new applications, each until it is answered, and keeps the numbers.
fn write(client: usize, place: &RwLock<SocketAddr>, stop: &AtomicBool, acknowledged: &AtomicUsize) -> Kept {
    let mut kept = Kept::new();
    let mut link = None;
    let mut count = 0;
    while !stop.load(Ordering::Relaxed) {
        count += 1;
        let key = format!("client-{client}-{count}");
        let request = request(&key);
        let begun = Instant::now();
        let number = loop {
            match send(&mut link, place, &request) {
                Some(number) => break number,
                None => thread::sleep(Duration::from_millis(10)),
            }
            assert!(begun.elapsed() < Duration::from_secs(120), "{key} is never answered");
        };
        kept.insert(key, number);
        acknowledged.fetch_add(1, Ordering::Relaxed);
    }
    kept
}

fn request(key: &str) -> Request {
    let body = submission(key).to_string();
    Request::new("POST", SUBMISSIONS, &[("Idempotency-Key", key)], body.as_bytes())
}

/// The number that was answered; `None` for a broken connection or a server that says it cannot now.
fn send(link: &mut Option<Link>, place: &RwLock<SocketAddr>, request: &Request) -> Option<String> {
    let mut open = match link.take() {
        Some(open) => open,
        None => Link::open(*place.read().unwrap()).ok()?,
    };
    let response = open.send(request).ok()?;
    *link = Some(open);
    match response.status {
        201 => {
            let body: Value = serde_json::from_slice(&response.body).unwrap();
            Some(body["number"].as_str().unwrap().to_owned())
        }
        503 => None,
        status => panic!("{status} {}", String::from_utf8_lossy(&response.body)),
    }
}

/// The same requests again, after all the kills: each is answered with its number, and acts no more.
fn repeat(served: &Served, kept: &Kept) {
    let place = RwLock::new(served.address);
    let mut link = None;
    for (key, number) in kept.iter().step_by(kept.len().div_ceil(500)) {
        assert_eq!(send(&mut link, &place, &request(key)).as_ref(), Some(number), "{key}");
    }
}

fn judge(installation: &Installation, kept: &Kept) {
    let app = installation.open();
    let mut found = Vec::new();
    let mut page = PageRequest { sort: SortBy::Number, descending: false, after: None, limit: 500 };
    loop {
        let request = page.clone();
        let rows = app.store.read_blocking(move |db| -> Result<_, StoreError> {
            list_cases(db, &Scope::Everything, &CaseFilter::default(), &request)
        });
        let rows = rows.unwrap();
        let Some(last) = rows.last() else { break };
        page.after = Some(Cursor::of(last, SortBy::Number));
        found.extend(rows.iter().map(|row| (row.serial.unwrap(), row.number.clone(), row.title.clone())));
    }
    found.sort();
    let of: BTreeMap<&str, &str> =
        found.iter().map(|(_, number, title)| (number.as_str(), title.as_str())).collect();
    for (key, number) in kept {
        let title = of.get(number.as_str()).unwrap_or_else(|| panic!("{number} of {key} is lost"));
        assert!(title.ends_with(&format!("第{key}号")), "{number} was {key}'s and is {title}");
    }
    let serials: Vec<i32> = found.iter().map(|(serial, ..)| *serial).collect();
    let without_gap: Vec<i32> = (1..).take(serials.len()).collect();
    assert_eq!(serials, without_gap, "the numbers have a gap or a repeat");
    assert_eq!(found.len(), kept.len(), "a request that was repeated acted twice");
    let verified = installation.command(&["verify"]);
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.success(), "{said}{}", String::from_utf8_lossy(&verified.stderr));
    assert!(said.contains(&format!("核对了{}件案件", found.len())), "{said}");
}
