//! 文号 through the acts while the program is killed: every approval that was answered has its number, and
//! the series has neither gap nor repeat.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::RwLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use gongkai::app::{Clock as _, SystemClock};
use gongkai::casework::Error;
use gongkai::casework::organ_facts::keep;
use gongkai::casework::people::{OrganSetup, PersonSetup, set_up_organ, set_up_person};
use gongkai::law::roles::Role;
use serde_json::{Value, json};

use crate::app::{PASSWORD, application, day, facts};
use crate::http::{Link, Request};
use crate::served::Installation;

const CASES: usize = 24;
const KILLS: usize = 3;

#[test]
fn sqlite_numbers_every_approval_once() {
    numbers_every_approval_once(&Installation::sqlite());
}

#[test]
fn postgres_numbers_every_approval_once() {
    if let Some(installation) = Installation::postgres() {
        numbers_every_approval_once(&installation);
    }
}

fn numbers_every_approval_once(installation: &Installation) {
    let unit = people(installation);
    let served = installation.serve(&[]);
    let cases: Vec<String> = (0..CASES).map(|_| awaiting_approval(served.address, unit)).collect();
    // A token outlives the process that gave it.
    let head = sign_in(served.address, "head");
    let (place, done) = (RwLock::new(served.address), AtomicUsize::new(0));
    thread::scope(|scope| {
        for part in cases.chunks(CASES / 4) {
            let (place, done, head) = (&place, &done, &head);
            scope.spawn(move || {
                for number in part {
                    approve(place, head, number);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let mut served = served;
        for kill in 1..=KILLS {
            // Spread over the work, whatever the machine's speed.
            while done.load(Ordering::Relaxed) < kill * CASES / (KILLS + 2) {
                thread::sleep(Duration::from_millis(2));
            }
            served.kill();
            served = installation.serve(&[]);
            *place.write().unwrap() = served.address;
        }
        while done.load(Ordering::Relaxed) < CASES {
            thread::sleep(Duration::from_millis(10));
        }
        let drawn: BTreeSet<String> = cases
            .iter()
            .map(|number| {
                let letter =
                    ask(served.address, &head, "GET", &format!("/cases/{number}/letters/1"), None, &[]);
                letter.unwrap().1["number"].as_str().unwrap().to_owned()
            })
            .collect();
        let year = SystemClock.today().to_string()[..4].to_owned();
        let expected = (1..=CASES).map(|serial| format!("清数公开补〔{year}〕{serial}号")).collect();
        assert_eq!(drawn, expected);
        served.kill();
    });
    let verified = installation.command(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

/// An organ whose letters can be signed, and who works there; gives the unit.
fn people(installation: &Installation) -> i64 {
    let app = installation.open();
    let (passwords, at) = (app.passwords.clone(), app.now());
    let made = app.store.write_blocking(move |tx| -> Result<i64, Error> {
        let since = day("2000-01-01");
        let setup = OrganSetup {
            parent: None,
            code: "QSSJ",
            name: "清水县数据局",
            kind: "department",
            units: &["规划股"],
        };
        let (organ, units) = set_up_organ(tx, &setup, since)?;
        keep(tx, &organ, &serde_json::from_value(facts("2000-01-01", "清数")).unwrap(), None, at)?;
        for (login, unit, role) in [
            ("desk", None, Role::Clerk),
            ("hand", Some(units[0]), Role::Handler),
            ("head", None, Role::OfficeHead),
        ] {
            let person = PersonSetup { login, name: login, password: PASSWORD, organ: organ.id, unit, role };
            set_up_person(tx, &passwords, &[1; 16], &person, since)?;
        }
        Ok(units[0])
    });
    made.unwrap()
}

fn sign_in(address: SocketAddr, login: &str) -> String {
    let input = json!({ "login": login, "password": PASSWORD });
    let (status, session) = ask(address, "", "POST", "/sessions", Some(&input), &[]).unwrap();
    assert_eq!(status, 200, "{session}");
    session["access_token"].as_str().unwrap().to_owned()
}

/// A case whose 补正 waits for the office head, its notice written.
fn awaiting_approval(address: SocketAddr, unit: i64) -> String {
    let today = SystemClock.today().to_string();
    let must = |login: &str, path: &str, body: Value| {
        let token = sign_in(address, login);
        let (status, answer) = ask(address, &token, "POST", path, Some(&body), &[]).unwrap();
        assert!((200..300).contains(&status), "{path} {status} {answer}");
        answer
    };
    let case = must("desk", "/cases", application("in_person", &today));
    let number = case["number"].as_str().unwrap().to_owned();
    let acts = format!("/cases/{number}/acts");
    must("desk", &acts, json!({ "act": "assign", "unit": unit }));
    must("hand", &acts, json!({ "act": "sign_for" }));
    must(
        "hand",
        &acts,
        json!({ "act": "propose_measure", "measure": {
            "measure": "correction", "period_days": 10, "points": "写明所需供应计划的具体地块" } }),
    );
    let notice = json!({ "kind": "correction_notice", "measure": 1, "unclear": "申请未写明地块。" });
    must("hand", &format!("/cases/{number}/letters"), notice);
    number
}

/// Asks until it is answered; the key makes a repetition act once.
fn approve(place: &RwLock<SocketAddr>, head: &str, number: &str) {
    let act = json!({ "act": "approve_measure", "number": 1 });
    let key = format!("approve-{number}");
    let begun = Instant::now();
    loop {
        let address = *place.read().unwrap();
        let answer = ask(
            address,
            head,
            "POST",
            &format!("/cases/{number}/acts"),
            Some(&act),
            &[("Idempotency-Key", &key)],
        );
        match answer {
            Some((200, _)) => return,
            None | Some((503, _)) => thread::sleep(Duration::from_millis(5)),
            Some((status, said)) => panic!("{number}: {status} {said}"),
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{number} is never answered");
    }
}

/// The status and the body; nothing if the connection broke.
fn ask(
    address: SocketAddr,
    token: &str,
    method: &str,
    path: &str,
    body: Option<&Value>,
    headers: &[(&str, &str)],
) -> Option<(u16, Value)> {
    let bearer = format!("Bearer {token}");
    let mut all = vec![("Authorization", bearer.as_str())];
    all.extend_from_slice(headers);
    let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
    let request = Request::new(method, &format!("/api/v1{path}"), &all, &body);
    let response = Link::open(address).ok()?.send(&request).ok()?;
    Some((response.status, serde_json::from_slice(&response.body).unwrap_or_default()))
}
